import { describe, expect, test } from 'vitest';
import type { PerformanceConstants } from '../../../src/core/performance/constants.ts';
import {
  aroundSeconds,
  aroundSpeed,
  type IntervalClass,
  intervalNames,
  nearnessOf,
  widthsOf,
} from '../../../src/core/performance/intervals.ts';
import { widenedForUnknowns } from '../../../src/core/performance/unknowns.ts';
import type { Hardware, Model } from '../../../src/core/types.ts';
import { CARD, DENSE, fittedWith, MIXTURE } from './round-figures.ts';

const ADA: Hardware = { ...CARD, id: 'rtx-4090' };
const OTHER: Hardware = { ...CARD, vendor: 'Other', id: 'thing' };
const width = (low: number) => ({ low, high: 2 * low, rows: 9 });

describe('an interval around what is expected', () => {
  test('of a speed: half as fast to four times as fast', () => {
    const { expected, low, high } = aroundSpeed(100, { low: Math.log(2), high: Math.log(4), rows: 1 });
    expect([expected, low, high].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([100, 50, 400]);
  });

  test('of a time: a quarter, as the speed may be four times, to twice', () => {
    const { expected, low, high } = aroundSeconds(10, { low: Math.log(2), high: Math.log(4), rows: 1 });
    expect([expected, low, high].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([10, 2.5, 20]);
  });
});

describe('how near the fit came to a chip', () => {
  const seenAt = (parameter: string, ...levels: readonly string[]): PerformanceConstants => ({
    ...fittedWith(),
    effects: { [parameter]: Object.fromEntries(levels.map((level) => [level, { factor: 1 }])) },
  });
  const near = (constants: PerformanceConstants, quantity: 'decode' | 'prefill' | 'batched' | 'offline' = 'decode') =>
    nearnessOf(constants, ADA, 'local', quantity);
  const ladder = ['local/device:rtx-4090', 'local/generation:nvidia-ada', 'local/vendor:nvidia'] as const;

  test('the chip, else its generation, else its vendor, else nothing', () => {
    const [device, generation, vendor] = ladder;
    expect(near(seenAt('weightEfficiency', device, generation, vendor))).toBe('device');
    expect(near(seenAt('weightEfficiency', generation, vendor))).toBe('generation');
    expect(near(seenAt('weightEfficiency', vendor))).toBe('vendor');
    expect(near(seenAt('weightEfficiency'))).toBe('none');
    expect(near({ ...fittedWith(), effects: {} })).toBe('none');
  });

  test('prefill goes by arithmetic, all else by reading', () => {
    const arithmetic = seenAt('prefillUtilization', ...ladder);
    expect(near(arithmetic, 'prefill')).toBe('device');
    for (const quantity of ['decode', 'batched', 'offline'] as const) expect(near(arithmetic, quantity)).toBe('none');
  });

  test('what one kind of engine showed says nothing of the other', () => {
    expect(nearnessOf(seenAt('weightEfficiency', ...ladder), ADA, 'serving', 'decode')).toBe('none');
  });
});

describe('names of the classes of a width', () => {
  const key = (change: Partial<IntervalClass>): IntervalClass => ({
    quantity: 'decode',
    stack: 'local',
    kind: 'moe',
    seen: 'device',
    modelSeen: true,
    engine: 'mlx',
    ...change,
  });

  test('of a chip and a model seen: both; of the chip alone: device', () => {
    expect(intervalNames(key({}))).toEqual({
      ladder: ['decode/local/moe/both/mlx', 'decode/local/moe/both', 'decode/local', 'decode'],
      sameKind: 'decode/local/moe/seen',
      sameNearness: 'decode/local/both',
    });
    expect(intervalNames(key({ modelSeen: false }))).toMatchObject({
      ladder: ['decode/local/moe/device/mlx', 'decode/local/moe/device', 'decode/local', 'decode'],
      sameNearness: 'decode/local/device',
    });
  });

  test.each([
    ['generation', 'generation'],
    ['vendor', 'far'],
    ['none', 'far'],
  ] as const)('of a chip of which at most the %s was seen: %s first, then any not seen', (seen, distance) => {
    for (const modelSeen of [true, false])
      expect(intervalNames(key({ seen, modelSeen }))).toEqual({
        ladder: [
          `decode/local/moe/${distance}/mlx`,
          'decode/local/moe/unseen/mlx',
          'decode/local/moe/unseen',
          'decode/local',
          'decode',
        ],
        sameKind: 'decode/local/moe',
        sameNearness: 'decode/local/unseen',
      });
  });
});

describe('widths of a prediction', () => {
  const asked = (
    intervals: PerformanceConstants['intervals'],
    change: { hardware?: Hardware; model?: Model; models?: PerformanceConstants['fitted']['models'] } = {},
  ) => {
    const none = fittedWith({}, { intervals });
    const seen = { 'local/device:rtx-4090': { factor: 1 } };
    return widthsOf({
      constants: {
        ...none,
        effects: { weightEfficiency: seen },
        fitted: change.models === undefined ? none.fitted : { ...none.fitted, models: change.models },
      },
      hardware: change.hardware ?? ADA,
      model: change.model ?? DENSE,
      stack: 'local',
      engine: 'mlx',
    });
  };

  test('the narrowest class the fit knows', () => {
    const all = { 'decode/local': width(0.3), 'decode/local/dense/device': width(0.1), decode: width(0.4) };
    expect(asked(all).decode).toEqual(width(0.1));
    expect(asked(all, { hardware: OTHER }).decode).toEqual(width(0.3));
    expect(asked(all, { model: MIXTURE }).decode).toEqual(width(0.3));
    expect(asked({ ...all, 'decode/local/moe/device': width(0.2) }, { model: MIXTURE }).decode).toEqual(width(0.2));
  });

  test('a model seen is one the fit names for this kind of engine', () => {
    const both = { 'decode/local/dense/both': width(0.1), decode: width(0.4) };
    const decode = (models?: PerformanceConstants['fitted']['models']) =>
      asked(both, models === undefined ? {} : { models }).decode;
    expect(decode({ local: ['round-dense'], serving: [] })).toEqual(width(0.1));
    expect(decode({ local: [], serving: ['round-dense'] })).toEqual(width(0.4));
    expect(decode()).toEqual(width(0.4));
  });

  test('each quantity has its own; nearness of prefill is its own too', () => {
    const each = { decode: width(0.1), prefill: width(0.2), batched: width(0.3), offline: width(0.4) };
    expect(asked(each)).toEqual(each);
    const prefill = { 'prefill/local/dense/device': width(0.5), 'prefill/local/dense/unseen': width(0.6) };
    expect(asked(prefill).prefill).toEqual(width(0.6));
  });

  test('what the fit has no rows of is a factor of two either way; so is any processor', () => {
    const unknown = { low: 0.7, high: 0.7, rows: 0 };
    expect(asked({}).decode).toEqual(unknown);
    expect(asked({ decode: width(0.1) }, { hardware: { ...CARD, kind: 'cpu' } }).decode).toEqual(unknown);
    expect(Math.exp(unknown.high)).toBeCloseTo(2, 1);
  });
});

describe('a device or model that no row names', () => {
  const widths = { decode: width(0.4), prefill: width(0.3), batched: width(0.4), offline: width(0.4) };
  const UNNAMED: Hardware = { ...CARD, id: 'custom-card' };
  const ASSUMED: Model = { ...DENSE, assumedShape: true };

  test('both named: as they are', () => {
    expect(widenedForUnknowns(widths, ADA, DENSE)).toBe(widths);
    expect(widenedForUnknowns(widths, ADA, { ...DENSE, assumedShape: false })).toBe(widths);
  });

  test('doubt of the device adds as a square: 3, 4, 5', () => {
    const wider = widenedForUnknowns(widths, UNNAMED, DENSE);
    expect(wider.decode.low).toBeCloseTo(0.5, 12);
    expect(wider.decode.high).toBeCloseTo(Math.sqrt(0.8 ** 2 + 0.3 ** 2), 12);
    expect(wider.prefill.low).toBeCloseTo(0.5, 12);
    expect(wider.batched.low).toBeCloseTo(0.5, 12);
    expect(wider.offline.low).toBeCloseTo(0.5, 12);
    expect(wider.decode.rows).toBe(9);
  });

  test('so does that of the shape, and both together', () => {
    const shape = widenedForUnknowns(widths, ADA, ASSUMED);
    expect(shape.decode.low).toBeCloseTo(Math.sqrt(0.16 + 0.0225), 12);
    expect(shape.prefill.low).toBeCloseTo(Math.sqrt(0.09 + 0.0625), 12);
    expect(shape.batched.low).toBeCloseTo(Math.sqrt(0.16 + 0.04), 12);
    expect(shape.offline.low).toBeCloseTo(Math.sqrt(0.16 + 0.04), 12);
    const both = widenedForUnknowns(widths, UNNAMED, ASSUMED);
    expect(both.decode.low).toBeCloseTo(Math.sqrt(0.16 + 0.09 + 0.0225), 12);
    expect(both.prefill.low).toBeCloseTo(Math.sqrt(0.09 + 0.16 + 0.0625), 12);
  });
});
