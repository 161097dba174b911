import { describe, expect, test } from 'vitest';
import { unitCapacity } from '../../../src/core/capacity/size.ts';
import type { StreamTable } from '../../../src/core/capacity/types.ts';
import { requestsPerSecondAt, servingUnit } from '../../../src/core/capacity/unit.ts';
import { type PreparedUnit, prepareUnit, type SpeedSource, startUnit } from '../../../src/core/evaluation/prepare.ts';
import { EXPECTED } from '../../../src/core/evaluation/values.ts';
import { monthlyWork } from '../../../src/core/evaluation/work.ts';
import type { SpeedPrediction } from '../../../src/core/performance/predict.ts';
import type { EngineChoice, EngineId, OwnOption } from '../../../src/core/types.ts';
import { quantizationOf } from '../../helpers/models.ts';
import { OWN, say, WORKLOAD } from './example.ts';
import { MEASURED, speeds, spoken } from './spoken-speeds.ts';

const choice = (engine: EngineId): EngineChoice => ({ engine, backend: null, quantization: quantizationOf('q4-k-m') });
const LLAMA = choice('llama.cpp');
const OLLAMA = choice('ollama');
const withChoices = (...engineChoices: readonly EngineChoice[]): OwnOption => ({ ...OWN, engineChoices });
const prepared = (option: OwnOption, source: SpeedSource, workload = WORKLOAD): PreparedUnit => {
  const found = prepareUnit(option, workload, source);
  if ('feasible' in found) throw new Error(found.reason);
  return found;
};
const refused = (option: OwnOption, source: SpeedSource) => {
  const found = prepareUnit(option, WORKLOAD, source);
  if (!('feasible' in found)) throw new Error('it runs');
  return found;
};
/** One speed for llama.cpp, another for Ollama, four streams of either. */
const byEngine = (llama: Partial<SpeedPrediction>, ollama: Partial<SpeedPrediction>): SpeedSource =>
  spoken(({ engine }, { concurrency }) => ({
    concurrency: Math.min(4, concurrency),
    sequencesHeld: 4,
    ...(engine === 'ollama' ? ollama : llama),
  }));

describe('speeds of a unit', () => {
  test('are what is predicted at each end; decoding without the time of others’ prompts', () => {
    const unit = prepared(
      OWN,
      spoken(() => ({ ...speeds(1000, 40), decodeShare: 0.8 })),
    );
    expect(unit.expected.speeds[0]).toEqual({ streams: 1, prefillTokensPerSecond: 1000, decodeTokensPerSecond: 50 });
    expect(unit.low.speeds[0]).toEqual({ streams: 1, prefillTokensPerSecond: 500, decodeTokensPerSecond: 25 });
    expect(unit.high.speeds[0]).toEqual({ streams: 1, prefillTokensPerSecond: 2000, decodeTokensPerSecond: 100 });
    expect(unit.choice).toBe(OWN.engineChoices[0]);
    expect(unit.prediction).toMatchObject({ concurrency: 1, decodeTokensPerSecond: { expected: 40 } });
  });

  test('are asked for at the mean prompt and each number of streams once, at the long prompt for the room', () => {
    const source = spoken(() => ({ ...speeds(1000, 40), sequencesHeld: 4 }));
    const limit = prepared(OWN, source).expected.speeds.length;
    expect(source.calls.filter((input) => input.promptTokens === 2000)).toHaveLength(1);
    // one more at the mean prompt: how many of those fit
    expect(source.calls.filter((input) => input.promptTokens === 1000)).toHaveLength(limit + 1);
    expect(source.calls.every((input) => input.outputTokens === 200 && input.backend === undefined)).toBe(true);
    const chosen = spoken(() => speeds(1000, 40));
    prepared(withChoices({ ...LLAMA, backend: 'vulkan' }), chosen);
    expect(chosen.calls.every((input) => input.backend === 'vulkan')).toBe(true);
  });
});

describe('streams at once', () => {
  /** Four of the longest and twelve of the mean fit: six in 19 of 20 moments. */
  const room = (usual: Partial<SpeedPrediction>, engine: EngineId = 'llama.cpp'): number => {
    const source = spoken(({ promptTokens }, { concurrency }) => ({
      ...speeds(1000, 40),
      groupSize: 1,
      ...(promptTokens === 2000 ? { concurrency: 4, sequencesHeld: 4 } : { concurrency, sequencesHeld: 12, ...usual }),
    }));
    return prepared(withChoices(choice(engine)), source).expected.limit;
  };

  test('are as many as one memory holds of the long and the usual', () => {
    expect(room({ concurrency: 12 })).toBe(6);
  });

  test('are no more than the engine schedules, and no fewer than of the longest', () => {
    expect(room({ concurrency: 5 })).toBe(5);
    expect(room({ concurrency: 2 })).toBe(4);
  });

  test('are those of the longest where each slot has its own part, or the model is spread otherwise', () => {
    expect(room({ concurrency: 12 }, 'ollama')).toBe(4);
    expect(room({ concurrency: 12, groupSize: 2 })).toBe(4);
  });
});

describe('the engine', () => {
  const choose = (source: SpeedSource): readonly string[] =>
    [withChoices(LLAMA, OLLAMA), withChoices(OLLAMA, LLAMA)].map((option) => prepared(option, source).choice.engine);

  test('is the one that carries more, whichever is named first', () => {
    expect(choose(byEngine(speeds(1000, 40), speeds(1000, 60)))).toEqual(['ollama', 'ollama']);
    expect(choose(byEngine(speeds(2000, 40), speeds(1000, 40)))).toEqual(['llama.cpp', 'llama.cpp']);
  });

  test('is the one measured on the machine, though another might be faster', () => {
    const slow = { ...speeds(1000, 20), ...MEASURED };
    expect(choose(byEngine(speeds(1000, 60), slow))).toEqual(['ollama', 'ollama']);
    expect(choose(byEngine(speeds(1000, 60), { ...slow, assumptions: [say('typed', 1)] }))).toEqual([
      'llama.cpp',
      'llama.cpp',
    ]);
    expect(choose(byEngine({ ...speeds(1000, 60), ...MEASURED }, slow))).toEqual(['llama.cpp', 'llama.cpp']);
  });

  test('is never one that is too slow, measured or not', () => {
    expect(choose(byEngine(speeds(1000, 20), { ...speeds(1000, 4), ...MEASURED }))).toEqual(['llama.cpp', 'llama.cpp']);
  });
});

describe('why none runs it', () => {
  const big = (shortfallBytes: number): Partial<SpeedPrediction> => ({ fits: false, shortfallBytes });
  const why = (llama: Partial<SpeedPrediction>, ollama: Partial<SpeedPrediction>) =>
    [withChoices(LLAMA, OLLAMA), withChoices(OLLAMA, LLAMA)].map((option) => refused(option, byEngine(llama, ollama)));

  test('too slow is nearer to working than too large', () => {
    for (const found of why(big(7), speeds(1000, 4))) expect(found.reason).toBe('decode-too-slow');
  });

  test('of two too large the one that lacks less', () => {
    for (const found of why(big(7), big(9))) expect(found).toMatchObject({ reason: 'does-not-fit', shortfallBytes: 7 });
  });

  test('of two too slow the first named', () => {
    const reasons = why(speeds(1000, 4), speeds(90, 40)).map(({ reason }) => reason);
    expect(reasons).toEqual(['decode-too-slow', 'first-token-too-slow']);
  });

  test('no engine at all', () => {
    expect(
      refused(
        withChoices(),
        spoken(() => speeds(1000, 40)),
      ),
    ).toEqual({
      feasible: false,
      reason: 'does-not-fit',
      shortfallBytes: 0,
      timeToFirstTokenSecondsP95: null,
      decodeTokensPerSecond: null,
    });
  });

  test('a choice too slow alone is asked for one stream only', () => {
    const source = spoken(() => speeds(1000, 4));
    refused(OWN, source);
    expect(source.calls.filter(({ promptTokens }) => promptTokens === 1000).length).toBeLessThanOrEqual(2);
  });
});

describe('a unit asked for one request alone', () => {
  const started = (llama: Partial<SpeedPrediction>, ollama: Partial<SpeedPrediction>) =>
    startUnit(withChoices(LLAMA, OLLAMA), WORKLOAD, byEngine(llama, ollama));

  test('fails for the reason nearest to working, and then answers never', () => {
    const unit = started({ fits: false, shortfallBytes: 7 }, speeds(1000, 4));
    expect(unit.failure).toMatchObject({ reason: 'decode-too-slow' });
    expect(unit.answerSecondsAlone).toBe(Number.MAX_VALUE);
    expect(startUnit(withChoices(), WORKLOAD, byEngine({}, {})).failure).toMatchObject({ reason: 'does-not-fit' });
  });

  test('fails not where one engine serves it; the quickest of them says how soon it can be answered', () => {
    const [quick, both] = [started({ fits: false }, speeds(1000, 40)), started(speeds(1000, 20), speeds(1000, 40))];
    expect([quick.failure, both.failure]).toEqual([null, null]);
    expect(both.answerSecondsAlone).toBe(quick.answerSecondsAlone);
    // 2,000 tokens of prompt, half of them cached, and 200 of answer
    expect(both.answerSecondsAlone).toBeGreaterThan(200 / 40);
    expect(both.answerSecondsAlone).toBeLessThan(2000 / 1000 + 200 / 40 + 0.1);
  });
});

describe('a typed throughput', () => {
  const typed = { ...OWN, throughput: { outputTokensPerSecond: say('throughput', 400, 300, 800) } };
  const work = monthlyWork(WORKLOAD.demand, EXPECTED);
  const flatOut = (table: StreamTable): number => 200 * requestsPerSecondAt(servingUnit(work, table), table.limit);

  test('is what the unit puts out flat out, at each end of what was typed', () => {
    const unit = prepared(
      typed,
      spoken(() => speeds(1000, 40)),
    );
    expect(flatOut(unit.expected)).toBeCloseTo(400, 6);
    expect(flatOut(unit.low)).toBeCloseTo(300, 6);
    expect(flatOut(unit.high)).toBeCloseTo(800, 6);
    // prompts and answers keep their proportion
    const [one] = unit.expected.speeds;
    expect((one?.prefillTokensPerSecond ?? 0) / (one?.decodeTokensPerSecond ?? 1)).toBeCloseTo(25, 9);
  });

  test('makes a unit carry its share of the work, too slow as predicted or not', () => {
    const unit = prepared(
      typed,
      spoken(() => speeds(100, 4)),
    );
    expect(flatOut(unit.expected)).toBeCloseTo(400, 6);
    const found = unitCapacity({ shape: work, serviceLevel: WORKLOAD.serviceLevel, table: unit.expected });
    expect(found.feasible).toBe(true);
  });

  test('does not make it fit', () => {
    expect(
      refused(
        typed,
        spoken(() => ({ fits: false, shortfallBytes: 7 })),
      ).shortfallBytes,
    ).toBe(7);
  });

  test('says nothing where no answers are asked for', () => {
    const reads = { ...WORKLOAD, demand: { ...WORKLOAD.demand, outputTokens: say('output', 0) } };
    expect(
      prepared(
        typed,
        spoken(() => speeds(1000, 40)),
        reads,
      ).expected.speeds[0]?.prefillTokensPerSecond,
    ).toBe(1000);
  });
});
