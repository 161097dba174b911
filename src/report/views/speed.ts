import type { SpeedAnswer, SpeedDetail, SpeedResultRow } from '../../app/speed.ts';
import type { Estimate } from '../../core/assumption.ts';
import { BYTES_PER_GIB } from '../../core/units.ts';
import type { Document, FactsSection, Section } from '../document.ts';
import { significant } from '../format.ts';
import { assumptionsTable } from './breakeven-explain.ts';
import { idsText } from './measured.ts';
import { explainSpeed } from './speed-explain.ts';

/** Speeds of one combination or of several, where the order changes, and how it was computed. */
export function speedDocument(answer: SpeedAnswer, options: { readonly explain: boolean }): Document {
  const { details } = answer;
  const [only] = details;
  const main: readonly Section[] =
    details.length === 1 && only !== undefined ? oneSection(only.row) : [tableSection(details.map(({ row }) => row))];
  const explained = options.explain ? [...details.map(explainSpeed), assumptionsTable(answer.assumptions)] : [];
  return { sections: [...main, ...crossoverSection(answer), ...curveSection(answer), ...explained] };
}

const speedText = (value: number): string => significant(value, 3);
const between = (estimate: Estimate): string => `${speedText(estimate.low)}–${speedText(estimate.high)}`;

const LIMITS: Readonly<Record<SpeedResultRow['limitedBy'], string>> = {
  'memory-bandwidth': 'memory bandwidth',
  compute: 'arithmetic',
  dequantization: 'unpacking the weights',
  overhead: 'overhead per layer and step',
  link: 'the link between devices',
  'system-ram': 'system memory, where the rest of the weights is',
  'does-not-fit': 'memory: it does not fit',
};

function headline(row: SpeedResultRow): string {
  const what = `${row.model} at ${row.quantization} on ${row.label} with ${row.engine}`;
  const { decodeTokensPerSecond: decode, outputTokensPerSecond: output } = row;
  if (decode === null || output === null)
    return `${what} does not fit: ${significant(row.shortfallBytes / BYTES_PER_GIB, 3)} GiB short.`;
  if (row.concurrency === 1)
    return `${what}: about ${speedText(decode.expected)} tok/s (${between(decode)} in 8 of 10 cases), limited by ${LIMITS[row.limitedBy]}.`;
  return `${what}: about ${speedText(output.expected)} tok/s over ${row.concurrency} streams (${between(output)} in 8 of 10 cases), limited by ${LIMITS[row.limitedBy]}.`;
}

function oneSection(row: SpeedResultRow): readonly Section[] {
  return [
    { kind: 'text', tone: 'headline', lines: [headline(row)] },
    { kind: 'facts', facts: row.decodeTokensPerSecond === null ? missing(row) : facts(row) },
  ];
}

function missing(row: SpeedResultRow): FactsSection['facts'] {
  const ways = waysToFit(row);
  const more = `\`hwroi memory --model ${row.model} --hardware ${row.hardware}\` shows what fits`;
  return [
    { label: 'missing', value: row.shortfallBytes / BYTES_PER_GIB, format: 'sig3', unit: 'GiB' },
    ...ways.map((value, i) => ({ label: i === 0 ? 'what would fit' : 'or', value })),
    { label: 'see', value: more },
  ];
}

/** Each way that works by itself, as it would be typed. */
function waysToFit({ wouldFit }: SpeedResultRow): readonly string[] {
  if (wouldFit === undefined) return [];
  const { quantization, promptTokens, count, memoryGiB, systemRamGiB } = wouldFit;
  const ways = [
    quantization === null ? null : `\`--quantization ${quantization}\``,
    promptTokens === null ? null : `\`--prompt-tokens ${promptTokens}\``,
    memoryGiB === null ? null : `\`--memory-gib ${memoryGiB}\``,
    count === null ? null : `\`--count ${count}\``,
    systemRamGiB === null ? null : `\`--system-ram-gib ${systemRamGiB}\`: the rest at the speed of system memory`,
  ].filter((way) => way !== null);
  return ways.length === 0 ? ['nothing of this model on this device'] : ways;
}

type Fact = FactsSection['facts'][number];
const fact = (label: string, estimate: Estimate | null, unit: string): readonly Fact[] =>
  estimate === null
    ? []
    : [{ label, value: estimate.expected, format: 'sig3', unit, note: `${between(estimate)}, 80%` }];

function facts(row: SpeedResultRow): FactsSection['facts'] {
  return [
    ...fact('decode, each stream', row.decodeTokensPerSecond, 'tok/s'),
    ...fact('decode, all streams', row.outputTokensPerSecond, 'tok/s'),
    ...fact('prefill', row.prefillTokensPerSecond, 'tok/s'),
    ...fact('time to first token', row.timeToFirstTokenSeconds, 's'),
    { label: 'limited by', value: LIMITS[row.limitedBy] },
    { label: 'load from disk', value: row.loadSeconds, format: 'seconds', unit: 's' },
    ...(row.joulesPerToken === null
      ? []
      : [{ label: 'energy at the wall', value: row.joulesPerToken, format: 'sig3' as const, unit: 'J/token' }]),
    ...(row.measurements === undefined ? [] : [{ label: 'corrected by', value: idsText(row.measurements) }]),
    { label: 'asked', value: `${row.promptTokens} prompt, ${row.outputTokens} output, depth ${row.depthTokens}` },
  ];
}

function tableSection(rows: readonly SpeedResultRow[]): Section {
  return {
    kind: 'table',
    primary: true,
    columns: [
      ...(new Set(rows.map(({ model }) => model)).size > 1
        ? [{ key: 'model', label: 'model', priority: 1 } as const]
        : []),
      { key: 'machine', label: 'machine', priority: 1 },
      { key: 'quantization', label: 'format', priority: 1 },
      { key: 'engine', label: 'engine', priority: 2 },
      { key: 'concurrency', label: 'streams', format: 'integer', priority: 1 },
      { key: 'decodeTokensPerSecond', label: 'each', unit: 'tok/s', format: 'tokens-per-second', priority: 1 },
      { key: 'outputTokensPerSecond', label: 'all', unit: 'tok/s', format: 'tokens-per-second', priority: 1 },
      { key: 'range', label: '80% range', unit: 'tok/s', align: 'right', priority: 2 },
      { key: 'prefillTokensPerSecond', label: 'prefill', unit: 'tok/s', format: 'tokens-per-second', priority: 2 },
      { key: 'timeToFirstTokenSeconds', label: 'TTFT', unit: 's', format: 'seconds', priority: 2 },
      { key: 'joulesPerToken', label: 'energy', unit: 'J/token', format: 'sig3', priority: 3 },
      { key: 'limitedBy', label: 'limited by', priority: 3 },
    ],
    rows: rows.map((row) => ({
      model: row.model,
      machine: row.label,
      quantization: row.quantization,
      engine: row.engine,
      concurrency: row.concurrency,
      decodeTokensPerSecond: row.decodeTokensPerSecond?.expected ?? null,
      outputTokensPerSecond: row.outputTokensPerSecond?.expected ?? null,
      range: row.outputTokensPerSecond === null ? null : between(row.outputTokensPerSecond),
      prefillTokensPerSecond: row.prefillTokensPerSecond?.expected ?? null,
      timeToFirstTokenSeconds: row.timeToFirstTokenSeconds?.expected ?? null,
      joulesPerToken: row.joulesPerToken,
      limitedBy: row.limitedBy,
    })),
  };
}

function crossoverSection({ details, ...answer }: SpeedAnswer): readonly Section[] {
  const { crossover } = answer.result;
  if (crossover === undefined) return [];
  const labels = new Map(details.map(({ row }) => [row.hardware, row.label]));
  const lines = crossover.map(({ concurrency, reason, ...pair }) => {
    const [ahead, behind] = [pair.ahead, pair.behind].map((id) => labels.get(id) ?? id);
    if (concurrency !== null) {
      const why = reason === 'memory' ? `: ${ahead} has no memory for more` : '';
      return `${behind} overtakes ${ahead} in total output from ${concurrency} streams${why}.`;
    }
    return reason === 'does-not-fit'
      ? `No crossover: the model does not fit one of ${ahead} and ${behind}.`
      : `No crossover: ${ahead} is ahead of ${behind} at every number of streams that fits.`;
  });
  return [{ kind: 'text', tone: 'plain', lines }];
}

function curveSection(answer: SpeedAnswer): readonly Section[] {
  const { curve } = answer.result;
  if (curve === undefined) return [];
  return [
    {
      kind: 'chart',
      chart: {
        type: 'line',
        title: 'Output by streams served at once',
        xLabel: 'streams',
        yLabel: 'tok/s, all streams',
        yFormat: 'sig3',
        xFormat: 'integer',
        series: curve.map(({ label, points, band }) => ({ label, points, band })),
      },
    },
  ];
}

export type { SpeedDetail };
