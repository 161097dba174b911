import { type DecisionInput, decide } from '../../../src/core/breakeven/decision.ts';
import type { SpeedSource } from '../../../src/core/evaluation/prepare.ts';
import type { SpeedPrediction } from '../../../src/core/performance/predict.ts';
import type {
  FinanceAssumptions,
  FlatOption,
  OwnOption,
  RentOption,
  Scenario,
  ScenarioOption,
  ScenarioWorkload,
} from '../../../src/core/types.ts';
import { FINANCE, FLAT, OWN, RENT, say, WORKLOAD } from '../evaluation/example.ts';
import { spoken } from '../evaluation/spoken-speeds.ts';

/** 20,000 requests a month in 200 hours, 500 fresh of 1,000 prompt tokens, 200 out; ids as loads are moved by. */
export const CHAT: ScenarioWorkload = {
  ...WORKLOAD,
  demand: {
    ...WORKLOAD.demand,
    requestsPerUserPerDay: say('requestsPerUserPerDay', 100),
    activeHoursPerDay: say('activeHoursPerDay', 10),
  },
};
export const MONEY: FinanceAssumptions = {
  ...FINANCE,
  discountRatePerYear: say('discount', 0),
  availability: say('availability', 1),
  rentDriftPerYear: say('rent-drift', 0),
};
/** A machine that costs its price and nothing else: 1,200 over 24 months. */
export const BOX: OwnOption = {
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
export const boxAt = (price: number, low = price, high = price): OwnOption => ({
  ...BOX,
  id: `own:${price}`,
  priceUsd: say('price', price, low, high),
});
/** A bill of 100 a month, 2,400 over the horizon. */
export const PLAN: FlatOption = { ...FLAT, perUser: false, usdPerMonth: say('fee', 100) };
/** Two cards at 1.5 an hour each, for 200 h a month: 600. */
export const CLOUD: RentOption = {
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
export const FAST: Partial<SpeedPrediction> = {
  fits: true,
  shortfallBytes: 0,
  decodeShare: 1,
  concurrency: 1,
  sequencesHeld: 1,
  prefillTokensPerSecond: { expected: 1e6, low: 1e6, high: 1e6 },
  decodeTokensPerSecond: { expected: 1e4, low: 1e4, high: 1e4 },
};
export const SECONDS = 0.0205;
/** Decodes 3 tokens a second at the low end, where 5 are asked. */
export const UNSURE: Partial<SpeedPrediction> = {
  ...FAST,
  decodeTokensPerSecond: { expected: 1e4, low: 3, high: 1e4 },
};
/** The owned machine has one card, the rented one two. */
export const byCards = (one: Partial<SpeedPrediction>, two: Partial<SpeedPrediction>): SpeedSource =>
  spoken(({ device }) => (device.count === 1 ? one : two));

export const scenarioOf = (options: readonly ScenarioOption[], more: Partial<Scenario> = {}): Scenario => ({
  name: 'team',
  workloads: [CHAT],
  options,
  finance: MONEY,
  seed: 1,
  warnings: [],
  ...more,
});
export const decided = (options: readonly ScenarioOption[], more: Partial<DecisionInput> & Partial<Scenario> = {}) => {
  const { draws = 10, source = byCards(FAST, FAST), sensitivity, thorough, ...rest } = more;
  const flags = {
    ...(sensitivity === undefined ? {} : { sensitivity }),
    ...(thorough === undefined ? {} : { thorough }),
  };
  const decision = decide({ scenario: scenarioOf(options, rest), source, draws, ...flags });
  return decision;
};
/** A decision that has both sides. */
export const answered = (...args: Parameters<typeof decided>) => {
  const decision = decided(...args);
  if (decision.result === null || decision.uncertainty === null) throw new Error('undecided');
  return { ...decision, result: decision.result, uncertainty: decision.uncertainty };
};
