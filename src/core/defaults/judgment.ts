import type { Assumption } from '../assumption.ts';

/** A default nobody fitted: what we assume when nothing is said, the range a reasonable person could claim, and why. */
export interface Judgment {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly source: string | null;
  readonly asOf: string | null;
  readonly why: string;
}

/** A judgment as the assumption that travels with an answer. */
export function assumed(judgment: Judgment): Assumption {
  const { id, value, unit, low, high, source, asOf } = judgment;
  return { id, value, unit, origin: 'default', low, high, source, asOf };
}
