import { type Concurrency, concurrencySeen } from '../../core/usage/concurrency.ts';
import type { UsageEvent } from '../../core/usage/event.ts';
import type { UsageFigures } from '../../core/usage/figures.ts';
import type { UsageLog } from '../../logs/read.ts';
import { setAside } from './set-aside.ts';

/** What was understood of a log, and what was not and why. */
export interface UsageSummary {
  /** First day of the log. */
  readonly from: string;
  /** Last day of the log. */
  readonly to: string;
  /** Days from the first to the last. */
  readonly days: number;
  /** Days with at least one request. */
  readonly activeDays: number;
  /** Files that were read. */
  readonly filesRead: number;
  /** Files by the program that wrote them. */
  readonly formats: Readonly<Record<string, number>>;
  /** Requests or rows kept, each once. */
  readonly entries: number;
  /** Requests of the log; null where it has only sums. */
  readonly requests: number | null;
  /** Prompt tokens of the log, cached ones included. */
  readonly promptTokens: number | null;
  /** Of those, read from a prefix cache. */
  readonly cachedTokens: number | null;
  /** Output tokens of the log. */
  readonly outputTokens: number | null;
  /** Cached ÷ prompt tokens. */
  readonly cachedShare: number | null;
  /** Entries left out because they were there already. */
  readonly duplicates: number;
  /** Lines that tell no tokens. */
  readonly linesWithoutUsage: number;
  /** Entries left out, by reason. */
  readonly skippedEntries: Readonly<Record<string, number>>;
  /** Files left out, by reason. */
  readonly skippedFiles: Readonly<Record<string, number>>;
  /** Both in words, each with its first line and what is wanted there. */
  readonly setAside: readonly string[];
  /** Places where the clock of the log went back. */
  readonly clockJumps: number;
  /** Times without a zone, taken as UTC. */
  readonly timesWithoutZone: number;
  /** Times in another zone than UTC, converted. */
  readonly timesInOtherZones: number;
  /** How many requests were being served at once. */
  readonly concurrency: Concurrency;
  /** The models of the log, most output first. */
  readonly models: readonly {
    /** Name of the model in the log. */
    readonly model: string;
    /** Entries of that model. */
    readonly entries: number;
    /** Output tokens of that model. */
    readonly outputTokens: number;
  }[];
}

const MODELS_SHOWN = 5;

export const isoDay = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

export function summaryOf(log: UsageLog, figures: UsageFigures): UsageSummary {
  const sum = (pick: (file: UsageLog['files'][number]) => number): number =>
    log.files.reduce((total, file) => total + pick(file), 0);
  return {
    from: isoDay(figures.fromSeconds),
    to: isoDay(figures.toSeconds - 1),
    days: figures.days,
    activeDays: figures.activeDays,
    filesRead: log.files.length,
    formats: tally(log.files.map((file) => [file.format, 1])),
    entries: log.events.length,
    requests: figures.requests,
    promptTokens: figures.promptTokens,
    cachedTokens: figures.cachedTokens,
    outputTokens: figures.outputTokens,
    cachedShare: figures.cachedShare,
    duplicates: sum((file) => file.duplicates),
    linesWithoutUsage: sum((file) => file.otherLines),
    skippedEntries: tally(log.files.flatMap((file) => Object.entries(file.skipped))),
    skippedFiles: tally(log.skippedFiles.map((file) => [file.reason, 1])),
    setAside: setAside(log),
    clockJumps: sum((file) => file.clockJumps),
    timesWithoutZone: sum((file) => file.assumedUtc),
    timesInOtherZones: sum((file) => file.otherZone),
    concurrency: concurrencySeen(log.events),
    models: modelsOf(log.events),
  };
}

function tally(pairs: readonly (readonly [string, number])[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [key, count] of pairs) counts[key] = (counts[key] ?? 0) + count;
  return counts;
}

function modelsOf(events: readonly UsageEvent[]): UsageSummary['models'] {
  const byModel = new Map<string, { entries: number; outputTokens: number }>();
  for (const { model, outputTokens } of events) {
    const found = byModel.get(model ?? 'not named') ?? { entries: 0, outputTokens: 0 };
    found.entries += 1;
    found.outputTokens += outputTokens ?? 0;
    byModel.set(model ?? 'not named', found);
  }
  return [...byModel]
    .map(([model, counts]) => ({ model, ...counts }))
    .sort((a, b) => b.outputTokens - a.outputTokens)
    .slice(0, MODELS_SHOWN);
}
