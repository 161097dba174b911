import { ALL_KEYS, flagOf } from '../app/input-keys.ts';
import type { ReportAnswer } from '../app/report/result.ts';
import type { PrintedAs, Retypable } from '../core/breakeven/retype.ts';
import { resaleUsd } from '../core/cashflow/resale.ts';
import type { OwnOption, ScenarioOption } from '../core/types.ts';
import { formatCell, significant } from '../report/format.ts';
import type { Slider } from './payload.ts';

/** What the inputs of the run say about totals and multiples that no longer show in the scenario. */
export function printedAs(answer: ReportAnswer): PrintedAs {
  const factor = answer.inputs.apiPriceFactor;
  const number = typeof factor === 'object' && factor !== null && 'value' in factor ? factor.value : (factor ?? 1);
  return { countsAllRequests: answer.inputs.requestsPerDay !== undefined, apiPriceFactor: Number(number) };
}

/** The sliders a report offers: those whose inputs its options use. */
export function slidersOf(answer: ReportAnswer): readonly Slider[] {
  const printed = printedAs(answer);
  const sliders = [
    electricity(answer),
    users(answer),
    amount(answer, printed),
    hours(answer),
    apiPrice(answer, printed),
    resale(answer),
    horizon(answer),
  ];
  return sliders.filter((slider): slider is Slider => slider !== null);
}

const served = (option: ScenarioOption): readonly ScenarioOption[] =>
  option.kind === 'mix' ? [option.first, option.second] : [option];
const optionsOf = ({ scenario }: ReportAnswer): readonly ScenarioOption[] => scenario.options.flatMap(served);
const ownOf = (answer: ReportAnswer): readonly OwnOption[] =>
  optionsOf(answer).filter((option): option is OwnOption => option.kind === 'own');
const demandOf = ({ scenario }: ReportAnswer) => scenario.workloads[0]?.demand;

/** From thinking time follow requests and peak together: no slider takes them apart. */
const thinks = ({ inputs }: ReportAnswer): boolean => inputs.thinkTimeSeconds !== undefined;

interface Range {
  readonly key: Retypable;
  readonly label: string;
  readonly printed: number;
  readonly printedText: string;
  readonly values: readonly number[];
}

function slider({ key, label, printed, printedText, values }: Range): Slider {
  const known = ALL_KEYS.find((input) => input.key === key);
  const all = [...new Set([...values, printed])].sort((a, b) => a - b);
  return {
    key,
    label,
    unit: known !== undefined && 'unit' in known ? known.unit : '',
    flag: known === undefined ? '' : flagOf(known),
    values: all,
    printed: all.indexOf(printed),
    printedText,
  };
}

/** Multiples of a step from low to high, each as people would write it. */
function steps(low: number, high: number, step: number): readonly number[] {
  const first = Math.round(low / step);
  return Array.from({ length: Math.round(high / step) - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(4)));
}

const MANTISSAS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
const REACH = 10;

/** Whole round numbers from a tenth to ten times a value. */
function roundNumbers(around: number): readonly number[] {
  const low = Math.floor(Math.log10(Math.max(1, around / REACH)));
  const decades = Array.from({ length: 4 }, (_, i) => 10 ** (low + i));
  return decades
    .flatMap((decade) => MANTISSAS.map((mantissa) => Math.round(mantissa * decade)))
    .filter((value) => value >= Math.max(1, around / REACH) && value <= Math.max(REACH, around * REACH));
}

/** The same for all, or from the least to the most. */
function spread(values: readonly number[], text: (value: number) => string): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? text(low) : `${text(low)} to ${text(high)}, by machine`;
}

const MOST_PER_KILOWATT_HOUR = 0.6;

function electricity(answer: ReportAnswer): Slider | null {
  const prices = ownOf(answer).map((option) => option.electricityUsdPerKilowattHour.value);
  const [price] = prices;
  if (price === undefined) return null;
  const text = (value: number): string => `$${significant(value, 3)} a kWh`;
  const values = steps(0, Math.max(MOST_PER_KILOWATT_HOUR, Math.ceil(price * 20) / 10), 0.01);
  const printedText = spread(prices, text);
  return slider({ key: 'electricityPrice', label: 'Electricity price', printed: price, printedText, values });
}

function users(answer: ReportAnswer): Slider | null {
  const printed = demandOf(answer)?.users.value;
  if (printed === undefined) return null;
  const printedText = significant(printed, 6);
  return slider({ key: 'users', label: 'Users', printed, printedText, values: roundNumbers(printed) });
}

function amount(answer: ReportAnswer, { countsAllRequests }: PrintedAs): Slider | null {
  const demand = demandOf(answer);
  if (demand === undefined || thinks(answer)) return null;
  const each = demand.requestsPerUserPerDay.value;
  const printed = countsAllRequests ? Number((each * demand.users.value).toPrecision(12)) : each;
  return slider({
    key: countsAllRequests ? 'requestsPerDay' : 'requestsPerUserPerDay',
    label: countsAllRequests ? 'Requests a day, everybody’s' : 'Requests per user and day',
    printed,
    printedText: significant(printed, 6),
    values: roundNumbers(printed),
  });
}

function hours(answer: ReportAnswer): Slider | null {
  const printed = demandOf(answer)?.activeHoursPerDay.value;
  if (printed === undefined || thinks(answer)) return null;
  const values = steps(1, 24, 0.5);
  const printedText = `${significant(printed, 4)} h`;
  return slider({ key: 'activeHoursPerDay', label: 'Busy hours a day', printed, printedText, values });
}

function apiPrice(answer: ReportAnswer, { apiPriceFactor: printed }: PrintedAs): Slider | null {
  const used = optionsOf(answer).some((option) => option.kind === 'api');
  if (!used || !(printed > 0)) return null;
  const printedText = printed === 1 ? 'today’s' : `${significant(printed, 4)} × the catalog’s`;
  return slider({ key: 'apiPriceFactor', label: 'API price', printed, printedText, values: steps(0.1, 3, 0.05) });
}

/** Share of the price paid that a sale brings at the horizon, before the cost of selling. */
function resale(answer: ReportAnswer): Slider | null {
  const months = Math.round(answer.scenario.finance.horizonMonths.value);
  const shares = ownOf(answer).map((option) => {
    const left = option.resaleShareByYear.map((share) => share.value);
    const points = [1, ...left].map((usd, year) => ({ month: year * 12, usd }));
    return resaleUsd({ points }, months);
  });
  const [share] = shares;
  if (share === undefined) return null;
  const printedText = spread(shares, (value) => formatCell(value, 'percent'));
  const values = steps(0, 1, 0.05);
  return slider({ key: 'resaleShare', label: 'Resale at the horizon', printed: share, printedText, values });
}

const LEAST_MONTHS = 6;
const MOST_MONTHS = 84;

function horizon(answer: ReportAnswer): Slider | null {
  const printed = answer.scenario.finance.horizonMonths.value;
  const values = steps(LEAST_MONTHS, Math.max(MOST_MONTHS, printed), 3);
  const printedText = `${significant(printed, 4)} months`;
  return slider({ key: 'horizonMonths', label: 'Horizon', printed, printedText, values });
}
