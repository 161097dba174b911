import type { BreakEvenAnswer, BreakEvenJson } from '../../app/breakeven.ts';
import type { Decision } from '../../core/breakeven/decision.ts';
import { cumulativeUsd } from '../../core/cashflow/cumulative.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { tokenSplit } from '../../core/tco/token-split.ts';
import type { Scenario } from '../../core/types.ts';
import type { Chart, Document, LineChart, Section } from '../document.ts';
import { remarks } from './beside.ts';
import { explainSections } from './breakeven-explain.ts';
import { flipSection, money, oddsText, whenSection } from './breakeven-firmness.ts';
import { plainDocument } from './breakeven-plain.ts';
import { failureText } from './failure-text.ts';
import { measuredSection } from './measured.ts';
import { SERVICE_COLUMN, serviceCells } from './service-level.ts';
import { sharesSection } from './shares.ts';
import { workSection } from './work-line.ts';

/** Break-even as a person wants to read it: verdict, costs, when, what turns it, a picture. */
export function breakEvenDocument(answer: BreakEvenAnswer, options: { readonly explain: boolean }): Document {
  const { decision, scenario } = answer;
  if (decision === undefined || scenario === undefined) return plainDocument(answer);
  const sections: readonly (Section | null)[] = [
    answer.isExample ? exampleNote() : null,
    { kind: 'text', tone: 'headline', lines: [verdictSentence(answer.result, decision)] },
    workSection(scenario, decision.evaluations[0]?.work, scenario.finance.horizonMonths.value),
    decision.ranked.length === 0 ? null : optionsTable(decision),
    remarks(decision.ranked, scenario),
    measuredSection(decision.evaluations),
    sharesSection(decision.ranked),
    unitCostTable(decision),
    cannotSection(decision),
    conditionalSection(decision),
    whenSection(answer.result, decision),
    flipSection(answer.result, decision),
    chartSection(decision, scenario),
    ...(options.explain ? explainSections(answer) : [moreNote()]),
  ];
  return { says: ['does-not-fit'], sections: sections.filter((section): section is Section => section !== null) };
}

const exampleNote = (): Section => ({
  kind: 'text',
  tone: 'quiet',
  lines: [
    'This is the built-in example: five developers with a coding assistant. Make it yours, for example:',
    'hwroi breakeven own:rtx-5090 rent:rtx-4090 api --users 3',
  ],
});

const moreNote = (): Section => ({
  kind: 'text',
  tone: 'quiet',
  lines: ['`--explain` shows every assumption with its source and date; `--json` carries them all.'],
});

/** Why there is no pair to compare: all that does the work is owned, or none of it. */
const aloneText = ({ option }: Evaluation): string =>
  option.kind === 'own' ? 'nothing to rent or call is among these' : 'nothing owned among these does it';

/** One sentence a person could repeat. */
export function verdictSentence(result: BreakEvenJson, decision: Decision): string {
  const { pairing } = decision;
  const [best] = decision.ranked;
  if (best === undefined) return 'None of these options can do this work.';
  if (pairing === null) {
    const [label, cost] = [best.option.label, `about ${money(best.usdPerMonth)} a month`];
    return decision.ranked.length > 1
      ? `${label} does this work for the least, ${cost}; ${aloneText(best)}, so nothing breaks even.`
      : `${label} does this work for ${cost}; there is nothing to compare it with.`;
  }
  const { own, other, comparison } = pairing;
  const odds = oddsText(result.oddsOwnWins ?? 0);
  const difference = money(Math.abs(comparison.savingsUsd));
  const [mine, theirs] = [own.option.label, other.option.label];
  switch (result.verdict) {
    case 'toss-up':
      return `A toss-up: ${mine} and ${theirs} end within ${difference} of each other over the horizon; owning wins in ${odds}.`;
    case 'own':
      return `Own: ${mine.replace(/^own /, '')} saves about ${difference} against ${theirs} over the horizon, and wins in ${odds}.`;
    case 'rent':
    case 'api':
    case 'flat':
    case 'mix':
      return `${verbOf(result.verdict)} ${theirs.replace(/^(rent|API) /, '')}: to ${mine} would cost about ${difference} more over the horizon, and wins in ${odds}.`;
    case 'none-fits':
      return 'None of these options can do this work.';
    default:
      return result.verdict satisfies never;
  }
}

const verbOf = (verdict: 'rent' | 'api' | 'flat' | 'mix'): string =>
  ({ rent: 'Rent', api: 'Call the API of', flat: 'Take the', mix: 'Mix' })[verdict];

function optionsTable(decision: Decision): Section {
  return {
    kind: 'table',
    title: 'Monthly cost at equal work',
    primary: true,
    columns: [
      { key: 'option', label: 'option', priority: 1 },
      { key: 'units', label: 'units', format: 'integer', priority: 3 },
      { key: 'runs', label: 'runs as', priority: 4 },
      { key: 'upfront', label: 'upfront', format: 'usd-rough', priority: 2 },
      { key: 'monthly', label: 'per month', format: 'usd-rough', priority: 1 },
      { key: 'perMillion', label: 'per 1M tok', format: 'usd-per-million', priority: 3 },
      { key: 'ttft', label: 'TTFT p95', unit: 's', format: 'seconds', priority: 5 },
      { key: 'speed', label: 'tok/s', format: 'sig3', priority: 5 },
      SERVICE_COLUMN,
      { key: 'breakEven', label: 'break-even', unit: 'month', align: 'right', priority: 2 },
    ],
    rows: decision.ranked.map((evaluation) => optionRow(evaluation, decision)),
  };
}

/** The same cost by what it buys, from tokens really served. */
function unitCostTable(decision: Decision): Section | null {
  if (decision.ranked.every((e) => e.usdPerRequest === null)) return null;
  return {
    kind: 'table',
    title: 'Cost by what is served',
    columns: [
      { key: 'option', label: 'option', priority: 1 },
      { key: 'input', label: '1M prompt tok', format: 'usd-per-million', priority: 2 },
      { key: 'output', label: '1M output tok', format: 'usd-per-million', priority: 2 },
      { key: 'request', label: 'request', format: 'usd-per-million', priority: 2 },
      { key: 'user', label: 'user-month', format: 'usd', priority: 2 },
    ],
    rows: decision.ranked.map((e) => {
      const { inputUsdPerMillionTokens: input, outputUsdPerMillionTokens: output } = tokenSplit(e);
      return { option: e.option.label, input, output, request: e.usdPerRequest, user: e.usdPerUserMonth };
    }),
  };
}

function optionRow(e: Evaluation, decision: Decision) {
  const choice = e.prepared?.choice;
  return {
    option: e.option.label,
    units: e.sized?.units ?? null,
    runs: choice === undefined ? null : `${choice.engine} ${choice.quantization.name}`,
    upfront: e.upfrontUsd === 0 ? null : e.upfrontUsd,
    monthly: e.usdPerMonth,
    perMillion: e.usdPerMillionTokens,
    ...serviceCells(e),
    breakEven: breakEvenCell(e, decision),
  };
}

/** Options that cannot do the work say why and are never ranked. */
function cannotSection(decision: Decision): Section | null {
  const failed = decision.evaluations.filter((e) => !e.feasible);
  if (failed.length === 0) return null;
  return {
    kind: 'text',
    title: 'Cannot do this work',
    lines: failed.map((e) => `  ${e.option.label}: ${failureText(e)}`),
  };
}

function breakEvenCell(e: Evaluation, decision: Decision): string | null {
  if (e !== decision.pairing?.own) return null;
  const month = decision.pairing.comparison.breakEvenMonth;
  return month === null ? 'never' : String(month);
}

/** Another model's API: shown apart, never ranked. */
function conditionalSection(decision: Decision): Section | null {
  const others = decision.evaluations.filter((e) => e.feasible && !e.sameWeights);
  if (others.length === 0) return null;
  return {
    kind: 'text',
    title: 'Another model, if it can do the work',
    lines: others.map(
      (e) =>
        `  ${e.option.label}: ${money(e.usdPerMonth)} a month for all requests. Not the same answers, so it is not ranked.`,
    ),
  };
}

const POINTS = 24;

/** Cumulative cost of the options, break-even marked. */
export function cumulativeChart(decision: Decision, scenario: Scenario): Chart | null {
  const { pairing, ranked } = decision;
  const horizon = Math.max(1, Math.round(scenario.finance.horizonMonths.value));
  if (pairing === null) return null;
  const rest = ranked.filter((e) => e !== pairing.own && e !== pairing.other);
  const months = [...new Set(Array.from({ length: POINTS + 1 }, (_, i) => Math.round((i * horizon) / POINTS)))];
  const month = pairing.comparison.breakEvenMonth;
  return {
    type: 'line',
    title: 'Cumulative cost, without resale',
    xLabel: 'month',
    xFormat: 'months',
    yLabel: 'USD',
    yFormat: 'usd',
    series: [pairing.own, pairing.other, ...rest].slice(0, 4).map((e) => ({
      label: e.option.label,
      points: months.map((m) => [m, cumulativeUsd(e.flow, m)] as const),
    })),
    ...(month === null || month > horizon ? {} : { marks: [{ x: month, label: `break-even, month ${month}` }] }),
    ...bandOf(decision, horizon),
  };
}

/** Months between which 8 of 10 cases break even, where every draw was asked for its month. */
function bandOf({ uncertainty }: Decision, horizon: number): Pick<LineChart, 'spans'> {
  const { p10, p90 } = uncertainty?.breakEvenMonth ?? { p10: null, p90: null };
  if (p10 === null || p10 > horizon) return {};
  const label = `break-even in 8 of 10 cases: month ${p10} to ${p90 ?? 'never'}`;
  return { spans: [{ from: p10, to: Math.min(p90 ?? horizon, horizon), label }] };
}

function chartSection(decision: Decision, scenario: Scenario): Section | null {
  const chart = cumulativeChart(decision, scenario);
  return chart === null ? null : { kind: 'chart', chart };
}
