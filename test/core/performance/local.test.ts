import { describe, expect, test } from 'vitest';
import type { Resolved } from '../../../src/core/performance/constants.ts';
import { type SpeedInput, speedContext } from '../../../src/core/performance/context.ts';
import { decodeStep } from '../../../src/core/performance/decode.ts';
import { chunkTokensOf, depths, localSpeeds } from '../../../src/core/performance/local.ts';
import {
  hostBytesPerSecond,
  hostBytesRead,
  offloadedSpeeds,
  offloadWidth,
  shareOnDevice,
} from '../../../src/core/performance/offload.ts';
import { prefillSeconds } from '../../../src/core/performance/prefill.ts';
import type { Room } from '../../../src/core/performance/room.ts';
import { modelTraffic } from '../../../src/core/performance/traffic.ts';
import { gbPerSecond } from '../../../src/core/units.ts';
import { DENSE, deviceWith, EIGHT_BITS, fittedWith, MIXTURE, resolvedWith, speedInput } from './round-figures.ts';

const context = (constants: Partial<Resolved> = {}, change: Partial<SpeedInput> = {}) =>
  speedContext(speedInput({ constants: fittedWith(constants), ...change }));
const several = (count: number) => ({ device: deviceWith({ count }) });

describe('tokens of one pass', () => {
  test.each([
    ['llama.cpp', 512],
    ['ollama', 512],
    ['mlx', 2048],
    ['vllm', 8192],
  ])('%s takes %d', (engine, expected) => expect(chunkTokensOf(engine)).toBe(expected));
});

describe('depth at which decoding starts', () => {
  test('is the prompt unless said; the prompt then starts at nothing', () => {
    expect(depths(context(), 1)).toEqual({ decode: 1000, prefillStart: 0 });
    expect(depths(context({}, { depthTokens: 0 }), 1)).toEqual({ decode: 0, prefillStart: 0 });
  });

  test.each([
    ['llama.cpp', 1, 5000],
    ['ollama', 1, 5000],
    ['mlx', 1, 0],
    ['llama.cpp', 2, 0],
  ] as const)(
    '%s of %d: the prompt starts at %d of 5,000, as llama-bench has it',
    (engine, concurrency, prefillStart) => {
      expect(depths(context({}, { engine, depthTokens: 5000 }), concurrency)).toEqual({ decode: 5000, prefillStart });
    },
  );
});

describe('speeds of one machine', () => {
  const constants: Partial<Resolved> = {
    weightEfficiency: 0.7,
    dequantCost: 3,
    prefillUtilization: 0.5,
    batchCost: 2,
    layerSeconds: 1e-5,
    prefillLayerSeconds: 1e-5,
  };
  const resolved = resolvedWith(constants);
  const traffic = modelTraffic(DENSE, EIGHT_BITS);
  const step = (batch: number, contextTokens: number) =>
    decodeStep({
      device: deviceWith(),
      model: DENSE,
      traffic,
      constants: resolved,
      // The card's 10 TFLOPS; half of which prefill reaches.
      shaderFlops: 10e12,
      prefillFlops: 5e12,
      batch,
      contextTokens,
    });
  const prompt = (change: { startTokens?: number; chunkTokens?: number } = {}): number =>
    prefillSeconds({
      model: DENSE,
      traffic,
      constants: resolved,
      rateFlops: 10e12,
      memoryBandwidth: 1e12,
      promptTokens: 1000,
      startTokens: 0,
      chunkTokens: 512,
      ...change,
    });

  test('decode half-way through the output: 1,000 and 50 tokens deep', () => {
    const speeds = localSpeeds(context(constants), 1);
    expect(speeds.step).toEqual(step(1, 1050));
    expect(speeds.decodeTokensPerSecond).toBeCloseTo(1 / step(1, 1050).totalSeconds, 9);
    expect(speeds.outputTokensPerSecond).toBe(speeds.decodeTokensPerSecond);
    expect(speeds.prefillSecondsPerPrompt).toBeCloseTo(prompt(), 12);
  });

  test('four streams share a step', () => {
    const speeds = localSpeeds(context(constants), 4);
    expect(speeds.decodeTokensPerSecond).toBeCloseTo(1 / step(4, 1050).totalSeconds, 9);
    expect(speeds.outputTokensPerSecond).toBeCloseTo(4 / step(4, 1050).totalSeconds, 9);
  });

  test('a depth moves decode, and with it a benchmark’s prompt', () => {
    const speeds = localSpeeds(context(constants, { depthTokens: 5000 }), 1);
    expect(speeds.step).toEqual(step(1, 5050));
    expect(speeds.prefillSecondsPerPrompt).toBeCloseTo(prompt({ startTokens: 5000 }), 12);
  });

  test('MLX takes 2,048 tokens a pass', () => {
    const speeds = localSpeeds(context(constants, { engine: 'mlx' }), 1);
    expect(speeds.prefillSecondsPerPrompt).toBeCloseTo(prompt({ chunkTokens: 2048 }), 12);
  });

  test('three cards: a tenth is lost at each of two seams', () => {
    const [one, three] = [1, 3].map((count) => localSpeeds(context({ layerSplitCost: 0.1 }, several(count)), 1));
    expect((one?.decodeTokensPerSecond ?? 0) / (three?.decodeTokensPerSecond ?? 0)).toBeCloseTo(1.2, 12);
  });

  describe('prefill of a layer split', () => {
    const gain = (count: number, promptTokens: number, pipelineShare: number): number => {
      const [one = 0, many = 0] = [1, count].map(
        (devices) =>
          localSpeeds(context({ pipelineShare }, { ...several(devices), promptTokens }), 1).prefillSecondsPerPrompt,
      );
      return one / many;
    };

    test('two chunks on three cards: 2 × 3 ÷ (2 + 3 − 1) = 1.5 times as fast', () => {
      expect(gain(3, 1024, 1)).toBeCloseTo(1.5, 12);
    });

    test('of the gain a fitted share is reached, at most all', () => {
      expect(gain(3, 1024, 0.5)).toBeCloseTo(1.25, 12);
      expect(gain(3, 1024, 2)).toBeCloseTo(1.5, 12);
      expect(gain(3, 1024, 0)).toBeCloseTo(1, 12);
    });

    test('a prompt of less than a chunk has nothing to overlap', () => {
      expect(gain(3, 100, 1)).toBeCloseTo(1, 12);
    });

    test('a very long one gains all cards', () => {
      expect(gain(4, 512 * 997, 1)).toBeCloseTo((997 * 4) / 1000, 12);
    });
  });
});

describe('part of the weights in the memory of the host', () => {
  /** 2 of 2.4 GB on the card. */
  const room = (change: Partial<Room> = {}): Room => ({
    weightBytes: 2.4e9,
    usableBytes: 2.1e9,
    sequenceBytes: 0.1e9,
    maxSequences: 0,
    sequencesHeld: 0,
    boundBy: 'memory',
    shortfallBytes: 0.4e9,
    ...change,
  });

  test('the card keeps what the cache leaves: between nothing and all', () => {
    expect(shareOnDevice(room())).toBeCloseTo(2 / 2.4, 12);
    expect(shareOnDevice(room({ usableBytes: 9e9 }))).toBe(1);
    expect(shareOnDevice(room({ usableBytes: 0 }))).toBe(0);
  });

  test('the host reads 35 GB/s, of 20 to 60; of a known bandwidth 55 %, of 40 to 75', () => {
    const ends = ['low', 'value', 'high'] as const;
    const of = (hostBandwidth?: number | null) => {
      const said =
        hostBandwidth === undefined
          ? {}
          : { hostBandwidth: hostBandwidth === null ? null : gbPerSecond(hostBandwidth) };
      return ends.map((end) => Math.round(hostBytesPerSecond(deviceWith(said), end) / 1e6) / 1e3);
    };
    expect(of()).toEqual([20, 35, 60]);
    expect(of(null)).toEqual([20, 35, 60]);
    expect(of(100)).toEqual([40, 55, 75]);
    expect(hostBytesPerSecond(deviceWith())).toBe(35e9);
  });

  test('of a mixture experts are spilled first, of which a token reads an eighth', () => {
    const traffic = modelTraffic(MIXTURE, EIGHT_BITS);
    expect(hostBytesRead(traffic, 0.64e9)).toBeCloseTo(0.08e9, 0);
    // All of them, and 0.22 GB of the rest.
    expect(hostBytesRead(traffic, 1.5e9)).toBeCloseTo(0.16e9 + 0.22e9, 0);
    expect(hostBytesRead(traffic, 99e9)).toBeCloseTo(0.16e9 + 0.6e9, 0);
  });

  test('of a dense model all that was spilled is read, at most what a step reads', () => {
    const traffic = modelTraffic(DENSE, EIGHT_BITS);
    expect(hostBytesRead(traffic, 1e9)).toBe(1e9);
    expect(hostBytesRead(traffic, 9e9)).toBe(2.2e9);
  });

  test('by hand: 0.4 of 2.2 GB at 35 GB/s, the rest of the step as before', () => {
    const whole = { ...localSpeeds(context(), 1), decodeTokensPerSecond: 100, outputTokensPerSecond: 300 };
    const speeds = offloadedSpeeds(context(), whole, { room: room() });
    const seconds = (1 - 0.4 / 2.2) / 100 + 0.4 / 35;
    expect(speeds.decodeTokensPerSecond).toBeCloseTo(1 / seconds, 9);
    // Three streams were together; they stay so.
    expect(speeds.outputTokensPerSecond).toBeCloseTo(3 / seconds, 9);
    expect(speeds.prefillSecondsPerPrompt).toBeCloseTo(whole.prefillSecondsPerPrompt + 0.4 / 35, 12);
    expect(speeds.step).toBe(whole.step);
  });

  test('of a mixture what is read is a share of all a token reads: 0.05 of 0.76 GB', () => {
    const mixed = context({}, { model: MIXTURE });
    const whole = { ...localSpeeds(mixed, 1), decodeTokensPerSecond: 100, outputTokensPerSecond: 100 };
    const speeds = offloadedSpeeds(mixed, whole, { room: room() });
    expect(speeds.decodeTokensPerSecond).toBeCloseTo(1 / ((1 - 0.05 / 0.76) / 100 + 0.05 / 35), 9);
  });

  test('a fitted share of the host’s rate counts; its ends are those of the judgment', () => {
    const half = context({ hostBandwidth: 0.5 });
    const whole = { ...localSpeeds(half, 1), decodeTokensPerSecond: 100, outputTokensPerSecond: 100 };
    const at = (gigabytesPerSecond: number): number => 1 / ((1 - 0.4 / 2.2) / 100 + 0.4 / gigabytesPerSecond);
    expect(offloadedSpeeds(half, whole, { room: room() }).decodeTokensPerSecond).toBeCloseTo(at(17.5), 9);
    const { low, high } = offloadWidth(half, whole, room());
    expect(low).toBeCloseTo(Math.log(at(17.5) / at(10)), 12);
    expect(high).toBeCloseTo(Math.log(at(30) / at(17.5)), 12);
  });

  test('nothing spilled changes nothing', () => {
    const whole = localSpeeds(context(), 1);
    const fits = room({ usableBytes: 99e9 });
    expect(offloadedSpeeds(context(), whole, { room: fits }).decodeTokensPerSecond).toBeCloseTo(
      whole.decodeTokensPerSecond,
      9,
    );
    expect(offloadWidth(context(), whole, fits)).toEqual({ low: 0, high: 0 });
  });
});
