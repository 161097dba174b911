import { type FittedEffect, type IntervalWidth, PARAMETERS } from '../../src/core/performance/constants.ts';
import { type IntervalClass, intervalNames } from '../../src/core/performance/intervals.ts';
import type { HeldOut } from './cross-validate.ts';
import { groupBy } from './group.ts';
import { type Bound, errorOf, type FitProblem } from './model.ts';
import { robustSpread, weightedQuantile } from './statistics.ts';

/** Fewest figures of which an interval class is made; smaller ones use the next wider class. */
const LEAST_ROWS = 10;
/** Odds to lie below the upper end, and above the lower one: 80 % within. */
const ODDS = 0.9;
const MOST_ODDS = 0.995;
/** A class of few chips says little of other chips: its odds are raised by this share ÷ chips. */
const FEW_CHIPS = 0.2;
/** Chips whose weight the wider class has in a narrower one. */
const BORROWED_CHIPS = 3;
const SIGNIFICANT = 5;
/** Effects that change nothing visible are left out, but for those that mark a chip or family as seen. */
const NEGLIGIBLE = 0.003;
const MARKS = new Set(['weightEfficiency', 'prefillUtilization']);

const round = (value: number): number => Number(value.toPrecision(SIGNIFICANT));

export function classOf(held: HeldOut): IntervalClass {
  const { figure } = held.bound;
  return {
    quantity: figure.quantity,
    stack: figure.stack,
    kind: figure.row.model.experts > 0 ? 'moe' : 'dense',
    seen: held.seen,
    engine: figure.row.runtime ?? figure.row.engine,
  };
}

interface Weighed {
  readonly value: number;
  readonly weight: number;
}

/** Rows of a chip count as the square root of their number: chips differ more than rows of one do. */
function weighed(members: readonly HeldOut[]): { readonly errors: readonly Weighed[]; readonly chips: number } {
  const byChip = [...groupBy(members, (held) => held.bound.figure.row.hardware.id).values()];
  const errors = byChip.flatMap((rows) =>
    rows.map((held) => ({ value: held.error, weight: 1 / Math.sqrt(rows.length) })),
  );
  const weights = byChip.map((rows) => Math.sqrt(rows.length));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { errors, chips: (total * total) / weights.reduce((sum, weight) => sum + weight * weight, 0) };
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** The 10th and 90th percentile of a class, further out where its chips are few, drawn towards the wider class. */
function endsOf(members: readonly HeldOut[], wider: Ends | undefined): Ends {
  const { errors, chips } = weighed(members);
  const odds = Math.min(MOST_ODDS, ODDS * (1 + FEW_CHIPS / chips));
  const own = { low: weightedQuantile(errors, 1 - odds), high: weightedQuantile(errors, odds) };
  if (wider === undefined) return own;
  const drawn = (end: keyof Ends): number =>
    (chips * own[end] + BORROWED_CHIPS * wider[end]) / (chips + BORROWED_CHIPS);
  return { low: drawn('low'), high: drawn('high') };
}

/** 80 % intervals of cross-validated log errors: each class from its own figures and the next wider class. */
export function intervalsOf(held: readonly HeldOut[]): Readonly<Record<string, IntervalWidth>> {
  const named = held.flatMap((h) => {
    const names = intervalNames(classOf(h));
    return names.map((name, i) => ({ name, wider: names[i + 1], depth: names.length - i, held: h }));
  });
  const groups = [...groupBy(named, (n) => n.name)].filter(([, members]) => members.length >= LEAST_ROWS);
  const ends = new Map<string, Ends>();
  const widestFirst = groups.toSorted((a, b) => (a[1][0]?.depth ?? 0) - (b[1][0]?.depth ?? 0));
  for (const [name, members] of widestFirst) {
    const wider = ends.get(members[0]?.wider ?? '');
    ends.set(
      name,
      endsOf(
        members.map((member) => member.held),
        wider,
      ),
    );
  }
  return Object.fromEntries(
    groups
      .sort((a, b) => (a[0] < b[0] ? -1 : 1))
      .map(([name, members]) => {
        const { low, high } = ends.get(name) ?? { low: 0, high: 0 };
        return [name, { low: round(-low), high: round(high), rows: members.length }];
      }),
  );
}

/** The content of `effects` in data/engines.json: sorted, rounded, with rows and spread. */
export function effectsOf(
  problem: FitProblem,
  theta: Float64Array,
): Readonly<Record<string, Readonly<Record<string, FittedEffect>>>> {
  const users = new Map<number, Bound[]>();
  for (const bound of problem.bound)
    for (const u of new Set(bound.members.flat())) users.set(u, [...(users.get(u) ?? []), bound]);
  const effects: Record<string, Record<string, FittedEffect>> = {};
  for (const [u, unknown] of problem.unknowns.entries()) {
    const parameter = PARAMETERS[unknown.parameter] ?? 'weightEfficiency';
    const value = theta[u] ?? 0;
    if (unknown.sd < 0.3 && Math.abs(value) < NEGLIGIBLE && !MARKS.has(parameter)) continue;
    const errors = (users.get(u) ?? []).map((bound) => errorOf(bound, theta));
    const forParameter = effects[parameter] ?? {};
    effects[parameter] = forParameter;
    forParameter[unknown.key] = {
      factor: round(Math.exp(value)),
      rows: errors.length,
      spread: round(robustSpread(errors)),
    };
  }
  const sorted = (record: Record<string, FittedEffect>) =>
    Object.fromEntries(Object.entries(record).sort((a, b) => (a[0] < b[0] ? -1 : 1)));
  return Object.fromEntries(PARAMETERS.flatMap((p) => (effects[p] === undefined ? [] : [[p, sorted(effects[p])]])));
}
