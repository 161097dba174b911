import { describe, expect, test } from 'vitest';
import type { CorrectionSpreads } from '../../../src/core/calibrate.ts';
import type { PerformanceConstants } from '../../../src/core/performance/constants.ts';
import {
  type CorrectedInput,
  deviceCorrector,
  kindOfWork,
  type MeasuredRun,
} from '../../../src/core/performance/measured.ts';
import type { SpeedPrediction } from '../../../src/core/performance/predict.ts';
import { CARD, DENSE, deviceWith, EIGHT_BITS, fittedWith, MIXTURE } from './round-figures.ts';

/** Only what a model in a format has to itself strays, by 10 %: nothing is shared with other work. */
const OF_WORK: CorrectionSpreads = {
  machine: 0,
  workload: 0.1,
  otherSetup: 0.5,
  common: 1,
  perSize: 0,
  perContext: 0,
  perLoad: 0,
  otherFormat: 0,
  otherKind: 0,
};
/** Only the machine strays, by 10 %, alike for all work. */
const OF_MACHINE: CorrectionSpreads = { ...OF_WORK, machine: 0.1, workload: 0 };

const fitted = (spreads: CorrectionSpreads, classes = ['prefill/local/other', 'decode/local/other']) =>
  fittedWith(
    {},
    { correction: Object.fromEntries(classes.map((name) => [name, { ...spreads, machines: 1, rows: 1 }])) },
  );

/** Measured at 0.64 of what was predicted, give or take 10 %: half of it, or 0.8, is believed of the same work. */
const run = (change: Partial<MeasuredRun> = {}): MeasuredRun => ({
  id: 'run-1',
  takenAt: '2026-11-20T10:00:00.000Z',
  engine: 'llama.cpp',
  backend: 'cuda',
  count: 1,
  work: 'round-dense/round-8',
  kind: kindOfWork(DENSE, EIGHT_BITS),
  promptTokens: 1000,
  outputTokens: 100,
  depthTokens: null,
  concurrency: 1,
  runSpread: 0.1,
  measured: { prefill: 640, decode: 64 },
  predicted: { prefill: 1000, decode: 100 },
  ...change,
});
const only = (phase: 'prefill' | 'decode', change: Partial<MeasuredRun> = {}): MeasuredRun =>
  run({ ...change, measured: { prefill: null, decode: null, [phase]: phase === 'decode' ? 64 : 640 } });

/** The first token: a second of prompt and a step of 10 ms. */
const PREDICTION: SpeedPrediction = {
  fits: true,
  shortfallBytes: 0,
  concurrency: 1,
  sequencesHeld: 8,
  prefillTokensPerSecond: { expected: 1000, low: 500, high: 2000 },
  decodeTokensPerSecond: { expected: 100, low: 50, high: 200 },
  outputTokensPerSecond: { expected: 300, low: 150, high: 600 },
  timeToFirstTokenSeconds: { expected: 1.01, low: 0.505, high: 2.02 },
  limitedBy: 'memory-bandwidth',
  step: null,
  groupSize: 1,
  stages: 1,
  decodeShare: 1,
  assumptions: [],
};
const asked = (change: Partial<CorrectedInput> = {}): CorrectedInput => ({
  model: DENSE,
  quantization: EIGHT_BITS,
  engine: 'llama.cpp',
  promptTokens: 1000,
  outputTokens: 100,
  device: deviceWith(),
  ...change,
});
interface Case {
  readonly input?: Partial<CorrectedInput>;
  readonly prediction?: Partial<SpeedPrediction>;
  readonly constants?: PerformanceConstants;
}
function speedsBy(runs: readonly MeasuredRun[], { input, prediction, constants }: Case = {}): SpeedPrediction {
  const corrector = deviceCorrector(CARD, runs, constants ?? fitted(OF_WORK));
  return corrector?.({ ...PREDICTION, ...prediction }, asked(input)) ?? PREDICTION;
}
const decodeFactor = (runs: readonly MeasuredRun[], asking: Case = {}): number =>
  speedsBy(runs, asking).decodeTokensPerSecond.expected / 100;
const prefillFactor = (runs: readonly MeasuredRun[], asking: Case = {}): number =>
  speedsBy(runs, asking).prefillTokensPerSecond.expected / 1000;

describe('a run of the very work, as uncertain as the estimate', () => {
  test('moves each speed half-way: the root of 0.64', () => {
    const speeds = speedsBy([run()]);
    expect(speeds.decodeTokensPerSecond.expected).toBeCloseTo(80, 9);
    expect(speeds.outputTokensPerSecond.expected).toBeCloseTo(240, 9);
    expect(speeds.prefillTokensPerSecond.expected).toBeCloseTo(800, 9);
  });

  test('leaves √½ of the spread: a factor of two becomes 2^0.7071', () => {
    const { expected, low, high } = speedsBy([run()]).decodeTokensPerSecond;
    expect(expected / low).toBeCloseTo(2 ** Math.SQRT1_2, 9);
    expect(high / expected).toBeCloseTo(2 ** Math.SQRT1_2, 9);
  });

  test('keeps all else', () => {
    const { fits, step, sequencesHeld, limitedBy } = speedsBy([run()]);
    expect({ fits, step, sequencesHeld, limitedBy }).toEqual({
      fits: true,
      step: null,
      sequencesHeld: 8,
      limitedBy: 'memory-bandwidth',
    });
  });

  test('another model, or another format, has nothing of it', () => {
    expect(decodeFactor([run()], { input: { model: MIXTURE } })).toBe(1);
    expect(decodeFactor([run()], { input: { quantization: { ...EIGHT_BITS, id: 'other' } } })).toBe(1);
  });
});

describe('the first token', () => {
  test('waits for a prompt and a step, each by its own factor', () => {
    const first = (runs: readonly MeasuredRun[]): number => speedsBy(runs).timeToFirstTokenSeconds.expected;
    expect(first([run()])).toBeCloseTo(1.01 / 0.8, 12);
    expect(first([only('prefill')])).toBeCloseTo(1 / 0.8 + 0.01, 12);
    expect(first([only('decode')])).toBeCloseTo(1 + 0.01 / 0.8, 12);
  });

  test('the step is the prediction’s own where it has one, and never more than the whole', () => {
    const step = (totalSeconds: number): SpeedPrediction['step'] => ({
      memorySeconds: totalSeconds,
      dequantSeconds: 0,
      computeSeconds: 0,
      cacheSeconds: 0,
      overheadSeconds: 0,
      totalSeconds,
    });
    const first = (seconds: number): number =>
      speedsBy([only('decode')], { prediction: { step: step(seconds) } }).timeToFirstTokenSeconds.expected;
    expect(first(0.21)).toBeCloseTo(0.8 + 0.21 / 0.8, 12);
    expect(first(5)).toBeCloseTo(1.01 / 0.8, 12);
  });

  test('is as sure as the prompt: without a measured one as unsure as before', () => {
    const spread = (runs: readonly MeasuredRun[]): number => {
      const { expected, low } = speedsBy(runs).timeToFirstTokenSeconds;
      return expected / low;
    };
    expect(spread([only('prefill')])).toBeCloseTo(2 ** Math.SQRT1_2, 9);
    expect(spread([only('decode')])).toBeCloseTo(2, 9);
  });

  test('of no time stays so', () => {
    const none = { expected: 0, low: 0, high: 0 };
    expect(speedsBy([run()], { prediction: { timeToFirstTokenSeconds: none } }).timeToFirstTokenSeconds).toEqual(none);
  });
});

type Lengths = Pick<CorrectedInput, 'promptTokens' | 'outputTokens' | 'depthTokens'>;

describe('contexts of a run and of what is asked', () => {
  /** What is believed of 0.64 where contexts differ: half × exp(−|ln((1,024 + a) ÷ (1,024 + b))| ÷ 1.5). */
  const believed = (a: number, b: number): number =>
    0.64 ** (0.5 * Math.exp(-Math.abs(Math.log((1024 + a) / (1024 + b))) / 1.5));

  test.each<[string, Lengths, number]>([
    ['prompt and half the output', { promptTokens: 3000, outputTokens: 200 }, 3100],
    ['a depth instead of the prompt', { promptTokens: 3000, outputTokens: 200, depthTokens: 500 }, 600],
    ['a depth of nothing', { promptTokens: 3000, outputTokens: 200, depthTokens: 0 }, 100],
  ])('decode is at %s', (_, lengths, context) => {
    // The run: 1,000 and half of 100.
    expect(decodeFactor([run()], { input: lengths })).toBeCloseTo(believed(1050, context), 12);
    expect(decodeFactor([run({ ...lengths, depthTokens: lengths.depthTokens ?? null })])).toBeCloseTo(
      believed(1050, context),
      12,
    );
  });

  test.each<[string, Lengths, number]>([
    ['the end of the prompt', { promptTokens: 3000, outputTokens: 200 }, 3000],
    ['the end of a prompt that starts deeper', { promptTokens: 3000, outputTokens: 200, depthTokens: 500 }, 3500],
  ])('prefill is at %s', (_, lengths, context) => {
    expect(prefillFactor([run()], { input: lengths })).toBeCloseTo(believed(1000, context), 12);
    expect(prefillFactor([run({ ...lengths, depthTokens: lengths.depthTokens ?? null })])).toBeCloseTo(
      believed(1000, context),
      12,
    );
  });

  test('streams are those that the prediction holds', () => {
    const eight = { prediction: { concurrency: 8 } };
    expect(decodeFactor([run()], eight)).toBeCloseTo(0.64 ** (0.5 * Math.exp(-Math.log(8) / 1.5)), 12);
    expect(decodeFactor([run({ concurrency: 8 })], eight)).toBeCloseTo(0.8, 12);
  });
});

describe('what a run was made with', () => {
  const constants = fitted(OF_MACHINE);
  const factor = (change: Partial<MeasuredRun>, input: Partial<CorrectedInput> = {}): number =>
    decodeFactor([run(change)], { constants, input });

  test('the same engine, backend and number of devices share all, others half', () => {
    const [same, half] = [0.64 ** 0.5, 0.64 ** 0.25];
    expect(factor({})).toBeCloseTo(same, 12);
    expect(factor({ engine: 'ollama' })).toBeCloseTo(half, 12);
    expect(factor({ backend: 'vulkan' })).toBeCloseTo(half, 12);
    expect(factor({ count: 2 })).toBeCloseTo(half, 12);
    expect(factor({ count: 2 }, { device: deviceWith({ count: 2 }) })).toBeCloseTo(same, 12);
    expect(factor({ backend: 'vulkan' }, { backend: 'vulkan' })).toBeCloseTo(same, 12);
  });

  test('a backend not said is the native one, of the run and of what is asked', () => {
    expect(factor({ backend: null })).toBeCloseTo(0.64 ** 0.5, 12);
    expect(factor({ backend: null }, { backend: 'cuda' })).toBeCloseTo(0.64 ** 0.5, 12);
    expect(factor({ backend: null }, { backend: 'vulkan' })).toBeCloseTo(0.64 ** 0.25, 12);
  });

  test('kinds of work are told apart by experts', () => {
    expect(kindOfWork(DENSE, EIGHT_BITS)).toEqual({ activeParams: 2.2e9, format: 'q8', mixture: false });
    expect(kindOfWork(MIXTURE, EIGHT_BITS)).toEqual({ activeParams: 0.76e9, format: 'q8', mixture: true });
  });
});

describe('runs that say nothing', () => {
  test.each([
    ['not measured', null, 100],
    ['not predicted', 64, null],
    ['measured at nothing', 0, 100],
    ['predicted at nothing', 64, 0],
    ['not a number', Number.NaN, 100],
  ])('%s', (_, measured, predicted) => {
    const one = run({
      measured: { prefill: null, decode: measured },
      predicted: { prefill: null, decode: predicted },
    });
    expect(deviceCorrector(CARD, [one], fittedWith())).toBeNull();
    // Beside one that does, they change nothing.
    expect(decodeFactor([one, run()])).toBeCloseTo(0.8, 12);
  });

  test('one phase is enough for a corrector, and corrects that phase', () => {
    expect([prefillFactor([only('decode')]), decodeFactor([only('decode')])]).toEqual([1, expect.closeTo(0.8, 12)]);
    expect([prefillFactor([only('prefill')]), decodeFactor([only('prefill')])]).toEqual([expect.closeTo(0.8, 12), 1]);
  });

  test('runs of engines for one machine leave a server as predicted', () => {
    expect(speedsBy([run()], { input: { engine: 'vllm' } })).toEqual(PREDICTION);
  });
});

describe('what a correction rests on', () => {
  test('is told with its range, its runs and the day of the newest', () => {
    const runs = [
      only('decode', { id: 'b', takenAt: '2026-11-19T00:00:00.000Z' }),
      only('decode', { id: 'a', takenAt: '2026-11-21T00:00:00.000Z' }),
    ];
    const { assumptions } = speedsBy(runs, { prediction: { assumptions: [] } });
    // Two runs of 10 % are one of 7.07 %: two thirds are believed, √⅓ of 10 % is left.
    const [factor, spread] = [0.64 ** (2 / 3), 0.1 / Math.sqrt(3)];
    expect(assumptions).toHaveLength(1);
    expect(assumptions[0]).toMatchObject({
      id: 'round-card.llama.cpp.measured-decode-factor',
      origin: 'measured',
      unit: 'measured ÷ predicted',
      source: 'a, b',
      asOf: '2026-11-21',
    });
    expect(assumptions[0]?.value).toBeCloseTo(factor, 9);
    // 80 % of a normal distribution lie within 1.2816 standard deviations.
    expect(assumptions[0]?.low).toBeCloseTo(factor * Math.exp(-1.2815515655 * spread), 9);
    expect(assumptions[0]?.high).toBeCloseTo(factor * Math.exp(1.2815515655 * spread), 9);
  });

  test('comes after what the prediction rested on', () => {
    const told = { id: 'x', value: 1, unit: '', origin: 'flag', low: 1, high: 1, source: null, asOf: null } as const;
    const { assumptions } = speedsBy([run()], { prediction: { assumptions: [told] } });
    expect(assumptions.map(({ id }) => id)).toEqual([
      'x',
      'round-card.llama.cpp.measured-prefill-factor',
      'round-card.llama.cpp.measured-decode-factor',
    ]);
  });
});
