import { describe, expect, test } from 'vitest';
import type { SharedSized } from '../../../src/core/capacity/shared.ts';
import { finished, infeasible } from '../../../src/core/evaluation/finished.ts';
import { measuredBasis, measurementIds } from '../../../src/core/evaluation/measured.ts';
import { withOptions } from '../../../src/core/evaluation/prepared.ts';
import { usersServed } from '../../../src/core/evaluation/served.ts';
import { apiFlows, type SharedContext } from '../../../src/core/evaluation/shares.ts';
import type { PreparedOption } from '../../../src/core/evaluation/types.ts';
import { EXPECTED } from '../../../src/core/evaluation/values.ts';
import { type MonthlyWork, monthlyWork, sumOfWork } from '../../../src/core/evaluation/work.ts';
import type { ApiOption, ScenarioOption, ScenarioWorkload } from '../../../src/core/types.ts';
import { API, FINANCE, FLAT, OWN, say, sizedOf, WORKLOAD } from './example.ts';

/** 10 users ask 20,000 times a month: 20 M tokens in, half of them cached, 4 M out; 31 USD at A's prices. */
const asking = (id: string, users: number): ScenarioWorkload => ({
  ...WORKLOAD,
  id,
  demand: { ...WORKLOAD.demand, users: say('users', users) },
});
const contextOf = (...workloads: readonly ScenarioWorkload[]): SharedContext => {
  const works: readonly MonthlyWork[] = workloads.map(({ demand }) => monthlyWork(demand, EXPECTED));
  return { works, workloads, work: sumOfWork(works), finance: FINANCE, values: EXPECTED };
};
const TWO = (): SharedContext => contextOf(asking('chat', 30), asking('code', 10));
const plain = (option: ScenarioOption): PreparedOption => ({ option, unit: null, parts: [] });
/** Twice the price for everything. */
const DEAR: ApiOption = {
  ...API,
  id: 'api:b',
  label: 'B',
  inputUsdPerMillionTokens: say('input-b', 2),
  outputUsdPerMillionTokens: say('output-b', 10),
  cachedUsdPerMillionTokens: say('cached-b', 0.2),
};
const ofApi = (option: ApiOption, context = TWO()) => {
  const priced = apiFlows(option, context);
  if ('feasible' in priced) throw new Error(priced.reason);
  return { ...priced, evaluation: finished(plain(option), context, priced) };
};
const monthly = (items: readonly { readonly usdPerMonth: number }[]): number =>
  items.reduce((sum, item) => sum + item.usdPerMonth, 0);

describe('an API of several workloads', () => {
  test('at one price is one flow: 124 USD for four times 31', () => {
    const { flow, flows } = ofApi(API);
    expect(flows).toEqual([]);
    expect(monthly(flow.items)).toBeCloseTo(124, 9);
  });

  test('at the price of each one’s weights: 93 and twice 31', () => {
    const { flow, flows, evaluation } = ofApi({ ...API, byWorkload: [API, DEAR] });
    expect(flows.map(({ workloads }) => workloads)).toEqual([[0], [1]]);
    expect(flows.map((one) => monthly(one.flow.items))).toEqual([expect.closeTo(93, 9), expect.closeTo(62, 9)]);
    expect(flow.kind).toBe('api');
    expect(monthly(flow.items)).toBeCloseTo(155, 9);
    expect(evaluation.shares.map(({ share }) => share)).toEqual([
      expect.closeTo(93 / 155, 9),
      expect.closeTo(62 / 155, 9),
    ]);
    expect(evaluation.shares.map(({ usdPerMonth }) => usdPerMonth)).toEqual([
      expect.closeTo(93, 9),
      expect.closeTo(62, 9),
    ]);
    // 72 M and 24 M tokens a month
    expect(evaluation.shares.map(({ usdPerMillionTokens }) => usdPerMillionTokens)).toEqual([
      expect.closeTo(93 / 72, 9),
      expect.closeTo(62 / 24, 9),
    ]);
  });

  test('of the same weights together, whose cost goes by their tokens', () => {
    const context = contextOf(asking('chat', 30), asking('code', 10), asking('rag', 10));
    const { flows, evaluation } = ofApi({ ...API, byWorkload: [API, DEAR, API] }, context);
    expect(flows.map(({ workloads }) => workloads)).toEqual([[0, 2], [1]]);
    // 93 + 31 for the two of A, 62 at B
    expect(evaluation.shares.map(({ usdPerMonth }) => usdPerMonth)).toEqual([
      expect.closeTo(93, 9),
      expect.closeTo(62, 9),
      expect.closeTo(31, 9),
    ]);
  });

  test('all of the same weights are one flow of theirs, no mix', () => {
    const { flow, flows } = ofApi({ ...API, byWorkload: [API, API] });
    expect(flows).toHaveLength(1);
    expect(flow).toBe(flows[0]?.flow);
    expect(monthly(flow.items)).toBeCloseTo(124, 9);
  });

  test('where one’s weights are not sold that one is named', () => {
    const missing = { feasible: false, reason: 'not-sold', shortfallBytes: 0, workload: 'code' };
    expect(apiFlows({ ...API, byWorkload: [API, null] }, TWO())).toMatchObject(missing);
    expect(apiFlows({ ...API, byWorkload: [API] }, TWO())).toMatchObject(missing);
  });

  test('asked nothing costs nothing, and has no shares', () => {
    const context = contextOf(asking('chat', 0), asking('code', 0));
    const { evaluation } = ofApi({ ...API, byWorkload: [API, API] }, context);
    expect(evaluation.totalUsd).toBe(0);
    expect(evaluation.shares.map(({ share }) => share)).toEqual([0, 0]);
    expect(evaluation.shares.map(({ usdPerMillionTokens }) => usdPerMillionTokens)).toEqual([null, null]);
  });
});

describe('what each workload takes of', () => {
  const flat = { kind: 'flat', label: 'plan', items: [] } as const;
  const sized = (a: number, b: number): SharedSized => ({
    ...sizedOf(1, 50),
    workloads: [
      { id: 'chat', timeToFirstTokenSecondsP95: 2, decodeTokensPerSecond: 30, shareOfWork: a },
      { id: 'code', timeToFirstTokenSecondsP95: 3, decodeTokensPerSecond: null, shareOfWork: b },
    ],
  });
  const sharesIn = (shares: readonly { readonly share: number }[]) => shares.map(({ share }) => share);

  test('a flat fee goes by tokens, three to one', () => {
    const found = finished(plain(FLAT), TWO(), { flow: flat });
    expect(sharesIn(found.shares)).toEqual([0.75, 0.25]);
    expect(found.shares[0]).toMatchObject({
      workload: 'chat',
      model: WORKLOAD.model.id,
      usdPerMonth: 0,
      engine: null,
      quantization: null,
      timeToFirstTokenSecondsP95: null,
      decodeTokensPerSecond: null,
    });
  });

  test('machines goes by their busy time, with what each is served', () => {
    const found = finished(plain(OWN), TWO(), { flow: flat, sized: sized(0.6, 0.4) });
    expect(sharesIn(found.shares)).toEqual([0.6, 0.4]);
    expect(found.shares[0]).toMatchObject({ timeToFirstTokenSecondsP95: 2, decodeTokensPerSecond: 30 });
    expect(found.shares[1]).toMatchObject({ timeToFirstTokenSecondsP95: 3, decodeTokensPerSecond: null });
  });

  test('one alone is told nothing, nor one of a machine that shares nothing', () => {
    expect(finished(plain(FLAT), contextOf(asking('chat', 30)), { flow: flat }).shares).toEqual([]);
    expect(sharesIn(finished(plain(OWN), TWO(), { flow: flat, sized: sizedOf(1, 50) }).shares)).toEqual([0.75, 0.25]);
  });

  test('a mix is the sum of its sides, each by its own', () => {
    const context = TWO();
    const base = { ...finished(plain(OWN), context, { flow: flat, sized: sized(0.6, 0.4) }), totalUsd: 300 };
    const rest = { ...finished(plain(FLAT), context, { flow: flat }), totalUsd: 100 };
    const mix: PreparedOption = { option: OWN, unit: null, parts: [plain(OWN), plain(FLAT)] };
    const found = finished(mix, context, { flow: flat, sized: base.sized, parts: [base, rest] });
    // 0.6 × 300 + 0.75 × 100 of 400
    expect(sharesIn(found.shares)).toEqual([expect.closeTo(255 / 400, 12), expect.closeTo(145 / 400, 12)]);
    expect(found.shares[1]?.timeToFirstTokenSecondsP95).toBe(3);
    const nothing = finished(mix, context, {
      flow: flat,
      parts: [
        { ...base, totalUsd: 0 },
        { ...rest, totalUsd: 0 },
      ],
    });
    expect(sharesIn(nothing.shares)).toEqual([0, 0]);
  });
});

describe('an option’s totals', () => {
  test('are those of its flow over the horizon, by month, token, request and user', () => {
    const context = contextOf(asking('chat', 10));
    const found = finished(plain(API), context, { flow: apiFlow(context) });
    expect(found).toMatchObject({ feasible: true, failure: null, sameWeights: true, sized: null, energy: null });
    expect(found.totalUsd).toBeCloseTo(31 * 24, 9);
    expect(found.usdPerMonth).toBeCloseTo(31, 9);
    expect(found.usdPerMillionTokens).toBeCloseTo(31 / 24, 9);
    expect(found.usdPerRequest).toBeCloseTo(31 / 20_000, 12);
    expect(found.usdPerUserMonth).toBeCloseTo(3.1, 9);
    expect(found.upfrontUsd).toBe(0);
  });

  test('are by nothing where nothing is asked', () => {
    const context = contextOf(asking('chat', 0));
    const found = finished(plain(API), context, { flow: apiFlow(context), sameWeights: false });
    expect(found).toMatchObject({ usdPerMillionTokens: null, usdPerRequest: null, usdPerUserMonth: null });
    expect(found.sameWeights).toBe(false);
  });

  test('cover a month at least, of a horizon rounded', () => {
    const months = (horizon: number): number => {
      const context = {
        ...contextOf(asking('chat', 10)),
        finance: { ...FINANCE, horizonMonths: say('horizon', horizon) },
      };
      return finished(plain(API), context, { flow: apiFlow(context) }).totalUsd / 31;
    };
    expect(months(11.6)).toBeCloseTo(12, 9);
    expect(months(0.2)).toBeCloseTo(1, 9);
  });

  test('one that cannot do the work costs nothing; it misses the level where it is too slow', () => {
    const failed = (reason: 'does-not-fit' | 'first-token-too-slow' | 'decode-too-slow' | 'answers-later') =>
      infeasible(plain(API), TWO(), {
        feasible: false,
        reason,
        shortfallBytes: 0,
        timeToFirstTokenSecondsP95: null,
        decodeTokensPerSecond: null,
      });
    expect(failed('does-not-fit')).toMatchObject({ feasible: false, standing: null, totalUsd: 0 });
    expect(failed('does-not-fit').flow).toEqual({ kind: 'api', label: 'A', items: [] });
    for (const reason of ['first-token-too-slow', 'decode-too-slow', 'answers-later'] as const)
      expect(failed(reason)).toMatchObject({ standing: 'missed', failure: { reason } });
    expect(infeasible(plain(API), TWO(), null)).toMatchObject({ feasible: false, failure: null, standing: null });
  });
});

function apiFlow(context: SharedContext) {
  const priced = apiFlows(API, context);
  if ('feasible' in priced) throw new Error(priced.reason);
  return priced.flow;
}

describe('users that machines carry', () => {
  const context = contextOf(asking('chat', 10));
  const flow = { kind: 'own', label: 'box', items: [] } as const;

  test('are their requests a second by those of one user at the peak', () => {
    // 2,000 requests in 200 hours at three times the mean: 1 ÷ 120 a second; three units of one a second carry 360
    const found = finished(plain(OWN), context, { flow, sized: sizedOf(3, 50) });
    expect(usersServed(found)).toBeCloseTo(360, 6);
    expect(usersServed({ ...found, parts: [found, found] })).toBeCloseTo(720, 6);
  });

  test('are any number at an API, and none to count where nobody asks', () => {
    expect(usersServed(finished(plain(API), context, { flow }))).toBeNull();
    const sized = finished(plain(OWN), contextOf(asking('chat', 0)), { flow, sized: sizedOf(3, 50) });
    expect(usersServed(sized)).toBeNull();
  });
});

describe('what an answer owes to measurements', () => {
  const flow = { kind: 'own', label: 'box', items: [] } as const;
  const measured = (id: string, source: string | null) => ({ ...say(id, 1), origin: 'measured' as const, source });

  test('is watts measured, with the runs they name', () => {
    const option = { ...OWN, idleWatts: measured('idle', 'run-2, run-1'), loadWatts: measured('load', 'mean (run-3)') };
    const found = measuredBasis(finished(plain(option), contextOf(asking('chat', 10)), { flow }));
    expect(found).toMatchObject({ option: OWN.id, label: OWN.label, ids: ['run-1', 'run-2', 'run-3'] });
    expect(found?.assumptions.map(({ id }) => id)).toEqual(['idle', 'load']);
  });

  test('is nothing where nothing was measured', () => {
    expect(measuredBasis(finished(plain(OWN), contextOf(asking('chat', 10)), { flow }))).toBeNull();
    expect(measuredBasis(finished(plain(API), contextOf(asking('chat', 10)), { flow }))).toBeNull();
  });

  test('names each run once', () => {
    expect(measurementIds([measured('a', 'run-1'), measured('b', 'run-1'), measured('c', null)])).toEqual(['run-1']);
  });
});

test('prepared options take other amounts in the same order, sides of a mix too', () => {
  const other: ScenarioOption = { ...OWN, priceUsd: say('price', 1) };
  const mix: ScenarioOption = { kind: 'mix', id: 'mix', label: 'both', first: OWN, second: API, shareOfFirst: null };
  const changed: ScenarioOption = { ...mix, first: other };
  const before: PreparedOption[] = [
    plain(OWN),
    { option: mix, unit: null, parts: [plain(OWN), plain(API)] },
    plain(FLAT),
  ];
  const after = withOptions(before, [other, changed]);
  expect(after.map(({ option }) => option)).toEqual([other, changed, FLAT]);
  expect(after[1]?.parts.map(({ option }) => option)).toEqual([other, API]);
  expect(after[0]?.parts).toEqual([]);
});
