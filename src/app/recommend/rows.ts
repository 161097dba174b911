import type { Violation } from '../../core/constraints.ts';
import { toldOf } from '../../core/evaluation/told-service.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Scored } from '../../core/recommend.ts';
import type { ServiceLevel } from '../../core/types.ts';
import { type OptionResult, optionResult } from '../breakeven.ts';
import { calledSeconds } from '../called.ts';
import { usersServed } from '../evaluated.ts';
import { largestModelFor } from './largest-model.ts';

export interface RecommendedRow extends OptionResult {
  /** Until the whole answer is there, at peak; of an API by judgment. */
  readonly answerSeconds: number;
  readonly usersServed: number | null;
  /** Of a mix: users that its own machines carry alone, and machines rented for the rest at the peak. */
  readonly base: MixBase | null;
  /** Of all its own machines under load; null of what draws nothing at your site: a rental, an API. */
  readonly loadWatts: number | null;
  /** What this option exceeds. */
  readonly relax: readonly Violation[];
  /** The largest model of the catalog that fits at this context; of own rows, and of the own machines of a mix. */
  readonly largestModel: string | null;
  /** In what it is worse than the pick, and by how much; null where it is a yes or no. */
  readonly givesUp: readonly GivenUp[];
}

export interface MixBase {
  /** Users that the own machines carry at the service level. */
  readonly usersServed: number | null;
  /** Machines rented for what is above them; null where an API takes it. */
  readonly rentedUnits: number | null;
}

export interface GivenUp {
  /** The figure in which it is worse than the pick. */
  readonly what: 'usdPerMonth' | 'upfrontUsd' | 'answerSeconds' | 'loadWatts' | 'bitsPerWeight' | 'privacy' | 'quiet';
  /** By how much; null where it is a yes or no. */
  readonly by: number | null;
}

/** Until the whole answer is there: at peak for machines, by judgment for an API, of a mix on the slower side. */
export function answerSecondsOf(e: Evaluation): number {
  if (e.parts.length > 0) return Math.max(...e.parts.map(answerSecondsOf));
  const { sized, work, option } = e;
  if (sized === null) return calledSeconds(toldOf(option), work.outputTokens).answerSeconds;
  return sized.timeToFirstTokenSecondsP95 + work.outputTokens / Math.max(1e-9, sized.decodeTokensPerSecondAtPeak);
}

/** Whether a machine, sized to a looser level where nothing keeps the one asked for, misses that. */
export function missesLevel(e: Evaluation, level: ServiceLevel | null): boolean {
  if (e.parts.length > 0) return e.parts.some((side) => missesLevel(side, level));
  const { sized } = e;
  if (sized === null || level === null) return false;
  const { timeToFirstTokenSecondsP95: first, decodeTokensPerSecondPerStream: speed } = level;
  const late = first !== null && sized.timeToFirstTokenSecondsP95 > first * (1 + ROUNDING);
  return late || (speed !== null && sized.decodeTokensPerSecondAtPeak < speed * (1 - ROUNDING));
}

const ROUNDING = 1e-6;

/** A row against the pick; `loosened`, where the service level was: the one asked for. */
export function rowOf(scored: Scored, pick: Scored, loosened: ServiceLevel | null): RecommendedRow {
  const { evaluation, violations, answerSeconds } = scored;
  const result = optionResult(evaluation);
  return {
    ...result,
    serviceLevel: missesLevel(evaluation, loosened) ? 'missed' : result.serviceLevel,
    answerSeconds,
    usersServed: usersServed(evaluation),
    base: baseOf(evaluation),
    loadWatts: evaluation.energy?.loadWatts ?? null,
    relax: violations,
    largestModel: largestModelFor(evaluation.parts[0] ?? evaluation),
    givesUp: scored === pick ? [] : givenUp(scored, pick),
  };
}

/** Of the whole work, not of the share that each side is given. */
function baseOf(e: Evaluation): MixBase | null {
  const [base, rest] = e.parts;
  if (base === undefined || rest === undefined) return null;
  return { usersServed: usersServed({ ...e, sized: base.sized, parts: [] }), rentedUnits: rest.sized?.units ?? null };
}

/** Differences smaller than this are none. */
const NOTICEABLE = 0.02;

function givenUp(scored: Scored, pick: Scored): readonly GivenUp[] {
  const [a, b] = [scored.evaluation, pick.evaluation];
  const more = (what: GivenUp['what'], mine: number, theirs: number): readonly GivenUp[] =>
    mine > theirs * (1 + NOTICEABLE) + 1e-9 ? [{ what, by: mine - theirs }] : [];
  const lost = (what: GivenUp['what'], gone: boolean): readonly GivenUp[] => (gone ? [{ what, by: null }] : []);
  return [
    ...more('usdPerMonth', a.usdPerMonth, b.usdPerMonth),
    ...more('upfrontUsd', a.upfrontUsd, b.upfrontUsd),
    ...more('answerSeconds', scored.answerSeconds, pick.answerSeconds),
    ...more('loadWatts', a.energy?.loadWatts ?? 0, b.energy?.loadWatts ?? 0),
    ...more('bitsPerWeight', bitsOf(b), bitsOf(a)),
    ...lost('privacy', leavesTheHouse(a) && !leavesTheHouse(b)),
    ...lost('quiet', isRack(a) && !isRack(b)),
  ];
}

const sidesOf = (e: Evaluation): readonly Evaluation[] => (e.parts.length > 0 ? e.parts : [e]);
const leavesTheHouse = (e: Evaluation): boolean => sidesOf(e).some((side) => side.option.kind !== 'own');
const isRack = (e: Evaluation): boolean =>
  sidesOf(e).some(({ option }) => option.kind === 'own' && option.form === 'rack-server');
/** An API is taken to serve the weights as published. */
const PUBLISHED_BITS = 16;
const bitsOf = (e: Evaluation): number =>
  Math.min(...sidesOf(e).map((side) => side.prepared?.choice.quantization.coreBitsPerWeight ?? PUBLISHED_BITS));
