import { type FittedEffect, levelOf, PARAMETERS, type ParameterId } from '../../src/core/performance/constants.ts';
import { type Phase, phaseOf } from '../../src/core/performance/intervals.ts';
import { type Bound, errorOf, type FitProblem } from './model.ts';
import type { OpenSpreads } from './open.ts';
import { robustSpread } from './statistics.ts';

const SIGNIFICANT = 4;
/** Effects that change nothing visible are left out, but for those that mark a level as seen. */
const NEGLIGIBLE = 0.005;

const round = (value: number): number => Number(value.toPrecision(SIGNIFICANT));

/**
 * By phase and level, where that leaves something open: its figures, and the parameter that can mark it as seen. Nobody
 * predicts old builds; chips are always marked, since classes of widths go by them.
 */
function seenLevels(problem: FitProblem, open: OpenSpreads) {
  const seen = new Map<string, { readonly parameter: ParameterId; readonly key: string; readonly rows: Bound[] }>();
  for (const bound of problem.bound) {
    const { quantity, stack, keys } = bound.figure;
    const parameter = quantity === 'prefill' ? 'prefillUtilization' : 'weightEfficiency';
    for (const key of keys) {
      const level = levelOf(key);
      const leavesOpen = open[`${quantity}/${stack}`]?.[level] !== undefined && !level.includes('epoch');
      if (level !== 'device' && !leavesOpen) continue;
      const known = seen.get(`${parameter} ${key}`);
      if (known === undefined) seen.set(`${parameter} ${key}`, { parameter, key, rows: [bound] });
      else known.rows.push(bound);
    }
  }
  return [...seen.values()];
}

/** The content of `effects` in data/engines.json: sorted, rounded, with rows and spread. */
export function effectsOf(
  problem: FitProblem,
  theta: Float64Array,
  open: OpenSpreads,
): Readonly<Record<string, Readonly<Record<string, FittedEffect>>>> {
  const users = new Map<number, Bound[]>();
  for (const bound of problem.bound)
    for (const u of new Set(bound.members.flat())) users.set(u, [...(users.get(u) ?? []), bound]);
  const effects: Record<string, Record<string, FittedEffect>> = {};
  const add = (parameter: string, key: string, value: number, rows: readonly Bound[]): void => {
    const errors = rows.map((bound) => errorOf(bound, theta));
    const forParameter = effects[parameter] ?? {};
    effects[parameter] = forParameter;
    forParameter[key] = { factor: round(Math.exp(value)), rows: errors.length, spread: round(robustSpread(errors)) };
  };
  for (const [u, unknown] of problem.unknowns.entries()) {
    const value = theta[u] ?? 0;
    if (unknown.sd >= 0.3 || Math.abs(value) >= NEGLIGIBLE)
      add(PARAMETERS[unknown.parameter] ?? 'weightEfficiency', unknown.key, value, users.get(u) ?? []);
  }
  const told = (key: string, phase: Phase): boolean =>
    PARAMETERS.some((parameter) => phaseOf(parameter) === phase && effects[parameter]?.[key] !== undefined);
  for (const { parameter, key, rows } of seenLevels(problem, open))
    if (!told(key, phaseOf(parameter))) add(parameter, key, 0, rows);
  const sorted = (record: Record<string, FittedEffect>) =>
    Object.fromEntries(Object.entries(record).sort((a, b) => (a[0] < b[0] ? -1 : 1)));
  return Object.fromEntries(PARAMETERS.flatMap((p) => (effects[p] === undefined ? [] : [[p, sorted(effects[p])]])));
}
