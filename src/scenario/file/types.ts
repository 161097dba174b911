import type { RawValue } from '../judge.ts';
import type { Study } from '../study.ts';

/** Values of one section of a file, by batch key. */
export type RawValues = Readonly<Record<string, RawValue | undefined>>;

export interface RawWorkload {
  readonly id: string;
  readonly values: RawValues;
}

/** A vendor's offer: what it binds to and until when. */
export interface Quote {
  /** Who made the offer. */
  readonly vendor: string | null;
  /** Last day it may be accepted, `2026-12-31`; null where the offer names none. */
  readonly validUntil: string | null;
  /** Months of warranty. */
  readonly warrantyMonths: number | null;
}

export interface RawScenarioOption {
  /** In the grammar of the command line. */
  readonly option: string;
  readonly label: string | null;
  /** What the file types in for this option alone: price, watts, throughput. */
  readonly values: RawValues;
  readonly quote: Quote | null;
  /** The author of the file takes this other model's answers for as good: it is ranked with the rest. */
  readonly substitutes: boolean;
}

/** What a person ticked off a checklist, by item id. */
export type RecordedAnswers = Readonly<Record<string, boolean | string>>;

/** A scenario file before names are looked up and numbers judged: no units, no defaults. */
export interface RawScenario {
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly source: string | null;
  readonly workloads: readonly RawWorkload[];
  readonly options: readonly RawScenarioOption[];
  /** Of the whole scenario: site, finance and the plain calculator. */
  readonly values: RawValues;
  /** A published comparison, which stands for itself. */
  readonly study: Study | null;
  readonly answers: RecordedAnswers;
}

/** Where a value stands in the file, for messages: `line:column`. */
export interface Positions {
  readonly ofKey: (key: string) => string | null;
  readonly ofText: (text: string) => string | null;
}
