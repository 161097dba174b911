import type { IntervalWidth } from '../../src/core/performance/constants.ts';
import { type IntervalClass, type IntervalNames, intervalNames } from '../../src/core/performance/intervals.ts';
import type { HeldOut } from './cross-validate.ts';
import { groupBy } from './group.ts';
import { weightedQuantile } from './statistics.ts';

/** A held-out figure and how much it counts among the errors that intervals are made of. */
export interface Sampled extends HeldOut {
  readonly weight: number;
}

/** Fewest figures that have a say of their own; a class of fewer is as the wider one. */
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
const SIGNIFICANT = 5;

const round = (value: number): number => Number(value.toPrecision(SIGNIFICANT));

export function classOf(held: HeldOut): IntervalClass {
  const { figure } = held.bound;
  return {
    quantity: figure.quantity,
    stack: figure.stack,
    kind: figure.row.model.experts > 0 ? 'moe' : 'dense',
    seen: held.seen,
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

/** As wide as the wider of two classes on either side. */
function hull(a: Ends | undefined, b: Ends | undefined): Ends | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/**
 * 80 % intervals of cross-validated log errors. A kind of model at one nearness starts as wide as the wider of that kind
 * at any nearness and of any kind at that nearness; its engines start from it. Each goes from there to its own figures as
 * its chips are many.
 */
export function intervalsOf(sample: readonly Sampled[]): Readonly<Record<string, IntervalWidth>> {
  const members = membersOf(sample);
  const ends = new Map<string, Ends>();
  const settle = (name: string, wider: string | Ends | undefined): void => {
    if (ends.has(name)) return;
    const start = typeof wider === 'string' ? ends.get(wider) : wider;
    const own = members.get(name) ?? [];
    const made = own.length < LEAST_ROWS ? start : endsOf(own, start);
    if (made !== undefined) ends.set(name, made);
  };
  for (const { ladder, sameKind, sameNearness } of namesIn(sample)) {
    const [quantity, stack, kind, ...narrower] = ladder.toReversed();
    settle(quantity ?? '', undefined);
    settle(stack ?? '', quantity);
    settle(sameKind, stack);
    settle(sameNearness, stack);
    settle(kind ?? '', hull(ends.get(sameKind), ends.get(sameNearness)));
    for (const [i, name] of narrower.entries()) settle(name, i === 0 ? kind : narrower[i - 1]);
  }
  const asked = new Set(namesIn(sample).flatMap(({ ladder }) => ladder));
  const sorted = [...ends].filter(([name]) => asked.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([name, { low, high }]) => [
      name,
      { low: round(-low), high: round(high), rows: members.get(name)?.length ?? 0 },
    ]),
  );
}

/** The names of every class that occurs, each once. */
function namesIn(sample: readonly Sampled[]): readonly IntervalNames[] {
  const byNarrowest = new Map<string, IntervalNames>();
  for (const held of sample) {
    const names = intervalNames(classOf(held));
    byNarrowest.set(names.ladder[0] ?? '', names);
  }
  return [...byNarrowest.values()];
}

function membersOf(sample: readonly Sampled[]): ReadonlyMap<string, readonly Sampled[]> {
  const members = new Map<string, Sampled[]>();
  for (const held of sample) {
    const { ladder, sameKind, sameNearness } = intervalNames(classOf(held));
    for (const name of [...ladder, sameKind, sameNearness]) {
      const kept = members.get(name);
      if (kept === undefined) members.set(name, [held]);
      else kept.push(held);
    }
  }
  return members;
}
