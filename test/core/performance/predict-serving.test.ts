import { describe, expect, test } from 'vitest';
import type { PerformanceConstants } from '../../../src/core/performance/constants.ts';
import { speedContext } from '../../../src/core/performance/context.ts';
import { predictSpeed, type SpeedInput } from '../../../src/core/performance/predict.ts';
import { roomFor } from '../../../src/core/performance/room.ts';
import { servingSpeeds } from '../../../src/core/performance/serving.ts';
import { groupings, pipelines } from '../../../src/core/performance/split.ts';
import { gb } from '../../../src/core/units.ts';
import { DENSE, deviceWith, fittedWith, speedInput } from './round-figures.ts';

/** Factors of 2, 3, 4 and 5 down, twice as far up. */
const INTERVALS: PerformanceConstants['intervals'] = Object.fromEntries(
  (['decode', 'prefill', 'batched', 'offline'] as const).map((quantity, i) => [
    quantity,
    { low: Math.log(i + 2), high: 2 * Math.log(i + 2), rows: 1 },
  ]),
);
const input = (change: Partial<SpeedInput> = {}) =>
  speedInput({ constants: fittedWith({}, { intervals: INTERVALS }), ...change });
const roomOf = (asked: SpeedInput, devices: number, contextTokens: number) =>
  roomFor({ ...asked, devices, traffic: speedContext(asked).traffic, contextTokens });

describe('a server', () => {
  const served = (count: number, change: Partial<SpeedInput> = {}, memoryGb = 40): SpeedInput =>
    input({ engine: 'vllm', device: deviceWith({ count, memoryBytes: gb(memoryGb) }), ...change });
  const outputs = (asked: SpeedInput, ways: ReturnType<typeof groupings>, concurrency: number): readonly number[] =>
    ways.map((way) => servingSpeeds(speedContext(asked), way, concurrency).outputTokensPerSecond);

  test('one card: what the parts say', () => {
    const asked = served(1, { concurrency: 8 });
    const parts = servingSpeeds(speedContext(asked), { groupSize: 1, groups: 1, stages: 1 }, 8);
    const prediction = predictSpeed(asked);
    expect(prediction).toMatchObject({ fits: true, concurrency: 8, groupSize: 1, stages: 1, step: parts.step });
    expect(prediction.prefillTokensPerSecond.expected).toBe(parts.prefillTokensPerSecond);
    expect(prediction.decodeTokensPerSecond.expected).toBe(parts.decodeTokensPerSecond);
    expect(prediction.outputTokensPerSecond.expected).toBe(parts.outputTokensPerSecond);
    expect(prediction.timeToFirstTokenSeconds.expected).toBeCloseTo(
      parts.prefillSecondsPerPrompt + parts.step.totalSeconds,
      12,
    );
    // Seven other prompts are read meanwhile.
    expect(prediction.decodeShare).toBeCloseTo(parts.decodeTokensPerSecond * parts.step.totalSeconds, 12);
    expect(prediction.decodeShare).toBeLessThan(0.9);
    expect(predictSpeed(served(1)).decodeShare).toBeCloseTo(1, 12);
  });

  test.each([1, 4, 64, 512])('four cards and %d streams: the grouping with the most output', (concurrency) => {
    const asked = served(4, { concurrency });
    const ways = groupings(4);
    const all = outputs(asked, ways, concurrency);
    const prediction = predictSpeed(asked);
    expect(prediction.outputTokensPerSecond.expected).toBe(Math.max(...all));
    expect(prediction.groupSize).toBe(ways[all.indexOf(Math.max(...all))]?.groupSize);
  });

  test('held are the sequences of all groups', () => {
    const asked = served(4, { concurrency: 512 });
    const { groupSize, sequencesHeld } = predictSpeed(asked);
    expect(groupSize).toBeLessThan(4);
    expect(sequencesHeld).toBeCloseTo((roomOf(asked, groupSize, 1100).sequencesHeld * 4) / groupSize, 6);
  });

  test('the most: what fits half-way through the output, in every group', () => {
    // 0.7 ÷ 8 GB of caches: depth decides, not what the engine schedules.
    const asked = served(1, { concurrency: 'max', depthTokens: 100_000, outputTokens: 50_000 });
    const fit = roomOf(asked, 1, 125_000).maxSequences;
    expect(fit).toBeGreaterThan(roomOf(asked, 1, 150_000).maxSequences);
    expect(predictSpeed(asked).concurrency).toBe(fit);
    const two = served(2, { concurrency: 10_000, split: 'tensor' });
    const prediction = predictSpeed(two);
    expect(prediction.concurrency).toBe((256 * 2) / prediction.groupSize);
  });

  test('groups too small for the model are passed over', () => {
    // 92 % of 3 GB less 0.5 GB are 2.26 GB, of two cards 4.52: the model needs 2.41.
    const asked = served(4, { concurrency: 256 }, 3);
    expect(roomOf(asked, 1, 1100).maxSequences).toBe(0);
    expect(predictSpeed(asked).fits).toBe(true);
    expect(predictSpeed(asked).groupSize).toBeGreaterThanOrEqual(2);
  });

  test('heads that do not divide leave a pipeline, if none but tensor parallel was asked for', () => {
    const three = served(3, {}, 2.5);
    expect(predictSpeed(three)).toMatchObject({ fits: true, groupSize: 3, stages: 3 });
    const tensor = predictSpeed({ ...three, split: 'tensor' });
    expect(tensor).toMatchObject({ fits: false, limitedBy: 'does-not-fit' });
    // Of groups of one, the only size 20 heads divide by here.
    expect(tensor.shortfallBytes).toBeCloseTo(roomOf(three, 1, 1100).shortfallBytes, 0);
  });

  test('not asked for, a pipeline’s stages are as wide as heads allow: 6 cards as 3 × 2', () => {
    // 92 % of 1.2 GB less 0.5 GB are 0.604 GB: three cards hold too little, six enough.
    const six = served(6, {}, 1.2);
    expect(predictSpeed(six)).toMatchObject({ fits: true, groupSize: 6, stages: 3 });
    expect(predictSpeed({ ...six, split: 'pipeline' })).toMatchObject({ fits: true, groupSize: 6, stages: 6 });
  });

  test('room for one sequence is room', () => {
    const asked = served(1, {}, (2.4 + 1.5 * 8.8e-3 + 0.5) / 0.92);
    expect(roomOf(asked, 1, 1100).maxSequences).toBe(1);
    expect(predictSpeed(asked)).toMatchObject({ fits: true, concurrency: 1 });
  });

  test('a pipeline asked for is one, though tensor parallel fits', () => {
    const asked = served(4, { split: 'pipeline', concurrency: 64 });
    const ways = pipelines(4, DENSE, true);
    const prediction = predictSpeed(asked);
    expect(prediction.stages).toBe(prediction.groupSize);
    expect(prediction.outputTokensPerSecond.expected).toBe(Math.max(...outputs(asked, ways, 64)));
  });

  test('where nothing fits, what is missing of the widest way', () => {
    const asked = served(4, {}, 1);
    expect(predictSpeed(asked)).toMatchObject({
      fits: false,
      shortfallBytes: roomOf(asked, 4, 1100).shortfallBytes,
    });
  });

  test('the interval of the most is that of offline work, of several of a batch', () => {
    const factor = (concurrency: SpeedInput['concurrency']): number => {
      const { expected, low } = predictSpeed(served(1, { concurrency })).outputTokensPerSecond;
      return expected / low;
    };
    expect([factor(1), factor(2), factor('max')].map((one) => Math.round(one * 1e9) / 1e9)).toEqual([2, 4, 5]);
  });
});
