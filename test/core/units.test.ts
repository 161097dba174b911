import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactly } from '../../src/core/assumption.ts';
import { RequestError, SurroundingsError } from '../../src/core/failure.ts';
import { keptIn } from '../../src/core/kept.ts';
import { ownValue } from '../../src/core/own-value.ts';
import * as units from '../../src/core/units.ts';

const FROM_ZERO = {
  bytes: units.bytes,
  gib: units.gib,
  gb: units.gb,
  bytesPerSecond: units.bytesPerSecond,
  gbPerSecond: units.gbPerSecond,
  flopsPerSecond: units.flopsPerSecond,
  tflops: units.tflops,
  tokens: units.tokens,
  tokensPerSecond: units.tokensPerSecond,
  seconds: units.seconds,
  months: units.months,
  watts: units.watts,
  kilowattHours: units.kilowattHours,
  usdPerHour: units.usdPerHour,
  usdPerKilowattHour: units.usdPerKilowattHour,
  usdPerMillionTokens: units.usdPerMillionTokens,
  kgCo2PerKilowattHour: units.kgCo2PerKilowattHour,
  share: units.share,
};
const SIGNED = { usd: units.usd, usdPerMonth: units.usdPerMonth };

describe.each(Object.entries({ ...FROM_ZERO, ...SIGNED }))('%s', (_, make) => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('is never %d', (value) => {
    expect(() => make(value)).toThrow(RangeError);
  });

  test('may be 0', () => expect(make(0)).toBe(0));
});

test.each(Object.entries(FROM_ZERO))('%s is not below 0', (_, make) => {
  expect(() => make(-1e-9)).toThrow(/must be a finite number from 0 to/);
});

test.each(Object.entries(SIGNED))('%s may be below 0: a saving, a loss', (_, make) => expect(make(-5)).toBe(-5));

test('a share is at most 1', () => {
  expect(units.share(1)).toBe(1);
  expect(() => units.share(1.01)).toThrow('share must be a finite number from 0 to 1, got 1.01');
});

test('amounts are taken in their unit: GiB is not GB', () => {
  expect(units.gib(24)).toBe(25_769_803_776);
  expect(units.gb(4.5)).toBe(4_500_000_000);
  expect(units.gbPerSecond(1008)).toBe(1.008e12);
  expect(units.tflops(165.2)).toBe(165.2e12);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (value) => {
      const plain = [units.bytes, units.tokens, units.watts, units.usd, units.seconds].map((make) => make(value));
      expect(new Set(plain)).toEqual(new Set([value]));
      expect(units.gib(value)).toBe(value * 1024 ** 3);
    }),
  );
});

test('a value without a range is its own; either end may be said', () => {
  const said = { id: 'x', value: 5, unit: 'USD', origin: 'flag', source: null, asOf: null } as const;
  expect(exactly(said)).toEqual({ ...said, low: 5, high: 5 });
  expect(exactly({ ...said, low: 1 })).toEqual({ ...said, low: 1, high: 5 });
  expect(exactly({ ...said, high: 9 })).toEqual({ ...said, low: 5, high: 9 });
  expect(exactly({ ...said, low: 0, high: 0 })).toEqual({ ...said, low: 0, high: 0 });
});

test('what a table has under a typed key, and nothing every object has', () => {
  expect(ownValue({ a: 1, b: 2 }, 'b')).toBe(2);
  expect(['c', 'constructor', '__proto__', 'toString'].map((key) => ownValue({ a: 1 }, key))).toEqual(
    Array.from({ length: 4 }),
  );
});

test('what is kept is made once a key', () => {
  const map = new Map<string, readonly number[]>();
  let made = 0;
  const make = (): readonly number[] => {
    made += 1;
    return [made];
  };
  expect([keptIn(map, 'a', make), keptIn(map, 'a', make), keptIn(map, 'b', make)]).toEqual([[1], [1], [2]]);
  expect(map.get('a')).toEqual([1]);
});

describe('failures', () => {
  test('of a request name all its problems', () => {
    const problems = [
      { kind: 'unknown-model', name: 'x', nearest: [] },
      { kind: 'unknown-hardware', name: 'y', nearest: [] },
    ] as const;
    const failure = new RequestError(problems);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({ name: 'RequestError', problems, message: 'unknown-model, unknown-hardware' });
  });

  test('of the surroundings say what to try, and show what was printed', () => {
    const plain = new SurroundingsError('cannot read it', 'check the path');
    expect(plain).toMatchObject({ name: 'SurroundingsError', message: 'cannot read it', hint: 'check the path' });
    expect(plain.details).toEqual([]);
    expect(new SurroundingsError('a', 'b', ['c']).details).toEqual(['c']);
  });
});
