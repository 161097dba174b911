import { describe, expect, test } from 'vitest';
import { recommendLine } from '../../src/app/recommend/line.ts';
import { PRESETS, type PresetKind } from '../../src/app/recommend/presets.ts';
import { type RecommendResult, recommend } from '../../src/app/recommend/recommend.ts';
import type { RawValue } from '../../src/scenario/judge.ts';
import { runInMemory } from '../helpers/memory-io.ts';

/** Answers a preset as the command line does, flags in front of it. */
function asked(kind: PresetKind, name: string, options: Record<string, unknown> = {}): RecommendResult {
  const { site, users, ...limits } = options;
  const values: Record<string, RawValue | undefined> = {
    ...(typeof site === 'string' ? { site } : {}),
    ...(typeof users === 'string' ? { users } : {}),
  };
  const layers = [{ origin: 'flag' as const, style: 'flag' as const, values }];
  return recommend({ layers, options: [], ...recommendLine(limits), preset: { kind, name }, top: 12 }).result;
}
const implied = ({ implied: brought }: RecommendResult) =>
  Object.fromEntries(brought.map((one) => [one.key, one.value]));

describe('what goes without saying', () => {
  test.for<[PresetKind, string, Record<string, unknown>]>([
    ['role', 'engineer', {}],
    ['role', 'manager', { warranty: null, site: 'office' }],
    ['role', 'founder', { budgetUsd: 4000, budgetUsdPerMonth: 1000, site: 'office' }],
    ['role', 'platform-head', { warranty: null, forms: 'workstation, rack-server', site: 'colocation' }],
    ['goal', 'dev', { onPremises: null }],
    ['useCase', 'local-development', { onPremises: null, forms: 'laptop' }],
  ])('%s %s brings %o', ([kind, name, brought]) => {
    expect(implied(asked(kind, name))).toEqual(brought);
  });

  test('a flag stands before each of them, and is no longer said to come from the preset', () => {
    const lifted = { warranty: false, form: 'any', site: 'home' };
    expect(implied(asked('role', 'platform-head', lifted))).toEqual({});
    expect(implied(asked('role', 'platform-head', { form: 'mini' }))).toEqual({ warranty: null, site: 'colocation' });
    expect(implied(asked('role', 'founder', { budget: '100' }))).toEqual({ budgetUsdPerMonth: 1000, site: 'office' });
    expect(implied(asked('goal', 'dev', { onPremises: false }))).toEqual({});
  });

  test('lifting all of them gives the cheapest of the whole catalog', () => {
    const lifted = asked('role', 'platform-head', { warranty: false, form: 'any', site: 'home' });
    expect(lifted.path.map(({ step }) => step)).toEqual(['priced', 'among-the-cheapest', 'fits', 'service-level']);
    expect(lifted.rows[0]?.usdPerMonth).toBeLessThan(asked('role', 'platform-head').rows[0]?.usdPerMonth ?? 0);
  });
});

describe('nobody who answers for others is sent to a mining rig', () => {
  const answerable = (['useCase', 'profile', 'role', 'goal'] as const).flatMap((kind) =>
    Object.entries(PRESETS[kind]).flatMap(([name, preset]) =>
      preset.warranty === true ? [[kind, name] as const] : [],
    ),
  );
  test.for(answerable)('%s %s', { timeout: 60_000 }, ([kind, name]) => {
    const { rows, kind: found } = asked(kind, name);
    expect(found).toBe('found');
    const shown = rows.map((row) => row.option);
    expect(shown.length).toBeGreaterThan(2);
    expect(shown.filter((id) => /rig-|desktop-|rtx-[2345]0[5-9]0|:rx-\d/.test(id))).toEqual([]);
  });
});

test('a larger budget never gets a platform head a dearer option, nor more users fewer machines', {
  timeout: 120_000,
}, () => {
  const budgets = ['0', '20k', '60k', '200k', '1m'];
  const costs = budgets.map((budget) => asked('role', 'platform-head', { budget }).rows[0]?.usdPerMonth ?? 0);
  expect(costs).toEqual(costs.toSorted((a, b) => b - a));
  const served = ['10', '100', '300', '1000'].map((users) => asked('role', 'platform-head', { users }).rows[0]);
  for (const row of served) expect(row?.feasible).toBe(true);
  const capacities = served.flatMap((row) => row?.usersServed ?? []);
  expect(capacities).toEqual(capacities.toSorted((a, b) => a - b));
});

test.for<[Record<string, unknown>, string]>([
  [{ role: 'manager', goal: 'dev' }, '`manager` and `dev` both bring their own work'],
  [{ profile: 'hobbyist', useCase: 'production-100' }, '`hobbyist` and `production-100` both bring'],
])('two presets are refused: %o', ([options, message]) => {
  expect(() => recommendLine(options)).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ message: expect.stringContaining(message) })] }),
  );
});

test('a shape of work goes with a preset, a scenario does not', async () => {
  expect(recommendLine({ role: 'manager', useCase: 'chat' }).preset).toEqual({ kind: 'role', name: 'manager' });
  const { exitCode, stderr } = await runInMemory(['recommend', '--role', 'manager', '--scenario', 'rag-50']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('`manager` brings its own work, and the scenario brings another');
});
