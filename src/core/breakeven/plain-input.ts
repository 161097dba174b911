import { line } from '../cashflow/line.ts';
import { resaleCurve } from '../cashflow/resale.ts';
import type { CashFlow } from '../cashflow/types.ts';
import { MONEY, TYPED_SPREAD } from '../defaults/money.ts';
import type { UncertainInput } from '../uncertainty/draws.ts';
import { HOURS_PER_YEAR, MONTHS_PER_YEAR } from '../units.ts';
import { totalUsd } from './breakeven.ts';

/** The calculator without machines or models: a price, a running cost, and what it replaces. */
export interface PlainInput {
  readonly hardwareCost: number;
  readonly annualOpex: number;
  readonly years: number;
  /** What it replaces: rented hours, or a bill a month. */
  readonly alternative:
    | { readonly kind: 'rent'; readonly usdPerHour: number; readonly hoursPerYear: number }
    | { readonly kind: 'flat' | 'api'; readonly usdPerMonth: number };
  /** Person below the home limit, company above, where none is given. */
  readonly discountRatePerYear?: number;
  /** Change of the alternative's price a year; 0 where none is given. */
  readonly driftPerYear?: number;
  /** Share of the price a sale brings at the end of the years; none where left out. */
  readonly resale?: { readonly share: number; readonly sellingCostShare: number };
  /** What a file says the figures may be instead: each holds the figure itself. */
  readonly ranges?: PlainRanges;
  readonly draws: number;
  readonly seed: number;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}
export interface PlainRanges {
  readonly hardwareCost?: Range;
  readonly annualOpex?: Range;
  /** Of the alternative: USD per hour, or a month. */
  readonly price?: Range;
  readonly hoursPerYear?: Range;
}

/** Both sides as cash flows. */
export function plainFlows(
  input: PlainInput,
  driftPerYear: number,
): { readonly own: CashFlow; readonly other: CashFlow } {
  const { alternative } = input;
  const usdPerMonth =
    alternative.kind === 'rent'
      ? (alternative.usdPerHour * alternative.hoursPerYear) / MONTHS_PER_YEAR
      : alternative.usdPerMonth;
  const category = alternative.kind === 'flat' ? 'fee' : alternative.kind;
  return {
    own: {
      kind: 'own',
      label: 'own',
      items: [
        line('hardware', 'hardware', { upfrontUsd: input.hardwareCost, scalesWithPrice: true }),
        line('other', 'running cost', { usdPerMonth: input.annualOpex / MONTHS_PER_YEAR }),
      ],
      ...resaleOf(input),
    },
    other: {
      kind: alternative.kind,
      label: alternative.kind,
      items: [line(category, alternative.kind, { usdPerMonth, driftPerYear })],
    },
  };
}

/** The typed share is left at the end of the years; before and after it the same loss a year. */
function resaleOf({ resale, hardwareCost, years }: PlainInput): Pick<CashFlow, 'resale'> {
  if (resale === undefined || hardwareCost <= 0) return {};
  const sharesByYear = Array.from({ length: Math.ceil(years) }, (_, year) => resale.share ** ((year + 1) / years));
  const { sellingCostShare } = resale;
  return { resale: resaleCurve({ pricePaidUsd: hardwareCost, sharesByYear, sellingCostShare }) };
}

type PlainKey = 'hardwareCost' | 'annualOpex' | 'price' | 'hoursPerYear' | 'drift';
export interface PlainLever extends UncertainInput {
  readonly id: PlainKey;
}

/**
 * The figures as uncertain inputs: each in the range a file gave it, else exact; the price trend of the alternative in its usual range unless
 * it was typed.
 */
export function plainLevers(input: PlainInput): readonly PlainLever[] {
  const { alternative, ranges = {} } = input;
  const lever = (id: PlainKey, label: string, unit: string, expected: number, range?: Range): PlainLever => ({
    id,
    label,
    unit,
    expected,
    low: range?.low ?? expected,
    high: range?.high ?? expected,
    spread: 'range',
    min: 0,
  });
  const rent = alternative.kind === 'rent';
  const price = rent ? alternative.usdPerHour : alternative.usdPerMonth;
  return [
    lever('hardwareCost', 'price of the machine', 'USD', input.hardwareCost, ranges.hardwareCost),
    lever('annualOpex', 'running cost of the machine', 'USD/year', input.annualOpex, ranges.annualOpex),
    lever('price', 'price of the alternative', rent ? 'USD/h' : 'USD/month', price, ranges.price),
    ...(rent
      ? [lever('hoursPerYear', 'hours it replaces', 'h/year', alternative.hoursPerYear, ranges.hoursPerYear)]
      : []),
    driftLever(input),
  ];
}

function driftLever({ alternative, driftPerYear }: PlainInput): PlainLever {
  const { unit, low, high } = alternative.kind === 'api' ? MONEY.apiDriftPerYear : MONEY.rentDriftPerYear;
  const expected = driftPerYear ?? 0;
  const range = driftPerYear === undefined ? { low, high } : { low: expected, high: expected };
  return {
    id: 'drift',
    label: 'price of the alternative, change a year',
    unit,
    expected,
    ...range,
    spread: 'range',
    min: -0.99,
  };
}

/** Figures typed without a range as if each could be off either way, so that one sees which of them matters and where it turns. */
export function plainTornadoLevers(input: PlainInput): readonly PlainLever[] {
  const { low, high } = TYPED_SPREAD;
  return plainLevers(input).map((lever) =>
    lever.id === 'drift' || lever.low < lever.high
      ? lever
      : { ...lever, low: lever.expected * low, high: Math.min(lever.expected * high, largest(lever)) },
  );
}

/** One machine has no more hours than the year; more were typed as several machines. */
const largest = ({ id, expected }: PlainLever): number =>
  id === 'hoursPerYear' && expected <= HOURS_PER_YEAR ? HOURS_PER_YEAR : Number.POSITIVE_INFINITY;

/** The question with some figures moved. */
export function movedPlain(input: PlainInput, levers: readonly PlainLever[], values: Float64Array): PlainInput {
  const moved = new Map(levers.map(({ id }, index) => [id, values[index] ?? 0]));
  const { alternative } = input;
  const at = (key: PlainKey, otherwise: number): number => moved.get(key) ?? otherwise;
  return {
    ...input,
    hardwareCost: at('hardwareCost', input.hardwareCost),
    annualOpex: at('annualOpex', input.annualOpex),
    driftPerYear: at('drift', input.driftPerYear ?? 0),
    alternative:
      alternative.kind === 'rent'
        ? {
            kind: 'rent',
            usdPerHour: at('price', alternative.usdPerHour),
            hoursPerYear: at('hoursPerYear', alternative.hoursPerYear),
          }
        : { kind: alternative.kind, usdPerMonth: at('price', alternative.usdPerMonth) },
  };
}

/** Savings of owning over the years. */
export function plainSavingsUsd(input: PlainInput): number {
  const horizonMonths = Math.round(input.years * MONTHS_PER_YEAR);
  const { own, other } = plainFlows(input, input.driftPerYear ?? 0);
  return totalUsd(other, horizonMonths) - totalUsd(own, horizonMonths);
}
