import type { Assumption } from '../assumption.ts';
import { CORRELATIONS } from '../defaults/money.ts';
import type { PreparedOption } from '../evaluation/types.ts';
import type { Scenario, ScenarioOption, ScenarioWorkload } from '../types.ts';
import type { Correlation, UncertainInput } from './draws.ts';

/** What can move an answer: every assumption with a range that some option of the scenario uses. */
export function leversOf(scenario: Scenario, prepared: readonly PreparedOption[]): readonly UncertainInput[] {
  const options = prepared.flatMap((item) => [item.option, ...item.parts.map((part) => part.option)]);
  const inputs = [
    ...demandLevers(scenario),
    ...financeLevers(scenario, options),
    ...options.flatMap(optionLevers),
    ...positionLevers(options, prepared),
  ];
  const seen = new Set<string>();
  return inputs.filter((input) => input.low < input.high && !seen.has(input.id) && seen.add(input.id));
}

const lever = (
  assumption: Assumption,
  label: string,
  bounds: { readonly min?: number; readonly max?: number } = {},
): UncertainInput => ({
  id: assumption.id,
  label,
  unit: assumption.unit,
  expected: assumption.value,
  low: assumption.low,
  high: assumption.high,
  spread: 'range',
  ...bounds,
});

function demandLevers(scenario: Scenario): UncertainInput[] {
  const several = scenario.workloads.length > 1;
  return scenario.workloads.flatMap((workload) => workloadLevers(workload, several ? ` (${workload.id})` : ''));
}

function workloadLevers({ demand }: ScenarioWorkload, of: string): UncertainInput[] {
  return [
    lever(demand.users, `users${of}`, { min: 0.01 }),
    lever(demand.requestsPerUserPerDay, `requests per user and day${of}`, { min: 0.01 }),
    lever(demand.promptTokens, `prompt tokens${of}`, { min: 1 }),
    lever(demand.outputTokens, `output tokens${of}`, { min: 1 }),
    lever(demand.cachedShare, `cached share of prompts${of}`, { min: 0, max: 1 }),
    lever(demand.activeHoursPerDay, `active hours a day${of}`, { min: 0.1, max: 24 }),
    lever(demand.activeDaysPerMonth, `active days a month${of}`, { min: 1, max: 31 }),
    lever(demand.peakToMean, `peak ÷ mean load${of}`, { min: 1 }),
  ];
}

function financeLevers(scenario: Scenario, options: readonly ScenarioOption[]): UncertainInput[] {
  const { finance } = scenario;
  const has = (kind: ScenarioOption['kind']): boolean => options.some((option) => option.kind === kind);
  return [
    ...(has('rent') ? [lever(finance.rentDriftPerYear, 'change of rents a year', { min: -0.9 })] : []),
    ...(has('api') ? [lever(finance.apiDriftPerYear, 'change of API prices a year', { min: -0.9 })] : []),
    ...(has('own') ? [lever(finance.availability, 'availability of the own machine', { min: 0.5, max: 1 })] : []),
    ...(has('own') ? [lever(finance.sellingCostShare, 'cost of selling', { min: 0, max: 1 })] : []),
  ];
}

function optionLevers(option: ScenarioOption): UncertainInput[] {
  switch (option.kind) {
    case 'own':
      return [
        lever(option.priceUsd, `price of ${option.label.replace(/^own /, '')}`, { min: 0 }),
        lever(option.loadWatts, `load watts of ${option.label.replace(/^own /, '')}`, { min: 1 }),
        lever(option.idleWatts, `idle watts of ${option.label.replace(/^own /, '')}`, { min: 0 }),
        lever(option.electricityUsdPerKilowattHour, 'electricity price', { min: 0 }),
        lever(option.pue, 'PUE', { min: 1 }),
        lever(option.maintenanceSharePerYear, 'maintenance a year', { min: 0 }),
        lever(option.installationShare, 'installation', { min: 0 }),
        lever(option.deliveryMonths, 'months until delivery', { min: 0 }),
        lever(option.hostingUsdPerKilowattMonth, 'colocation', { min: 0 }),
        ...(option.staffPerUnit ? [] : [lever(option.staffHoursPerMonth, 'your hours a month', { min: 0 })]),
        lever(option.staffUsdPerHour, 'what your hour costs', { min: 0 }),
      ];
    case 'rent':
      return [
        lever(option.usdPerGpuHour, `hourly price of ${option.label.replace(/^rent /, '')}`, { min: 0 }),
        lever(option.startUpMinutesPerDay, 'minutes to start a rented machine', { min: 0 }),
        lever(option.interruptionShare, 'work lost to interruptions', { min: 0, max: 0.9 }),
        ...(option.terms.scalesToZero ? [lever(option.terms.coldStartsPerDay, 'starts a day', { min: 0 })] : []),
      ];
    case 'api':
    case 'flat':
    case 'mix':
      return [];
    default:
      return option satisfies never;
  }
}

/** Levers that move several assumptions together. */
function positionLevers(options: readonly ScenarioOption[], prepared: readonly PreparedOption[]): UncertainInput[] {
  const position = (id: string, label: string, spread: UncertainInput['spread']): UncertainInput => ({
    id,
    label,
    unit: 'position in its range: −1 low, 1 high',
    expected: 0,
    low: -1,
    high: 1,
    spread,
    min: -1,
    max: 1,
  });
  const served = prepared.some((item) => item.unit !== null || item.parts.some((part) => part.unit !== null));
  const prices = options.flatMap((option) =>
    option.kind === 'api' ? [priceFactor(option.outputUsdPerMillionTokens)] : [],
  );
  const [price] = prices;
  return [
    ...(options.some((option) => option.kind === 'own') ? [position('resale', 'resale value', 'range')] : []),
    ...(served ? [position('speed', 'speed of the machines', 'interval-80')] : []),
    ...(price === undefined ? [] : [price]),
    ...(options.some(takesAnEngineer) ? [position('engineer', 'hours of an engineer for racks', 'range')] : []),
  ];
}

/** The share of an engineer that racks take is a judgment, and the same engine is run owned or rented: one lever moves all of them. */
const takesAnEngineer = (option: ScenarioOption): boolean =>
  (option.kind === 'own' || option.kind === 'rent') && option.staffPerUnit;

const FACTOR_FLOOR = { low: 0.8, high: 1.25 };

/** All API prices together, as a multiple of today's; at least a fifth either way, since one provider is no market. */
function priceFactor(output: Assumption): UncertainInput {
  const ratio = (value: number): number => (output.value > 0 ? value / output.value : 1);
  return {
    id: 'api-price',
    label: 'API price',
    unit: '× today',
    expected: 1,
    low: Math.min(ratio(output.low), FACTOR_FLOOR.low),
    high: Math.max(ratio(output.high), FACTOR_FLOOR.high),
    spread: 'range',
    min: 0,
  };
}

/** What moves together: rent with resale, rent with the API of the same weights. */
export function correlationsOf(inputs: readonly UncertainInput[]): readonly Correlation[] {
  const has = (id: string): boolean => inputs.some((input) => input.id === id);
  const pair = (a: string, b: string, rho: number): Correlation[] => (has(a) && has(b) ? [{ a, b, rho }] : []);
  return [
    ...pair('rentDrift', 'resale', CORRELATIONS.rentAndResale),
    ...pair('rentDrift', 'apiDrift', CORRELATIONS.rentAndSameWeightsApi),
  ];
}
