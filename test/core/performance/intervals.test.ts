import { describe, expect, test } from 'vitest';
import type { PerformanceConstants } from '../../../src/core/performance/constants.ts';
import {
  aroundSeconds,
  aroundSpeed,
  type IntervalClass,
  intervalNames,
  isChipSeen,
  openVariance,
  widthsOf,
  withOpen,
} from '../../../src/core/performance/intervals.ts';
import { widenedForUnknowns } from '../../../src/core/performance/unknowns.ts';
import type { Hardware, Model } from '../../../src/core/types.ts';
import { CARD, DENSE, EIGHT_BITS, fittedWith, MIXTURE } from './round-figures.ts';

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

describe('whether the fit saw a chip', () => {
  const seenBy = (parameter: string): PerformanceConstants => ({
    ...fittedWith(),
    effects: { [parameter]: { 'local/device:rtx-4090': { factor: 1 } } },
  });

  test('prefill goes by arithmetic, all else by reading', () => {
    for (const quantity of ['decode', 'batched', 'offline'] as const) {
      expect(isChipSeen(seenBy('weightEfficiency'), ADA, 'local', quantity)).toBe(true);
      expect(isChipSeen(seenBy('prefillUtilization'), ADA, 'local', quantity)).toBe(false);
    }
    expect(isChipSeen(seenBy('prefillUtilization'), ADA, 'local', 'prefill')).toBe(true);
    expect(isChipSeen(seenBy('weightEfficiency'), ADA, 'local', 'prefill')).toBe(false);
  });

  test('what another chip or another kind of engine showed says nothing', () => {
    expect(isChipSeen(seenBy('weightEfficiency'), CARD, 'local', 'decode')).toBe(false);
    expect(isChipSeen(seenBy('weightEfficiency'), ADA, 'serving', 'decode')).toBe(false);
    expect(isChipSeen({ ...fittedWith(), effects: {} }, ADA, 'local', 'decode')).toBe(false);
  });
});

describe('names of the classes of a width', () => {
  const names = (change: Partial<IntervalClass>) =>
    intervalNames({
      quantity: 'decode',
      stack: 'local',
      kind: 'moe',
      chipSeen: true,
      modelSeen: true,
      engine: 'mlx',
      ...change,
    });
  const wider = ['decode/local/moe', 'decode/local', 'decode'];

  test('of a chip and a model seen: both; of the chip alone: device; of no chip: unseen, whatever the model', () => {
    expect(names({})).toEqual(['decode/local/moe/both/mlx', 'decode/local/moe/both', ...wider]);
    expect(names({ modelSeen: false })).toEqual(['decode/local/moe/device/mlx', 'decode/local/moe/device', ...wider]);
    for (const modelSeen of [true, false])
      expect(names({ chipSeen: false, modelSeen })).toEqual([
        'decode/local/moe/unseen/mlx',
        'decode/local/moe/unseen',
        ...wider,
      ]);
  });
});

describe('what levels leave open of which the fit saw nothing', () => {
  const open = { 'decode/local': { generation: 0.3, device: 0.4 }, 'prefill/local': { device: 0.5 } };
  const variance = (quantity: 'decode' | 'prefill' | 'offline', ...unseen: readonly string[]) =>
    openVariance(open, { quantity, stack: 'local' }, unseen);

  test('adds as squares, of this quantity: 3, 4, 5', () => {
    const both = ['local/generation:nvidia-ada', 'local/device:rtx-4090'];
    expect(variance('decode', ...both)).toBeCloseTo(0.25, 12);
    expect(variance('prefill', ...both)).toBeCloseTo(0.25, 12);
    expect(variance('decode', 'local/device:rtx-4090')).toBeCloseTo(0.16, 12);
  });

  test('is nothing where all is seen, of levels that stray nowhere, and of quantities nothing is known of', () => {
    expect(variance('decode')).toBe(0);
    expect(variance('decode', 'local/all', 'local/checkpoint:a-model')).toBe(0);
    expect(variance('offline', 'local/device:rtx-4090')).toBe(0);
    expect(openVariance(undefined, { quantity: 'decode', stack: 'local' }, ['local/device:rtx-4090'])).toBe(0);
  });

  test('widens an interval as squares: 80 % of a normal distribution lie within 1.2816 deviations', () => {
    expect(withOpen(0.2, 0)).toBeCloseTo(0.2, 12);
    expect(withOpen(0, 0.01)).toBeCloseTo(0.12816, 4);
    expect(withOpen(0.3, (0.4 / 1.2815515655) ** 2)).toBeCloseTo(0.5, 9);
  });
});

describe('widths of a prediction', () => {
  const asked = (
    intervals: PerformanceConstants['intervals'],
    change: {
      hardware?: Hardware;
      model?: Model;
      models?: PerformanceConstants['fitted']['models'];
      open?: PerformanceConstants['open'];
      seen?: readonly string[];
    } = {},
  ) => {
    const { hardware = ADA, model = DENSE, models, open, seen = ['local/device:rtx-4090'] } = change;
    const none = fittedWith({}, { intervals, ...(open === undefined ? {} : { open }) });
    const constants = {
      ...none,
      effects: { weightEfficiency: Object.fromEntries(seen.map((level) => [level, { factor: 1 }])) },
      fitted: models === undefined ? none.fitted : { ...none.fitted, models },
    };
    return widthsOf(constants, { hardware, model, engine: 'mlx', backend: 'metal', quantization: EIGHT_BITS });
  };

  test('a level of which the fit saw nothing widens; one it saw does not', () => {
    const open = { 'decode/local': { generation: 0.4 / 1.2815515655 } };
    const all = { decode: { low: 0.3, high: 0.3, rows: 9 }, prefill: width(0.1) };
    expect(asked(all, { open }).decode.low).toBeCloseTo(0.5, 9);
    expect(asked(all, { open }).decode.high).toBeCloseTo(0.5, 9);
    expect(asked(all, { open }).prefill).toEqual(width(0.1));
    const seen = ['local/device:rtx-4090', 'local/generation:nvidia-ada'];
    expect(asked(all, { open, seen }).decode).toEqual(all.decode);
  });

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

  test('each quantity has its own; whether prefill saw the chip is its own too', () => {
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
