import { type BreakEvenResult, plainBreakEven } from '../core/breakeven/plain.ts';
import { hoursPerDay, plainFromQuote, type QuotedComparison, type QuotedMachine } from '../core/tco/quoted.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR, SECONDS_PER_HOUR, TOKENS_PER_MILLION } from '../core/units.ts';

type Given<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What a study states of a machine, or of all of them. */
export type StudyFields = Given<Omit<QuotedMachine, 'hardwareCost'>> & {
  readonly tokensPerSecond?: number | undefined;
};
export interface StudyMachine extends StudyFields {
  readonly hardwareCost: number;
}
export type StudyAlternative =
  | { readonly usdPerHour: number }
  | { readonly usdPerMonth: number }
  | {
      readonly inputPerMillionTokens: number;
      readonly outputPerMillionTokens: number;
      readonly inputPerOutputToken: number;
    };
export interface StudyFigures {
  /** Months until owning has paid for itself. */
  readonly breakEvenMonths?: number | undefined;
  /** Hours of use until owning has paid for itself. */
  readonly breakEvenHours?: number | undefined;
  readonly ownTotalUsd?: number | undefined;
  readonly alternativeTotalUsd?: number | undefined;
  readonly savingsUsd?: number | undefined;
  /** Savings ÷ total of the alternative. */
  readonly savingsShare?: number | undefined;
  /** Hours of use a day at which both cost the same. */
  readonly equalHoursPerDay?: number | undefined;
  /** Owning ÷ all tokens, prompt and output. */
  readonly ownUsdPerMillionTokens?: number | undefined;
  /** Alternative ÷ all tokens, prompt and output. */
  readonly alternativeUsdPerMillionTokens?: number | undefined;
}
export interface PrintedResult extends StudyFigures {
  readonly machine: string;
  readonly alternative: string;
}

/** A published comparison: its own inputs, and what it prints. Part of a scenario file. */
export interface Study {
  readonly asOf?: string | undefined;
  readonly notes?: readonly string[] | undefined;
  readonly years: number;
  readonly shared?: StudyFields | undefined;
  readonly machines: Readonly<Record<string, StudyMachine>>;
  readonly alternatives: Readonly<Record<string, StudyAlternative>>;
  /** The pairs to compare, each with what the study prints of it; every pair where left out. */
  readonly printed?: readonly PrintedResult[] | undefined;
}

/** One comparison of a study: what it prints and what its inputs give here. */
export interface StudyCase {
  readonly id: string;
  readonly printed: PrintedResult;
  readonly ours: StudyFigures;
  readonly result: BreakEvenResult;
}

/** Every printed comparison of a study, recomputed from the study's own inputs and nothing else. */
export function studyCases(study: Study): readonly StudyCase[] {
  return (study.printed ?? everyPair(study)).map((row) => {
    const named = study.machines[row.machine];
    const other = study.alternatives[row.alternative];
    if (named === undefined || other === undefined)
      throw new RangeError(`the study has no ${row.machine} or no ${row.alternative}`);
    const quoted: StudyMachine = { ...study.shared, ...named };
    const result = plainBreakEven(plainFromQuote(comparison(quoted, other, study.years)));
    const ours = figures(result, quoted, study.years);
    return { id: `${row.machine} / ${row.alternative}`, printed: row, ours, result };
  });
}

const everyPair = ({ machines, alternatives }: Study): readonly PrintedResult[] =>
  Object.keys(machines).flatMap((machine) =>
    Object.keys(alternatives).map((alternative) => ({ machine, alternative })),
  );

function comparison(quoted: StudyMachine, other: StudyAlternative, years: number): QuotedComparison {
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

function figures(result: BreakEvenResult, quoted: StudyMachine, years: number): StudyCase['ours'] {
  const hours = quoted.hoursPerMonth ?? HOURS_PER_MONTH;
  const months = result.breakEvenMonthExact;
  const millions =
    ((quoted.tokensPerSecond ?? 0) * SECONDS_PER_HOUR * hours * MONTHS_PER_YEAR * years) / TOKENS_PER_MILLION;
  return {
    ...(months === null ? {} : { breakEvenMonths: months, breakEvenHours: months * hours }),
    ownTotalUsd: result.ownTotalUsd,
    alternativeTotalUsd: result.alternativeTotalUsd,
    savingsUsd: result.savingsUsd,
    ...(result.alternativeTotalUsd > 0 ? { savingsShare: result.savingsUsd / result.alternativeTotalUsd } : {}),
    ...(result.equalHoursPerYear === null ? {} : { equalHoursPerDay: hoursPerDay(result.equalHoursPerYear) }),
    ...(millions > 0
      ? {
          ownUsdPerMillionTokens: result.ownTotalUsd / millions,
          alternativeUsdPerMillionTokens: result.alternativeTotalUsd / millions,
        }
      : {}),
  };
}

const CLOSE_ENOUGH = 0.01;

/** Whether a figure is what was printed: within 1%, or half the last printed digit. @example agrees(69.29, 69.3) // true */
export function agrees(ours: number, printed: number): boolean {
  return Math.abs(ours - printed) <= Math.max(Math.abs(printed) * CLOSE_ENOUGH, halfDigit(printed));
}

function halfDigit(printed: number): number {
  const text = String(printed);
  const decimals = text.split('.')[1]?.length ?? 0;
  const zeros = decimals > 0 ? 0 : (/0*$/.exec(text)?.[0].length ?? 0);
  return 0.5 * 10 ** (zeros - decimals) + Number.EPSILON;
}
