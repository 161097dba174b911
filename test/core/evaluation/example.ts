import { type Assumption, exactly } from '../../../src/core/assumption.ts';
import type { Sized } from '../../../src/core/capacity/types.ts';
import type {
  ApiOption,
  FinanceAssumptions,
  FlatOption,
  OwnOption,
  RentOption,
  ScenarioWorkload,
} from '../../../src/core/types.ts';
import { deviceOf, modelOf, quantizationOf } from '../../helpers/models.ts';

/** An assumption without a range, unless one is given. */
export const say = (id: string, value: number, low = value, high = value): Assumption =>
  exactly({ id, value, low, high, unit: '', origin: 'flag', source: null, asOf: null });

/** 10 people × 100 requests × 20 days: 20,000 a month in 200 hours, 20 M prompt tokens, 4 M output tokens. */
export const WORKLOAD: ScenarioWorkload = {
  id: 'chat',
  model: modelOf('llama-3.1-8b'),
  demand: {
    users: say('users', 10),
    requestsPerUserPerDay: say('requests', 100),
    activeDaysPerMonth: say('days', 20),
    activeHoursPerDay: say('hours', 10),
    peakToMean: say('peak', 3),
    promptTokens: say('prompt', 1000),
    promptTokensP95: say('prompt-p95', 2000),
    cachedShare: say('cached', 0.5),
    outputTokens: say('output', 200),
  },
  serviceLevel: { timeToFirstTokenSecondsP95: 10, decodeTokensPerSecondPerStream: 5, utilizationCap: 0.7 },
};

export const FINANCE: FinanceAssumptions = {
  horizonMonths: say('horizon', 24),
  discountRatePerYear: say('discount', 0.05),
  availability: say('availability', 0.99),
  rentDriftPerYear: say('rent-drift', -0.1),
  apiDriftPerYear: say('api-drift', 0),
  sellingCostShare: say('selling', 0.1),
};

const CHOICE = { engine: 'llama.cpp', backend: null, quantization: quantizationOf('q4-k-m') } as const;

export const OWN: OwnOption = {
  kind: 'own',
  id: 'own:box',
  label: 'box',
  device: deviceOf('rtx-4090', 24),
  engineChoices: [CHOICE],
  minimumUnits: 1,
  priceUsd: say('price', 5000),
  resaleShareByYear: [say('resale-1', 0.6, 0.5, 0.8), say('resale-2', 0.4, 0.2, 0.5)],
  site: 'office',
  form: null,
  supply: 'new',
  idleWatts: say('idle', 100),
  loadWatts: say('load-watts', 500),
  sleepsWhenIdle: false,
  pue: say('pue', 1.2),
  electricityUsdPerKilowattHour: say('electricity', 0.3),
  gridKgCo2PerKilowattHour: say('grid', 0.4),
  maintenanceSharePerYear: say('maintenance', 0.06),
  installationShare: say('installation', 0.05),
  purchaseTaxShare: say('tax', 0.1),
  deliveryMonths: say('delivery', 0),
  staffHoursPerMonth: say('staff-hours', 4),
  staffPerUnit: false,
  staffUsdPerHour: say('wage', 50),
  hostingUsdPerKilowattMonth: say('hosting', 120),
};

export const RENT: RentOption = {
  kind: 'rent',
  id: 'rent:card',
  label: 'card',
  device: deviceOf('rtx-4090', 24, 2),
  engineChoices: [CHOICE],
  minimumUnits: 1,
  provider: null,
  pricing: 'on-demand',
  alwaysOn: false,
  usdPerGpuHour: say('rent', 1.5),
  startUpMinutesPerDay: say('start', 15),
  interruptionShare: say('interruption', 0),
  terms: {
    scalesToZero: false,
    coldStartsPerDay: say('cold', 4),
    minimumHoursPerMonth: say('least', 0),
    discountShare: say('rent-discount', 0.2),
    termMonths: say('term', 0),
    storageUsdPerMonth: say('storage', 7),
    egressUsdPerMonth: say('egress', 3),
  },
  staffHoursPerMonth: say('staff-hours', 2),
  staffPerUnit: false,
  staffUsdPerHour: say('wage', 50),
};

/** 500 fresh tokens at 1, 500 cached at 0.1 and 200 out at 5, per million: 0.00155 a request. */
export const API: ApiOption = {
  kind: 'api',
  id: 'api:a',
  label: 'A',
  provider: 'a',
  modelName: 'llama',
  sameWeights: true,
  batch: false,
  inputUsdPerMillionTokens: say('input', 1),
  outputUsdPerMillionTokens: say('output-price', 5),
  cachedUsdPerMillionTokens: say('cached-price', 0.1),
  batchDiscount: say('batch-discount', 0),
  batchShare: say('batch-share', 1),
  cacheWriteUsdPerMillionTokens: null,
  longContext: null,
  outputMultiple: say('multiple', 1),
  service: { timeToFirstTokenSecondsP95: null, decodeTokensPerSecond: null },
};

export const FLAT: FlatOption = {
  kind: 'flat',
  id: 'flat:plan',
  label: 'plan',
  usdPerMonth: say('fee', 20),
  capTokensPerMonth: null,
  perUser: true,
  service: { timeToFirstTokenSecondsP95: null, decodeTokensPerSecond: null },
};

export const sizedOf = (units: number, busyHoursPerMonthPerUnit: number): Sized => ({
  feasible: true,
  requestsPerSecondPerUnit: 1,
  units,
  unitsAtTwicePeak: units,
  unitsWithSpare: units + 1,
  utilizationAtPeak: 0.5,
  utilizationMean: 0.2,
  streamsAtPeak: 4,
  streamLimit: 16,
  timeToFirstTokenSecondsP50: 1,
  timeToFirstTokenSecondsP95: 2,
  decodeTokensPerSecondAtPeak: 30,
  busyHoursPerMonthPerUnit,
});
