import type { MemoryRow } from '../../app/memory/row.ts';
import type { MemoryAnswer } from '../../app/memory.ts';
import type { Section } from '../document.ts';
import { formatCell, grouped } from '../format.ts';

const CACHE_NAMES: Readonly<Record<MemoryRow['kvCache'][number]['kind'], string>> = {
  full: 'KV cache, full attention',
  sliding: 'KV cache, windowed layers',
  latent: 'KV cache, MLA latents',
  indexer: 'indexer keys',
  compressed: 'KV cache, compressed rows',
};

/** The parts, what still fits, and where the parts live. */
export function breakdownSections(answer: MemoryAnswer, row: MemoryRow): readonly Section[] {
  const sections: readonly (Section | null)[] = [
    partsTable(row),
    limitsSection(answer, row),
    devicesTable(row),
    offloadSection(row),
    fineTuneTable(row),
  ];
  return sections.filter((section): section is Section => section !== null);
}

function partsTable(row: MemoryRow): Section {
  const cell = (part: string, bytes: number, note: string | null = null) => ({ part, bytes, note });
  const { weights } = row;
  const fromFile = weights.source === null ? null : 'size of a real file';
  const parts = [
    cell('weights: core', weights.coreBytes, fromFile),
    cell('weights: experts', weights.expertBytes),
    cell('weights: vision tower', weights.visionBytes),
    cell('weights: input embedding', weights.embeddingBytes),
    cell('weights: head', weights.headBytes),
    ...row.kvCache.map((part) => cell(CACHE_NAMES[part.kind], part.bytes, cacheNote(part))),
    cell('linear and Mamba state', row.stateBytes),
    cell('compute buffers', row.computeBytes),
    cell('runtime', row.runtimeBytes),
  ].filter((one) => one.bytes > 0);
  return {
    kind: 'table',
    primary: true,
    columns: [
      { key: 'part', label: 'part', priority: 1 },
      { key: 'bytes', label: 'size', unit: 'GiB', format: 'gib', align: 'right', priority: 1 },
      { key: 'note', label: 'how', priority: 3 },
    ],
    rows: [...parts, cell('total', row.totalBytes)],
  };
}

function cacheNote(part: MemoryRow['kvCache'][number]): string {
  const window = part.windowTokens === null ? '' : `, ${grouped(part.windowTokens, 0)}-token window`;
  return `${part.layers} layers, ${formatCell(part.bytesPerToken / 1024, 'sig3')} KiB per token${window}`;
}

function limitsSection(answer: MemoryAnswer, row: MemoryRow): Section | null {
  if (row.usableBytes === null) return null;
  const best = answer.result.bestQuantization;
  return {
    kind: 'facts',
    facts: [
      { label: 'longest context', value: row.maxContextTokens, format: 'integer', unit: 'tokens' },
      { label: 'sequences at once', value: row.maxSequences, format: 'integer' },
      ...(best === undefined ? [] : [{ label: 'best format that fits', value: best?.quantization ?? 'none' } as const]),
      ...macosFact(row),
    ],
  };
}

function macosFact(row: MemoryRow) {
  if (row.recentMacosWiredBytes === undefined || row.recentMacosWiredBytes <= (row.usableBytes ?? 0)) return [];
  const note = 'seen on macOS 26; the rule used is the older, smaller one';
  return [
    { label: 'recent macOS allows', value: row.recentMacosWiredBytes, format: 'gib' as const, unit: 'GiB', note },
  ];
}

function devicesTable(row: MemoryRow): Section | null {
  if (row.devices === undefined) return null;
  return {
    kind: 'table',
    title: 'Per device',
    columns: [
      { key: 'device', label: 'device', format: 'integer' },
      { key: 'layers', label: 'layers', format: 'integer', priority: 3 },
      { key: 'weightsBytes', label: 'weights', unit: 'GiB', format: 'gib' },
      { key: 'kvCacheBytes', label: 'KV cache', unit: 'GiB', format: 'gib' },
      { key: 'totalBytes', label: 'total', unit: 'GiB', format: 'gib' },
      { key: 'usableBytes', label: 'usable', unit: 'GiB', format: 'gib' },
      { key: 'fits', label: 'fits' },
    ],
    rows: row.devices.map(({ device, layers, weightsBytes, kvCacheBytes, totalBytes, usableBytes, fits }) => ({
      device,
      layers,
      weightsBytes,
      kvCacheBytes,
      totalBytes,
      usableBytes,
      fits,
    })),
  };
}

function offloadSection(row: MemoryRow): Section | null {
  const { offload } = row;
  if (offload === undefined || offload.mode === 'none') return null;
  const where =
    offload.mode === 'experts'
      ? `experts of ${offload.cpuExpertLayers} layers in system memory (-ncmoe ${offload.cpuExpertLayers})`
      : `${offload.gpuLayers} layers on the card (-ngl ${offload.gpuLayers}), the rest in system memory`;
  const room =
    offload.fitsSystem === null
      ? 'the size of the system memory is not known: say `--system-ram-gib`'
      : `the system memory ${offload.fitsSystem ? 'has' : 'does not have'} room for it`;
  const card = formatCell(offload.deviceBytes, 'gib');
  const host = formatCell(offload.systemBytes, 'gib');
  return {
    kind: 'text',
    title: 'Split with system memory',
    lines: [
      `${where}: ${card} GiB on the card, ${host} GiB beside it; ${room}. Decode then runs at the speed of the system memory.`,
    ],
  };
}

function fineTuneTable(row: MemoryRow): Section | null {
  const { fineTune } = row;
  if (fineTune === undefined) return null;
  const fits = row.usableBytes === null ? '' : fineTune.totalBytes <= row.usableBytes ? ': fits' : ': does not fit';
  return {
    kind: 'facts',
    title: `Fine-tuning, ${fineTune.method}${fits}`,
    facts: [
      { label: 'trained parameters', value: fineTune.trainedParams, format: 'integer' },
      { label: 'weights', value: fineTune.weightsBytes, format: 'gib', unit: 'GiB' },
      { label: 'gradients', value: fineTune.gradientBytes, format: 'gib', unit: 'GiB' },
      { label: 'optimizer', value: fineTune.optimizerBytes, format: 'gib', unit: 'GiB' },
      { label: 'activations, checkpointed', value: fineTune.activationBytes, format: 'gib', unit: 'GiB' },
      { label: 'total', value: fineTune.totalBytes, format: 'gib', unit: 'GiB' },
    ],
  };
}
