import type { EndpointResult, EndpointRow } from '../../app/bench/endpoint/types.ts';
import type { Column, Document, Section } from '../document.ts';
import { grouped, significant } from '../format.ts';

const figure = (key: string, label: string, priority: number, unit?: string): Column => ({
  key,
  label,
  align: 'right',
  format: 'sig3',
  priority,
  ...(unit === undefined ? {} : { unit }),
});

const LATENCIES = [
  ['Ttft', 'TTFT', 1],
  ['Tpot', 'TPOT', 1],
  ['Itl', 'ITL', 5],
  ['E2el', 'E2E', 4],
] as const;
const QUANTILES = [
  ['median', 'p50', 0],
  ['p95', 'p95', 0],
  ['p99', 'p99', 2],
] as const;

const COLUMNS: readonly Column[] = [
  figure('concurrency', 'at once', 1),
  figure('requestRate', 'rate', 1, 'req/s'),
  figure('outputThroughput', 'tok/s', 1),
  figure('totalTokenThroughput', 'in + out tok/s', 6),
  figure('requestThroughput', 'req/s', 3),
  ...LATENCIES.flatMap(([key, label, priority]) =>
    QUANTILES.map(([quantile, name, less]) => figure(`${quantile}${key}Ms`, `${label} ${name}`, priority + less, 'ms')),
  ),
  figure('predictedTpotMs', 'predicted', 2, 'ms'),
  { key: 'tpotDifference', label: 'difference', align: 'right', priority: 2 },
  figure('loadWatts', 'load', 3, 'W'),
  figure('joulesPerOutputToken', 'J/token', 3),
  figure('completed', 'done', 7),
  { ...figure('failed', 'failed', 2), format: 'integer' },
];

/** The level's own column only: a closed loop has no rate, an open one no concurrency. */
function columnsFor(rows: readonly EndpointRow[]): readonly Column[] {
  const isOpen = rows.some((row) => row.requestRate !== null);
  const some = (key: 'predictedTpotMs' | 'loadWatts'): boolean => rows.some((row) => row[key] !== null);
  const shown = (key: string): boolean => {
    if (key === 'predictedTpotMs' || key === 'tpotDifference') return some('predictedTpotMs');
    return (key !== 'loadWatts' && key !== 'joulesPerOutputToken') || some('loadWatts');
  };
  const level: readonly Column[] = [
    { key: 'holds', label: 'holds', priority: 1 },
    ...(isOpen ? [] : [{ key: 'largest', label: 'largest', priority: 1 }]),
  ];
  return [
    ...COLUMNS.filter(({ key }) => key !== (isOpen ? 'concurrency' : 'requestRate') && shown(key)),
    ...(rows.some((row) => row.holds !== null) ? level : []),
  ];
}

function targetText(result: EndpointResult): readonly string[] {
  const { targets, largestConcurrency, rows } = result;
  if (targets === null) return [];
  const parts = [
    ...(targets.ttftMs === null ? [] : [`TTFT ≤ ${significant(targets.ttftMs, 4)} ms`]),
    ...(targets.tpotMs === null ? [] : [`TPOT ≤ ${significant(targets.tpotMs, 4)} ms`]),
  ];
  const level = `${parts.join(' and ')} for 95% of requests`;
  if (rows.every((row) => row.concurrency === null)) return [];
  return largestConcurrency === null
    ? [`No concurrency measured holds ${level}`]
    : [`${largestConcurrency} at once is the largest measured that holds ${level}`];
}

/** What the server says of its own time, beside what was seen from outside. */
function ownTimes(rows: readonly EndpointRow[]): Section[] {
  const row = rows.find((one) => one.concurrency === 1) ?? rows[0];
  if (row === undefined) return [];
  const at = row.concurrency === null ? '' : ` at ${row.concurrency}`;
  const pair = (what: string, seen: number | null, said: number | null): readonly string[] =>
    seen === null || said === null
      ? []
      : [`  ${what}${at}: ${significant(seen, 3)} ms seen, ${significant(said, 3)} ms by the server`];
  const tokens = (seen: number, said: number | null): readonly string[] =>
    said === null ? [] : [`  output tokens${at}: ${grouped(seen, 0)} seen, ${grouped(said, 0)} by the server`];
  const clock = [
    ...pair('TTFT p50', row.medianTtftMs, row.serverTtftMs),
    ...pair('TPOT p50', row.medianTpotMs, row.serverTpotMs),
  ];
  const metrics = [
    ...tokens(row.totalOutputTokens, row.metricsOutputTokens),
    ...pair('TTFT mean', row.meanTtftMs, row.metricsTtftMs),
    ...pair('TPOT mean', row.meanTpotMs, row.metricsTpotMs),
    ...pair('E2E mean', row.meanE2elMs, row.metricsE2elMs),
  ];
  const text = (title: string, lines: readonly string[]): Section[] =>
    lines.length === 0 ? [] : [{ kind: 'text', title, lines }];
  return [...text("The server's own clock", clock), ...text("The server's metrics", metrics)];
}

function chart(rows: readonly EndpointRow[]): Section[] {
  if (rows.length < 2) return [];
  const bars = rows.map((row) => ({
    label: row.requestRate === null ? `${row.concurrency} at once` : `${row.requestRate} req/s`,
    value: row.outputThroughput,
  }));
  return [
    {
      kind: 'chart',
      chart: { type: 'bars', title: 'Output throughput', valueLabel: 'tok/s', valueFormat: 'sig3', bars },
    },
  ];
}

/** How far a time lies from its prediction: `+12%`, `3.2× as long`. */
function longer(measured: number | null, predicted: number | null): string | null {
  if (measured === null || predicted === null) return null;
  const ratio = measured / predicted;
  if (ratio > 2) return `${significant(ratio, 2)}× as long`;
  if (ratio < 0.5) return `${significant(1 / ratio, 2)}× as short`;
  const percent = Math.round((ratio - 1) * 100);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)}%`;
}

/** A load test: a level a row, then throughput against load. */
export function endpointDocument(result: EndpointResult): Document {
  const { server, rows } = result;
  const target = targetText(result);
  const version = server.version === null ? '' : ` ${server.version}`;
  return {
    sections: [
      ...(target.length === 0 ? [] : [{ kind: 'text' as const, tone: 'headline' as const, lines: target }]),
      {
        kind: 'facts',
        facts: [
          { label: 'endpoint', value: result.endpoint },
          { label: 'model', value: result.model },
          { label: 'server', value: server.kind === 'unknown' ? 'not recognized' : `${server.kind}${version}` },
          { label: 'hardware', value: result.hardwareName },
        ],
      },
      {
        kind: 'table',
        primary: true,
        columns: columnsFor(rows),
        rows: rows.map(({ errors: _, reasons: __, ...row }) => ({
          ...row,
          tpotDifference: longer(row.medianTpotMs, row.predictedTpotMs),
          largest: row.concurrency !== null && row.concurrency === result.largestConcurrency ? true : null,
        })),
      },
      ...chart(rows),
      ...ownTimes(rows),
      ...(result.complete ? [] : [{ kind: 'text' as const, lines: ['Not complete: the last level was cut short.'] }]),
    ],
  };
}
