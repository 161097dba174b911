import type { ApiOverflow, MixInput, RentOverflow, TogetherUsd } from '../../src/core/mix.ts';

const together = (usd: TogetherUsd, machines: number): number => (typeof usd === 'number' ? usd : usd(machines));

/** What one rented machine bills a month, from the hours of each day in which it is on. */
function billedUsd(hoursOfDays: readonly number[], traceHours: number, overflow: RentOverflow): number {
  const { billing, usdPerUnitHour, usdPerUnitMonth = 0, mostHoursPerMonth = 730 } = overflow;
  if (hoursOfDays.every((hours) => hours === 0)) return 0;
  const startUp = (billing?.startUpMinutesPerDay ?? 0) / 60;
  const days = hoursOfDays.map((hours) => (hours > 0 ? Math.min(24, hours + startUp) : 0));
  const month = (days.reduce((sum, hours) => sum + hours, 0) * 730) / traceHours;
  const billed = billing?.alwaysOn === true ? 730 : Math.min(730, Math.max(month, billing?.minimumHoursPerMonth ?? 0));
  return Math.min(billed, mostHoursPerMonth) * usdPerUnitHour + usdPerUnitMonth;
}

/** Every rented machine by itself, hour by hour, above so many own ones. */
function rentedUsd(loads: readonly number[], ownUnits: number, overflow: RentOverflow): number {
  const { loadPerUnit = 1, usdPerMonth = 0 } = overflow;
  const days = Array.from({ length: Math.ceil(loads.length / 24) }, (_, d) => loads.slice(24 * d, 24 * d + 24));
  const carries = (hour: number): number => (typeof loadPerUnit === 'number' ? loadPerUnit : (loadPerUnit[hour] ?? 1));
  const machines = loads.map((load, hour) => Math.max(0, Math.ceil((load - ownUnits) / carries(hour) - 1e-9)));
  const most = Math.max(...machines);
  const each = Array.from({ length: most }, (_, k) =>
    billedUsd(
      days.map((day, d) => day.filter((_, h) => (machines[24 * d + h] ?? 0) > k).length),
      loads.length,
      overflow,
    ),
  );
  return (each.reduce((sum, usd) => sum + usd, 0) + (most > 0 ? together(usdPerMonth, most) : 0)) / 730;
}

function apiUsd(loads: readonly number[], ownUnits: number, overflow: ApiOverflow): number {
  const price = (hour: number): number =>
    typeof overflow.usdPerUnitHour === 'number' ? overflow.usdPerUnitHour : (overflow.usdPerUnitHour[hour] ?? 0);
  const usd = loads.reduce((sum, load, hour) => sum + Math.max(0, load - ownUnits) * price(hour), 0);
  return usd / loads.length;
}

/** The least of every size. */
export function bruteForce(input: MixInput): number {
  const { hourlyLoad, ownUsdPerUnitHour, ownUsdPerHour = 0, ownUsdPerLoadHour = 0, overflow } = input;
  const peak = Math.ceil(Math.max(...hourlyLoad));
  const costs = Array.from({ length: peak + 2 }, (_, n) => {
    const carried = hourlyLoad.reduce((sum, load) => sum + Math.min(load, n), 0) / hourlyLoad.length;
    const own = n * ownUsdPerUnitHour + (n > 0 ? together(ownUsdPerHour, n) : 0) + carried * ownUsdPerLoadHour;
    return own + (overflow.kind === 'rent' ? rentedUsd(hourlyLoad, n, overflow) : apiUsd(hourlyLoad, n, overflow));
  });
  return Math.min(...costs);
}
