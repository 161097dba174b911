import { describe, expect, test } from 'vitest';
import { dayPlan } from '../../../src/core/capacity/day.ts';
import type { SharedSized } from '../../../src/core/capacity/shared.ts';
import type { Infeasible } from '../../../src/core/capacity/types.ts';
import { keptDay } from '../../../src/core/evaluation/kept-day.ts';
import type { PreparedUnit, SpeedSource } from '../../../src/core/evaluation/prepare.ts';
import { type PreparedShared, prepareShared, sharedSize } from '../../../src/core/evaluation/shared.ts';
import { EXPECTED } from '../../../src/core/evaluation/values.ts';
import { dayOf, monthlyWork } from '../../../src/core/evaluation/work.ts';
import { planMemory } from '../../../src/core/memory/plan.ts';
import { usableMemoryBytes } from '../../../src/core/memory/usable.ts';
import type { EngineChoice, OwnOption, ScenarioWorkload } from '../../../src/core/types.ts';
import { deviceOf, modelOf, quantizationOf } from '../../helpers/models.ts';
import { OWN, say, WORKLOAD } from './example.ts';
import { speeds, spoken } from './spoken-speeds.ts';

const choice = (quantization: string, engine: EngineChoice['engine'] = 'llama.cpp'): EngineChoice => ({
  engine,
  backend: null,
  quantization: quantizationOf(quantization),
});
const Q4 = choice('q4-k-m');
const Q8 = choice('q8-0');
const asking = (id: string, model: string, users = 10): ScenarioWorkload => ({
  ...WORKLOAD,
  id,
  model: modelOf(model),
  demand: { ...WORKLOAD.demand, users: say('users', users) },
});
/** A card of 24 GiB for both; the second model is the smaller. */
const LARGE = 'llama-3.1-8b';
const SMALL = 'llama-3.2-3b';
const every = () => spoken((_, { concurrency }) => ({ ...speeds(1000, 40), concurrency: Math.min(8, concurrency) }));
const shared = (
  workloads: readonly ScenarioWorkload[],
  option: OwnOption = OWN,
  source: SpeedSource = every(),
): PreparedShared => {
  const found = prepareShared(option, workloads, source);
  if ('feasible' in found) throw new Error(found.reason);
  return found;
};
const refused = (found: PreparedShared | Infeasible): Infeasible => {
  if (!('feasible' in found)) throw new Error('it runs');
  return found;
};
/** Bytes of a model's weights and one long request of 2,000 + 200 tokens. */
const needOf = (model: string, device = OWN.device): number =>
  planMemory({
    model: modelOf(model),
    quantization: Q4.quantization,
    engine: 'llama.cpp',
    contextTokens: 2200,
    sequences: 1,
    device,
  }).totalBytes;
const usable = usableMemoryBytes(OWN.device, 'llama.cpp');

describe('the memory of two models', () => {
  /** Bytes that an engine may use of what each model got, as its speeds were asked. */
  const partsOf = (workloads: readonly ScenarioWorkload[]): readonly [number, number] => {
    const source = every();
    shared(workloads, OWN, source);
    const parts = source.calls.filter(({ device }) => device.memoryBytes < OWN.device.memoryBytes);
    const of = (model: string): number => {
      const device = parts.find((input) => input.model.id === modelOf(model).id)?.device;
      return device === undefined ? 0 : usableMemoryBytes(device, 'llama.cpp');
    };
    return [of(LARGE), of(SMALL)];
  };
  const free = (): number => usable - needOf(LARGE) - needOf(SMALL);

  test('is what each needs and half of the rest, where they have as many tokens', () => {
    const [large, small] = partsOf([asking('a', LARGE), asking('b', SMALL)]);
    expect(large + small).toBeCloseTo(usable, -1);
    expect(large - needOf(LARGE)).toBeCloseTo(free() / 2, -1);
    expect(small - needOf(SMALL)).toBeCloseTo(free() / 2, -1);
  });

  test('goes half where the tokens are: with three times as many five eighths of the rest', () => {
    const [large, small] = partsOf([asking('a', LARGE, 30), asking('b', SMALL, 10)]);
    expect(large + small).toBeCloseTo(usable, -1);
    expect(large - needOf(LARGE)).toBeCloseTo((free() * 5) / 8, -1);
    expect(small - needOf(SMALL)).toBeCloseTo((free() * 3) / 8, -1);
  });

  test('is halved where nothing is asked of either', () => {
    const [large] = partsOf([asking('a', LARGE, 0), asking('b', SMALL, 0)]);
    expect(large - needOf(LARGE)).toBeCloseTo(free() / 2, -1);
  });

  test('all goes to a model alone', () => {
    const source = spoken(() => speeds(1000, 40));
    shared([asking('a', LARGE), asking('b', LARGE)], OWN, source);
    expect(source.calls.every(({ device }) => device.memoryBytes === OWN.device.memoryBytes)).toBe(true);
  });

  test('is too small for both by what they need beyond it', () => {
    const device = deviceOf('rtx-4090', 6);
    const found = refused(prepareShared({ ...OWN, device }, [asking('a', LARGE), asking('b', SMALL)], every()));
    expect(found).toMatchObject({ reason: 'does-not-fit', timeToFirstTokenSecondsP95: null });
    const lack = needOf(LARGE, device) + needOf(SMALL, device) - usableMemoryBytes(device, 'llama.cpp');
    expect(found.shortfallBytes).toBeCloseTo(lack, -1);
  });
});

describe('who shares a server', () => {
  const groupsOf = (workloads: readonly ScenarioWorkload[], option: OwnOption = OWN) =>
    shared(workloads, option).groups.map((group) => group.workloads);

  test('the workloads of one model, in the order in which models are named', () => {
    expect(groupsOf([asking('a', SMALL), asking('b', LARGE), asking('c', SMALL)])).toEqual([[0, 2], [1]]);
  });

  test('only in one format', () => {
    const workloads = [asking('a', SMALL), asking('b', SMALL)];
    expect(groupsOf(workloads, { ...OWN, choicesByWorkload: [[Q4], [Q8]] })).toEqual([[0], [1]]);
    expect(groupsOf(workloads, { ...OWN, choicesByWorkload: [[Q4], [Q4]] })).toEqual([[0, 1]]);
    const chosen = shared(workloads, { ...OWN, choicesByWorkload: [[Q8], [Q4]] }).groups;
    expect(chosen.map(({ unit }) => unit.choice.quantization.id)).toEqual([Q8.quantization.id, Q4.quantization.id]);
  });

  test('nobody without an engine: the workload is named', () => {
    const option = { ...OWN, choicesByWorkload: [[Q4], []] };
    expect(refused(prepareShared(option, [asking('a', LARGE), asking('b', SMALL)], every()))).toEqual({
      feasible: false,
      reason: 'no-engine',
      shortfallBytes: 0,
      timeToFirstTokenSecondsP95: null,
      decodeTokensPerSecond: null,
      workload: 'b',
    });
  });

  test('a model too slow by itself fails with its workloads', () => {
    const slow = spoken(({ model }) => speeds(1000, model.id === modelOf(SMALL).id ? 4 : 40));
    const found = refused(prepareShared(OWN, [asking('a', LARGE), asking('b', SMALL), asking('c', SMALL)], slow));
    expect(found).toMatchObject({ reason: 'decode-too-slow', workload: 'b + c', decodeTokensPerSecond: 4 });
  });

  test('a typed throughput is the first model’s', () => {
    const option = { ...OWN, throughput: { outputTokensPerSecond: say('throughput', 4000) } };
    const [first, second] = shared([asking('a', LARGE), asking('b', SMALL)], option).groups;
    expect(first?.unit.expected.speeds[0]?.prefillTokensPerSecond).not.toBeCloseTo(1000, 6);
    expect(second?.unit.expected.speeds[0]?.prefillTokensPerSecond).toBe(1000);
  });
});

describe('the engine of workloads that share a model', () => {
  /** Ollama carries more, llama.cpp decodes each stream twice as fast. */
  const two = spoken(({ engine }, { concurrency }) => ({
    ...(engine === 'ollama' ? speeds(100_000, 20) : speeds(250, 40)),
    concurrency: Math.min(4, concurrency),
    sequencesHeld: 4,
  }));
  const option = { ...OWN, engineChoices: [Q4, choice('q4-k-m', 'ollama')] };
  /** Of workloads that ask for these first tokens and speeds. */
  const chosen = (...levels: readonly (readonly [number | null, number | null])[]): string | undefined => {
    const workloads = levels.map(([timeToFirstTokenSecondsP95, decodeTokensPerSecondPerStream], index) => ({
      ...asking(`${index}`, LARGE),
      serviceLevel: { timeToFirstTokenSecondsP95, decodeTokensPerSecondPerStream, utilizationCap: 0.7 },
    }));
    return shared(workloads, option, two).groups[0]?.unit.choice.engine;
  };

  test('is the one that carries more within what they ask', () => {
    expect(chosen([10, 5], [10, 5])).toBe('ollama');
    expect(chosen([10, 30], [10, 30])).toBe('llama.cpp');
    expect(chosen([3, 5], [3, 5])).toBe('ollama');
    expect(chosen([null, null], [null, null])).toBe('ollama');
  });

  test('keeps the strictest level of each, whichever asks for it', () => {
    expect(chosen([10, 30], [10, 5])).toBe('llama.cpp');
    expect(chosen([10, 5], [10, 30])).toBe('llama.cpp');
    expect(chosen([10, 30], [null, null])).toBe('llama.cpp');
    expect(chosen([null, null], [10, 30])).toBe('llama.cpp');
    // the long prompt takes llama.cpp four seconds
    expect(chosen([10, 5], [3, null])).toBe('ollama');
  });

  test('carries the most where none keeps all of them: each level is judged later', () => {
    expect(chosen([3, 5], [10, 30])).toBe('ollama');
    expect(chosen([10, 30], [3, 5])).toBe('ollama');
  });
});

describe('the machines of all', () => {
  const workloads = [asking('a', SMALL, 400), asking('b', LARGE, 100), asking('c', SMALL, 50)];
  const works = workloads.map(({ demand }) => monthlyWork(demand, EXPECTED));
  const allDay = dayPlan(works.map(() => ({ weight: 1 })));
  const sizeAt = (day = allDay, byHour = false, minimumUnits = 1): SharedSized => {
    const tableOf = (unit: PreparedUnit) => unit.expected;
    const found = sharedSize(shared(workloads), { workloads, works, tableOf, minimumUnits, day, byHour });
    if (!found.feasible) throw new Error(found.reason);
    return found;
  };

  test('say of each workload what it gets, by model, and its part of the work', () => {
    const found = sizeAt();
    expect(found.workloads.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    // the same requests on the same speeds: as many parts as users, 400 and 50 and 100
    const parts = found.workloads.map(({ shareOfWork }) => shareOfWork);
    expect(parts[0]).toBeCloseTo(400 / 550, 6);
    expect(parts[1]).toBeCloseTo(50 / 550, 6);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
  });

  test('are at least as many as are asked for', () => {
    expect(sizeAt(allDay, false, 99).units).toBe(99);
  });

  test('are those of each hour, workload by workload though models are served in another order', () => {
    const alone = (index: number): number => sizeAt(moments([0, 1, 2].map((i) => (i === index ? 1 : 0)))).units;
    const moments = (...hours: readonly (readonly number[])[]) => ({ ...allDay, asTold: hours });
    const [a, b, c] = [alone(0), alone(1), alone(2)];
    expect(a).toBeGreaterThan(b);
    expect(b).toBeGreaterThan(c);
    expect(sizeAt(moments([1, 0, 0], [0, 1, 0], [0, 0, 1])).units).toBe(a);
    const hours = [
      { moment: [1, 0, 0], hoursPerDay: 6 },
      { moment: [0, 1, 0], hoursPerDay: 12 },
      { moment: [0, 0, 1], hoursPerDay: 6 },
    ];
    const day = { ...moments([1, 0, 0]), hours: [hours] };
    expect(sizeAt(day, true).hourUnits).toEqual([
      { units: a, shareOfHours: 0.25 },
      { units: b, shareOfHours: 0.5 },
      { units: c, shareOfHours: 0.25 },
    ]);
    expect(sizeAt(day, false).hourUnits).toBeUndefined();
  });

  test('are the fewer of two days, as told and yielding', () => {
    const together = sizeAt({ ...allDay, asTold: [[1, 1, 1]] }).units;
    const apart = {
      ...allDay,
      asTold: [[1, 1, 1]],
      yielding: [
        [1, 0, 0],
        [0, 1, 1],
      ],
    };
    expect(sizeAt(apart).units).toBeLessThan(together);
    expect(sizeAt({ ...apart, yielding: null }).units).toBe(together);
  });
});

describe('the same work', () => {
  /** Anew for each test: what is kept is kept with the workloads. */
  const asked = () => {
    const workloads = [asking('a', SMALL, 400), asking('b', LARGE, 100)];
    const unit = shared(workloads);
    const worksAt = (load: number) => workloads.map(({ demand }) => monthlyWork(demand, new Map([['load', load]])));
    const dayAt = (load: number) => keptDay(workloads, worksAt(load));
    const sizeOf = (load: number) =>
      sharedSize(unit, {
        workloads,
        works: worksAt(load),
        tableOf: (part) => part.expected,
        minimumUnits: 1,
        day: dayAt(load),
        byHour: false,
      });
    return { worksAt, dayAt, sizeOf };
  };

  test('has one day and is sized once; other work has its own', () => {
    const { worksAt, dayAt, sizeOf } = asked();
    expect(dayAt(1)).toBe(dayAt(1));
    expect(dayAt(2)).not.toBe(dayAt(1));
    expect(dayAt(2)).toEqual(dayOf(worksAt(2)));
    expect(sizeOf(1)).toBe(sizeOf(1));
    expect(sizeOf(2)).not.toBe(sizeOf(1));
  });

  test('gives its size however many others were asked between', () => {
    const { sizeOf } = asked();
    const first = sizeOf(3);
    const others = Array.from({ length: 20 }, (_, i) => sizeOf(3 + i / 10));
    expect(sizeOf(3)).toEqual(first);
    expect(others[0]).toEqual(first);
    expect(sizeOf(4.9)).toEqual(others[19]);
  });
});
