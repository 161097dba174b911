import { describe, expect, test } from 'vitest';
import type { SpeedPrediction } from '../../../src/core/performance/predict.ts';
import type { ApiOption, FinanceAssumptions, OwnOption, RentOption } from '../../../src/core/types.ts';
import { API, say } from '../evaluation/example.ts';
import { answered, BOX, boxAt, byCards, CHAT, CLOUD, decided, FAST, MONEY, PLAN, SECONDS } from './deciding.ts';

describe('which options are compared', () => {
  const dear = { ...PLAN, id: 'flat:dear', usdPerMonth: say('fee-dear', 400) };
  const another: ApiOption = { ...API, id: 'api:other', sameWeights: false };
  const late: ApiOption = {
    ...API,
    id: 'api:late',
    service: { ...API.service, timeToFirstTokenSecondsP95: say('late', 99) },
  };

  test('those that do the work with the same weights, cheapest first', () => {
    const { ranked, evaluations } = decided([dear, boxAt(2000), another, PLAN, late, boxAt(1200)]);
    expect(ranked.map(({ option, totalUsd }) => [option.id, totalUsd])).toEqual([
      ['own:1200', 1200],
      ['own:2000', 2000],
      ['flat:plan', 2400],
      ['flat:dear', 9600],
    ]);
    expect(evaluations.map(({ option }) => option.id)).toEqual([
      'flat:dear',
      'own:2000',
      'api:other',
      'flat:plan',
      'api:late',
      'own:1200',
    ]);
  });

  test('the cheapest machine is set against every other way, the cheapest of them first', () => {
    const { pairing, pairings } = decided([dear, boxAt(2000), PLAN, boxAt(1200)]);
    expect(pairings.map(({ own, other }) => [own.option.id, other.option.id])).toEqual([
      ['own:1200', 'flat:plan'],
      ['own:1200', 'flat:dear'],
    ]);
    expect(pairing).toBe(pairings[0]);
  });

  test.for([
    ['no machine', [PLAN, dear]],
    ['nothing but machines', [boxAt(1200), boxAt(2000)]],
    ['no machine that does the work', [{ ...BOX, engineChoices: [] }, PLAN]],
  ] as const)('with %s there is nothing to decide', ([, options]) => {
    const decision = decided(options);
    expect(decision).toMatchObject({
      pairing: null,
      pairings: [],
      result: null,
      tornado: [],
      uncertainty: null,
      turns: { tokensPerMonth: [], activeHoursPerDay: [], utilization: [] },
      alwaysOn: null,
    });
    expect(decision.prepared.map(({ option }) => option)).toEqual(options);
    expect(decision.evaluations).toHaveLength(2);
  });
});

describe('the answer', () => {
  test('1,200 against 100 a month breaks even in month 12 and saves 1,200 in 24', () => {
    const { result } = answered([BOX, PLAN]);
    expect(result).toMatchObject({
      verdict: 'own',
      reasonCode: 'own-cheaper-over-horizon',
      breakEvenMonth: 12,
      ownTotalUsd: 1200,
      alternativeTotalUsd: 2400,
      savingsUsd: 1200,
      returnOnInvestment: 1,
      npvUsd: 1200,
      oddsOwnWins: 1,
      walkAwayPriceUsd: 2400,
    });
    expect(result).not.toHaveProperty('neverReason');
    expect(result).not.toHaveProperty('turnsBackMonth');
    expect(result.ownUsdPerGpuHour).toBeCloseTo(1200 / 24 / 730, 12);
  });

  test('the discount rate and the horizon are those of the scenario, whole months, one at least', () => {
    const finance = (months: number): FinanceAssumptions => ({
      ...MONEY,
      horizonMonths: say('horizon', months),
      discountRatePerYear: say('discount', 0.1),
    });
    const totalOver = (months: number) =>
      answered([BOX, PLAN], { finance: finance(months) }).result.alternativeTotalUsd;
    expect(totalOver(17.6)).toBe(1800);
    expect(totalOver(0.3)).toBe(100);
    // 100 a month for 24 months at 10 % a year: an annuity
    const monthly = 1.1 ** (1 / 12) - 1;
    const { npvUsd } = answered([BOX, PLAN], { finance: finance(24) }).result;
    expect(npvUsd).toBeCloseTo((100 * (1 - (1 + monthly) ** -24)) / monthly - 1200, 6);
  });

  test.for([
    ['flat', PLAN, 'flat'],
    ['api', API, 'api'],
    ['rent', CLOUD, 'rent'],
  ] as const)('where %s is cheaper it is the verdict', ([, other, verdict]) => {
    const { result } = answered([boxAt(20_000), other]);
    expect(result).toMatchObject({ verdict, reasonCode: 'alternative-cheaper-over-horizon', oddsOwnWins: 0 });
    expect(result.savingsUsd).toBeLessThan(0);
  });

  test('machines come whole: price and GPU-hours are those of one, whether one or two are bought', () => {
    const two = answered([
      { ...BOX, minimumUnits: 2 },
      { ...PLAN, usdPerMonth: say('fee', 150) },
    ]).result;
    // 3,600 a tie for both
    expect(two).toMatchObject({ ownTotalUsd: 2400, walkAwayPriceUsd: 1800 });
    expect(two.ownUsdPerGpuHour).toBeCloseTo(2400 / 24 / 730 / 2, 12);
    const pair: OwnOption = { ...BOX, device: { ...BOX.device, count: 2 } };
    expect(answered([pair, PLAN]).result.ownUsdPerGpuHour).toBeCloseTo(1200 / 24 / 730 / 2, 12);
  });

  test('a machine already there has no price at which owning ties', () => {
    const { result } = answered([boxAt(0), PLAN]);
    expect(result.walkAwayPriceUsd).toBeNull();
    expect(result.reasons).toMatchObject({
      walkAwayPriceUsd: 'price-does-not-matter',
      returnOnInvestment: 'nothing-paid-at-purchase',
    });
  });

  test('odds near even make no verdict', () => {
    // price 2,400 in the middle of its range: half of the draws save
    const { result } = answered([boxAt(2399, 1400, 3400), PLAN], { draws: 200 });
    expect(result).toMatchObject({ verdict: 'toss-up', reasonCode: 'range-straddles', oddsOwnWins: 0.5 });
  });
});

describe('what the machines could replace flat out', () => {
  /** Requests of one machine that never waits: 730 h ÷ 0.0205 s. */
  const flatOut = (730 * 3600) / SECONDS;

  test('at an API is its price of as many requests, of all machines', () => {
    const ceiling = (own: OwnOption) => answered([own, API]).result.ceilingUsdPerMonth ?? 0;
    expect(ceiling(BOX) / (flatOut * 0.00155)).toBeCloseTo(1, 9);
    expect(ceiling({ ...BOX, minimumUnits: 3 }) / (flatOut * 0.00155)).toBeCloseTo(3, 9);
  });

  test('at a rented machine are the hours that it takes for them: as many, or half as many where it is twice as fast', () => {
    const at = (rented: Partial<SpeedPrediction>) =>
      answered([BOX, CLOUD], { source: byCards(FAST, rented) }).result.ceilingUsdPerMonth;
    expect(at(FAST)).toBeCloseTo(730 * 3, 6);
    const twice = {
      prefillTokensPerSecond: { expected: 2e6, low: 2e6, high: 2e6 },
      decodeTokensPerSecond: { expected: 2e4, low: 2e4, high: 2e4 },
    };
    expect(at({ ...FAST, ...twice })).toBeCloseTo(730 * 1.5, 6);
  });

  const unknown = { ceilingUsdPerMonth: 'no-capacity' };
  test('is unknown where a bill is replaced', () => {
    expect(answered([BOX, PLAN]).result).toMatchObject({ ceilingUsdPerMonth: null, reasons: unknown });
    expect(answered([BOX, API]).result.reasons).not.toHaveProperty('ceilingUsdPerMonth');
  });

  test('is unknown of several workloads', () => {
    const two = answered([BOX, API], { workloads: [CHAT, { ...CHAT, id: 'rag' }], draws: 1 });
    expect(two.result).toMatchObject({ ceilingUsdPerMonth: null, reasons: unknown });
  });
});

describe('rent kept on day and night', () => {
  test('bills 730 hours instead of those of work', () => {
    const { alwaysOn, pairing } = answered([BOX, CLOUD]);
    expect(pairing?.other.usdPerMonth).toBeCloseTo(600, 8);
    expect(alwaysOn?.usdPerMonth).toBeCloseTo(730 * 3, 8);
    expect(alwaysOn?.option).toMatchObject({ id: 'rent:card', alwaysOn: true });
  });

  test('is of as many machines as its own speed takes', () => {
    // a request of 2 s keeps a machine of one stream 17 % busy at the peak; of 20 s it takes several
    const slow = { ...FAST, decodeTokensPerSecond: { expected: 10, low: 10, high: 10 } };
    const { alwaysOn, pairing } = answered([BOX, CLOUD], { source: byCards(FAST, slow), draws: 1, sensitivity: false });
    const units = pairing?.other.sized?.units ?? 0;
    expect(units).toBeGreaterThan(1);
    expect(alwaysOn?.usdPerMonth).toBeCloseTo(units * 730 * 3, 8);
  });

  test('is of the cheapest rent, among several', () => {
    const dear: RentOption = { ...CLOUD, id: 'rent:dear', usdPerGpuHour: say('rent-dear', 2) };
    expect(answered([dear, BOX, CLOUD]).alwaysOn?.option.id).toBe('rent:card');
  });

  test('is not asked where it is always on, or where the cheapest is no rent', () => {
    expect(answered([BOX, { ...CLOUD, alwaysOn: true }]).alwaysOn).toBeNull();
    expect(answered([BOX, CLOUD, PLAN]).alwaysOn).toBeNull();
  });
});
