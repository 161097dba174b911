import type { SpeedContext } from './context.ts';
import { decodeStep, type StepParts } from './decode.ts';
import { prefillSeconds } from './prefill.ts';

/** Tokens one prefill pass takes: llama.cpp's micro-batch, mlx-lm's step. */
const CHUNK_TOKENS: Readonly<Record<string, number>> = { 'llama.cpp': 512, ollama: 512, mlx: 2048 };
const SERVING_CHUNK_TOKENS = 8192;
export const chunkTokensOf = (engine: string): number => CHUNK_TOKENS[engine] ?? SERVING_CHUNK_TOKENS;

/** Speeds of an engine that runs one machine for one person or a few: decode phase and prefill apart. */
export interface LocalSpeeds {
  readonly step: StepParts;
  readonly prefillSecondsPerPrompt: number;
  readonly decodeTokensPerSecond: number;
  readonly outputTokensPerSecond: number;
}

/** Depth at which decode starts, and whether the prompt too starts there (llama-bench's `-d`). */
export function depths(context: SpeedContext, concurrency: number): { decode: number; prefillStart: number } {
  const { promptTokens, depthTokens, engine } = context.input;
  if (depthTokens === undefined) return { decode: promptTokens, prefillStart: 0 };
  const benchLike = concurrency === 1 && (engine === 'llama.cpp' || engine === 'ollama');
  return { decode: depthTokens, prefillStart: benchLike ? depthTokens : 0 };
}

/**
 * Layers split over devices run one after the other for a single stream: no gain, a little lost at each seam.
 *
 * @see docs/formulas/speed.md#layer-split
 */
function layerSplit(context: SpeedContext, seconds: number): number {
  return seconds * (1 + (context.input.device.count - 1) * context.resolved.layerSplitCost);
}

/**
 * Prefill of a layer split is a pipeline: while one device works on a chunk, the one before takes the next.
 *
 *   gain = chunks × devices ÷ (chunks + devices − 1), of which a fitted share is reached
 *
 * @see docs/formulas/speed.md#layer-split
 */
function pipelined(context: SpeedContext, seconds: number): number {
  const { device, promptTokens, engine, chunkTokens } = context.input;
  if (device.count === 1) return seconds;
  const chunks = Math.max(1, promptTokens / (chunkTokens ?? chunkTokensOf(engine)));
  const ideal = (chunks * device.count) / (chunks + device.count - 1);
  return seconds / (1 + (ideal - 1) * Math.min(1, context.resolved.pipelineShare));
}

export function localSpeeds(context: SpeedContext, concurrency: number): LocalSpeeds {
  const { input, traffic, resolved, shaderFlops } = context;
  const depth = depths(context, concurrency);
  const step = decodeStep({
    device: input.device,
    model: input.model,
    traffic,
    constants: resolved,
    shaderFlops,
    prefillFlops: context.matrixFlops * resolved.prefillUtilization,
    batch: concurrency,
    contextTokens: depth.decode + input.outputTokens / 2,
  });
  const prompt = prefillSeconds({
    model: input.model,
    traffic,
    constants: resolved,
    rateFlops: context.matrixFlops,
    memoryBandwidth: input.device.hardware.memoryBandwidth ?? 0,
    promptTokens: input.promptTokens,
    startTokens: depth.prefillStart,
    chunkTokens: input.chunkTokens ?? chunkTokensOf(input.engine),
  });
  const seconds = layerSplit(context, step.totalSeconds);
  return {
    step,
    prefillSecondsPerPrompt: pipelined(context, prompt),
    decodeTokensPerSecond: 1 / seconds,
    outputTokensPerSecond: concurrency / seconds,
  };
}
