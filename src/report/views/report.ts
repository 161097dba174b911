import type { ReportAnswer, Reproduce } from '../../app/report/result.ts';
import type { Chart, Document, Section, TableSection } from '../document.ts';
import { rangeText, roughly, significant } from '../format.ts';
import type { CatalogIdentity } from '../json.ts';
import { breakEvenDocument } from './breakeven.ts';
import { assumptionsTable } from './breakeven-explain.ts';

const DECIDING = 5;

/** The decision document: verdict, options, charts, growth, sign-off, every assumption, how to reproduce it. */
export function reportDocument(answer: ReportAnswer, catalog: CatalogIdentity): Document {
  const body = breakEvenDocument({ ...answer, isExample: false }, { explain: false }).sections.slice(0, -1);
  const charts = [tornadoChart(answer), histogramChart(answer), speedChart(answer)];
  return {
    title: `Decision: ${answer.scenario.name}${typedUsers(answer)}`,
    sections: [
      ...body.map(withTitle),
      ...charts.flatMap((chart): readonly Section[] => (chart === null ? [] : [{ kind: 'chart', chart }])),
      powerTable(answer),
      growthTable(answer),
      decidingTable(answer),
      signOffTable(answer),
      assumptionsTable(answer.assumptions),
      reproduceSection(answer, catalog),
    ],
  };
}

/** A scenario's name may say for how many it is: typed numbers of people are said beside it. */
function typedUsers({ scenario }: ReportAnswer): string {
  const typed = scenario.workloads.filter(({ demand }) => demand.users.origin === 'flag');
  const users = typed.reduce((sum, { demand }) => sum + demand.users.value, 0);
  return typed.length === 0 ? '' : `, for ${significant(users, 6)} ${users === 1 ? 'user' : 'users'}`;
}

/** In a document what follows a heading stands under it: the figures of owning get one of their own. */
const withTitle = (section: Section): Section =>
  section.kind === 'facts' && section.title === undefined ? { ...section, title: 'When owning pays' } : section;

function tornadoChart({ decision }: ReportAnswer): Chart | null {
  const { tornado, pairing } = decision;
  if (pairing === null || tornado.length === 0) return null;
  return {
    type: 'tornado',
    title: 'What moves the savings of owning',
    valueLabel: 'savings over the horizon, USD',
    valueFormat: 'usd',
    base: roughly(pairing.comparison.savingsUsd),
    rows: tornado.slice(0, 10).map((bar) => ({
      label: bar.label,
      atLow: roughly(bar.savingsAtLowUsd),
      atHigh: roughly(bar.savingsAtHighUsd),
    })),
  };
}

function histogramChart({ decision }: ReportAnswer): Chart | null {
  const { uncertainty } = decision;
  if (uncertainty === null) return null;
  return {
    type: 'histogram',
    title: `Savings of owning in ${uncertainty.draws} cases`,
    xLabel: 'savings over the horizon, USD; the end columns hold all beyond',
    xFormat: 'usd',
    bins: uncertainty.savingsHistogram,
  };
}

/** All streams together, by how many run at once. */
function speedChart({ decision }: ReportAnswer): Chart | null {
  const series = decision.evaluations.flatMap((e) => {
    if (e.prepared === null) return [];
    const total = (table: typeof e.prepared.expected) =>
      table.speeds.map((s) => [s.streams, s.decodeTokensPerSecond * s.streams] as const);
    return [{ label: `${e.option.label}, one unit`, points: total(e.prepared.expected) }];
  });
  if (series.length === 0) return null;
  return {
    type: 'line',
    title: 'Decode speed against concurrency',
    xLabel: 'requests at once',
    xFormat: 'integer',
    yLabel: 'output tokens/s, all streams',
    series,
  };
}

function powerTable({ decision }: ReportAnswer): TableSection {
  return {
    kind: 'table',
    title: 'Power and carbon, a month',
    columns: [
      { key: 'option', label: 'option' },
      { key: 'idle', label: 'idle', unit: 'W', format: 'watts' },
      { key: 'load', label: 'load', unit: 'W', format: 'watts' },
      { key: 'energy', label: 'energy', unit: 'kWh', format: 'sig3' },
      { key: 'carbon', label: 'CO₂', unit: 'kg', format: 'sig3' },
    ],
    rows: decision.evaluations.flatMap((e) =>
      e.energy === null
        ? []
        : [
            {
              option: e.option.label,
              idle: e.energy.idleWatts,
              load: e.energy.loadWatts,
              energy: e.energy.kilowattHoursPerMonth,
              carbon: e.energy.kgCo2PerMonth,
            },
          ],
    ),
  };
}

function growthTable({ result }: ReportAnswer): TableSection {
  return {
    kind: 'table',
    title: 'Scaling plan: the same work at 2× and 5× the users',
    columns: [
      { key: 'growth', label: 'users', align: 'right' },
      { key: 'option', label: 'option' },
      { key: 'units', label: 'units', format: 'integer' },
      { key: 'upfront', label: 'upfront', format: 'usd' },
      { key: 'monthly', label: 'per month', format: 'usd' },
      { key: 'why', label: 'why not' },
    ],
    rows: result.growth.map((row) => ({
      growth: `${significant(row.users, 4)} (${row.factor}×)`,
      option: row.option,
      units: row.units,
      upfront: row.upfrontUsd === null || row.upfrontUsd === 0 ? null : roughly(row.upfrontUsd),
      monthly: row.usdPerMonth === null ? null : roughly(row.usdPerMonth),
      why: row.reason?.replaceAll('-', ' ') ?? null,
    })),
  };
}

/** The assumptions that decide, each with room for who owns it and who signed. */
function decidingTable({ decision }: ReportAnswer): TableSection {
  return {
    kind: 'table',
    title: 'The five assumptions that decide',
    columns: [
      { key: 'what', label: 'assumption' },
      { key: 'now', label: 'now', align: 'right' },
      { key: 'range', label: 'range', align: 'right' },
      { key: 'swing', label: 'moves the savings by', format: 'usd' },
      { key: 'owner', label: 'owner' },
      { key: 'signed', label: 'signed, date' },
    ],
    rows: decision.tornado.slice(0, DECIDING).map((bar) => ({
      what: `${bar.label} (${bar.unit})`,
      now: significant(bar.expected, 3),
      range: rangeText(bar.low, bar.high),
      swing: roughly(bar.swingUsd),
      owner: '',
      signed: '',
    })),
  };
}

/** What `check` says must stand before money is spent; what is open comes with how to close it. */
function signOffTable({ result }: ReportAnswer): TableSection {
  return {
    kind: 'table',
    title: 'Sign-off',
    columns: [
      { key: 'criterion', label: 'criterion' },
      { key: 'status', label: 'status' },
      { key: 'evidence', label: 'evidence' },
      { key: 'owner', label: 'owner' },
      { key: 'signed', label: 'signed, date' },
    ],
    rows: result.signOff.map(({ item, status, value, fix }) => ({
      criterion: item,
      status: status === 'by-hand' ? 'by hand' : status,
      evidence: fix === null ? value : `${value}: ${fix}`,
      owner: '',
      signed: '',
    })),
  };
}

/** The command line that gives these numbers; flags in one order, however they came about. */
export function commandText({ words, flags }: Reproduce): string {
  return [...words, ...Object.values(flags).toSorted()].join(' ');
}

function reproduceSection(answer: ReportAnswer, catalog: CatalogIdentity): Section {
  return {
    kind: 'facts',
    title: 'How to reproduce this',
    facts: [
      { label: 'command', value: commandText(answer.reproduce) },
      { label: 'catalog', value: `as of ${catalog.asOf}, sha256 ${catalog.sha256}` },
      { label: 'seed', value: String(answer.seed) },
    ],
  };
}
