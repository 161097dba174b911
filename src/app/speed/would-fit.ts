import { allQuantizations } from '../../catalog/index.ts';
import { bytes, gib } from '../../core/units.ts';
import { engineReads } from './formats.ts';
import type { SpeedQuery } from './query.ts';
import { predictQuery } from './row.ts';

/** What would make a model run that does not fit: each alone, null where it does not help. */
export interface WouldFit {
  /** The format with most bits that fits as it is. */
  readonly quantization: string | null;
  /** The longest prompt that fits. */
  readonly promptTokens: number | null;
  /** Devices alike that hold it. */
  readonly count: number | null;
  /** Memory of one device that holds it, where one is sold. */
  readonly memoryGiB: number | null;
  /** Host memory for the rest, with llama.cpp: slower. */
  readonly systemRamGiB: number | null;
}

const COUNTS = [2, 3, 4, 6, 8, 12, 16, 24, 32];
const HOST_GIB = [16, 32, 64, 128, 256, 512, 1024];
const SHORTEST_PROMPT = 16;
const HALVINGS = 24;

const fits = (query: SpeedQuery): boolean => predictQuery({ ...query, concurrency: 1 }).fits;
const runs = (query: SpeedQuery): boolean => predictQuery({ ...query, concurrency: 1 }).limitedBy !== 'does-not-fit';

/** Tries each way by itself, nearest to what was asked first. */
export function wouldFit(query: SpeedQuery): WouldFit {
  const { device } = query;
  const withCount = (count: number): SpeedQuery => ({ ...query, device: { ...device, count } });
  const withMemory = (memory: number): SpeedQuery => ({ ...query, device: { ...device, memoryBytes: bytes(memory) } });
  const withHost = (size: number): SpeedQuery => ({ ...query, device: { ...device, systemRamBytes: gib(size) } });
  const larger = device.hardware.memoryOptionsBytes
    .filter((size) => size > device.memoryBytes)
    .toSorted((a, b) => a - b);
  const apple = device.hardware.kind === 'apple-soc';
  const memory = larger.find((size) => fits(withMemory(size))) ?? null;
  const spills = device.hardware.memoryArchitecture === 'discrete' && query.engine === 'llama.cpp';
  return {
    quantization: fewerBits(query),
    promptTokens: shorterPrompt(query),
    count: apple ? null : (COUNTS.find((count) => count > device.count && fits(withCount(count))) ?? null),
    memoryGiB: memory === null ? null : Math.round(memory / gib(1)),
    systemRamGiB: spills ? (HOST_GIB.find((size) => runs(withHost(size))) ?? null) : null,
  };
}

function fewerBits(query: SpeedQuery): string | null {
  const { engine, quantization: asked } = query;
  const smaller = allQuantizations()
    .filter((one) => one.family === asked.family && engineReads(engine, one) && !one.id.startsWith('ud-'))
    .filter((one) => one.coreBitsPerWeight < asked.coreBitsPerWeight)
    .toSorted((a, b) => b.coreBitsPerWeight - a.coreBitsPerWeight);
  return smaller.find((quantization) => fits({ ...query, quantization }))?.name ?? null;
}

/** The longest prompt, by halving; null where even the shortest does not fit. */
function shorterPrompt(query: SpeedQuery): number | null {
  const at = (promptTokens: number): SpeedQuery => ({ ...query, promptTokens, depthTokens: undefined });
  if (query.depthTokens !== undefined || !fits(at(SHORTEST_PROMPT))) return null;
  const made = (query.model.maxContextTokens ?? query.promptTokens + query.outputTokens) - query.outputTokens;
  let [low, high] = [SHORTEST_PROMPT, Math.max(SHORTEST_PROMPT, Math.min(query.promptTokens, made + 1))];
  for (let round = 0; round < HALVINGS && high - low > 1; round++) {
    const middle = Math.floor((low + high) / 2);
    if (fits(at(middle))) low = middle;
    else high = middle;
  }
  return low;
}
