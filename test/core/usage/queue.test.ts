import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ServiceModel, secondsPerToken, serveQueue } from '../../../src/core/usage/queue.ts';
import type { RequestColumns } from '../../../src/core/usage/requests.ts';

/** Prompts at 100 tok/s; a token takes a tenth of a second alone and two tenths with both slots taken. */
const SERVICE: ServiceModel = {
  units: 1,
  slotsPerUnit: 2,
  prefillTokensPerSecond: 100,
  decodeTokensPerSecondAlone: 10,
  decodeTokensPerSecondFull: 5,
};
type Row = readonly [at: number, fresh: number, output: number];
const columns = (...rows: readonly Row[]): RequestColumns => ({
  count: rows.length,
  atSeconds: Float64Array.from(rows, ([at]) => at),
  freshTokens: Float64Array.from(rows, ([, fresh]) => fresh),
  outputTokens: Float64Array.from(rows, ([, , output]) => output),
  drawn: 0,
});
const served = (service: Partial<ServiceModel>, ...rows: readonly Row[]) => {
  const found = serveQueue(columns(...rows), { ...SERVICE, ...service });
  return { ...found, first: [...found.timeToFirstTokenSeconds], answers: [...found.answerSeconds] };
};

describe('one machine', () => {
  test('reads a prompt of 100 tokens in a second and writes 20 in two', () => {
    expect(served({}, [5, 100, 20])).toMatchObject({ first: [1], answers: [3], busySeconds: 3, mostAtOnce: 1 });
  });

  test('reads prompts in turn, and two answers at half the pace each', () => {
    // the second waits half a second for the first prompt, then writes 20 tokens at 5 a second
    const found = served({}, [0, 100, 20], [0.5, 100, 20]);
    expect(found.first).toEqual([1, 1.5]);
    expect(found.answers).toEqual([3, 5.5]);
    expect(found).toMatchObject({ busySeconds: 6, mostAtOnce: 2 });
  });

  test('with its slots taken lets the third wait for the first to end', () => {
    // ends at 3 and 6; the third starts at 3 and takes a second to read, the fourth starts when the second ends
    const found = served({}, [0, 100, 20], [0.5, 100, 20], [1, 100, 0], [1, 100, 0]);
    expect(found.first.slice(2)).toEqual([3, 4]);
    expect(found.mostAtOnce).toBe(2);
  });

  test('idle between two requests is not busy', () => {
    expect(served({}, [0, 100, 20], [10, 100, 20]).busySeconds).toBe(6);
    expect(served({}, [0, 100, 20], [3, 100, 20])).toMatchObject({ busySeconds: 6, mostAtOnce: 1 });
  });
});

describe('two machines', () => {
  test('take a request each, both at full pace', () => {
    const found = served({ units: 2 }, [0, 100, 20], [0.5, 100, 20]);
    expect(found.first).toEqual([1, 1]);
    expect(found.answers).toEqual([3, 3]);
    expect(found).toMatchObject({ busySeconds: 6, mostAtOnce: 2 });
  });

  test('send the next to the one with fewer, then to the one that falls free sooner', () => {
    // 0 → first (ends 11), 0 → second (ends 3); at 1 both have one: the second falls free at 3
    const rows: readonly Row[] = [
      [0, 100, 100],
      [0, 100, 20],
    ];
    const found = served({ units: 2 }, ...rows, [1, 100, 0], [1, 300, 0]);
    // the third ends at 2 on the second machine; the fourth goes to the first, which has one against two
    expect(found.first.slice(2)).toEqual([1, 3]);
    // after 4 the second machine is empty and takes the next though the first has a slot left
    expect(served({ units: 2 }, ...rows, [4, 100, 20]).answers[2]).toBe(3);
    // one request long in reading falls free no sooner than its prompts are read
    const reading = served({ units: 2 }, [0, 900, 0], [0, 100, 70], [0.5, 100, 0]);
    expect(reading.first[2]).toBe(1.5);
  });
});

test('many slots without prompts: each waits for the server free first, as Kiefer and Wolfowitz have it', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 40 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (gaps, slots) => {
      let at = 0;
      const rows = gaps.map(([gap, seconds]): Row => {
        at += gap / 8;
        return [at, 0, seconds];
      });
      const one = { slotsPerUnit: slots, decodeTokensPerSecondAlone: 1, decodeTokensPerSecondFull: 1 };
      const found = served(one, ...rows);
      let work: readonly number[] = Array.from({ length: slots }, () => 0);
      let before = 0;
      for (const [index, [arrived, , seconds]] of rows.entries()) {
        const left = work.map((one) => Math.max(0, one - (arrived - before))).sort((a, b) => a - b);
        // prompts of no tokens pass in order of arrival, so nobody overtakes
        expect(found.first[index]).toBeCloseTo(left[0] ?? 0, 9);
        work = [(left[0] ?? 0) + seconds, ...left.slice(1)];
        before = arrived;
      }
    }),
  );
});

test('the pace of a token goes from alone to all slots taken, and no further', () => {
  const service = { ...SERVICE, slotsPerUnit: 5 };
  expect([1, 3, 5, 9].map((running) => secondsPerToken(service, running))).toEqual([
    0.1, 0.15000000000000002, 0.2, 0.2,
  ]);
  expect(secondsPerToken({ ...SERVICE, slotsPerUnit: 1 }, 1)).toBe(0.1);
  // full slots are never faster than one
  expect(secondsPerToken({ ...SERVICE, decodeTokensPerSecondFull: 20 }, 2)).toBe(0.1);
});

test('a service without machines or speed is refused by name', () => {
  expect(() => served({ units: 0 })).toThrow('units must be above 0, got 0');
  expect(() => served({ prefillTokensPerSecond: Number.NaN })).toThrow(RangeError);
  expect(() => served({ decodeTokensPerSecondAlone: Number.POSITIVE_INFINITY })).toThrow(RangeError);
});
