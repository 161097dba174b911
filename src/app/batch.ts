import type { Warning } from '../core/types.ts';

/** One line of a batch, judged and computed. @throws RequestError with what is wrong with it. */
export type BatchEvaluator = (record: Readonly<Record<string, unknown>>) => BatchOutcome;
export interface BatchOutcome {
  readonly result: object;
  readonly warnings: readonly Warning[];
}

/** The record without its id; only plain objects are records. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
