/** Who says so: where a figure was published and the date it was true. Null when the source gave none. */
export interface Source {
  readonly source: string | null;
  readonly asOf: string | null;
  /** Set where the row has no source or date: shown beside the figure. */
  readonly quality?: 'low';
}

/** Where a value came from, strongest first: what the user typed, what was measured, what we looked up, what we assumed. */
export type Origin =
  | 'flag'
  | 'env'
  | 'config'
  | 'scenario'
  | 'log'
  | 'measured'
  | 'catalog'
  | 'fitted'
  | 'estimated'
  | 'default';

/** A value someone may argue with, its plausible range, and who says so. */
export interface Assumption {
  /** A stable id, for example `electricity-price` or `own.rtx-3090.idle-watts`. */
  readonly id: string;
  /** Its expected value. */
  readonly value: number;
  /** Unit of value, low and high. */
  readonly unit: string;
  /** Where it comes from: a flag, a variable, a scenario file, a measurement, the catalog, or a default. */
  readonly origin: Origin;
  /** Low end of what is thought possible. */
  readonly low: number;
  /** High end of what is thought possible. */
  readonly high: number;
  /** Who says so; null where nobody but the user does. */
  readonly source: string | null;
  /** Date of the source; null for judgments. */
  readonly asOf: string | null;
}

/** An estimate with its 80 % interval: the shape of every speed and of time to first token. */
export interface Estimate {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** An assumption whose range is a point: the user typed it, or a file says it exactly. */
export function exactly(
  fields: Omit<Assumption, 'low' | 'high'> & { readonly low?: number; readonly high?: number },
): Assumption {
  return { ...fields, low: fields.low ?? fields.value, high: fields.high ?? fields.value };
}
