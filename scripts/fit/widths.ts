import type { IntervalWidth } from '../../src/core/performance/constants.ts';
import { type IntervalClass, intervalNames, openVariance, Z80 } from '../../src/core/performance/intervals.ts';
import type { HeldOut } from './cross-validate.ts';
import { groupBy } from './group.ts';
import type { OpenSpreads } from './open.ts';
import { weightedQuantile } from './statistics.ts';

/** A held-out figure and how much it counts among the errors that intervals are made of. */
export interface Sampled extends HeldOut {
  readonly weight: number;
}

/** Fewest figures that have a say of their own; a class of fewer is not told: the wider one speaks for it. */
const LEAST_ROWS = 10;
/** Odds to lie below the upper end, and above the lower one: 80 % within. */
const ODDS = 0.9;
const MOST_ODDS = 0.995;
/** A class of few chips says little of other chips: its odds are raised by this share ÷ chips. */
const FEW_CHIPS = 0.05;
/** Chips whose weight the wider class has in a narrower one. */
const BORROWED_CHIPS = 2;
/** Chips at which a lean to one side is believed half: few chips may lean as others do not. */
const LEANING_CHIPS = 10;
const SIGNIFICANT = 4;

const round = (value: number): number => Number(value.toPrecision(SIGNIFICANT));

export function classOf(held: HeldOut): IntervalClass {
  const { figure } = held.bound;
  return {
    quantity: figure.quantity,
    stack: figure.stack,
    kind: figure.row.model.experts > 0 ? 'moe' : 'dense',
    chipSeen: held.chipSeen,
    modelSeen: held.modelSeen,
    engine: figure.row.runtime ?? figure.row.engine,
  };
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

interface Weighed {
  readonly value: number;
  readonly weight: number;
}

/** Errors with their weights, and how many chips with equally many rows they amount to. */
function weighed(members: readonly Sampled[]): { readonly errors: readonly Weighed[]; readonly chips: number } {
  const rowsOfChips = [...groupBy(members, (held) => held.bound.figure.row.hardware.id).values()].map((r) => r.length);
  const squares = rowsOfChips.reduce((sum, rows) => sum + rows ** 2, 0);
  return {
    errors: members.map(({ error, weight }) => ({ value: error, weight })),
    chips: members.length ** 2 / squares,
  };
}

/**
 * The 10th and 90th percentile of a class: as far out on both sides where its chips are few, a little further out then,
 * and drawn towards the wider class.
 */
function endsOf(members: readonly Sampled[], wider: Ends | undefined): Ends {
  const { errors, chips } = weighed(members);
  const odds = Math.min(MOST_ODDS, ODDS * (1 + FEW_CHIPS / chips));
  const sizes = errors.map(({ value, weight }) => ({ value: Math.abs(value), weight }));
  const even = weightedQuantile(sizes, 2 * odds - 1);
  const lean = chips / (chips + LEANING_CHIPS);
  const own = {
    low: lean * weightedQuantile(errors, 1 - odds) - (1 - lean) * even,
    high: lean * weightedQuantile(errors, odds) + (1 - lean) * even,
  };
  if (wider === undefined) return own;
  const drawn = (end: keyof Ends): number =>
    (chips * own[end] + BORROWED_CHIPS * wider[end]) / (chips + BORROWED_CHIPS);
  return { low: drawn('low'), high: drawn('high') };
}

/** The error that is left when what its unseen levels leave open is taken out, as squares: 0 where that is more. */
function ownError(held: Sampled, open: OpenSpreads): Sampled {
  const { quantity, stack } = held.bound.figure;
  const left = held.error ** 2 - Z80 ** 2 * openVariance(open, { quantity, stack }, held.unseen);
  return { ...held, error: Math.sign(held.error) * Math.sqrt(Math.max(0, left)) };
}

/**
 * 80 % intervals of cross-validated log errors, less what levels leave open of which the fit saw nothing: a prediction adds
 * that of its own. A class starts from the next wider one and goes from there to its own figures as its chips are many.
 */
export function intervalsOf(sample: readonly Sampled[], open: OpenSpreads): Readonly<Record<string, IntervalWidth>> {
  const members = new Map<string, Sampled[]>();
  const ladders = new Map<string, readonly string[]>();
  for (const held of sample) {
    const names = intervalNames(classOf(held));
    ladders.set(names[0] ?? '', names.toReversed());
    const own = ownError(held, open);
    for (const name of names) {
      const kept = members.get(name);
      if (kept === undefined) members.set(name, [own]);
      else kept.push(own);
    }
  }
  const ends = new Map<string, Ends>();
  for (const ladder of ladders.values()) {
    let wider: Ends | undefined;
    for (const name of ladder) {
      const own = members.get(name) ?? [];
      if (own.length < LEAST_ROWS) break;
      wider = ends.get(name) ?? endsOf(own, wider);
      ends.set(name, wider);
    }
  }
  const sorted = [...ends].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([name, { low, high }]) => [
      name,
      { low: round(-low), high: round(high), rows: members.get(name)?.length ?? 0 },
    ]),
  );
}
