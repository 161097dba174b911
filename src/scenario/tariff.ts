import type { TariffBand } from '../core/power/power.ts';

/** Bands of a time-of-use tariff: `16-21=0.50,0-6=0.10`, hours of the day and USD per kWh. Null where it is none. */
export function parseTariff(text: string): readonly TariffBand[] | null {
  const bands = text.split(',').map((part) => {
    const match = /^\s*(\d{1,2})\s*-\s*(\d{1,2})\s*=\s*\$?(\d*\.?\d+)\s*$/.exec(part);
    if (match === null) return null;
    const [fromHour, toHour, usdPerKilowattHour] = [Number(match[1]), Number(match[2]), Number(match[3])];
    return fromHour <= 24 && toHour <= 24 && usdPerKilowattHour <= 5 ? { fromHour, toHour, usdPerKilowattHour } : null;
  });
  const whole = bands.filter((band) => band !== null);
  return whole.length === bands.length ? whole : null;
}
