import { describe, expect, test } from 'vitest';
import { mixFlow } from '../../src/core/cashflow/mix.ts';
import { evaluateAll } from '../../src/core/evaluate.ts';
import type { Elsewhere } from '../../src/core/evaluation/flows.ts';
import { shareOfWork } from '../../src/core/evaluation/work.ts';
import type { MixOption, ScenarioOption, ScenarioWorkload } from '../../src/core/types.ts';
import { deviceOf } from '../helpers/models.ts';
import { API_MONTH, evaluate, only, owned, scenarioOf, sizedFor, work } from './evaluation/chain.ts';
import { API, FLAT, OWN, RENT, say, WORKLOAD } from './evaluation/example.ts';

/** Nothing is served by the API, so that it has no price; its drift is still the API’s. */
const NOWHERE_AT_API: Elsewhere = { label: 'elsewhere', usdPerMonth: 0, driftPerYear: -0.2 };

describe('a mix', () => {
  const mix = (change: Partial<MixOption> = {}): MixOption => ({
    kind: 'mix',
    id: 'mix',
    label: 'own + API',
    first: OWN,
    second: API,
    shareOfFirst: say('share', 0.25),
    ...change,
  });

  test('a quarter on machines of one’s own, the rest at the API, side by side', () => {
    const found = only(mix());
    const [base, rest] = found.parts;
    if (base === undefined || rest === undefined) throw new Error('no parts');
    expect(base.work).toEqual(shareOfWork(work(), 0.25));
    expect(rest.work).toEqual(shareOfWork(work(), 0.75));
    expect(found.flow).toEqual(mixFlow('own + API', [base.flow, rest.flow]));
    expect(found).toMatchObject({ feasible: true, sameWeights: true, sized: base.sized, energy: base.energy });
    const restMonth = rest.flow.items.reduce((sum, item) => sum + item.usdPerMonth, 0);
    expect(restMonth).toBeCloseTo(0.75 * API_MONTH, 9);
    // The quarter would cost a third of what three quarters do.
    expect(base.flow).toEqual(
      owned(0.25, { label: 'elsewhere', usdPerMonth: (restMonth * 0.25) / 0.75, driftPerYear: -0.2 }),
    );
  });

  test('all on machines leaves nothing to price what they would cost elsewhere', () => {
    expect(only(mix({ shareOfFirst: say('share', 1) })).parts[0]?.flow).toEqual(owned(1, NOWHERE_AT_API));
  });

  test('whose second side is owned has the cheapest of the other options in its place', () => {
    const [found] = evaluate([mix({ first: FLAT, second: OWN }), API]);
    const all = only(API).flow.items.reduce((sum, item) => sum + item.usdPerMonth, 0);
    expect(found?.parts[1]?.flow).toEqual(owned(0.75, { label: 'elsewhere', usdPerMonth: all, driftPerYear: -0.2 }));
  });

  test('keeps the service level that both sides keep', () => {
    expect(only(mix()).standing).toBe('not-known');
    const told = { timeToFirstTokenSecondsP95: say('first', 1), decodeTokensPerSecond: say('speed', 50) };
    expect(only(mix({ second: { ...API, service: told } })).standing).toBe('kept');
  });

  test('the share moves by its id', () => {
    const moved = only(mix(), { values: new Map([['share', 0.5]]) });
    expect(moved.parts[0]?.work.requestsPerMonth).toBe(10_000);
  });

  test('of other weights on either side is of other weights', () => {
    const other = { ...API, sameWeights: false };
    expect(only(mix({ second: other })).sameWeights).toBe(false);
    expect(only(mix({ first: other, second: OWN })).sameWeights).toBe(false);
  });

  test('of which a side does not do the work does not, for that side’s reason', () => {
    const small = { ...OWN, device: deviceOf('rtx-4090', 2) };
    const slow = { ...API, service: { timeToFirstTokenSecondsP95: say('first', 60), decodeTokensPerSecond: null } };
    expect(only(mix({ first: small }))).toMatchObject({ feasible: false, failure: { reason: 'does-not-fit' } });
    expect(only(mix({ second: slow }))).toMatchObject({ feasible: false, failure: { reason: 'first-token-too-slow' } });
    expect(only(mix({ second: slow })).parts).toHaveLength(2);
  });

  test('without its sides prepared does not do the work', () => {
    const scenario = scenarioOf([mix()], [WORKLOAD]);
    const [found] = evaluateAll(scenario, [{ option: mix(), unit: null, parts: [] }]);
    expect(found).toMatchObject({ feasible: false, failure: null });
  });

  describe('of the first as far as it reaches', () => {
    const reach = (first: ScenarioOption): number => {
      const part = only(mix({ first, shareOfFirst: null })).parts[0];
      return (part?.work.requestsPerMonth ?? Number.NaN) / work().requestsPerMonth;
    };
    const crowd: ScenarioWorkload = { ...WORKLOAD, demand: { ...WORKLOAD.demand, users: say('users', 5000) } };

    test('is what its fewest machines carry of the peak: 3 × 10 M requests in 200 h', () => {
      const requests = 5000 * 100 * 20;
      const peak = (requests / 200 / 3600) * 3;
      const each = sizedFor(OWN).requestsPerSecondPerUnit;
      const part = (units: number): number =>
        (only(mix({ first: { ...OWN, minimumUnits: units }, shareOfFirst: null }), { workloads: [crowd] }).parts[0]
          ?.work.requestsPerMonth ?? Number.NaN) / requests;
      expect(part(1)).toBeCloseTo(each / peak, 9);
      expect(part(2)).toBeCloseTo((2 * each) / peak, 9);
      expect(each / peak).toBeLessThan(0.4);
    });

    test('is all of a small load, of no load, and of what is no machine', () => {
      expect(reach(OWN)).toBe(1);
      expect(reach({ ...API, id: 'api:b' })).toBe(1);
      const nobody: ScenarioWorkload = { ...WORKLOAD, demand: { ...WORKLOAD.demand, users: say('users', 0) } };
      expect(only(mix({ shareOfFirst: null }), { workloads: [nobody] }).feasible).toBe(true);
    });

    test('is nothing of machines that cannot run it', () => {
      expect(reach({ ...OWN, device: deviceOf('rtx-4090', 2) })).toBe(0);
    });

    test('holds of a rent as of machines of one’s own', () => {
      expect(reach(RENT)).toBe(1);
      expect(reach({ ...RENT, device: deviceOf('rtx-4090', 2) })).toBe(0);
    });
  });
});
