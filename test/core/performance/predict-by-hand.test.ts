import { describe, expect, test } from 'vitest';
import type { PerformanceConstants, Resolved } from '../../../src/core/performance/constants.ts';
import { speedContext } from '../../../src/core/performance/context.ts';
import { localSpeeds } from '../../../src/core/performance/local.ts';
import { offloadedSpeeds, offloadWidth } from '../../../src/core/performance/offload.ts';
import { predictSpeed, type SpeedInput } from '../../../src/core/performance/predict.ts';
import { roomFor } from '../../../src/core/performance/room.ts';
import { speculationGain } from '../../../src/core/performance/speculative.ts';
import { bytes, gb } from '../../../src/core/units.ts';
import { deviceWith, fittedWith, speedInput } from './round-figures.ts';

/** Factors of 2, 3, 4 and 5 down, twice as far up. */
const INTERVALS: PerformanceConstants['intervals'] = Object.fromEntries(
  (['decode', 'prefill', 'batched', 'offline'] as const).map((quantity, i) => [
    quantity,
    { low: Math.log(i + 2), high: 2 * Math.log(i + 2), rows: 1 },
  ]),
);
const constants = (change: Partial<Resolved> = {}) => fittedWith(change, { intervals: INTERVALS });
const input = (change: Partial<SpeedInput> = {}) => speedInput({ constants: constants(), ...change });
const roomOf = (asked: SpeedInput, devices: number, contextTokens: number) =>
  roomFor({ ...asked, devices, traffic: speedContext(asked).traffic, contextTokens });

describe('one machine', () => {
  test('its speeds are those of the parts, the first token prompt and one step', () => {
    const asked = input();
    const parts = localSpeeds(speedContext(asked), 1);
    const prediction = predictSpeed(asked);
    expect(prediction).toMatchObject({
      fits: true,
      shortfallBytes: 0,
      concurrency: 1,
      step: parts.step,
      groupSize: 1,
      stages: 1,
      decodeShare: 1,
      assumptions: [],
    });
    expect(prediction.sequencesHeld).toBeCloseTo(roomOf(asked, 1, 1100).sequencesHeld, 6);
    expect(prediction.decodeTokensPerSecond.expected).toBe(parts.decodeTokensPerSecond);
    expect(prediction.outputTokensPerSecond.expected).toBe(parts.outputTokensPerSecond);
    expect(prediction.prefillTokensPerSecond.expected).toBeCloseTo(1000 / parts.prefillSecondsPerPrompt, 6);
    expect(prediction.timeToFirstTokenSeconds.expected).toBeCloseTo(
      parts.prefillSecondsPerPrompt + 1 / parts.decodeTokensPerSecond,
      12,
    );
  });

  test('of two cards the sequences of both are held, not of one', () => {
    const two = input({ device: deviceWith({ count: 2 }) });
    expect(predictSpeed(two).sequencesHeld).toBeCloseTo(roomOf(two, 2, 1100).sequencesHeld, 6);
    expect(predictSpeed(two).groupSize).toBe(2);
    // What is lost at the seam is lost in decoding too: a stream decodes all the time.
    const seamed = { ...two, constants: constants({ layerSplitCost: 0.5 }) };
    expect(predictSpeed(seamed).decodeShare).toBe(1);
    expect(predictSpeed(seamed).decodeTokensPerSecond.expected).toBeLessThan(
      predictSpeed(two).decodeTokensPerSecond.expected,
    );
  });

  test('a cache is as deep as was said, and then grows by the output', () => {
    const deep = input({ depthTokens: 50_000 });
    expect(predictSpeed(deep).sequencesHeld).toBeCloseTo(roomOf(deep, 1, 50_100).sequencesHeld, 6);
  });

  test('nothing to read is read at no speed', () => {
    const prediction = predictSpeed(input({ promptTokens: 0 }));
    expect(prediction.prefillTokensPerSecond.expected).toBe(0);
    expect(prediction.timeToFirstTokenSeconds.expected).toBeCloseTo(1 / prediction.decodeTokensPerSecond.expected, 12);
  });

  test('streams: as many as asked for, at most as fit; all of them where the most was asked for', () => {
    expect(predictSpeed(input({ concurrency: 4 })).concurrency).toBe(4);
    expect(predictSpeed(input({ concurrency: 1000 })).concurrency).toBe(64);
    expect(predictSpeed(input({ concurrency: 'max' })).concurrency).toBe(64);
    expect(predictSpeed(input({ concurrency: 4 })).outputTokensPerSecond.expected).toBe(
      localSpeeds(speedContext(input()), 4).outputTokensPerSecond,
    );
  });

  test.each([
    ['one stream', 1, 2],
    ['several', 4, 4],
    ['as many as fit', 'max', 5],
  ] as const)('the interval of %s is its own, that of prefill another', (_, concurrency, factor) => {
    const prediction = predictSpeed(input({ concurrency }));
    for (const speed of [prediction.decodeTokensPerSecond, prediction.outputTokensPerSecond]) {
      expect(speed.expected / speed.low).toBeCloseTo(factor, 9);
      expect(speed.high / speed.expected).toBeCloseTo(factor ** 2, 9);
    }
    const { prefillTokensPerSecond: prefill, timeToFirstTokenSeconds: first } = prediction;
    expect(prefill.expected / prefill.low).toBeCloseTo(3, 9);
    expect(first.expected / first.low).toBeCloseTo(9, 9);
    expect(first.high / first.expected).toBeCloseTo(3, 9);
  });
});

describe('what limits a step is its longest part', () => {
  const limited = (change: Partial<Resolved>, more: Partial<SpeedInput> = {}) =>
    predictSpeed(input({ constants: constants(change), ...more })).limitedBy;

  test.each<[string, Partial<Resolved>, Partial<SpeedInput>]>([
    ['memory-bandwidth', {}, {}],
    ['dequantization', { dequantCost: 100 }, {}],
    ['overhead', { stepSeconds: 1 }, {}],
    ['compute', { weightEfficiency: 1e3 }, { concurrency: 4 }],
    // 2.2 ms of weights and 24 ms of cache against 20 ms of overhead.
    ['memory-bandwidth', { stepSeconds: 0.02 }, { depthTokens: 3_000_000 }],
    // On a server.
    ['compute', { batchCost: 1000 }, { engine: 'vllm' }],
    ['overhead', { stepSeconds: 1 }, { engine: 'vllm' }],
    ['memory-bandwidth', {}, { engine: 'vllm' }],
  ])('%s', (limit, change, more) => {
    expect(limited(change, more)).toBe(limit);
  });
});

describe('what does not fit', () => {
  const tight = (memoryGb: number, change: Partial<SpeedInput> = {}, systemRamBytes: number | null = null) =>
    input({
      device: deviceWith({
        memoryBytes: gb(memoryGb),
        systemRamBytes: systemRamBytes === null ? null : bytes(systemRamBytes),
      }),
      ...change,
    });
  const shortfall = roomOf(tight(2), 1, 1100).shortfallBytes;
  const NOTHING = { expected: 0, low: 0, high: 0 };

  test.each(['llama.cpp', 'vllm'] as const)('has no speed with %s, and says what is missing', (engine) => {
    const asked = tight(2, { engine });
    expect(predictSpeed(asked)).toEqual({
      fits: false,
      shortfallBytes: roomOf(asked, 1, 1100).shortfallBytes,
      concurrency: 0,
      sequencesHeld: 0,
      prefillTokensPerSecond: NOTHING,
      decodeTokensPerSecond: NOTHING,
      outputTokensPerSecond: NOTHING,
      timeToFirstTokenSeconds: NOTHING,
      limitedBy: 'does-not-fit',
      step: null,
      groupSize: 0,
      stages: 1,
      decodeShare: 1,
      assumptions: [],
    });
    expect(shortfall).toBeGreaterThan(0);
  });

  test('spills where the host has room for what is missing, not just as much, and the engine can', () => {
    expect(predictSpeed(tight(2, {}, shortfall)).limitedBy).toBe('does-not-fit');
    expect(predictSpeed(tight(2, {}, shortfall + 1)).limitedBy).toBe('system-ram');
    expect(predictSpeed(tight(2, { engine: 'mlx' }, 1e12)).limitedBy).toBe('does-not-fit');
    expect(predictSpeed(tight(2, { engine: 'vllm' }, 1e12)).limitedBy).toBe('does-not-fit');
    // One whole sequence fits or none does.
    expect(predictSpeed(tight(40, {}, 1e12)).limitedBy).toBe('memory-bandwidth');
  });

  test('spilled: one stream at the speed of the two memories, with the doubt of both', () => {
    const asked = tight(2, { concurrency: 8 }, 64e9);
    const context = speedContext(asked);
    const room = roomOf(asked, 1, 1100);
    const whole = localSpeeds(context, 1);
    const speeds = offloadedSpeeds(context, whole, { room });
    const prediction = predictSpeed(asked);
    expect(prediction).toMatchObject({ fits: false, concurrency: 1, shortfallBytes: room.shortfallBytes });
    const doubt = offloadWidth(context, whole, room);
    for (const speed of [prediction.decodeTokensPerSecond, prediction.outputTokensPerSecond]) {
      expect(speed.expected).toBeCloseTo(speeds.decodeTokensPerSecond, 9);
      expect(Math.log(speed.expected / speed.low)).toBeCloseTo(Math.hypot(Math.log(2), doubt.low), 9);
      expect(Math.log(speed.high / speed.expected)).toBeCloseTo(Math.hypot(2 * Math.log(2), doubt.high), 9);
    }
    expect(prediction.prefillTokensPerSecond.expected).toBeCloseTo(1000 / speeds.prefillSecondsPerPrompt, 6);
  });
});

describe('with drafts', () => {
  const speculation = { acceptanceRate: 0.8, draftTokens: 4, draftCostShare: 0.05 };
  const decode = (change: Partial<SpeedInput>): number => predictSpeed(input(change)).decodeTokensPerSecond.expected;

  test('one stream gains by what a check of five tokens costs, their cache read once', () => {
    const context = speedContext(input());
    const [one, five] = [localSpeeds(context, 1).step, localSpeeds(context, 5).step];
    const ratio = (five.totalSeconds - five.cacheSeconds + one.cacheSeconds) / one.totalSeconds;
    const gain = speculationGain(speculation, ratio);
    expect(gain).toBeGreaterThan(1.05);
    expect(decode({ speculation })).toBeCloseTo(decode({}) * gain, 9);
    const output = (change: Partial<SpeedInput>) => predictSpeed(input(change)).outputTokensPerSecond.expected;
    expect(output({ speculation })).toBeCloseTo(output({}) * gain, 9);
  });

  test('several streams gain nothing', () => {
    expect(decode({ speculation, concurrency: 2 })).toBe(decode({ concurrency: 2 }));
  });
});
