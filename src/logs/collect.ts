import type { UsageEvent, UsageFormat } from '../core/usage/event.ts';
import type { Entry, Sink } from './reader.ts';
import type { SkipReason } from './skip.ts';

/** What one file gave. */
export interface FileCounts {
  readonly path: string;
  readonly format: UsageFormat;
  entries: number;
  /** The same request again: retries, snapshots of a streamed answer, resumed sessions. */
  duplicates: number;
  /** Lines that are no usage at all. */
  otherLines: number;
  readonly skipped: Partial<Record<SkipReason, number>>;
  /** Line of the first of each; 0 where entries are not lines. */
  readonly firstSkipped: Partial<Record<SkipReason, number>>;
  /** Times of the file that ran backwards by more than a minute. */
  clockJumps: number;
  /** Entries whose time named no zone and was taken as UTC. */
  assumedUtc: number;
  /** Entries whose time named another zone and was turned to UTC. */
  otherZone: number;
}

export interface Collector {
  readonly file: (path: string, format: UsageFormat) => OpenCounts;
  /** Everything kept, oldest first. */
  readonly events: () => readonly UsageEvent[];
}

export interface OpenCounts {
  readonly counts: FileCounts;
  readonly sink: Sink;
  /** The line that what comes next is of. */
  readonly atLine: (line: number) => void;
}

/** A clock that runs back by less is a slow disk or two writers, not a jump. */
const JUMP_SECONDS = 60;

/** Keeps each request once, over all files, and counts what it does not keep. */
export function createCollector(): Collector {
  const kept: UsageEvent[] = [];
  const indexById = new Map<string, number>();

  /** True where the entry is new. */
  const keep = (format: UsageFormat, { event, growing }: Entry): boolean => {
    const id = event.requestId === null ? null : `${format}|${event.requestId}`;
    const index = id === null ? undefined : indexById.get(id);
    if (index === undefined) {
      if (id !== null) indexById.set(id, kept.length);
      kept.push(event);
      return true;
    }
    const earlier = kept[index];
    if (growing && earlier !== undefined) kept[index] = larger(earlier, event);
    return false;
  };

  const file: Collector['file'] = (path, format) => {
    const counts = newCounts(path, format);
    let lastSeconds: number | null = null;
    const entry = (found: Entry): void => {
      counts.entries += 1;
      if (!keep(format, found)) counts.duplicates += 1;
      if (found.assumedUtc) counts.assumedUtc += 1;
      if (found.otherZone === true) counts.otherZone += 1;
      const { atSeconds } = found.event;
      if (found.ordered && lastSeconds !== null && atSeconds < lastSeconds - JUMP_SECONDS) counts.clockJumps += 1;
      lastSeconds = atSeconds;
    };
    let line = 0;
    const atLine = (next: number): void => {
      line = next;
    };
    const skip = (reason: SkipReason): void => {
      counts.firstSkipped[reason] ??= line;
      counts.skipped[reason] = (counts.skipped[reason] ?? 0) + 1;
    };
    const other = (): void => {
      counts.otherLines += 1;
    };
    return { counts, sink: { entry, skip, other }, atLine };
  };

  return { file, events: () => [...kept].sort((a, b) => a.atSeconds - b.atSeconds) };
}

function newCounts(path: string, format: UsageFormat): FileCounts {
  return {
    path,
    format,
    entries: 0,
    duplicates: 0,
    otherLines: 0,
    skipped: {},
    firstSkipped: {},
    clockJumps: 0,
    assumedUtc: 0,
    otherZone: 0,
  };
}

/** Of two snapshots of one answer, the one with more output, dated by the earlier. */
function larger(a: UsageEvent, b: UsageEvent): UsageEvent {
  const bigger = (b.outputTokens ?? 0) > (a.outputTokens ?? 0) ? b : a;
  return { ...bigger, atSeconds: Math.min(a.atSeconds, b.atSeconds) };
}
