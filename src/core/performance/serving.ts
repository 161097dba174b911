import { interleavedTokensPerSecond, servingStep } from './batch.ts';
import type { SpeedContext } from './context.ts';
import type { StepParts } from './decode.ts';
import { chunkTokensOf } from './local.ts';
import { prefillSeconds } from './prefill.ts';
import { exchangeSeconds, type Grouping, hopSeconds } from './split.ts';

/** Speeds of a continuously batching server. */
export interface ServingSpeeds {
  readonly step: StepParts;
  readonly grouping: Grouping;
  readonly concurrency: number;
  readonly prefillSecondsPerPrompt: number;
  readonly prefillTokensPerSecond: number;
  readonly decodeTokensPerSecond: number;
  readonly outputTokensPerSecond: number;
}

/** Prompts that servers put through one pass: as many whole ones as it takes of those in flight. */
function promptsTogether(context: SpeedContext, inFlight: number): number {
  const { promptTokens, engine } = context.input;
  return Math.max(1, Math.min(inFlight, chunkTokensOf(engine) / Math.max(1, promptTokens)));
}

/** Seconds a group needs for one prompt, of some that go through one pass. */
export function servingPrefillSeconds(context: SpeedContext, groupSize: number, together: number): number {
  const { input, traffic, resolved } = context;
  const alone = prefillSeconds({
    model: input.model,
    traffic,
    constants: resolved,
    rateFlops: context.weightFlops * groupSize,
    memoryBandwidth: (input.device.hardware.memoryBandwidth ?? 0) * groupSize,
    promptTokens: input.promptTokens,
    startTokens: 0,
    chunkTokens: chunkTokensOf(input.engine),
    promptsTogether: together,
  });
  const { model, device } = input;
  return (
    alone +
    exchangeSeconds({
      model,
      hardware: device.hardware,
      constants: resolved,
      devices: groupSize,
      tokens: input.promptTokens * together,
    }) /
      together
  );
}

/**
 * All groups together at a concurrency over all of them. In a pipeline each stage works on its share of the batch while the
 * others work on theirs, so every sequence passes all stages once a step:
 *
 *   step = step of one stage's devices with the whole model at batch ÷ stages, + hops;  stages prompts are read at once
 *
 * @see docs/formulas/speed.md#interleaved-throughput
 */
export function servingSpeeds(context: SpeedContext, grouping: Grouping, concurrency: number): ServingSpeeds {
  const { input, traffic, resolved } = context;
  const groups = Math.min(grouping.groups, Math.max(1, concurrency));
  const batch = Math.max(1, (concurrency / groups) * resolved.concurrencyShare);
  const contextTokens = (input.depthTokens ?? input.promptTokens) + input.outputTokens / 2;
  const { stages } = grouping;
  const stageSize = grouping.groupSize / stages;
  const micro = Math.max(1, batch / stages);
  const alone = servingStep({
    device: input.device,
    model: input.model,
    traffic,
    constants: resolved,
    engine: input.engine,
    weightFlops: context.weightFlops,
    attentionFlopsRate: context.attentionFlops,
    groupSize: stageSize,
    batch: micro,
    contextTokens,
    expertParallel: input.expertParallel ?? false,
  });
  const hops = hopSeconds(input.model, input.device.hardware, { stages, devices: grouping.groupSize, tokens: micro });
  const step = {
    ...alone,
    overheadSeconds: alone.overheadSeconds + hops,
    totalSeconds: alone.totalSeconds + hops,
  };
  const alonePrompt = servingPrefillSeconds(context, stageSize, 1);
  const prompt = servingPrefillSeconds(context, stageSize, promptsTogether(context, batch));
  const outputTokens = Math.max(1, input.outputTokens);
  const perGroup = interleavedTokensPerSecond({
    batch,
    outputTokens,
    stepSeconds: step.totalSeconds,
    prefillSeconds: prompt / stages,
  });
  const perTokenSeconds = step.totalSeconds + (Math.max(0, batch - 1) * prompt) / stages / outputTokens;
  return {
    step,
    grouping,
    concurrency,
    prefillSecondsPerPrompt: alonePrompt,
    prefillTokensPerSecond: alonePrompt > 0 ? (input.promptTokens / alonePrompt) * stages * grouping.groups : 0,
    decodeTokensPerSecond: 1 / perTokenSeconds,
    outputTokensPerSecond: perGroup * groups,
  };
}
