import { allLinks } from '../catalog/builtin.ts';
import { bandwidthGb, format, kvMibPer1000, memoryGib, model, speed, weightsGb } from './facts.ts';
import { plainYears } from './money-figures.ts';

/** Sentences, and the figures in them by name: computed now, so that each claim can be recomputed. */
export interface Explanation {
  readonly lines: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

const n = (value: number, digits = 3): string =>
  Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: 6 });
/** A published figure keeps its digits: it is no estimate. */
const stated = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });
const SMALL = { model: 'llama-3.1-8b', format: 'q4-k-m' } as const;

function unifiedMemory(): Explanation {
  const figures = {
    m3MaxGBps: bandwidthGb('m3-max-40c'),
    rtx4090GBps: bandwidthGb('rtx-4090'),
    m3UltraGiB: memoryGib('m3-ultra-80c'),
    rtx4090GiB: memoryGib('rtx-4090'),
  };
  return {
    figures,
    lines: [
      `CPU and GPU share one memory. What it buys is capacity: an M3 Ultra is sold with up to ${n(figures.m3UltraGiB)} GiB, an RTX 4090 has ${n(figures.rtx4090GiB)} GiB.`,
      `Decode speed follows the bandwidth of the memory that holds the weights: ${stated(figures.m3MaxGBps)} GB/s on an M3 Max, ${stated(figures.rtx4090GBps)} GB/s on an RTX 4090. A model that fits both runs about ${n(figures.rtx4090GBps / figures.m3MaxGBps, 2)} times faster on the card.`,
      'The operating system keeps a part: plan with `hwroi memory`, which prints the usable bytes.',
    ],
  };
}

function discrete(): Explanation {
  const s = speed('rtx-4090', { ...SMALL, streams: 1 });
  const figures = {
    weightsGB: weightsGb(SMALL.model, SMALL.format),
    bandwidthGBps: bandwidthGb('rtx-4090'),
    decodeTokensPerSecond: s.decodeTokensPerSecond.expected,
  };
  return {
    figures,
    lines: [
      'Weights are copied to the card once, when the model is loaded. Every token after that reads them from the card, not over the bus.',
      `Llama 3.1 8B in Q4_K_M is ${n(figures.weightsGB)} GB. At ${stated(figures.bandwidthGBps)} GB/s the ceiling is ${n(figures.bandwidthGBps / figures.weightsGB)} tokens/s; expected on an RTX 4090: ${n(figures.decodeTokensPerSecond)}.`,
      'What does not fit spills to system memory, and then the slow part sets the pace.',
    ],
  };
}

function pcie(): Explanation {
  const link = allLinks().find((row) => row.id === 'pcie-4-x16');
  const gbps = (link?.bandwidthPerDirection ?? 0) / 1e9;
  const weights = weightsGb('llama-2-7b', 'f16');
  const figures = {
    pcie4x16GBps: gbps,
    weightsGB: weights,
    loadSeconds: weights / gbps,
    cardCeiling: bandwidthGb('rtx-4090') / weights,
  };
  return {
    figures,
    lines: [
      `PCIe 4.0 x16 moves ${n(gbps)} GB/s each way. Llama 2 7B at FP16, ${n(weights)} GB, crosses it in ${n(figures.loadSeconds, 2)} s, once.`,
      `Decode then reads the card's own memory: at most ${n(figures.cardCeiling)} tokens/s on an RTX 4090. It would be ${n(gbps / weights, 2)} if each token crossed the bus, which it does not.`,
      'The bus matters when weights spill to system memory and between cards that split a model.',
    ],
  };
}

function bandwidth(): Explanation {
  const figures = {
    m3MaxGBps: bandwidthGb('m3-max-40c'),
    rtx3090GBps: bandwidthGb('rtx-3090'),
    rtx4090GBps: bandwidthGb('rtx-4090'),
    h100GBps: bandwidthGb('h100-sxm'),
  };
  return {
    figures,
    lines: [
      'tokens/s of one stream = bandwidth × efficiency ÷ bytes read per token (active weights + KV cache).',
      `Peak GB/s: M3 Max ${stated(figures.m3MaxGBps)}, RTX 3090 ${stated(figures.rtx3090GBps)}, RTX 4090 ${stated(figures.rtx4090GBps)}, H100 SXM ${stated(figures.h100GBps)}.`,
      'Efficiency is fitted from measurements by engine, hardware family and weight format: `hwroi catalog show engines`.',
    ],
  };
}

function kvCache(): Explanation {
  const figures = { llama2MiBPer1000: kvMibPer1000('llama-2-7b'), llama31MiBPer1000: kvMibPer1000('llama-3.1-8b') };
  return {
    figures,
    lines: [
      'bytes = 2 × layers × KV heads × head size × bytes per value, for each token of each sequence.',
      `1,000 tokens at 16 bits take ${n(figures.llama2MiBPer1000)} MiB in Llama 2 7B and ${n(figures.llama31MiBPer1000)} MiB in Llama 3.1 8B, which shares KV heads.`,
      'The longest context is therefore a property of the free memory, not of the card.',
    ],
  };
}

function quantization(): Explanation {
  const figures = {
    f16GB: weightsGb('llama-3.1-8b', 'f16'),
    q8GB: weightsGb('llama-3.1-8b', 'q8-0'),
    q4GB: weightsGb('llama-3.1-8b', 'q4-k-m'),
  };
  return {
    figures,
    lines: [
      `Llama 3.1 8B takes ${n(figures.f16GB)} GB at F16, ${n(figures.q8GB)} GB at ${format('q8-0').name}, ${n(figures.q4GB)} GB at ${format('q4-k-m').name}: ${n(figures.f16GB / figures.q4GB, 2)} times less, not 4 times, since scales and some tensors keep more bits.`,
      'Decode gets faster about in that proportion; prefill, limited by arithmetic, hardly does. Judge the quality on your own tasks.',
    ],
  };
}

function batching(): Explanation {
  const at = (streams: number): number => speed('rtx-4090', { ...SMALL, streams }).outputTokensPerSecond.expected;
  const figures = { one: at(1), eight: at(8) };
  return {
    figures,
    lines: [
      'Streams decoded together share one reading of the weights; each adds only its own KV cache and arithmetic.',
      `Llama 3.1 8B Q4_K_M on an RTX 4090 with llama.cpp: ${n(figures.one)} tokens/s for one stream, ${n(figures.eight)} in all for eight. Each stream alone gets slower.`,
      'A vendor\'s "tokens per second" is usually such a total. Ask at what batch.',
    ],
  };
}

function moe(): Explanation {
  const row = model('qwen3-30b-a3b');
  const figures = { totalB: row.paramsTotal / 1e9, activeB: row.paramsActive / 1e9 };
  return {
    figures,
    lines: [
      `${row.name} holds ${n(figures.totalB)}B parameters and uses ${n(figures.activeB)}B for each token: it needs the memory of the first and decodes near the speed of the second.`,
      'With a batch of B, the share of experts touched is 1 − (1 − k ÷ E)^B: batching reads more of them, so it gains less.',
    ],
  };
}

function prefillDecode(): Explanation {
  const s = speed('rtx-4090', { ...SMALL, streams: 1 });
  const figures = {
    prefill: s.prefillTokensPerSecond.expected,
    decode: s.decodeTokensPerSecond.expected,
    ttftSeconds: s.timeToFirstTokenSeconds.expected,
  };
  return {
    figures,
    lines: [
      'Prefill takes the whole prompt at once and is limited by arithmetic; decode makes one token at a time and is limited by memory bandwidth.',
      `RTX 4090, Llama 3.1 8B Q4_K_M: prefill ${n(figures.prefill)}, decode ${n(figures.decode)} tokens/s; a 512-token prompt waits ${n(figures.ttftSeconds, 2)} s for its first token.`,
    ],
  };
}

function uncertaintyTopic(): Explanation {
  return {
    figures: { toleranceOfOdds: 0.05 },
    lines: [
      'Each assumption has a low and a high end. Seeded draws move all of them together, rent and resale linked, and count how often owning wins: the odds, to the nearest 5%.',
      'The tornado moves one at a time and orders them by how far they move the savings. Replace the top ones by your own figures; `hwroi bench` replaces the speeds.',
    ],
  };
}

function trends(): Explanation {
  const figures = {
    rtx3090GBps: bandwidthGb('rtx-3090'),
    rtx4090GBps: bandwidthGb('rtx-4090'),
    rtx5090GBps: bandwidthGb('rtx-5090'),
  };
  return {
    figures,
    lines: [
      `Bandwidth of the top GeForce card: 2020 ${stated(figures.rtx3090GBps)} GB/s (RTX 3090), 2022 ${stated(figures.rtx4090GBps)} (RTX 4090), 2025 ${stated(figures.rtx5090GBps)} (RTX 5090).`,
      'No forecast here: prices drift within a range you can set (`--api-drift`, `--rent-drift`), and every price shows its date.',
    ],
  };
}

function guideDifferences(): Explanation {
  const figures = plainYears();
  return {
    figures,
    lines: [
      'Discrete GPUs do not pay PCIe for each token (see `pcie`); Apple chips win on room, not on speed of a model that fits both.',
      `Its calculator sample pays back in month ${figures.monthAt2000Hours}, year ${Math.ceil(figures.monthAt2000Hours / 12)}, not in year 1; at 500 hours a year in year ${Math.ceil(figures.monthAt500Hours / 12)}, not in year 2.`,
      'Options are sized to the same demand; input and output tokens have their own price; idle power counts. docs/guide-differences.md lists more.',
    ],
  };
}

const WRITTEN: Readonly<Record<string, readonly [write: () => Explanation, title: string, more: string]>> = {
  'unified-memory': [unifiedMemory, 'Unified memory: room, not speed', 'docs/formulas.md'],
  discrete: [discrete, 'Discrete cards: fast while the model fits', 'docs/formulas.md'],
  pcie: [pcie, 'PCIe: paid at load time, not per token', 'docs/formulas.md'],
  bandwidth: [bandwidth, 'Memory bandwidth sets decode speed', 'docs/formulas.md'],
  'kv-cache': [kvCache, 'KV cache: memory that grows with context and users', 'docs/formulas.md'],
  quantization: [quantization, 'Quantization: fewer bits, less to read', 'docs/formulas.md'],
  batching: [batching, 'Batching: the weights are read once for all', 'docs/formulas.md'],
  moe: [moe, 'Mixture of experts: memory for all, reading for few', 'docs/formulas.md'],
  'prefill-decode': [prefillDecode, 'Prefill and decode: two speeds, two limits', 'docs/formulas.md'],
  uncertainty: [uncertaintyTopic, 'Uncertainty: a range, and what would flip it', 'docs/formulas/money.md'],
  trends: [trends, 'Trends, as dated facts', 'docs/data.md'],
  'guide-differences': [
    guideDifferences,
    'Where hwroi differs from the guide it grew from',
    'docs/guide-differences.md',
  ],
};

/** Topics whose numbers come from the catalog and the calculators, now. */
export const COMPUTED_TOPICS = Object.entries(WRITTEN).map(([id, [write, title, more]]) => ({
  id,
  write,
  title,
  more,
}));

/** The figures of one topic by name, unrounded; empty for a topic there is none of. */
export function figuresOf(id: string): Readonly<Record<string, number>> {
  return COMPUTED_TOPICS.find((topic) => topic.id === id)?.write().figures ?? {};
}
