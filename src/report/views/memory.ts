import type { MemoryRow } from '../../app/memory/row.ts';
import type { MemoryAnswer } from '../../app/memory.ts';
import type { Document, Section } from '../document.ts';
import { formatCell, grouped } from '../format.ts';
import { breakdownSections } from './memory-breakdown.ts';
import { fittingSections, matrixSections } from './memory-fitting.ts';

/** What it takes to hold a model, and whether it fits, as a person wants to read it. */
export function memoryDocument(answer: MemoryAnswer, options: { readonly explain: boolean }): Document {
  const sections = [
    ...mainSections(answer),
    ...launchSections(answer),
    ...(options.explain ? explainSections(answer) : []),
  ];
  return { sections };
}

function mainSections(answer: MemoryAnswer): readonly Section[] {
  const { rows, result } = answer;
  if (result.matrix !== undefined) return matrixSections(result.matrix);
  if (result.fitting !== undefined) return fittingSections(answer, result.fitting);
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) return [headline(answer, only), ...breakdownSections(answer, only)];
  return [rowsTable(rows), ...togetherSection(result.together)];
}

function togetherSection(together: MemoryAnswer['result']['together']): readonly Section[] {
  if (together === undefined) return [];
  const { totalBytes, usableBytes, fits } = together;
  const place = usableBytes === null ? '' : ` of ${gib(usableBytes)} usable: they ${fits ? 'fit' : 'do not fit'}`;
  return [{ kind: 'text', lines: [`Together, with one request of each, they need ${gib(totalBytes)}${place}.`] }];
}

const gib = (bytes: number): string => `${formatCell(bytes, 'gib')} GiB`;
const onDevice = (answer: MemoryAnswer, row: MemoryRow): string => {
  const name = answer.device?.hardware.name ?? '';
  return (row.count ?? 1) > 1 ? `${row.count} × ${name}` : name;
};

function headline(answer: MemoryAnswer, row: MemoryRow): Section {
  const name = answer.queries[0]?.asked.model.name ?? row.model;
  const format = answer.queries[0]?.quantization.name ?? row.quantization;
  const need = `${name} at ${format} needs ${gib(row.totalBytes)} with ${grouped(row.contextTokens, 0)} tokens of context`;
  const each = row.sequences > 1 ? ` for each of ${row.sequences} sequences` : '';
  return { kind: 'text', tone: 'headline', lines: [`${need}${each}${verdict(answer, row)}.`] };
}

function verdict(answer: MemoryAnswer, row: MemoryRow): string {
  if (row.fits === null || row.usableBytes === null) return '';
  const place = onDevice(answer, row);
  if (row.fits) return `: it fits on ${place} (${gib(row.usableBytes)} usable)`;
  return `: it does not fit on ${place}, short by ${gib(row.shortfallBytes ?? 0)} of ${gib(row.usableBytes)} usable`;
}

function rowsTable(rows: readonly MemoryRow[]): Section {
  const withDevice = rows.some((row) => row.hardware !== null);
  return {
    kind: 'table',
    primary: true,
    columns: [
      { key: 'model', label: 'model', priority: 1 },
      { key: 'quantization', label: 'format', priority: 2 },
      ...(withDevice ? [{ key: 'hardware', label: 'hardware', priority: 1 } as const] : []),
      { key: 'weightsBytes', label: 'weights', unit: 'GiB', format: 'gib', priority: 3 },
      { key: 'kvCacheBytes', label: 'KV cache', unit: 'GiB', format: 'gib', priority: 3 },
      { key: 'otherBytes', label: 'other', unit: 'GiB', format: 'gib', priority: 5 },
      { key: 'totalBytes', label: 'total', unit: 'GiB', format: 'gib', priority: 1 },
      ...(withDevice
        ? ([
            { key: 'usableBytes', label: 'usable', unit: 'GiB', format: 'gib', priority: 2 },
            { key: 'fits', label: 'fits', priority: 1 },
            { key: 'maxContextTokens', label: 'longest context', unit: 'tokens', format: 'integer', priority: 3 },
            { key: 'maxSequences', label: 'sequences', format: 'integer', priority: 4 },
          ] as const)
        : []),
    ],
    rows: rows.map((row) => ({
      model: row.model,
      quantization: row.quantization,
      hardware: row.label,
      weightsBytes: row.weightsBytes,
      kvCacheBytes: row.kvCacheBytes,
      otherBytes: row.stateBytes + row.computeBytes + row.runtimeBytes,
      totalBytes: row.totalBytes,
      usableBytes: row.usableBytes,
      fits: row.fits,
      maxContextTokens: row.maxContextTokens,
      maxSequences: row.maxSequences,
    })),
  };
}

function launchSections(answer: MemoryAnswer): readonly Section[] {
  const { launch } = answer.result;
  return launch === undefined ? [] : [{ kind: 'text', title: 'Launch', lines: launch }];
}

function explainSections(answer: MemoryAnswer): readonly Section[] {
  const [row] = answer.rows;
  if (row === undefined) return [];
  const bytes = (value: number): string => grouped(value, 0);
  const cache = row.kvCache.map(
    (part) =>
      `KV cache, ${part.kind} layers: ${part.layers} layers, ${bytes(part.bytesPerToken)} B per token${part.windowTokens === null ? '' : `, window ${grouped(part.windowTokens, 0)}`} = ${bytes(part.bytes)} B`,
  );
  return [
    {
      kind: 'text',
      title: 'How',
      lines: [
        `weights = core ${bytes(row.weights.coreBytes)} + experts ${bytes(row.weights.expertBytes)} + embedding ${bytes(row.weights.embeddingBytes)} + head ${bytes(row.weights.headBytes)} + vision ${bytes(row.weights.visionBytes)} = ${bytes(row.weights.totalBytes)} B`,
        ...(row.weights.source === null ? [] : [`size of a real file: ${row.weights.source}`]),
        ...cache,
        `total = weights + KV cache + state ${bytes(row.stateBytes)} + compute ${bytes(row.computeBytes)} + runtime ${bytes(row.runtimeBytes)} = ${bytes(row.totalBytes)} B`,
      ],
    },
    {
      kind: 'table',
      title: 'Assumptions',
      columns: [
        { key: 'id', label: 'assumption' },
        { key: 'value', label: 'value', format: 'sig3' },
        { key: 'unit', label: 'unit' },
        { key: 'low', label: 'low', format: 'sig3' },
        { key: 'high', label: 'high', format: 'sig3' },
        { key: 'source', label: 'source' },
      ],
      rows: answer.assumptions.map(({ id, value, unit, low, high, source }) => ({
        id,
        value,
        unit,
        low,
        high,
        source,
      })),
    },
  ];
}
