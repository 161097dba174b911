import type { Assumption } from '../assumption.ts';
import type { Evaluation } from './types.ts';

/** What an evaluation owes to measurements stored for its device. */
export interface MeasuredBasis {
  readonly option: string;
  readonly label: string;
  /** Factors of decode and prefill, and watts, of origin `measured`. */
  readonly assumptions: readonly Assumption[];
  /** Ids of the measurements, sorted. */
  readonly ids: readonly string[];
}

/** The measurements an option's answer rests on; null where it rests on none. */
export function measuredBasis(e: Evaluation): MeasuredBasis | null {
  const { option, prepared } = e;
  const watts = option.kind === 'own' ? [option.idleWatts, option.loadWatts] : [];
  const assumptions = [...(prepared?.prediction.assumptions ?? []), ...watts].filter(
    (one) => one.origin === 'measured',
  );
  if (assumptions.length === 0) return null;
  return { option: option.id, label: option.label, assumptions, ids: measurementIds(assumptions) };
}

/** The measurements that assumptions of origin `measured` name as their source. */
export function measurementIds(assumptions: readonly Assumption[]): readonly string[] {
  return [...new Set(assumptions.flatMap((one) => idsIn(one.source ?? '')))].sort();
}

/** A source is a list of ids, or a sentence with one in brackets. */
function idsIn(source: string): readonly string[] {
  const inBrackets = /\(([\w.-]+)\)$/.exec(source)?.[1];
  return inBrackets === undefined ? source.split(', ').filter(Boolean) : [inBrackets];
}
