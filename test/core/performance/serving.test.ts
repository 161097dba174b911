import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interleavedTokensPerSecond, servingStep } from '../../../src/core/performance/batch.ts';
import type { Resolved } from '../../../src/core/performance/constants.ts';
import { type SpeedInput, speedContext } from '../../../src/core/performance/context.ts';
import { prefillSeconds } from '../../../src/core/performance/prefill.ts';
import { servingPrefillSeconds, servingSpeeds } from '../../../src/core/performance/serving.ts';
import { exchangeSeconds, type Grouping, hopSeconds } from '../../../src/core/performance/split.ts';
import { modelTraffic } from '../../../src/core/performance/traffic.ts';
import { CARD, DENSE, deviceWith, EIGHT_BITS, fittedWith, resolvedWith, speedInput } from './round-figures.ts';

const CONSTANTS: Partial<Resolved> = {
  weightEfficiency: 0.8,
  prefillUtilization: 0.5,
  layerSeconds: 1e-5,
  linkEfficiency: 0.5,
  prefillLayerSeconds: 1e-6,
};
const LINKED = { ...CARD, interconnect: 'NVLink 200GB/s' };
const traffic = modelTraffic(DENSE, EIGHT_BITS);

const context = (change: Partial<SpeedInput> = {}, more: Partial<Resolved> = {}) =>
  speedContext(
    speedInput({
      engine: 'vllm',
      device: deviceWith({ hardware: LINKED, count: 8 }),
      constants: fittedWith({ ...CONSTANTS, ...more }),
      ...change,
    }),
  );
const ways = (groupSize: number, groups: number, stages = 1): Grouping => ({ groupSize, groups, stages });

/** A step of so many devices at 1,050 tokens, as the parts say it. */
const step = (batch: number, groupSize: number, contextTokens = 1050) =>
  servingStep({
    device: deviceWith({ hardware: LINKED }),
    model: DENSE,
    traffic,
    constants: resolvedWith(CONSTANTS),
    engine: 'vllm',
    weightFlops: 200e12,
    attentionFlopsRate: 100e12,
    groupSize,
    batch,
    contextTokens,
    expertParallel: false,
  });
/** One prompt of 1,000 on so many devices, of some in one pass. */
const prompt = (groupSize: number, together: number): number =>
  prefillSeconds({
    model: DENSE,
    traffic,
    constants: resolvedWith(CONSTANTS),
    rateFlops: 200e12 * groupSize,
    memoryBandwidth: 1e12 * groupSize,
    promptTokens: 1000,
    startTokens: 0,
    chunkTokens: 8192,
    promptsTogether: together,
  }) +
  exchangeSeconds({
    model: DENSE,
    hardware: LINKED,
    constants: resolvedWith(CONSTANTS),
    devices: groupSize,
    tokens: 1000 * together,
  }) /
    together;

describe('a prompt on a server', () => {
  test('is read by all devices of a group, which exchange what they found', () => {
    expect(servingPrefillSeconds(context(), 1, 1)).toBeCloseTo(prompt(1, 1), 12);
    expect(servingPrefillSeconds(context(), 4, 1)).toBeCloseTo(prompt(4, 1), 12);
    expect(servingPrefillSeconds(context(), 4, 2)).toBeCloseTo(prompt(4, 2), 12);
  });

  test('without a bandwidth never ends', () => {
    const blind = deviceWith({ hardware: { ...CARD, memoryBandwidth: null } });
    expect(servingPrefillSeconds(context({ device: blind }), 1, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a server of one group', () => {
  test('alone: a step, and the prompt before it', () => {
    const speeds = servingSpeeds(context(), ways(4, 1), 1);
    expect(speeds.step.totalSeconds).toBeCloseTo(step(1, 4).totalSeconds, 12);
    expect(speeds.prefillSecondsPerPrompt).toBeCloseTo(prompt(4, 1), 12);
    expect(speeds.prefillTokensPerSecond).toBeCloseTo(1000 / prompt(4, 1), 6);
    expect(speeds.decodeTokensPerSecond).toBeCloseTo(1 / step(1, 4).totalSeconds, 6);
    expect(speeds.outputTokensPerSecond).toBeCloseTo(100 / (100 * step(1, 4).totalSeconds + prompt(4, 1)), 6);
    expect(speeds).toMatchObject({ concurrency: 1, grouping: ways(4, 1) });
  });

  test('four streams: each waits for the prompts of the three others, all four read in one pass', () => {
    const speeds = servingSpeeds(context(), ways(1, 1), 4);
    const [stepSeconds, prefill] = [step(4, 1).totalSeconds, prompt(1, 4)];
    expect(speeds.decodeTokensPerSecond).toBeCloseTo(1 / (stepSeconds + (3 * prefill) / 100), 6);
    expect(speeds.outputTokensPerSecond).toBeCloseTo(
      interleavedTokensPerSecond({ batch: 4, outputTokens: 100, stepSeconds, prefillSeconds: prefill }),
      6,
    );
    // The first token of one is not helped by the others.
    expect(speeds.prefillSecondsPerPrompt).toBeCloseTo(prompt(1, 1), 12);
  });

  test('a pass takes 8,192 tokens: 8.192 prompts of 1,000, one of 10,000', () => {
    const output = (batch: number, promptTokens: number): number =>
      servingSpeeds(context({ promptTokens }), ways(1, 1), batch).outputTokensPerSecond;
    const said = (batch: number, prefill: number): number =>
      interleavedTokensPerSecond({
        batch,
        outputTokens: 100,
        stepSeconds: step(batch, 1).totalSeconds,
        prefillSeconds: prefill,
      });
    expect(output(64, 1000)).toBeCloseTo(said(64, prompt(1, 8.192)), 6);
    const long = servingSpeeds(context({ promptTokens: 10_000 }), ways(1, 1), 64);
    const each = servingPrefillSeconds(context({ promptTokens: 10_000 }), 1, 1);
    const cycle = 100 * long.step.totalSeconds + 64 * each;
    expect(long.outputTokensPerSecond).toBeCloseTo(6400 / cycle, 6);
  });

  test('of the streams held a fitted share is in a step, at least one', () => {
    const half = context({}, { concurrencyShare: 0.5 });
    expect(servingSpeeds(half, ways(1, 1), 8).step.totalSeconds).toBeCloseTo(step(4, 1).totalSeconds, 12);
    expect(servingSpeeds(half, ways(1, 1), 1).step.totalSeconds).toBeCloseTo(step(1, 1).totalSeconds, 12);
    expect(servingSpeeds(half, ways(1, 1), 8).concurrency).toBe(8);
  });

  test('a depth moves the step and leaves the prompt', () => {
    const deep = servingSpeeds(context({ depthTokens: 5000 }), ways(1, 1), 1);
    expect(deep.step.totalSeconds).toBeCloseTo(step(1, 1, 5050).totalSeconds, 12);
    expect(deep.prefillSecondsPerPrompt).toBeCloseTo(prompt(1, 1), 12);
  });

  test('no prompt is read at no speed, no output counts as one token', () => {
    expect(servingSpeeds(context({ promptTokens: 0 }), ways(1, 1), 1).prefillTokensPerSecond).toBe(0);
    const none = servingSpeeds(context({ outputTokens: 0 }), ways(1, 1), 1);
    expect(none.outputTokensPerSecond).toBeCloseTo(1 / (step(1, 1, 1000).totalSeconds + prompt(1, 1)), 6);
  });
});

describe('several groups', () => {
  test('share the streams and add up', () => {
    const [one, four] = [servingSpeeds(context(), ways(2, 1), 4), servingSpeeds(context(), ways(2, 4), 16)];
    expect(four.outputTokensPerSecond).toBeCloseTo(4 * one.outputTokensPerSecond, 6);
    expect(four.decodeTokensPerSecond).toBeCloseTo(one.decodeTokensPerSecond, 9);
    expect(four.prefillTokensPerSecond).toBeCloseTo(4 * one.prefillTokensPerSecond, 6);
  });

  test('more groups than streams: the others stand idle', () => {
    const [one, four] = [servingSpeeds(context(), ways(2, 1), 1), servingSpeeds(context(), ways(2, 4), 1)];
    expect(four.outputTokensPerSecond).toBeCloseTo(one.outputTokensPerSecond, 9);
  });
});

describe('a pipeline', () => {
  test('of four stages: a step of one device with a quarter of the batch, and hops; four prompts at once', () => {
    const speeds = servingSpeeds(context(), ways(4, 1, 4), 8);
    const hops = hopSeconds(DENSE, LINKED, { stages: 4, devices: 4, tokens: 2 });
    const stepSeconds = step(2, 1).totalSeconds + hops;
    expect(speeds.step.totalSeconds).toBeCloseTo(stepSeconds, 12);
    expect(speeds.step.overheadSeconds).toBeCloseTo(step(2, 1).overheadSeconds + hops, 12);
    const prefill = prompt(1, 8);
    expect(speeds.outputTokensPerSecond).toBeCloseTo(
      interleavedTokensPerSecond({ batch: 8, outputTokens: 100, stepSeconds, prefillSeconds: prefill / 4 }),
      6,
    );
    expect(speeds.decodeTokensPerSecond).toBeCloseTo(1 / (stepSeconds + (7 * prefill) / 4 / 100), 6);
    expect(speeds.prefillTokensPerSecond).toBeCloseTo((4 * 1000) / prompt(1, 1), 6);
  });

  test('of two stages of two devices; fewer streams than stages are one in each', () => {
    const speeds = servingSpeeds(context(), ways(4, 1, 2), 1);
    const hops = hopSeconds(DENSE, LINKED, { stages: 2, devices: 4, tokens: 1 });
    expect(speeds.step.totalSeconds).toBeCloseTo(step(1, 2).totalSeconds + hops, 12);
  });
});

test('more streams never lower the total, nor raise what each gets', () => {
  const streams = fc.integer({ min: 1, max: 512 });
  fc.assert(
    fc.property(streams, streams, fc.constantFrom(ways(1, 1), ways(4, 1), ways(4, 1, 4)), (a, b, way) => {
      const [few, many] = [Math.min(a, b), Math.max(a, b)].map((load) => servingSpeeds(context(), way, load));
      expect(many?.outputTokensPerSecond).toBeGreaterThanOrEqual((few?.outputTokensPerSecond ?? 0) * 0.999);
      expect(many?.decodeTokensPerSecond).toBeLessThanOrEqual((few?.decodeTokensPerSecond ?? 0) * (1 + 1e-9));
    }),
  );
});
