import { type Concurrency, concurrencySeen } from '../../core/usage/concurrency.ts';
import type { UsageEvent } from '../../core/usage/event.ts';
import type { UsageFigures } from '../../core/usage/figures.ts';
import type { UsageLog } from '../../logs/read.ts';

/** What was understood of a log, and what was not and why. */
export interface UsageSummary {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly activeDays: number;
  readonly filesRead: number;
  readonly formats: Readonly<Record<string, number>>;
  /** Requests or rows kept, each once. */
  readonly entries: number;
  readonly requests: number | null;
  readonly promptTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number | null;
  readonly cachedShare: number | null;
  readonly duplicates: number;
  readonly linesWithoutUsage: number;
  readonly skippedEntries: Readonly<Record<string, number>>;
  readonly skippedFiles: Readonly<Record<string, number>>;
  readonly clockJumps: number;
  readonly timesWithoutZone: number;
  readonly timesInOtherZones: number;
  readonly concurrency: Concurrency;
  /** The models of the log, most output first. */
  readonly models: readonly { readonly model: string; readonly entries: number; readonly outputTokens: number }[];
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
