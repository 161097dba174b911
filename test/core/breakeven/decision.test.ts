import { describe, expect, test } from 'vitest';
import { decide, type DecisionInput } from '../../../src/core/decision.ts';
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
  const { draws = 20, source = byCards(FAST, FAST), sensitivity, thorough, ...rest } = more;
  const flags = { ...(sensitivity === undefined ? {} : { sensitivity }), ...(thorough === undefined ? {} : { thorough }) };
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
    const totalOver = (months: number) => answered([BOX, PLAN], { finance: finance(months) }).result.alternativeTotalUsd;
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
    const { result } = answered([boxAt(100_000), other]);
    expect(result).toMatchObject({ verdict, reasonCode: 'own-dearer-per-month' === result.reasonCode ? result.reasonCode : 'alternative-cheaper-over-horizon', oddsOwnWins: 0 });
    expect(result.savingsUsd).toBeLessThan(0);
  });
});
