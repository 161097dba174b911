import { type FittedEffect, PARAMETERS } from '../../src/core/performance/constants.ts';
import { levelOf } from './level-spreads.ts';
import { type Bound, errorOf, type FitProblem } from './model.ts';
import { robustSpread } from './statistics.ts';

const SIGNIFICANT = 4;
/** Effects that change nothing visible are left out, but for those that mark a chip or family as seen. */
const NEGLIGIBLE = 0.005;
const MARKS = new Set(['weightEfficiency', 'prefillUtilization']);
const MARKING = new Set(['vendor', 'generation', 'device']);

const round = (value: number): number => Number(value.toPrecision(SIGNIFICANT));

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
    const marks = MARKS.has(parameter) && MARKING.has(levelOf(unknown.key));
    if (unknown.sd < 0.3 && Math.abs(value) < NEGLIGIBLE && !marks) continue;
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
