import { describe, expect, test } from 'vitest';
import { hardwareById, modelById, quantizationById } from '../../../src/catalog/index.ts';
import { performanceConstants } from '../../../src/catalog/performance.ts';
import {
  corrected,
  deviceCorrector,
  kindOfWork,
  type MeasuredRun,
  runSpread,
  workOf,
} from '../../../src/core/performance/measured.ts';
import { predictSpeed, type SpeedInput } from '../../../src/core/performance/predict.ts';

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('the catalog lacks a row this test names');
  return row;
}
const hardware = found(hardwareById('rtx-4090'));
const constants = performanceConstants();

const asked = (model: string, change: Partial<SpeedInput> = {}): SpeedInput => ({
  device: { hardware, memoryBytes: found(hardware.memoryOptionsBytes.at(-1)), count: 1 },
  model: found(modelById(model)),
  quantization: found(quantizationById('q4-k-m')),
  engine: 'llama.cpp',
  promptTokens: 512,
  outputTokens: 128,
  concurrency: 1,
  constants,
  ...change,
});

/** A run of Llama 3.1 8B that was so many times as fast as predicted. */
function measured(times: { readonly prefill: number | null; readonly decode: number | null }): MeasuredRun {
  const prediction = predictSpeed(asked('llama-3.1-8b'));
  const predicted = {
    prefill: prediction.prefillTokensPerSecond.expected,
    decode: prediction.decodeTokensPerSecond.expected,
  };
  const of = (phase: 'prefill' | 'decode'): number | null =>
    times[phase] === null ? null : predicted[phase] * times[phase];
  return {
    id: 'run-1',
    takenAt: '2026-11-20T10:00:00.000Z',
    engine: 'llama.cpp',
    backend: 'cuda',
    count: 1,
    work: workOf('llama-3.1-8b', 'q4-k-m'),
    kind: kindOfWork(found(modelById('llama-3.1-8b')), found(quantizationById('q4-k-m'))),
    promptTokens: 512,
    outputTokens: 128,
    depthTokens: null,
    concurrency: 1,
    runSpread: 0.03,
    measured: { prefill: of('prefill'), decode: of('decode') },
    predicted,
  };
}

function correctedBy(run: MeasuredRun, input: SpeedInput) {
  const before = predictSpeed(input);
  return { before, after: found(deviceCorrector(hardware, [run], constants) ?? undefined)(before, input) };
}

describe('a corrected prediction', () => {
  test('of the measured model lies near the measurement, of others between it and the estimate', () => {
    const run = measured({ prefill: 0.8, decode: 0.8 });
    const same = correctedBy(run, asked('llama-3.1-8b'));
    const other = correctedBy(run, asked('qwen3-14b'));
    const ratio = ({ before, after }: typeof same): number =>
      after.decodeTokensPerSecond.expected / before.decodeTokensPerSecond.expected;
    expect(ratio(same)).toBeGreaterThan(0.79);
    expect(ratio(same)).toBeLessThan(0.85);
    expect(ratio(other)).toBeGreaterThan(ratio(same));
    expect(ratio(other)).toBeLessThan(1);
  });

  test('keeps decode and prefill apart', () => {
    const { before, after } = correctedBy(measured({ prefill: 0.5, decode: null }), asked('llama-3.1-8b'));
    expect(after.decodeTokensPerSecond).toEqual(before.decodeTokensPerSecond);
    expect(after.prefillTokensPerSecond.expected).toBeLessThan(before.prefillTokensPerSecond.expected * 0.7);
    expect(after.timeToFirstTokenSeconds.expected).toBeGreaterThan(before.timeToFirstTokenSeconds.expected);
  });

  test('is narrower, and says which run it rests on', () => {
    const { before, after } = correctedBy(measured({ prefill: 1, decode: 1 }), asked('llama-3.1-8b'));
    const width = ({ low, high }: { low: number; high: number }): number => high / low;
    expect(width(after.decodeTokensPerSecond)).toBeLessThan(width(before.decodeTokensPerSecond) * 0.9);
    expect(after.assumptions).toMatchObject([
      { id: 'rtx-4090.llama.cpp.measured-prefill-factor', origin: 'measured', source: 'run-1', asOf: '2026-11-20' },
      { id: 'rtx-4090.llama.cpp.measured-decode-factor', origin: 'measured', source: 'run-1', asOf: '2026-11-20' },
    ]);
  });

  test('a run on one engine family says nothing of another: their constants were fitted apart', () => {
    const input = asked('llama-3.1-8b', { engine: 'vllm', quantization: found(quantizationById('awq-int4-g128')) });
    const { before, after } = correctedBy(measured({ prefill: 0.5, decode: 0.5 }), input);
    expect(after).toEqual(before);
  });

  test('what does not fit stays so', () => {
    const { before, after } = correctedBy(measured({ prefill: 1, decode: 1 }), asked('llama-3.1-405b'));
    expect(after).toBe(before);
  });

  test('a device without a usable run has no correction', () => {
    expect(deviceCorrector(hardware, [measured({ prefill: null, decode: null })], constants)).toBeNull();
  });

  test('the interval keeps its lopsidedness', () => {
    // 100 ÷ 80 = 1.25 = 125 ÷ 100; half the spread leaves the root of each: 50 ÷ √1.25 = 44.72, 50 × √1.25 = 55.90.
    const by = { factor: 0.5, spread: 0.1, spreadBefore: 0.2, ids: [] };
    expect(corrected({ expected: 100, low: 80, high: 125 }, by).low).toBeCloseTo(44.7214, 4);
    expect(corrected({ expected: 100, low: 80, high: 125 }, by).high).toBeCloseTo(55.9017, 4);
  });
});

describe('the spread of a run', () => {
  test.for([
    // √(0.03² + (0.04 ÷ √4)²) = √(0.0009 + 0.0004) = 0.036056
    { origin: 'bench', coefficientOfVariation: 0.04, repetitions: 4, spread: 0.036056 },
    { origin: 'typed', coefficientOfVariation: null, repetitions: null, spread: 0.1 },
    // Repeated once: √(0.03² + 0.05²)
    { origin: 'bench', coefficientOfVariation: null, repetitions: 1, spread: 0.05831 },
  ] as const)('$origin, CV $coefficientOfVariation of $repetitions', ({ spread, ...run }) => {
    expect(runSpread(run)).toBeCloseTo(spread, 5);
  });

  test('one that scatters by more than 15 % corrects nothing', () => {
    expect(runSpread({ origin: 'bench', coefficientOfVariation: 0.2, repetitions: 5 })).toBeNull();
  });
});
