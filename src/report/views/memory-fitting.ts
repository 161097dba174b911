import type { FitJson, MemoryAnswer, MemoryResult } from '../../app/memory.ts';
import type { Section } from '../document.ts';
import { formatCell } from '../format.ts';

/** Every model that fits a device, largest first. */
export function fittingSections(answer: MemoryAnswer, fitting: readonly FitJson[]): readonly Section[] {
  const { device, engine } = answer;
  const count = device?.count ?? 1;
  const place = `${count > 1 ? `${count} × ` : ''}${device?.hardware.name ?? ''}`;
  const [largest] = fitting;
  const line =
    largest === undefined
      ? `No model of the catalog fits on ${place} with ${engine}.`
      : `The largest model that fits on ${place} is ${largest.model} at ${largest.quantization} (${formatCell(largest.usableBytes, 'gib')} GiB usable, ${engine}).`;
  return [
    { kind: 'text', tone: 'headline', lines: [line] },
    {
      kind: 'table',
      primary: true,
      columns: [
        { key: 'model', label: 'model', priority: 1 },
        { key: 'paramsB', label: 'parameters', unit: 'billion', format: 'sig3', priority: 2 },
        { key: 'quantization', label: 'best format', priority: 1 },
        { key: 'totalBytes', label: 'total', unit: 'GiB', format: 'gib', priority: 1 },
        { key: 'maxContextTokens', label: 'longest context', unit: 'tokens', format: 'integer', priority: 3 },
      ],
      rows: fitting.map(({ model, paramsB, quantization, totalBytes, maxContextTokens }) => ({
        model,
        paramsB,
        quantization,
        totalBytes,
        maxContextTokens,
      })),
    },
  ];
}

/** The guide's table: weights alone. */
export function matrixSections(matrix: NonNullable<MemoryResult['matrix']>): readonly Section[] {
  return [
    {
      kind: 'table',
      title: 'Weights alone, parameters × bits ÷ 8',
      primary: true,
      columns: [
        { key: 'paramsB', label: 'model', unit: 'billion', format: 'integer', align: 'right' },
        { key: 'fp32', label: 'fp32', unit: 'GB', format: 'gb' },
        { key: 'fp16', label: 'fp16', unit: 'GB', format: 'gb' },
        { key: 'int8', label: 'int8', unit: 'GB', format: 'gb' },
        { key: 'int4', label: 'int4', unit: 'GB', format: 'gb' },
        { key: 'q8_0', label: 'Q8_0', unit: 'GB', format: 'gb', priority: 3 },
        { key: 'q4_k_m', label: 'Q4_K_M', unit: 'GB', format: 'gb', priority: 3 },
      ],
      rows: matrix.map((row) => ({ ...row })),
    },
    {
      kind: 'text',
      tone: 'quiet',
      lines: [
        'Real 8- and 4-bit files carry scales and keep some tensors larger: the last two columns.',
        'KV cache, compute buffers and runtime come on top: `hwroi memory --params 7b --hardware rtx-4090`.',
      ],
    },
  ];
}
