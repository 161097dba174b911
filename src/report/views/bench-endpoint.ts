import type { EndpointResult, EndpointRow } from '../../app/bench/endpoint/types.ts';
import type { Column, Document, Section } from '../document.ts';
import { significant } from '../format.ts';

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
  figure('completed', 'done', 7),
  { ...figure('failed', 'failed', 2), format: 'integer' },
];

/** The level's own column only: a closed loop has no rate, an open one no concurrency. */
function columnsFor(rows: readonly EndpointRow[]): readonly Column[] {
  const isOpen = rows.some((row) => row.requestRate !== null);
  const holds: Column = { key: 'holds', label: 'holds', priority: 1 };
  return [
    ...COLUMNS.filter(({ key }) => key !== (isOpen ? 'concurrency' : 'requestRate')),
    ...(rows.some((row) => row.holds !== null) ? [holds] : []),
  ];
}

function targetText(result: EndpointResult): readonly string[] {
  const { targets, largestConcurrency, rows } = result;
  if (targets === null) return [];
  const parts = [
    ...(targets.ttftMs === null ? [] : [`TTFT ≤ ${significant(targets.ttftMs, 4)} ms`]),
    ...(targets.tpotMs === null ? [] : [`TPOT ≤ ${significant(targets.tpotMs, 4)} ms`]),
  ];
  const level = `${parts.join(' and ')} for 95 % of requests`;
  if (rows.every((row) => row.concurrency === null)) return [];
  return largestConcurrency === null
    ? [`No concurrency measured holds ${level}`]
    : [`${largestConcurrency} at once is the largest measured that holds ${level}`];
}

/** What the server says of its own time, beside what was seen from outside. */
function ownTimes(rows: readonly EndpointRow[]): Section[] {
  const [row] = rows.filter((one) => one.concurrency === 1 && one.serverTtftMs !== null);
  if (row === undefined) return [];
  const pair = (seen: number | null, said: number | null): string =>
    seen === null || said === null ? '–' : `${significant(seen, 3)} ms seen, ${significant(said, 3)} ms by the server`;
  const lines = [
    `  TTFT p50 at 1: ${pair(row.medianTtftMs, row.serverTtftMs)}`,
    `  TPOT p50 at 1: ${pair(row.medianTpotMs, row.serverTpotMs)}`,
  ];
  return [{ kind: 'text', title: "The server's own clock", lines }];
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
        rows: rows.map(({ errors: _, reasons: __, ...row }) => row),
      },
      ...chart(rows),
      ...ownTimes(rows),
      ...(result.complete ? [] : [{ kind: 'text' as const, lines: ['Not complete: the last level was cut short.'] }]),
    ],
  };
}
