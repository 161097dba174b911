import { staffHours } from '../evaluation/staff.ts';
import type { Evaluation } from '../evaluation/types.ts';
import type { OwnOption, RentOption } from '../types.ts';
import { HOURS_PER_MONTH, WATTS_PER_KILOWATT } from '../units.ts';
import type { ServiceModel } from './queue.ts';
import type { ReplayCost, ReplayOption } from './replay.ts';

const FREE: ReplayCost = {
  usdPerHour: 0,
  usdPerActiveHour: 0,
  usdPerActiveDay: 0,
  usdPerBusyHour: 0,
  usdPerMillionFreshTokens: 0,
  usdPerMillionCachedTokens: 0,
  usdPerMillionOutputTokens: 0,
};
const MINUTES_PER_HOUR = 60;

/**
 * An evaluated option as what a replay needs: its cost by what drives it, at the prices of today, and how it serves.
 * Owning carries its average month over the horizon (purchase less resale included) with electricity by what the log
 * makes it do; a mix its average month. Null for an option that cannot do the work.
 *
 * @see docs/formulas/usage.md#replay
 */
export function replayOptionOf(evaluation: Evaluation): ReplayOption | null {
  if (!evaluation.feasible) return null;
  const { id, label } = evaluation.option;
  return { id, label, cost: costOf(evaluation), service: serviceOf(evaluation) };
}

function costOf(evaluation: Evaluation): ReplayCost {
  const { option } = evaluation;
  switch (option.kind) {
    case 'own':
      return ownCost(evaluation, option);
    case 'rent':
      return rentCost(evaluation, option);
    case 'api': {
      const kept = 1 - option.batchDiscount.value * option.batchShare.value;
      const input = option.inputUsdPerMillionTokens.value;
      const written = option.cacheWriteUsdPerMillionTokens?.value ?? input;
      return {
        ...FREE,
        usdPerMillionFreshTokens: written * kept,
        usdPerMillionCachedTokens: (option.cachedUsdPerMillionTokens?.value ?? input) * kept,
        usdPerMillionOutputTokens: option.outputUsdPerMillionTokens.value * option.outputMultiple.value * kept,
      };
    }
    case 'flat':
    case 'mix':
      return { ...FREE, usdPerHour: evaluation.usdPerMonth / HOURS_PER_MONTH };
    default:
      return option satisfies never;
  }
}

function ownCost(evaluation: Evaluation, option: OwnOption): ReplayCost {
  const units = evaluation.sized?.units ?? 1;
  const usdPerWattHour = (option.electricityUsdPerKilowattHour.value * option.pue.value) / WATTS_PER_KILOWATT;
  const idle = Math.min(option.idleWatts.value, option.loadWatts.value);
  const electricity = evaluation.flow.items
    .filter((item) => item.category === 'electricity')
    .reduce((sum, item) => sum + item.usdPerMonth, 0);
  const idleUsd = idle * units * usdPerWattHour;
  const rest = Math.max(0, evaluation.usdPerMonth - electricity) / HOURS_PER_MONTH;
  return {
    ...FREE,
    usdPerHour: rest + (option.sleepsWhenIdle ? 0 : idleUsd),
    usdPerActiveHour: option.sleepsWhenIdle ? idleUsd : 0,
    usdPerBusyHour: (option.loadWatts.value - idle) * usdPerWattHour,
  };
}

function rentCost(evaluation: Evaluation, option: RentOption): ReplayCost {
  const units = evaluation.sized?.units ?? 1;
  const kept = (1 - option.terms.discountShare.value) / (1 - option.interruptionShare.value);
  const perUnitHour = option.usdPerGpuHour.value * option.device.count * kept;
  const perHour = perUnitHour * units;
  const staff = (staffHours(option, units) * option.staffUsdPerHour.value) / HOURS_PER_MONTH;
  if (option.alwaysOn) return { ...FREE, usdPerHour: perHour + staff };
  const start = (perHour * option.startUpMinutesPerDay.value) / MINUTES_PER_HOUR;
  if (option.terms.scalesToZero)
    return {
      ...FREE,
      usdPerHour: staff,
      usdPerBusyHour: perUnitHour,
      usdPerActiveDay: start * option.terms.coldStartsPerDay.value,
    };
  const meanUnits =
    evaluation.sized?.hourUnits?.reduce((sum, hour) => sum + hour.units * hour.shareOfHours, 0) ?? units;
  return { ...FREE, usdPerHour: staff, usdPerActiveHour: perUnitHour * meanUnits, usdPerActiveDay: start };
}

/** The speeds the option was sized with: alone, and with every slot of a machine taken. */
function serviceOf({ sized, prepared }: Evaluation): ServiceModel | null {
  const [alone] = prepared?.expected.speeds ?? [];
  const full = prepared?.expected.speeds.at(-1);
  if (sized === null || alone === undefined || full === undefined) return null;
  return {
    units: sized.units,
    slotsPerUnit: Math.max(1, Math.floor(sized.streamLimit)),
    prefillTokensPerSecond: alone.prefillTokensPerSecond,
    decodeTokensPerSecondAlone: alone.decodeTokensPerSecond,
    decodeTokensPerSecondFull: full.decodeTokensPerSecond,
  };
}
