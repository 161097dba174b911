import { describe, expect, test } from 'vitest';
import { type DecisionInput, decide } from '../../../src/core/breakeven/decision.ts';
import type { SpeedSource } from '../../../src/core/evaluation/prepare.ts';
import type { SpeedPrediction } from '../../../src/core/performance/predict.ts';
import type {
  ApiOption,
  FinanceAssumptions,
  FlatOption,
  OwnOption,
  RentOption,
  Scenario,
  ScenarioOption,
  ScenarioWorkload,
} from '../../../src/core/types.ts';
import { API, FINANCE, FLAT, OWN, RENT, say, WORKLOAD } from '../evaluation/example.ts';
import { spoken } from '../evaluation/spoken-speeds.ts';

/** 20,000 requests a month in 200 hours, 500 fresh of 1,000 prompt tokens, 200 out; ids as loads are moved by. */
const CHAT: ScenarioWorkload = {
  ...WORKLOAD,
  demand: {
    ...WORKLOAD.demand,
    requestsPerUserPerDay: say('requestsPerUserPerDay', 100),
    activeHoursPerDay: say('activeHoursPerDay', 10),
  },
};
const MONEY: FinanceAssumptions = {
  ...FINANCE,
  discountRatePerYear: say('discount', 0),
  availability: say('availability', 1),
  rentDriftPerYear: say('rent-drift', 0),
};
/** A machine that costs its price and nothing else: 1,200 over 24 months. */
const BOX: OwnOption = {
  ...OWN,
  priceUsd: say('price', 1200),
  resaleShareByYear: [],
  idleWatts: say('idle', 0),
  loadWatts: say('load-watts', 0),
  maintenanceSharePerYear: say('maintenance', 0),
  installationShare: say('installation', 0),
  purchaseTaxShare: say('tax', 0),
  staffHoursPerMonth: say('staff-hours', 0),
  hostingUsdPerKilowattMonth: say('hosting', 0),
};
const boxAt = (price: number, low = price, high = price): OwnOption => ({
  ...BOX,
  id: `own:${price}`,
  priceUsd: say('price', price, low, high),
});
/** A bill of 100 a month, 2,400 over the horizon. */
const PLAN: FlatOption = { ...FLAT, perUser: false, usdPerMonth: say('fee', 100) };
/** Two cards at 1.5 an hour each, for 200 h a month: 600. */
const CLOUD: RentOption = {
  ...RENT,
  startUpMinutesPerDay: say('start', 0),
  terms: {
    ...RENT.terms,
    discountShare: say('rent-discount', 0),
    storageUsdPerMonth: say('storage', 0),
    egressUsdPerMonth: say('egress', 0),
  },
  staffHoursPerMonth: say('staff-hours', 0),
};

/** One stream at a time: a request takes 500 ÷ 1e6 + 200 ÷ 1e4 = 0.0205 s. The ends are far, and all fast enough. */
const FAST: Partial<SpeedPrediction> = {
  fits: true,
  shortfallBytes: 0,
  decodeShare: 1,
  concurrency: 1,
  sequencesHeld: 1,
  prefillTokensPerSecond: { expected: 1e6, low: 1e6, high: 1e6 },
  decodeTokensPerSecond: { expected: 1e4, low: 1e4, high: 1e4 },
};
const SECONDS = 0.0205;
/** Decodes 3 tokens a second at the low end, where 5 are asked. */
const UNSURE: Partial<SpeedPrediction> = { ...FAST, decodeTokensPerSecond: { expected: 1e4, low: 3, high: 1e4 } };
/** The owned machine has one card, the rented one two. */
const byCards = (one: Partial<SpeedPrediction>, two: Partial<SpeedPrediction>): SpeedSource =>
  spoken(({ device }) => (device.count === 1 ? one : two));

const scenarioOf = (options: readonly ScenarioOption[], more: Partial<Scenario> = {}): Scenario => ({
  name: 'team',
  workloads: [CHAT],
  options,
  finance: MONEY,
  seed: 1,
  warnings: [],
  ...more,
});
const decided = (options: readonly ScenarioOption[], more: Partial<DecisionInput> & Partial<Scenario> = {}) => {
  const { draws = 10, source = byCards(FAST, FAST), sensitivity, thorough, ...rest } = more;
  const flags = {
    ...(sensitivity === undefined ? {} : { sensitivity }),
    ...(thorough === undefined ? {} : { thorough }),
  };
  const decision = decide({ scenario: scenarioOf(options, rest), source, draws, ...flags });
  return decision;
};
/** A decision that has both sides. */
const answered = (...args: Parameters<typeof decided>) => {
  const decision = decided(...args);
  if (decision.result === null || decision.uncertainty === null) throw new Error('undecided');
  return { ...decision, result: decision.result, uncertainty: decision.uncertainty };
};

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
    const at = (price: number) =>
      answered([boxAt(price), API], { workloads: [crowd], source: byCards(slow, slow), draws: 1, sensitivity: false });
    const carried = at(1200).pairing?.own.sized?.requestsPerSecondPerUnit ?? 0;
    const fills = carried / ((20_000 / (200 * 3600)) * 3);
    // A machine costs what the API bills for 97 % of what fills it: owning wins from 97 % to full, machine by machine.
    const { turns } = at(744 * fills * 0.97);
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

describe('rent kept on day and night', () => {
  test('bills 730 hours instead of those of work', () => {
    const { alwaysOn, pairing } = answered([BOX, CLOUD]);
    expect(pairing?.other.usdPerMonth).toBeCloseTo(600, 8);
    expect(alwaysOn?.usdPerMonth).toBeCloseTo(730 * 3, 8);
    expect(alwaysOn?.option).toMatchObject({ id: 'rent:card', alwaysOn: true });
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
    expect(answered([narrow, PLAN]).tornado[0]).toMatchObject({ flipsAt: null, flipsWithinRange: false });
    const thorough = answered([narrow, PLAN], { thorough: true }).tornado[0];
    expect(thorough?.flipsAt).toBeCloseTo(2400, 6);
    expect(thorough?.flipsWithinRange).toBe(false);
  });

  test('is left out where it is not printed, and the odds are the same', () => {
    const without = answered([wide, PLAN], { sensitivity: false });
    expect(without.tornado).toEqual([]);
    expect(without.uncertainty).toEqual(answered([wide, PLAN]).uncertainty);
  });

  test('owning wins 17 of 18 draws: beyond 2,400 lies ½ × (600 ÷ 1,800)² of two half triangles', () => {
    const { uncertainty, result } = answered([wide, PLAN], { draws: 360 });
    expect(uncertainty.draws).toBe(360);
    expect(uncertainty.seed).toBe(1);
    expect(uncertainty.shareOwnWins).toBeCloseTo(17 / 18, 2);
    expect(result.oddsOwnWins).toBe(0.95);
    // the median draw has the median price
    expect(uncertainty.savingsUsd.p50).toBeCloseTo(1200, -1);
  });

  test('months of the draws are looked for where they are asked for: 12 at the median price, never for none', () => {
    const { breakEvenMonth, shareNeverBreaksEven } = answered([wide, PLAN], { draws: 101, thorough: true }).uncertainty;
    expect(breakEvenMonth.p50).toBe(12);
    // a tenth of the prices are below 600 + 600 × √0.2 = 868 and above 3,000 − 1,800 × √0.2 = 2,195
    expect(breakEvenMonth.p10).toBe(9);
    expect(breakEvenMonth.p90).toBe(22);
    expect(shareNeverBreaksEven).toBe(0);
    expect(answered([wide, PLAN], { draws: 101 }).uncertainty.breakEvenMonth.p50).toBeNull();
  });

  test('the cheapest of each side is looked for anew in every draw', () => {
    const fee = (id: string, usd: number, low: number, high: number): FlatOption => ({
      ...PLAN,
      id,
      usdPerMonth: say(id, usd, low, high),
    });
    const other = { ...boxAt(1500), id: 'own:second', priceUsd: say('price of the second', 1500) };
    const options = [other, wide, fee('steady', 110, 110, 110), fee('moving', 100, 20, 180)];
    const savings = answered(options, { draws: 400 }).uncertainty.savingsUsd;
    // never more than 110 × 24 less the least price, and at most 1,500 is ever paid
    expect(savings.p90).toBeLessThanOrEqual(2640 - 600);
    const { tornado } = answered(options, { thorough: true });
    const price = tornado.find(({ id }) => id === 'price');
    expect(price).toMatchObject({ savingsAtLowUsd: 1800, savingsAtHighUsd: 900 });
  });

  test('a flat fee is no lever, whatever its range', () => {
    const ranged = { ...PLAN, usdPerMonth: say('fee', 100, 10, 900) };
    expect(answered([wide, ranged]).tornado.map(({ id }) => id)).toEqual(['price']);
  });
});

describe('a side that cannot do the work in some of the draws', () => {
  // The low speed is taken below −½ of the way to the 10th percentile: z < −0.6408, 26 % of the draws.
  const share = 0.2608;

  test('owning loses what the other bills where its machine is too slow', () => {
    const { uncertainty, tornado } = answered([BOX, PLAN], { draws: 500, source: byCards(UNSURE, FAST) });
    expect(uncertainty.shareOwnWins).toBeCloseTo(1 - share, 2);
    expect(uncertainty.savingsUsd).toMatchObject({ p10: -2400, p50: 1200 });
    expect(tornado[0]).toMatchObject({ id: 'speed', savingsAtLowUsd: -2400, savingsAtHighUsd: 1200 });
  });

  test('owning wins by any measure where nothing else does the work', () => {
    const { uncertainty } = answered([boxAt(50_000), CLOUD], { draws: 500, source: byCards(FAST, UNSURE) });
    expect(uncertainty.shareOwnWins).toBeCloseTo(share, 2);
    expect(uncertainty.savingsUsd.p50).toBeCloseTo(600 * 24 - 50_000, 6);
  });

  test('neither wins where neither does it', () => {
    const { uncertainty } = answered([BOX, CLOUD], { draws: 500, thorough: true, source: byCards(UNSURE, UNSURE) });
    expect(uncertainty.shareOwnWins).toBeCloseTo(1 - share, 2);
    expect(uncertainty.savingsUsd).toMatchObject({ p10: 0 });
    expect(uncertainty.shareNeverBreaksEven).toBeCloseTo(share, 2);
  });
});
