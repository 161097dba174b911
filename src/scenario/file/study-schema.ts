import * as z from 'zod';
import { HOURS_PER_MONTH } from '../../core/units.ts';
import type { Study } from '../study.ts';

const usd = z.number().min(0);
const machineFields = {
  hoursPerMonth: z.number().min(0).max(HOURS_PER_MONTH).describe('hours a month it works').optional(),
  loadWatts: usd.describe('watts at the wall while it works').optional(),
  idleWatts: usd.describe('watts at the wall while it waits').optional(),
  electricityPrice: usd.describe('USD per kWh').optional(),
  pue: z.number().min(1).describe('all power of the site ÷ power of the machine').optional(),
  coolingUsdPerKilowattHour: usd.describe('cooling, by the energy of the machine').optional(),
  maintenanceShare: usd.describe('of the price, a year').optional(),
  hostingUsdPerMonth: usd.describe('rack or colocation').optional(),
  staffUsdPerMonth: usd.describe('people').optional(),
  annualOpex: usd.describe('running cost a year').optional(),
  opexUsdPerHour: usd.describe('of each hour of the year, working or not').optional(),
  tokensPerSecond: usd.describe('all tokens, input and output').optional(),
};
const machine = z.strictObject({ hardwareCost: usd.describe('price of the machine'), ...machineFields });
const alternative = z.union([
  z.strictObject({ usdPerHour: usd.describe('rent of all its GPUs') }),
  z.strictObject({ usdPerMonth: usd.describe('what it costs a month') }),
  z.strictObject({
    inputPerMillionTokens: usd.describe('price of prompt tokens'),
    outputPerMillionTokens: usd.describe('price of output tokens'),
    inputPerOutputToken: usd.describe('prompt tokens for one output token'),
  }),
]);
const printed = z.strictObject({
  machine: z.string().describe('name of the machine'),
  alternative: z.string().describe('name of what it is compared with'),
  breakEvenMonths: z.number().describe('printed months to break-even').optional(),
  breakEvenHours: z.number().describe('printed hours to break-even').optional(),
  ownTotalUsd: z.number().describe('printed total of owning').optional(),
  alternativeTotalUsd: z.number().describe('printed total of the alternative').optional(),
  savingsUsd: z.number().describe('printed savings').optional(),
  savingsShare: z.number().describe('printed savings ÷ total of the alternative').optional(),
  equalHoursPerDay: z.number().describe('printed hours a day at which both cost the same').optional(),
  ownUsdPerMillionTokens: z.number().describe('printed cost of owning by tokens').optional(),
  alternativeUsdPerMillionTokens: z.number().describe('printed cost of the alternative by tokens').optional(),
});

/** A published comparison inside a scenario file: its own inputs, and the results it prints. */
export const STUDY: z.ZodType<Study> = z
  .strictObject({
    asOf: z.string().describe('date of the study').optional(),
    notes: z.array(z.string()).describe('what it leaves open, and how it was read').optional(),
    years: z.number().positive().max(50).describe('years its totals cover'),
    shared: z.strictObject(machineFields).describe('what all machines have in common').optional(),
    machines: z.record(z.string(), machine).describe('machines by name'),
    alternatives: z.record(z.string(), alternative).describe('what they are compared with, by name'),
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
