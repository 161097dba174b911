import * as z from 'zod';
import { HOURS_PER_MONTH } from '../../core/units.ts';
import type { Study } from '../study.ts';

const usd = z.number().min(0);
const machineFields = {
  hoursPerMonth: z.number().min(0).max(HOURS_PER_MONTH).describe('hours a month it works').optional(),
  loadWatts: usd.optional(),
  idleWatts: usd.optional(),
  electricityPrice: usd.describe('USD per kWh').optional(),
  pue: z.number().min(1).optional(),
  coolingUsdPerKilowattHour: usd.optional(),
  maintenanceShare: usd.describe('of the price, a year').optional(),
  hostingUsdPerMonth: usd.optional(),
  staffUsdPerMonth: usd.optional(),
  annualOpex: usd.optional(),
  opexUsdPerHour: usd.describe('of each hour of the year, working or not').optional(),
  tokensPerSecond: usd.describe('all tokens, input and output').optional(),
};
const machine = z.strictObject({ hardwareCost: usd, ...machineFields });
const alternative = z.union([
  z.strictObject({ usdPerHour: usd }),
  z.strictObject({ usdPerMonth: usd }),
  z.strictObject({ inputPerMillionTokens: usd, outputPerMillionTokens: usd, inputPerOutputToken: usd }),
]);
const printed = z.strictObject({
  machine: z.string(),
  alternative: z.string(),
  breakEvenMonths: z.number().optional(),
  breakEvenHours: z.number().optional(),
  ownTotalUsd: z.number().optional(),
  alternativeTotalUsd: z.number().optional(),
  savingsUsd: z.number().optional(),
  savingsShare: z.number().optional(),
  equalHoursPerDay: z.number().optional(),
  ownUsdPerMillionTokens: z.number().optional(),
  alternativeUsdPerMillionTokens: z.number().optional(),
});

/** A published comparison inside a scenario file: its own inputs, and the results it prints. */
export const STUDY: z.ZodType<Study> = z
  .strictObject({
    asOf: z.string().optional(),
    notes: z.array(z.string()).optional(),
    years: z.number().positive().max(50),
    shared: z.strictObject(machineFields).describe('what all machines have in common').optional(),
    machines: z.record(z.string(), machine),
    alternatives: z.record(z.string(), alternative),
    printed: z
      .array(printed)
      .describe('pairs to compare, with what is printed of them; left out: every pair')
      .optional(),
  })
  .superRefine((study, context) => {
    for (const [index, row] of (study.printed ?? []).entries()) {
      const unknown = [
        { key: 'machine', name: row.machine, known: study.machines },
        { key: 'alternative', name: row.alternative, known: study.alternatives },
      ].filter(({ name, known }) => !Object.hasOwn(known, name));
      for (const { key, name } of unknown)
        context.addIssue({ code: 'custom', path: ['printed', index, key], message: `no ${key} is named \`${name}\`` });
    }
  });
