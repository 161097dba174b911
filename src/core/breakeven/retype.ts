import { type Assumption, exactly } from '../assumption.ts';
import { assumed } from '../defaults/judgment.ts';
import { peakToMeanOf } from '../defaults/workload.ts';
import type { ApiOption, DemandAssumptions, OwnOption, Scenario, ScenarioOption } from '../types.ts';
import { MONTHS_PER_YEAR } from '../units.ts';
import { steadyLoss } from './steady-loss.ts';

/** Inputs that can be typed over a finished scenario without looking anything up. */
export const RETYPABLE = [
  'electricityPrice',
  'users',
  'requestsPerUserPerDay',
  'requestsPerDay',
  'activeHoursPerDay',
  'apiPriceFactor',
  'resaleShare',
  'horizonMonths',
] as const;
export type Retypable = (typeof RETYPABLE)[number];
export type Retyped = { readonly [K in Retypable]?: Assumption };

/** What of the printed scenario came from totals and multiples, which no longer show in it. */
export interface PrintedAs {
  /** Requests of all people a day were given, not one person's. */
  readonly countsAllRequests: boolean;
  /** A multiple of the API prices that is in them already. */
  readonly apiPriceFactor: number;
}

/** A value as if typed on the command line. */
export function typedValue(id: string, unit: string, value: number): Assumption {
  return exactly({ id, value, unit, origin: 'flag', source: 'command line', asOf: null });
}

/**
 * The scenario that the same command line gives with these flags added: what depends on a typed value moves with it (the
 * peak of many users, the yearly resale of a horizon).
 *
 * @example retyped(scenario, { users: typedValue('users', 'people', 60) }, printed).workloads[0].demand.peakToMean.value // 2
 */
export function retyped(scenario: Scenario, typed: Retyped, printed: PrintedAs): Scenario {
  const finance = { ...scenario.finance, horizonMonths: typed.horizonMonths ?? scenario.finance.horizonMonths };
  const change: Change = {
    typed,
    printed,
    horizonMonths: finance.horizonMonths.value,
    horizonBefore: scenario.finance.horizonMonths.value,
  };
  const [first, ...rest] = scenario.workloads;
  return {
    ...scenario,
    workloads: first === undefined ? [] : [{ ...first, demand: retypedDemand(first.demand, change) }, ...rest],
    options: scenario.options.map((option) => retypedOption(option, change)),
    finance,
  };
}

/**
 * The same scenario with so many times the users of every workload, as if `--users` had been typed.
 *
 * @example grown(scenario of 30 people, 2).workloads[0].demand.users.value // 60, at the peak of 60 people
 */
export function grown(scenario: Scenario, factor: number): Scenario {
  const { value: horizonMonths } = scenario.finance.horizonMonths;
  const printed = { countsAllRequests: false, apiPriceFactor: 1 };
  const workloads = scenario.workloads.map((workload) => {
    const { users } = workload.demand;
    const typed = { users: typedValue(users.id, users.unit, users.value * factor) };
    const demand = retypedDemand(workload.demand, { typed, printed, horizonMonths, horizonBefore: horizonMonths });
    return { ...workload, demand };
  });
  return { ...scenario, workloads };
}

interface Change {
  readonly typed: Retyped;
  readonly printed: PrintedAs;
  readonly horizonMonths: number;
  readonly horizonBefore: number;
}

function retypedDemand(demand: DemandAssumptions, { typed, printed }: Change): DemandAssumptions {
  const users = typed.users ?? demand.users;
  const all = typed.requestsPerDay ?? (printed.countsAllRequests ? ofAll(demand) : null);
  const each = typed.requestsPerUserPerDay ?? (all === null ? demand.requestsPerUserPerDay : perUser(all, users));
  return {
    ...demand,
    users,
    requestsPerUserPerDay: each,
    activeHoursPerDay: typed.activeHoursPerDay ?? demand.activeHoursPerDay,
    peakToMean: isOurs(demand)
      ? { ...assumed(peakToMeanOf(users.value)), id: demand.peakToMean.id }
      : demand.peakToMean,
  };
}

function ofAll({ requestsPerUserPerDay: each, users }: DemandAssumptions): Assumption {
  return { ...each, value: each.value * users.value, low: each.low * users.value, high: each.high * users.value };
}

/** The peak nobody said anything about: not typed, nor from a load by hour or from thinking time. */
function isOurs({ peakToMean, users }: DemandAssumptions): boolean {
  const { value, source } = peakToMeanOf(users.value);
  return peakToMean.origin === 'default' && peakToMean.value === value && peakToMean.source === source;
}

/** Fewer than this are nobody: a division by them would have no meaning. */
const FEWEST_USERS = 1e-6;

/** Everybody's requests divided among the users. */
export function perUser(all: Assumption, users: Assumption): Assumption {
  const each = (value: number): number => (users.value >= FEWEST_USERS ? value / users.value : 0);
  return { ...all, id: 'requestsPerUserPerDay', value: each(all.value), low: each(all.low), high: each(all.high) };
}

function retypedOption(option: ScenarioOption, change: Change): ScenarioOption {
  switch (option.kind) {
    case 'own':
      return retypedOwn(option, change);
    case 'api': {
      const factor = change.typed.apiPriceFactor;
      return factor === undefined ? option : atPrices(option, scaleOf(factor, change.printed.apiPriceFactor));
    }
    case 'mix':
      return {
        ...option,
        first: retypedOption(option.first, change),
        second: retypedOption(option.second, change),
      };
    case 'rent':
    case 'flat':
      return option;
    default:
      return option satisfies never;
  }
}

function retypedOwn(option: OwnOption, change: Change): OwnOption {
  const { typed, horizonMonths } = change;
  const left = typed.resaleShare ?? (typed.horizonMonths === undefined ? null : typedAtHorizon(option, change));
  const named = (share: Assumption): Assumption => ({ ...share, id: `${option.id}.${share.id}` });
  return {
    ...option,
    electricityUsdPerKilowattHour: typed.electricityPrice ?? option.electricityUsdPerKilowattHour,
    resaleShareByYear: left === null ? option.resaleShareByYear : steadyLoss(left, horizonMonths).map(named),
  };
}

/** The share at the horizon that somebody typed, found again in its first year; null where the shares are ours. */
function typedAtHorizon({ resaleShareByYear }: OwnOption, { horizonBefore }: Change): Assumption | null {
  const [first] = resaleShareByYear;
  if (first === undefined || first.origin === 'default') return null;
  const atHorizon = (share: number): number => share ** (horizonBefore / MONTHS_PER_YEAR);
  return { ...first, value: atHorizon(first.value), low: atHorizon(first.low), high: atHorizon(first.high) };
}

const scaleOf = (factor: Assumption, already: number): Pick<Assumption, 'value' | 'low' | 'high'> => ({
  value: factor.value / already,
  low: factor.low / already,
  high: factor.high / already,
});

/** Every token price of an API times the same factor. */
export function atPrices(option: ApiOption, factor: Pick<Assumption, 'value' | 'low' | 'high'>): ApiOption {
  const scaled = (price: Assumption): Assumption => ({
    ...price,
    value: price.value * factor.value,
    low: price.low * factor.low,
    high: price.high * factor.high,
  });
  const { cachedUsdPerMillionTokens: cached, cacheWriteUsdPerMillionTokens: written } = option;
  return {
    ...option,
    inputUsdPerMillionTokens: scaled(option.inputUsdPerMillionTokens),
    outputUsdPerMillionTokens: scaled(option.outputUsdPerMillionTokens),
    cachedUsdPerMillionTokens: cached === null ? null : scaled(cached),
    cacheWriteUsdPerMillionTokens: written === null ? null : scaled(written),
  };
}
