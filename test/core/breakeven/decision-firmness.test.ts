import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/core/breakeven/decision.ts';
import { evaluateAll, prepare } from '../../../src/core/evaluate.ts';
import type { ApiOption, FlatOption } from '../../../src/core/types.ts';
import { API, say } from '../evaluation/example.ts';
import { answered, BOX, boxAt, byCards, CHAT, CLOUD, FAST, PLAN, SECONDS, scenarioOf, UNSURE } from './deciding.ts';

describe('loads at which the verdict turns', () => {
  // 20,000 requests at 0.00155 are 31 a month, 744 in 24: 1,200 are 1.6129 times as much.
  const times = 1200 / 744;

  test('in tokens, hours and utilization', () => {
    const { turns, result } = answered([BOX, API]);
    const only = (points: readonly { readonly at: number; readonly ownWinsAbove: boolean }[]): number => {
      expect(points.map(({ ownWinsAbove }) => ownWinsAbove)).toEqual([true]);
      return points[0]?.at ?? 0;
    };
    expect(only(turns.tokensPerMonth) / (24e6 * times)).toBeCloseTo(1, 6);
    expect(only(turns.activeHoursPerDay)).toBeCloseTo(10 * times, 5);
    // of a machine that is busy 20,000 × 0.0205 s in 200 h
    expect(only(turns.utilization)).toBeCloseTo((times * 20_000 * SECONDS) / (200 * 3600), 8);
    expect(result.equalTokensPerMonth).toBe(turns.tokensPerMonth[0]?.at);
    expect(result.equalHoursPerYear).toBeCloseTo(10 * times * 20 * 12, 3);
    expect(result.equalUtilization).toBe(turns.utilization[0]?.at);
    // today's bill pays no machine, so it is not paid back within the horizon
    expect(result.reasons).toEqual({ discountedPaybackMonth: 'not-within-horizon' });
  });

  test('of two machines count the load of both', () => {
    const { turns } = answered([{ ...boxAt(600), minimumUnits: 2 }, API]);
    expect(turns.utilization[0]?.at).toBeCloseTo((times * 20_000 * SECONDS) / (200 * 3600), 8);
  });

  test('of several workloads move with all of them, and have no hours in common', () => {
    const { turns, result } = answered([BOX, API], { workloads: [CHAT, { ...CHAT, id: 'rag' }] });
    expect((turns.tokensPerMonth[0]?.at ?? 0) / (24e6 * times)).toBeCloseTo(1, 6);
    expect(turns.activeHoursPerDay).toEqual([]);
    expect(result.equalHoursPerYear).toBeNull();
    expect(result.reasons).toMatchObject({ equalHoursPerYear: 'several-workloads' });
  });

  test('are none of work that nobody asks', () => {
    const idle = { ...CHAT, demand: { ...CHAT.demand, requestsPerUserPerDay: say('requestsPerUserPerDay', 0) } };
    const { turns, result } = answered([BOX, PLAN], { workloads: [idle] });
    expect(turns).toEqual({ tokensPerMonth: [], activeHoursPerDay: [], utilization: [] });
    expect(result.reasons).toMatchObject({ equalTokensPerMonth: 'no-workload', equalUtilization: 'no-workload' });
  });

  test('find each step of the staircase of whole machines, by the peak that takes one more', () => {
    const slow = {
      ...FAST,
      decodeTokensPerSecond: { expected: 10, low: 10, high: 10 },
      concurrency: 8,
      sequencesHeld: 8,
    };
    const crowd = { ...CHAT, demand: { ...CHAT.demand, impersonal: true } };
    const scenario = (price: number) => ({ ...scenarioOf([boxAt(price), API]), workloads: [crowd] });
    const prepared = prepare(scenario(1200), byCards(slow, slow));
    const carried = evaluateAll(scenario(1200), prepared)[0]?.sized?.requestsPerSecondPerUnit ?? 0;
    const fills = carried / ((20_000 / (200 * 3600)) * 3);
    // A machine costs what the API bills for 97 % of what fills it: owning wins from 97 % to full, machine by machine.
    const { turns } = decide({
      scenario: scenario(744 * fills * 0.97),
      source: byCards(slow, slow),
      draws: 1,
      sensitivity: false,
    });
    const loads = turns.tokensPerMonth.map(
      ({ at: load, ownWinsAbove }) => [load / (24e6 * fills), ownWinsAbove] as const,
    );
    for (const [index, machine] of [1, 2, 3].entries()) {
      const [wins, loses] = loads.slice(2 * index);
      expect(wins?.[0]).toBeCloseTo(0.97 * machine, 4);
      expect(loses?.[0]).toBeCloseTo(machine, 4);
      expect([wins?.[1], loses?.[1]]).toEqual([true, false]);
    }
  });
});

describe('how firm the verdict is', () => {
  // Savings are 2,400 less a price of 1,200 (600–3,000).
  const wide = boxAt(1200, 600, 3000);

  test('the price turns the verdict at 2,400', () => {
    const { tornado } = answered([wide, PLAN]);
    expect(tornado).toHaveLength(1);
    expect(tornado[0]).toMatchObject({
      id: 'price',
      savingsAtLowUsd: 1800,
      savingsAtHighUsd: -600,
      swingUsd: 2400,
      flipsWithinRange: true,
    });
    expect(tornado[0]?.flipsAt).toBeCloseTo(2400, 6);
  });

  test('beyond its range only where it is asked for', () => {
    const narrow = boxAt(1200, 1000, 1500);
    expect(answered([narrow, PLAN], { draws: 1 }).tornado[0]).toMatchObject({ flipsAt: null, flipsWithinRange: false });
    const thorough = answered([narrow, PLAN], { draws: 1, thorough: true }).tornado[0];
    expect(thorough?.flipsAt).toBeCloseTo(2400, 6);
    expect(thorough?.flipsWithinRange).toBe(false);
  });

  test('is left out where it is not printed, and the odds are the same', () => {
    const without = answered([wide, PLAN], { sensitivity: false });
    expect(without.tornado).toEqual([]);
    expect(without.uncertainty).toEqual(answered([wide, PLAN]).uncertainty);
  });

  test('owning wins 17 of 18 draws: beyond 2,400 lies ½ × (600 ÷ 1,800)² of two half triangles', () => {
    const { uncertainty, result } = answered([wide, PLAN], { draws: 90, sensitivity: false });
    expect(uncertainty).toMatchObject({ draws: 90, seed: 1 });
    expect(uncertainty.shareOwnWins).toBeCloseTo(17 / 18, 9);
    expect(result.oddsOwnWins).toBe(0.95);
    // between the two draws in the middle lies the expected price
    expect(Math.abs(uncertainty.savingsUsd.p50 - 1200)).toBeLessThan(30);
  });

  test('months of the draws are looked for where they are asked for: 12 at the median price, never for none', () => {
    const { breakEvenMonth, shareNeverBreaksEven } = answered([wide, PLAN], { draws: 101, thorough: true }).uncertainty;
    expect(breakEvenMonth.p50).toBe(12);
    // a tenth of the prices are below 600 + 600 × √0.2 = 868 and above 3,000 − 1,800 × √0.2 = 2,195
    expect(breakEvenMonth.p10).toBe(9);
    expect(breakEvenMonth.p90).toBe(22);
    expect(shareNeverBreaksEven).toBe(0);
  });

  test('months of the draws are not looked for where they are not', () => {
    expect(answered([wide, PLAN], { sensitivity: false }).uncertainty.breakEvenMonth.p50).toBeNull();
  });

  test.for([
    ['as they are named', false],
    ['the other way round', true],
  ] as const)('the cheapest of each side is looked for anew at every value, %s', ([, turned]) => {
    const second = { ...boxAt(1500), id: 'own:second', priceUsd: say('price of the second', 1500) };
    const steady: FlatOption = { ...PLAN, id: 'flat:steady', usdPerMonth: say('steady', 110) };
    const anothers: ApiOption = { ...API, id: 'api:other', sameWeights: false };
    const late: ApiOption = { ...API, id: 'api:batch', batch: true };
    const options = [second, wide, steady, PLAN, anothers, late];
    const { tornado } = answered(turned ? options.toReversed() : options);
    // at 600 that machine against 2,400; at 3,000 the other one
    expect(tornado.find(({ id }) => id === 'price')).toMatchObject({ savingsAtLowUsd: 1800, savingsAtHighUsd: 900 });
  });
});

describe('a side that cannot do the work in some of the draws', () => {
  // The low speed is taken below −½ of the way to the 10th percentile: z < −0.6408, 26 % of the draws.
  const share = 0.2608;

  test('owning loses what the other bills where its machine is too slow', () => {
    const { uncertainty, tornado } = answered([BOX, PLAN], { draws: 50, source: byCards(UNSURE, FAST) });
    expect(Math.abs(uncertainty.shareOwnWins - (1 - share))).toBeLessThan(0.021);
    expect(uncertainty.savingsUsd).toMatchObject({ p10: -2400, p50: 1200 });
    expect(tornado[0]).toMatchObject({ id: 'speed', savingsAtLowUsd: -2400, savingsAtHighUsd: 1200 });
  });

  test('owning wins by any measure where nothing else does the work', () => {
    const source = byCards(FAST, UNSURE);
    const { uncertainty } = answered([boxAt(50_000), CLOUD], { draws: 100, sensitivity: false, source });
    expect(Math.abs(uncertainty.shareOwnWins - share)).toBeLessThan(0.011);
    expect(uncertainty.savingsUsd.p50).toBeCloseTo(600 * 24 - 50_000, 6);
  });

  test('neither wins where neither does it', () => {
    const source = byCards(UNSURE, UNSURE);
    const { uncertainty, tornado } = answered([BOX, CLOUD], { draws: 50, thorough: true, source });
    expect(tornado[0]).toMatchObject({ id: 'speed', savingsAtLowUsd: 0, savingsAtHighUsd: 600 * 24 - 1200 });
    expect(Math.abs(uncertainty.shareOwnWins - (1 - share))).toBeLessThan(0.021);
    expect(uncertainty.savingsUsd).toMatchObject({ p10: 0 });
    expect(Math.abs(uncertainty.shareNeverBreaksEven - share)).toBeLessThan(0.021);
  });
});
