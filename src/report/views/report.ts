import type { ReportAnswer } from '../../app/report.ts';
import type { Chart, Document, Section, TableSection } from '../document.ts';
import { formatCell, significant } from '../format.ts';
import type { CatalogIdentity } from '../json.ts';
import { breakEvenDocument } from './breakeven.ts';
import { assumptionsTable } from './breakeven-explain.ts';
import { roughly } from './breakeven-firmness.ts';

const DECIDING = 5;

/** The decision document: verdict, options, charts, growth, sign-off, every assumption, how to reproduce it. */
export function reportDocument(answer: ReportAnswer, catalog: CatalogIdentity): Document {
  const body = breakEvenDocument({ ...answer, isExample: false }, { explain: false }).sections.slice(0, -1);
  const charts = [tornadoChart(answer), histogramChart(answer), speedChart(answer)];
  return {
    title: `Decision: ${answer.scenario.name}`,
    sections: [
      ...body,
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
    xLabel: 'savings over the horizon, USD',
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
      upfront: row.upfrontUsd === null ? null : roughly(row.upfrontUsd),
      monthly: row.usdPerMonth === null ? null : roughly(row.usdPerMonth),
      why: row.reason,
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
      range: `${significant(bar.low, 3)}–${significant(bar.high, 3)}`,
      swing: roughly(bar.swingUsd),
      owner: '',
      signed: '',
    })),
  };
}

/** Criteria before money is spent. What numbers can judge is judged; the rest stays by hand. */
function signOffTable({ decision, result, scenario }: ReportAnswer): TableSection {
  const alternatives = decision.ranked.length >= 2;
  const [best] = decision.ranked;
  const growing = result.growth.some((row) => row.factor === 5 && row.usdPerMonth !== null);
  const months = result.breakEvenMonth;
  const level = scenario.workloads[0]?.serviceLevel;
  const met = best === undefined ? 'fail' : 'pass';
  const row = (criterion: string, status: string, evidence: string) => ({
    criterion,
    status,
    evidence,
    signed: '',
  });
  return {
    kind: 'table',
    title: 'Sign-off',
    columns: [
      { key: 'criterion', label: 'criterion' },
      { key: 'status', label: 'status' },
      { key: 'evidence', label: 'evidence' },
      { key: 'signed', label: 'signed, date' },
    ],
    rows: [
      row(
        'compared with at least one alternative at equal work',
        alternatives ? 'pass' : 'warn',
        `${decision.ranked.length} options do the work`,
      ),
      row(
        'meets the service level by estimate',
        met,
        level === undefined ? '' : 'the options ranked above meet it at peak',
      ),
      row('speed measured on the real workload', 'by hand', 'hwroi bench'),
      row('cost known at 2× and 5× the users', growing ? 'pass' : 'warn', 'scaling plan above'),
      row(
        'pays back within the horizon, if bought',
        months !== null && result.withinHorizon === true ? 'pass' : 'warn',
        months === null ? 'no break-even' : `month ${formatCell(months, 'integer')}`,
      ),
      row('circuit, cooling and noise accepted where it will stand', 'by hand', 'hwroi power'),
      row('answers of the quantized model accepted by its users', 'by hand', ''),
    ],
  };
}

function reproduceSection(answer: ReportAnswer, catalog: CatalogIdentity): Section {
  return {
    kind: 'facts',
    title: 'How to reproduce this',
    facts: [
      { label: 'command', value: answer.reproduce },
      { label: 'catalog', value: `as of ${catalog.asOf}, sha256 ${catalog.sha256}` },
      { label: 'seed', value: String(answer.seed) },
    ],
  };
}
