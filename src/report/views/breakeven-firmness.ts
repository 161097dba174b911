import type { BreakEvenJson } from '../../app/breakeven.ts';
import type { Decision } from '../../core/breakeven/decision.ts';
import { monthUsd } from '../../core/cashflow/cumulative.ts';
import { MONEY } from '../../core/defaults/money.ts';
import { staffHours } from '../../core/evaluation/staff.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { simplePayback } from '../../core/finance.ts';
import { FEW, type TornadoBar, topFlippers } from '../../core/uncertainty/sensitivity.ts';
import { MONTHS_PER_YEAR } from '../../core/units.ts';
import type { Section } from '../document.ts';
import { formatCell, significant } from '../format.ts';

export const money = (value: number): string => formatCell(value, 'usd-rough');

/** "about 7 in 10 of the cases considered": tenths and quarters, else twentieths. */
export function oddsText(odds: number): string {
  if (odds <= 0) return 'none of the cases considered';
  if (odds >= 1) return 'all of the cases considered';
  const twentieths = Math.round(odds * TWENTIETHS);
  const of = twentieths % 2 === 0 ? 10 : twentieths % 5 === 0 ? 4 : TWENTIETHS;
  return `about ${(twentieths * of) / TWENTIETHS} in ${of} of the cases considered`;
}
/** Odds are told to the nearest 5 %. */
const TWENTIETHS = 20;

/** Break-even, walk-away price, turning load, ceiling: one line each. */
export function whenSection(result: BreakEvenJson, decision: Decision): Section | null {
  const { pairing } = decision;
  if (pairing === null) return null;
  const { own, other, comparison } = pairing;
  const name = other.option.label;
  const month = comparison.breakEvenMonth;
  const when =
    month === null
      ? `${neverText(comparison.neverReason, name)}${soldText(result)}`
      : `month ${month} against ${name}${staysText(comparison)}`;
  const facts = [
    { label: 'break-even', value: when },
    { label: 'pay at most', value: walkAwayText(result, own) },
    { label: 'turns at', value: turnText(result, decision) },
    { label: 'flat out', value: ceilingText(result, own, name) },
    { label: 'as a rent', value: hourText(result, own) },
    ...keptOnFact(decision),
    { label: 'return', value: returnText(result, decision) },
    ...timeFact(decision),
  ];
  return { kind: 'facts', facts };
}

const staysText = (comparison: NonNullable<Decision['pairing']>['comparison']): string =>
  comparison.staysBroken ? ', and stays so' : `, until month ${comparison.turnsBackMonth ?? ''}`;

function neverText(reason: string | null, name: string): string {
  return reason === 'beyond-2400'
    ? `not within 200 years against ${name}`
    : `never: owning costs more per month than ${name}`;
}

/** What the sale of the machine changes, where payments alone never break even. */
function soldText({ breakEvenMonthWithResale: month }: BreakEvenJson): string {
  return month === null ? '' : `; sold in month ${month} it breaks even`;
}

const bare = (own: Evaluation): string => own.option.label.replace(/^own /, '');

function walkAwayText(result: BreakEvenJson, own: Evaluation): string {
  const price = result.walkAwayPriceUsd;
  if (price === null) return 'the price does not matter here';
  if (price <= 0) return `not even free: ${bare(own)} costs more to run than the alternative`;
  const paid = own.option.kind === 'own' ? own.option.priceUsd.value : 0;
  return `${money(price)} for ${bare(own)} (now ${money(paid)})`;
}

function turnText(result: BreakEvenJson, { turns, pairing }: Decision): string {
  const days = pairing?.own.work.activeDaysPerMonth ?? 1;
  const { equalTokensPerMonth: tokens, equalUtilization: share, equalHoursPerYear: hours } = result;
  const busy = share === null ? '' : ` (${formatCell(share, 'percent')} of one machine)`;
  const parts = [
    tokens === null ? null : `${significant(tokens / 1e6, 3)}M tokens a month${busy}`,
    hours === null
      ? null
      : `${significant(hours / MONTHS_PER_YEAR / days, 2)} active hours a day at the same requests an hour`,
  ].filter((part) => part !== null);
  const more =
    turns.tokensPerMonth.length > 1
      ? `; and back, as machines are whole: ${turns.tokensPerMonth.length} turns in all`
      : '';
  return parts.length === 0 ? noTurnText(result.savingsUsd ?? 0) : `${parts.join(', or ')}${more}`;
}

const noTurnText = (savings: number): string =>
  `no load within 1/100 to 100 times this one: ${savings > 0 ? 'owning wins' : 'the alternative wins'} at each`;

/** Owning in the unit of rental offers. */
const hourText = (result: BreakEvenJson, own: Evaluation): string => {
  const price = result.ownUsdPerGpuHour ?? 0;
  const gpus = own.option.kind === 'own' ? own.option.device.count * (own.sized?.units ?? 1) : 1;
  const each = gpus > 1 ? ` for each of ${gpus} GPUs` : '';
  return `owning comes to $${significant(price, 3)} an hour${each}, on day and night: a quote for the same must beat it`;
};

/** Both ways of billing, where the verdict hangs on it. */
function keptOnFact({ alwaysOn, pairing }: Decision): { label: string; value: string }[] {
  if (alwaysOn === null || pairing === null) return [];
  const savings = alwaysOn.totalUsd - pairing.own.totalUsd;
  if (savings > 0 === pairing.comparison.savingsUsd > 0) return [];
  const text = `day and night ${alwaysOn.option.label} costs ${money(alwaysOn.usdPerMonth)} a month: then owning saves ${money(savings)}`;
  return [{ label: 'kept on', value: text }];
}

/** Return, present value and two paybacks of the money put in. */
function returnText(result: BreakEvenJson, { pairing }: Decision): string {
  const share = result.returnOnInvestment;
  const npv = `net present value ${money(result.npvUsd ?? 0)}`;
  const month = result.discountedPaybackMonth;
  const discounted =
    month === null ? 'no discounted payback within the horizon' : `discounted payback in month ${month}`;
  const invested = share === null ? 'nothing is invested' : `${formatCell(share, 'percent')} of what is invested`;
  return [invested, npv, discounted, ...(pairing === null ? [] : [quickRule(pairing.own, pairing.other)])].join(', ');
}

/** Purchase ÷ (bill spared − running cost) of the first month in service. */
function quickRule(own: Evaluation, other: Evaluation): string {
  const month = 1 + Math.max(0, ...own.flow.items.map((item) => (item.toMonth === null ? item.fromMonth - 1 : 0)));
  const months = simplePayback({
    investment: own.upfrontUsd,
    savedPerPeriod: monthUsd(other.flow, month),
    runningPerPeriod: monthUsd(own.flow, month),
  });
  return months === null
    ? 'no saving in the first month'
    : `price ÷ first month’s saving ${significant(months, 3)} months`;
}

function ceilingText(result: BreakEvenJson, own: Evaluation, name: string): string {
  const ceiling = result.ceilingUsdPerMonth;
  if (ceiling === null) return 'not known against this alternative';
  const monthly = own.usdPerMonth;
  const tail = ceiling < monthly ? `; it costs ${money(monthly)}, so no utilization makes this pay` : '';
  return `it would replace ${money(ceiling)} a month of ${name}${tail}`;
}

/** What an hour of one's own time may cost where none was counted. */
function timeFact(decision: Decision): { label: string; value: string }[] {
  const { pairing } = decision;
  if (pairing === null || pairing.own.option.kind !== 'own') return [];
  const counted = staffHours(pairing.own.option, pairing.own.sized?.units ?? 1);
  const hours = MONEY.staffHoursPerMonthTeam.value;
  if (counted > 0 || pairing.comparison.savingsUsd <= 0) return [];
  const months = pairing.own.totalUsd / pairing.own.usdPerMonth;
  const worth = pairing.comparison.savingsUsd / months / hours;
  const text = `not counted; at ${significant(hours, 2)} h a month owning wins only if your hour is worth less than ${money(worth)}`;
  return [{ label: 'your time', value: text }];
}

/** Odds, what flips the verdict, and what is most worth replacing. */
export function flipSection(result: BreakEvenJson, decision: Decision): Section | null {
  const { tornado, pairing, uncertainty } = decision;
  if (pairing === null || uncertainty === null) return null;
  const flippers = topFlippers(tornado, FEW);
  const range = `${money(uncertainty.savingsUsd.p10)} to ${money(uncertainty.savingsUsd.p90)}`;
  const odds = `Owning wins in ${oddsText(result.oddsOwnWins ?? 0)}; savings over the horizon ${range} (80%).`;
  const flips =
    flippers.length === 0
      ? 'Nothing alone flips it within its range.'
      : `What would flip it: ${flippers.map(flipText).join(' · ')}.`;
  const worth = tornado.slice(0, 2).map((bar) => bar.label);
  const replace = worth.length === 0 ? [] : [`Most worth replacing by your own figures: ${worth.join('; ')}.`];
  return { kind: 'text', title: 'How firm is it', lines: [odds, flips, ...replace] };
}

export function flipText(bar: TornadoBar): string {
  if (bar.flipsAt === null) return bar.label;
  if (bar.unit.startsWith('position'))
    return `${bar.label} ${bar.flipsAt < 0 ? 'toward its low end' : 'toward its high end'}`;
  if (bar.unit === '× today') return `${bar.label} at ${significant(bar.flipsAt, 2)}× today`;
  return `${bar.label} ${apart(bar.flipsAt, bar.expected, amountIn(bar.unit))}`;
}

type AmountText = (value: number, digits: number) => string;

const amountIn = (unit: string): AmountText => {
  if (unit.startsWith('share')) return (value, digits) => `${significant(value * 100, digits)}%`;
  if (unit.startsWith('USD'))
    return (value, digits) => `${formatCell(Number(value.toPrecision(digits + 1)), 'usd')}${unit.slice('USD'.length)}`;
  return (value, digits) => `${significant(value, digits)} ${unit}`;
};

const MOST_DIGITS = 6;

/** Both values with as many digits as tell them apart, two where they do. */
function apart(at: number, now: number, text: AmountText): string {
  let digits = 2;
  while (digits < MOST_DIGITS && text(at, digits) === text(now, digits)) digits++;
  return `${text(at, digits)} (now ${text(now, digits)})`;
}
