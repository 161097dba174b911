import { z } from 'zod';
import { type BreakEvenResult, plainBreakEven } from '../core/plain.ts';
import { hoursPerDay, plainFromQuote, type QuotedComparison } from '../core/quoted.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR, SECONDS_PER_HOUR, TOKENS_PER_MILLION } from '../core/units.ts';

const usd = z.number().min(0);
const machineFields = {
  hoursPerMonth: z.number().min(0).max(HOURS_PER_MONTH).optional(),
  loadWatts: usd.optional(),
  idleWatts: usd.optional(),
  electricityPrice: usd.optional(),
  pue: z.number().min(1).optional(),
  coolingUsdPerKilowattHour: usd.optional(),
  maintenanceShare: usd.optional(),
  hostingUsdPerMonth: usd.optional(),
  staffUsdPerMonth: usd.optional(),
  annualOpex: usd.optional(),
  opexUsdPerHour: usd.optional(),
  tokensPerSecond: usd.optional(),
};
const shared = z.strictObject(machineFields);
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

/** A published study as a file: its own inputs, and the results it prints. */
export const STUDY = z.strictObject({
  id: z.string(),
  title: z.string(),
  source: z.string(),
  asOf: z.string(),
  notes: z.array(z.string()),
  years: z.number().positive(),
  shared,
  machines: z.record(z.string(), machine),
  alternatives: z.record(z.string(), alternative),
  printed: z.array(printed),
});
export type Study = z.infer<typeof STUDY>;
export type PrintedResult = Study['printed'][number];
type Machine = z.infer<typeof machine>;

/** One comparison of a study: what it prints and what its inputs give here. */
export interface StudyCase {
  readonly id: string;
  readonly printed: PrintedResult;
  readonly ours: Omit<PrintedResult, 'machine' | 'alternative'>;
  readonly result: BreakEvenResult;
}

/** Every printed comparison of a study, recomputed from the study's own inputs and nothing else. */
export function studyCases(study: Study): readonly StudyCase[] {
  return study.printed.map((row) => {
    const named = study.machines[row.machine];
    const other = study.alternatives[row.alternative];
    if (named === undefined || other === undefined)
      throw new RangeError(`the study has no ${row.machine} or no ${row.alternative}`);
    const quoted = { ...study.shared, ...named };
    const result = plainBreakEven(plainFromQuote(comparison(quoted, other, study.years)));
    const ours = figures(result, quoted, study.years);
    return { id: `${row.machine} / ${row.alternative}`, printed: row, ours, result };
  });
}

function comparison(quoted: Machine, other: z.infer<typeof alternative>, years: number): QuotedComparison {
  const { tokensPerSecond, hoursPerMonth = HOURS_PER_MONTH, ...rest } = quoted;
  const base = {
    machine: { ...withoutUndefined(rest), hardwareCost: quoted.hardwareCost, hoursPerMonth },
    years,
    draws: 100,
    seed: 1,
  };
  if ('usdPerHour' in other) return { ...base, alternative: { kind: 'rent', usdPerHour: other.usdPerHour } };
  if ('usdPerMonth' in other) return { ...base, alternative: { kind: 'flat', usdPerMonth: other.usdPerMonth } };
  const { inputPerOutputToken, ...prices } = other;
  const inputShare = inputPerOutputToken / (1 + inputPerOutputToken);
  return {
    ...base,
    alternative: { kind: 'api', work: { ...prices, inputShare, tokensPerSecond: tokensPerSecond ?? 0 } },
  };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
function withoutUndefined<T extends object>(fields: T): Partial<Defined<T>> {
  const kept: Partial<Defined<T>> = {};
  Object.assign(kept, Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
  return kept;
}

function figures(result: BreakEvenResult, quoted: Machine, years: number): StudyCase['ours'] {
  const hours = quoted.hoursPerMonth ?? HOURS_PER_MONTH;
  const months = result.breakEvenMonthExact;
  const millions =
    ((quoted.tokensPerSecond ?? 0) * SECONDS_PER_HOUR * hours * MONTHS_PER_YEAR * years) / TOKENS_PER_MILLION;
  return {
    ...(months === null ? {} : { breakEvenMonths: months, breakEvenHours: months * hours }),
    ownTotalUsd: result.ownTotalUsd,
    alternativeTotalUsd: result.alternativeTotalUsd,
    savingsUsd: result.savingsUsd,
    savingsShare: result.savingsUsd / result.alternativeTotalUsd,
    ...(result.equalHoursPerYear === null ? {} : { equalHoursPerDay: hoursPerDay(result.equalHoursPerYear) }),
    ...(millions > 0
      ? {
          ownUsdPerMillionTokens: result.ownTotalUsd / millions,
          alternativeUsdPerMillionTokens: result.alternativeTotalUsd / millions,
        }
      : {}),
  };
}
