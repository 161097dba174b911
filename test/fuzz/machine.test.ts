import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allHardware, allModels, allQuantizations } from '../../src/catalog/index.ts';
import { performanceConstants } from '../../src/catalog/performance.ts';
import { planMemory } from '../../src/core/memory/plan.ts';
import { modelOfSize } from '../../src/core/memory/shape.ts';
import { predictSpeed } from '../../src/core/performance/predict.ts';
import type { Device, EngineId, Hardware } from '../../src/core/types.ts';
import { concurrencySeen } from '../../src/core/usage/concurrency.ts';
import type { UsageEvent } from '../../src/core/usage/event.ts';
import { usageFigures } from '../../src/core/usage/figures.ts';
import { serveQueue } from '../../src/core/usage/queue.ts';
import { replay } from '../../src/core/usage/replay.ts';
import { requestColumns } from '../../src/core/usage/requests.ts';
import { runs } from './budget.ts';
import { amount, share, whole } from './numbers.ts';
import { insane, mustBeSane } from './sane.ts';

const ENGINES: readonly EngineId[] = ['llama.cpp', 'mlx', 'ollama', 'vllm', 'sglang', 'tensorrt-llm'];
const device: fc.Arbitrary<Device> = fc
  .tuple(fc.constantFrom(...allHardware()), fc.nat(20), whole(1, 8))
  .map(([hardware, at, count]) => ({ hardware, memoryBytes: optionAt(hardware, at), count }));
const optionAt = (hardware: Hardware, at: number): Device['memoryBytes'] => {
  const options = hardware.memoryOptionsBytes;
  const chosen = options[at % Math.max(1, options.length)];
  if (chosen === undefined) throw new RangeError(`${hardware.id} has no memory`);
  return chosen;
};
const model = fc.oneof(
  fc.constantFrom(...allModels()),
  fc.double({ min: 0.1, max: 2000, noNaN: true }).map((paramsB) => modelOfSize({ paramsB })),
);
const shape = {
  model,
  quantization: fc.constantFrom(...allQuantizations()),
  engine: fc.constantFrom(...ENGINES),
};

test('memory is planned for any model, format, engine and device', () => {
  fc.assert(
    fc.property(
      fc.record({ ...shape, device, contextTokens: whole(0, 2_000_000), sequences: whole(1, 512) }),
      (input) => mustBeSane(() => planMemory(input)),
    ),
    runs('memory'),
  );
});

test('speed is predicted for any model, format, engine and device', () => {
  const input = fc.record({
    ...shape,
    device,
    promptTokens: whole(1, 200_000),
    outputTokens: whole(1, 10_000),
    concurrency: fc.oneof(whole(1, 256), fc.constant('max' as const)),
  });
  const constants = performanceConstants();
  fc.assert(
    fc.property(input, (fields) =>
      mustBeSane(() => {
        const prediction = predictSpeed({ ...fields, constants });
        const { low, expected, high } = prediction.decodeTokensPerSecond;
        expect(low <= expected && expected <= high && low >= 0).toBe(true);
        return prediction;
      }),
    ),
    runs('speed'),
  );
});

const START = 1_772_323_200;
const event: fc.Arbitrary<UsageEvent> = fc.record({
  atSeconds: fc.double({ min: START, max: START + 90 * 86_400, noNaN: true }),
  spanSeconds: fc.oneof(fc.constant(0), amount(200_000)),
  durationSeconds: fc.option(amount(1e4)),
  requests: fc.option(whole(1, 50)),
  promptTokens: fc.option(whole(0, 1e6)),
  cachedTokens: fc.constant(null),
  outputTokens: fc.option(whole(0, 1e5)),
  model: fc.constant(null),
  requestId: fc.constant(null),
});
const events = fc
  .array(event, { minLength: 1, maxLength: 25 })
  .map((all) => all.toSorted((a, b) => a.atSeconds - b.atSeconds));

test('any log has figures and a concurrency, or a reason', () => {
  fc.assert(
    fc.property(events, (log) => {
      const figures = usageFigures(log);
      expect(insane(figures)).toBeNull();
      expect(figures.peakToMean).toBeGreaterThanOrEqual(1);
      expect(insane(concurrencySeen(log))).toBeNull();
    }),
    runs('usage'),
  );
});

test('any log is replayed through any service', () => {
  const service = fc.record({
    units: whole(1, 8),
    slotsPerUnit: whole(1, 64),
    prefillTokensPerSecond: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    decodeTokensPerSecondAlone: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
    decodeTokensPerSecondFull: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
  });
  fc.assert(
    fc.property(events, service, share, (log, model_, cachedShare) => {
      const typical = { promptTokens: 1000, cachedShare, outputTokens: 100 };
      const cost = {
        usdPerHour: 1,
        usdPerActiveHour: 1,
        usdPerActiveDay: 1,
        usdPerBusyHour: 1,
        usdPerMillionFreshTokens: 1,
        usdPerMillionCachedTokens: 1,
        usdPerMillionOutputTokens: 1,
      };
      const options = [{ id: 'a', label: 'a', cost, service: model_ }];
      expect(insane(replay({ events: log, options, typical, seed: 1, waitLimitsSeconds: [10, 30] }))).toBeNull();
      const columns = requestColumns(log, typical, 1);
      if (columns === null) return;
      const { timeToFirstTokenSeconds, answerSeconds } = serveQueue(columns, model_);
      expect(timeToFirstTokenSeconds.every((wait, i) => wait >= -1e-6 && wait <= (answerSeconds[i] ?? 0) + 1e-6)).toBe(
        true,
      );
    }),
    runs('queues'),
  );
});
