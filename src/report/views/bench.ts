import type { CompareRunsResult } from '../../app/bench/compare.ts';
import type { DetectResult } from '../../app/bench/detect.ts';
import type { BenchResult } from '../../app/bench/local.ts';
import type { Column, Document, Section } from '../document.ts';
import { significant } from '../format.ts';

type Row = BenchResult['rows'][number];

const speed = (key: string, label: string, priority: number): Column => ({
  key,
  label,
  unit: 'tok/s',
  align: 'right',
  format: 'sig3',
  priority,
});

/** Of the same work done again and again: standard deviation ÷ mean. */
const SCATTER = 'scatter';

const NOTHING_STORED: Section = {
  kind: 'text',
  tone: 'headline',
  lines: [
    'No measurement is stored yet: `hwroi bench --model <file>` makes one here, `hwroi bench add` takes one typed in, `hwroi bench import <file>` those of a file.',
  ],
};

/** Stored measurements, one row each. */
export function storedDocument(
  result: BenchResult,
  counts?: { readonly imported: number; readonly duplicates: number },
): Document {
  if (result.rows.length === 0)
    return { sections: counts === undefined ? [NOTHING_STORED] : [importedSection(counts)] };
  return {
    sections: [
      ...(counts === undefined ? [] : [importedSection(counts)]),
      {
        kind: 'table',
        primary: true,
        columns: [
          { key: 'id', label: 'measurement', priority: 1 },
          { key: 'engine', label: 'engine', priority: 4 },
          { key: 'depthTokens', label: 'depth', unit: 'tokens', align: 'right', format: 'integer', priority: 3 },
          speed('prefill', 'prefill', 1),
          speed('decode', 'decode', 1),
          { key: 'spread', label: SCATTER, align: 'right', format: 'percent', priority: 2 },
          { key: 'watts', label: 'load', unit: 'W', align: 'right', format: 'sig3', priority: 3, onlyWithValues: true },
          { key: 'scope', label: 'of', priority: 3, onlyWithValues: true },
        ],
        rows: result.rows.map((row) => ({
          id: row.id,
          engine: row.engine,
          depthTokens: row.depthTokens,
          prefill: row.prefillTokensPerSecond,
          decode: row.decodeTokensPerSecond,
          spread: row.coefficientOfVariation,
          watts: row.loadWatts,
          scope: row.powerScope,
        })),
      },
      ...scatterLegend(result.rows),
    ],
  };
}

/** What the column means, where it says anything. */
const scatterLegend = (rows: readonly Row[]): readonly Section[] =>
  rows.every(({ coefficientOfVariation }) => coefficientOfVariation === null)
    ? []
    : [
        {
          kind: 'text',
          tone: 'quiet',
          lines: ['Scatter: how far the repetitions of a run lie apart, standard deviation ÷ mean (CV).'],
        },
      ];

const importedSection = (counts: { readonly imported: number; readonly duplicates: number }): Section => ({
  kind: 'text',
  tone: 'headline',
  lines: [`${counts.imported} imported; ${counts.duplicates} stored already and skipped.`],
});

/** What was just measured: each phase beside its prediction. */
export function benchDocument(result: BenchResult): Document {
  return {
    sections: [
      {
        kind: 'table',
        primary: true,
        columns: [
          { key: 'phase', label: 'phase', priority: 1 },
          { key: 'depthTokens', label: 'depth', unit: 'tokens', align: 'right', format: 'integer', priority: 2 },
          speed('measured', 'measured', 1),
          speed('predicted', 'predicted', 1),
          { key: 'residual', label: 'difference', align: 'right', format: 'ratio-change', priority: 1 },
          { key: 'watts', label: 'load', unit: 'W', align: 'right', format: 'sig3', priority: 2, onlyWithValues: true },
          { key: 'gross', label: 'J/token', align: 'right', format: 'sig3', priority: 2, onlyWithValues: true },
          {
            key: 'net',
            label: 'net',
            unit: 'J/token',
            align: 'right',
            format: 'sig3',
            priority: 3,
            onlyWithValues: true,
          },
          { key: 'scope', label: 'of', priority: 3, onlyWithValues: true },
          { key: 'id', label: 'measurement', priority: 5 },
        ],
        rows: result.rows.flatMap((row) => [phaseRow(row, 'prefill'), phaseRow(row, 'decode')]),
      },
      { kind: 'text', tone: 'quiet', lines: result.rows.map(storedLine) },
      ...(result.complete
        ? []
        : [{ kind: 'text' as const, lines: ['Not complete: only what was finished is stored.'] }]),
    ],
  };
}

function phaseRow(row: Row, phase: 'prefill' | 'decode') {
  const key = `${phase}TokensPerSecond` as const;
  const measured = row[key];
  const predicted = row.predicted?.[key] ?? null;
  const energy = row.joulesPerToken?.[phase] ?? null;
  return {
    phase,
    depthTokens: row.depthTokens,
    measured,
    predicted,
    residual: measured === null || predicted === null ? null : measured / predicted - 1,
    watts: energy === null ? null : row.loadWatts,
    gross: energy?.gross ?? null,
    net: energy?.net ?? null,
    scope: energy === null ? null : row.powerScope,
    id: row.id,
  };
}

function storedLine(row: Row): string {
  const scatter =
    row.coefficientOfVariation === null
      ? ''
      : `, which scatter by ${significant(row.coefficientOfVariation * 100, 2)}%: standard deviation ÷ mean`;
  const runs = row.repetitions ?? 1;
  return `stored as ${row.id} (${runs} ${runs === 1 ? 'repetition' : 'repetitions'}${scatter})`;
}

/** Two runs, or two machines at the work both did. */
export function compareRunsDocument(result: CompareRunsResult): Document {
  return {
    sections: [
      {
        kind: 'table',
        primary: true,
        columns: [
          { key: 'figure', label: 'figure', priority: 1 },
          { key: 'valueA', label: 'A', align: 'right', format: 'sig3', priority: 1 },
          { key: 'valueB', label: 'B', align: 'right', format: 'sig3', priority: 1 },
          { key: 'unit', label: 'unit', priority: 2 },
          { key: 'ratio', label: 'B ÷ A', align: 'right', format: 'sig3', priority: 1 },
          { key: 'spread', label: 'spread', align: 'right', format: 'percent', priority: 2 },
          { key: 'beyond', label: 'more than the spread', priority: 1 },
          { key: 'a', label: 'run A', priority: 4 },
          { key: 'b', label: 'run B', priority: 4 },
        ],
        rows: result.rows.map((row) => ({ ...row, beyond: verdict(row.exceedsSpread) })),
      },
    ],
  };
}

const verdict = (exceeds: boolean | null): string =>
  exceeds === null ? 'scatters too much to tell' : exceeds ? 'yes' : 'no';

/** This machine, in facts. */
export function detectDocument(result: DetectResult): Document {
  const { machine } = result;
  return {
    sections: [
      {
        kind: 'facts',
        facts: [
          { label: 'hardware', value: result.hardwareName, note: result.hardwareId ?? 'not in the catalog' },
          { label: 'devices', value: result.hardwareCount },
          { label: 'memory', value: result.memoryBytes, format: 'gib', unit: 'GiB' },
          { label: 'processor', value: machine.cpuName, note: `${machine.cpuCores} cores` },
          { label: 'system', value: `${machine.platform} ${machine.arch}` },
          ...machine.accelerators.map(({ name, driver, seenBy }) => ({
            label: 'card',
            value: name,
            note: driver === null ? `seen by ${seenBy}` : `driver ${driver}`,
          })),
          ...(result.engines.length === 0
            ? [{ label: 'engines', value: 'none found', note: 'llama-bench on PATH, or a Python with mlx_lm' }]
            : []),
          ...result.engines.map((one) => ({
            label: one.engine,
            value: one.version ?? 'version not told',
            note: one.path,
          })),
        ],
      },
    ],
  };
}
