import type { UsageEvent, UsageFormat } from '../core/usage/event.ts';
import type { SkipReason } from './skip.ts';

/** One entry as a reader found it, before it is counted. */
export interface Entry {
  readonly event: UsageEvent;
  readonly assumedUtc: boolean;
  readonly otherZone?: boolean;
  /** Entries of one id are snapshots of one growing answer (Claude Code streams them): the largest counts. */
  readonly growing?: boolean;
  /** The log is written in order, so a time that runs backwards is a clock that jumped. */
  readonly ordered?: boolean;
}

/** Where a reader puts what it finds. Every unit it is given ends in exactly one of these calls, or none for more to come. */
export interface Sink {
  readonly entry: (entry: Entry) => void;
  readonly skip: (reason: SkipReason) => void;
  /** A line that is no usage at all: what the user typed, a banner. */
  readonly other: () => void;
}

/** What a reader may need to know of the file around its lines. */
export interface FileFacts {
  /** Last change of the file: dates a log that only counts seconds from its own start. */
  readonly changedAtSeconds: number | null;
}

/** Reads one file of one format: a unit is a line, a CSV record or a JSON object, whole. */
export interface FormatReader {
  readonly unit: (text: string) => void;
  readonly end: () => void;
}

export interface Format {
  readonly id: UsageFormat;
  readonly open: (sink: Sink, facts: FileFacts) => FormatReader;
}
