import { type Constraints, FREE } from '../../core/constraints.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { choose } from '../../core/recommend.ts';
import type { ServiceLevel } from '../../core/types.ts';
import { answerSecondsOf, missesLevel } from './rows.ts';
import type { SearchResult } from './search.ts';

/** One step of the way to the pick: what was asked, and how many options were left. */
export interface PathStep {
  /** What was asked of the options. */
  readonly step: 'priced' | 'among-the-cheapest' | 'fits' | 'service-level' | LimitName;
  /** The limit that was set; null where there is none. */
  readonly limit: number | string | null;
  /** Options left after it. */
  readonly left: number;
  /** Of those left at the service level: whose first token or speed nobody told. */
  readonly notKnown?: number;
}

export type LimitName = keyof Constraints;

/** The funnel: each limit takes what it takes, in the order they are listed. */
export function pathOf(search: SearchResult, limits: Constraints, loosened: ServiceLevel | null): readonly PathStep[] {
  const fits = search.evaluations.filter((e) => e.failure?.reason !== 'does-not-fit');
  const started = search.ruledOut.filter(({ reason }) => reason !== 'does-not-fit');
  const kept = fits.filter((e) => e.feasible && e.sameWeights && !missesLevel(e, loosened));
  const steps: PathStep[] = [
    { step: 'priced', limit: null, left: search.candidates.length },
    { step: 'among-the-cheapest', limit: null, left: search.evaluatedCount + search.ruledOut.length },
    { step: 'fits', limit: null, left: fits.length + started.length },
    { step: 'service-level', limit: null, left: kept.length, notKnown: kept.filter(isNotKnown).length },
  ];
  let asked: Constraints = FREE;
  for (const key of limitsOf(limits)) {
    asked = { ...asked, [key]: limits[key] };
    const { kind, ranked } = choose(kept, asked, answerSecondsOf);
    steps.push({ step: key, limit: limitText(limits, key), left: kind === 'found' ? ranked.length : 0 });
  }
  return steps;
}

const isNotKnown = ({ standing }: Evaluation): boolean => standing === 'not-known';

/** The limits that were set. */
export const limitsOf = (limits: Constraints): readonly LimitName[] =>
  KEYS.filter((key) => limits[key] !== null && limits[key] !== false);

const KEYS = [
  'budgetUsd',
  'budgetUsdPerMonth',
  'noCapital',
  'onPremises',
  'noApi',
  'quiet',
  'forms',
  'warranty',
  'maxWatts',
  'minimumBitsPerWeight',
  'training',
] as const satisfies readonly LimitName[];

/** A limit as a figure or a word; a switch has none. */
export function limitText(limits: Constraints, key: LimitName): number | string | null {
  if (key === 'forms') return limits.forms?.join(', ') ?? null;
  if (key === 'training') return limits.training?.method ?? null;
  const value = limits[key];
  return typeof value === 'number' ? value : null;
}
