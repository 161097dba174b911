import type { BudgetAnswer } from '../../app/plan/budget.ts';
import type { GrowthResult, PlanAnswer } from '../../app/plan/growth.ts';
import type { TraceAnswer } from '../../app/plan/trace.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { FullMonth } from '../../core/growth.ts';
import type { Scenario } from '../../core/types.ts';
import type { Document, TableSection, TextSection } from '../document.ts';
import { formatCell, significant } from '../format.ts';
import { remarks } from './beside.ts';
import { money } from './breakeven-firmness.ts';
import { SERVICE_COLUMN, standingText } from './service-level.ts';
import { sharesOfOne } from './shares.ts';
import { logSection, ownersSection } from './usage.ts';
import { workSection } from './work-line.ts';

function monthText(full: FullMonth): string {
  switch (full.kind) {
    case 'month':
      return `month ${full.month}`;
    case 'full-now':
      return 'now';
    case 'never':
      return full.reason === 'does-not-grow' ? 'never: it does not grow' : 'not within 50 years';
    default:
      return full satisfies never;
  }
}

/** `full in month 9`, `full now`, `never full: it does not grow`. */
const fullText = (full: FullMonth): string =>
  full.kind === 'month'
    ? `full in ${monthText(full)}`
    : monthText(full)
        .replace(/^now$/, 'full now')
        .replace(/^never/, 'never full')
        .replace(/^not within/, 'not full within');

const nothingFull = ({ reason, label }: GrowthResult): string =>
  reason === 'nothing-does-the-work'
    ? 'None of these options does the work at this service level: `hwroi compare` says why.'
    : `${label ?? 'Nothing'} is never full: the cost grows with the load.`;

/** When this tier is full, what comes next. */
export function growthDocument({ result, scenario, shown }: PlanAnswer): Document {
  const { answer, capacityUsers } = result;
  const lead =
    answer === null || capacityUsers === null
      ? nothingFull(result)
      : `${subject(result)} ${significant(capacityUsers, 3)} users and is ${fullText(answer.full)} at ${formatCell(result.growthPerMonth, 'percent')} growth a month.`;
  const trigger =
    answer === null
      ? []
      : [
          `Order the next when ${answer.trigger.users.toLocaleString('en-US')} users or ${significant(answer.trigger.requestsPerDay, 4)} requests a day are reached (${monthText(answer.trigger.month)}).`,
        ];
  return {
    sections: [
      { kind: 'text', tone: 'headline', lines: [lead] },
      workSection(scenario, shown[0]?.work),
      { kind: 'text', lines: trigger },
      ...tiersSection(result),
      ...sharesOfOne(result.today ?? '', result.workloads),
      stagesSection(result),
      {
        kind: 'table',
        title: 'Cheapest at a multiple of today',
        primary: true,
        columns: [
          { key: 'factor', label: 'load', unit: '×', format: 'sig3' },
          { key: 'users', label: 'users', format: 'sig3' },
          { key: 'option', label: 'cheapest' },
          { key: 'units', label: 'units', format: 'integer' },
          { key: 'upfront', label: 'upfront', format: 'usd-rough' },
          { key: 'monthly', label: 'per month', format: 'usd-rough' },
          SERVICE_COLUMN,
          { key: 'same', label: "today's option", unit: 'USD/month', format: 'usd-rough' },
        ],
        rows: result.rows.map((row) => ({
          factor: row.factor,
          users: row.users,
          option: row.label,
          units: row.units,
          upfront: row.upfrontUsd === 0 ? null : row.upfrontUsd,
          monthly: row.usdPerMonth,
          service: standingText(row.serviceLevel),
          same: row.sameOptionUsdPerMonth,
        })),
      },
      ...told(shown, scenario),
    ],
  };
}

/** Remarks on what is shown, if there are any. */
function told(shown: readonly Evaluation[], scenario: Scenario): readonly TextSection[] {
  const notes = remarks(shown, scenario);
  return notes === null ? [] : [notes];
}

/** The cheapest today need not be a machine: then both are named. */
const subject = ({ label, today }: GrowthResult): string =>
  today === label
    ? `${label} carries`
    : `${today} is the cheapest today and never full. Of the machines, ${label} carries`;

/** Empty for what is never full. */
function tiersSection({ tiers }: GrowthResult): readonly TableSection[] {
  if (tiers.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Tiers of the same machine',
      columns: [
        { key: 'units', label: 'units', format: 'integer' },
        { key: 'users', label: 'users served', format: 'sig3' },
        { key: 'full', label: 'full in' },
        { key: 'upfront', label: 'upfront', format: 'usd-rough' },
      ],
      rows: tiers.map((tier) => ({
        units: tier.units,
        users: tier.users,
        full: monthText(tier.full),
        upfront: tier.upfrontUsd,
      })),
    },
  ];
}

function stagesSection({ stages }: GrowthResult): TableSection {
  return {
    kind: 'table',
    title: 'What comes when',
    columns: [
      { key: 'month', label: 'from month', format: 'integer' },
      { key: 'users', label: 'users', format: 'sig3' },
      { key: 'option', label: 'cheapest' },
      { key: 'units', label: 'units', format: 'integer' },
      { key: 'upfront', label: 'upfront', format: 'usd-rough' },
      { key: 'monthly', label: 'per month', format: 'usd-rough' },
      SERVICE_COLUMN,
    ],
    rows: stages.map((stage) => ({
      month: stage.month,
      users: stage.users,
      option: stage.label,
      units: stage.units,
      upfront: stage.upfrontUsd === 0 ? null : stage.upfrontUsd,
      monthly: stage.usdPerMonth,
      service: standingText(stage.serviceLevel),
    })),
  };
}

/** The base to own under a recorded load. */
export function traceDocument({ result, scenario, shown }: TraceAnswer): Document {
  const { best, pureOwn, pureOverflow } = result;
  const row = (name: string, size: typeof best) => ({
    name,
    units: size.ownUnits,
    monthly: size.usdPerMonth,
    share: size.overflowShare,
    hours: size.overflowHours,
  });
  return {
    sections: [
      {
        kind: 'text',
        tone: 'headline',
        lines: [`${traceLead(result)}: ${money(best.usdPerMonth)} a month.`],
      },
      {
        kind: 'table',
        primary: true,
        title: 'Exact over every size',
        columns: [
          { key: 'name', label: 'plan' },
          { key: 'units', label: 'own units', format: 'integer' },
          { key: 'monthly', label: 'per month', format: 'usd-rough' },
          { key: 'share', label: 'overflow', format: 'percent' },
          { key: 'hours', label: 'overflow hours', format: 'integer' },
        ],
        rows: [row('own base + burst', best), row('own all', pureOwn), row('own nothing', pureOverflow)],
      },
      {
        kind: 'text',
        tone: 'quiet',
        lines: [
          `${result.hours} ${result.hours === 1 ? 'hour' : 'hours'} of trace, ${result.emptyHours === 0 ? 'none' : result.emptyHours} without a request${result.emptyHours === 0 ? '' : ` (longest gap ${result.longestGapHours} h)`}.`,
        ],
      },
      ...told(shown, scenario),
      logSection(result.summary),
      ...(result.workloads === undefined ? [] : [ownersSection(result.workloads)]),
    ],
  };
}

function traceLead({ best, ownLabel, overflowLabel }: TraceAnswer['result']): string {
  const name = ownLabel.replace(/^own /, '');
  if (best.ownUnits === 0) return `Own nothing: everything to ${overflowLabel}`;
  if (best.overflowHours === 0) return `Own ${best.ownUnits.toLocaleString('en-US')} × ${name}: nothing overflows`;
  return `Own ${best.ownUnits.toLocaleString('en-US')} × ${name} and send ${formatCell(best.overflowShare, 'percent')} of the load to ${overflowLabel}`;
}

/** What a team or a stage needs. */
export function budgetDocument({ result, scenario, shown }: BudgetAnswer): Document {
  const upfront = result.upfrontUsd === 0 ? 'nothing to buy, and' : `${money(result.upfrontUsd)} upfront and`;
  const lead = `${upfront} ${money(result.lowUsdPerMonth)} to ${money(result.highUsdPerMonth)} a month.`;
  return {
    sections: [
      { kind: 'text', tone: 'headline', lines: [result.stage === null ? lead : `${result.stage}: ${lead}`] },
      {
        kind: 'table',
        primary: true,
        columns: [
          { key: 'line', label: 'line' },
          { key: 'upfrontUsd', label: 'upfront', format: 'usd-rough' },
          { key: 'lowUsdPerMonth', label: 'low', unit: 'USD/month', format: 'usd-rough' },
          { key: 'highUsdPerMonth', label: 'high', unit: 'USD/month', format: 'usd-rough' },
        ],
        rows: result.lines.map((line) => ({ ...line, upfrontUsd: line.upfrontUsd === 0 ? null : line.upfrontUsd })),
      },
      ...stageSection(result),
      ...told(shown, scenario),
    ],
  };
}

/** What goes without saying of a stage. */
function stageSection({ stage, warranty, site }: BudgetAnswer['result']): readonly TextSection[] {
  if (stage === null) return [];
  const sold = warranty
    ? ', and only what a seller stands behind: whole, new, listed within a year, no rented cards made for games'
    : '';
  return [
    {
      kind: 'text',
      tone: 'quiet',
      lines: [`Counted for ${stage}: own machines at a site of kind ${site} (\`--site\` says otherwise)${sold}.`],
    },
  ];
}
