import { describe, expect, test } from 'vitest';
import { type Constraints, FREE, type Violation, violationsOf } from '../../src/core/constraints.ts';
import { QUIET_WATTS } from '../../src/core/defaults/decide.ts';
import type { Evaluation } from '../../src/core/evaluation/types.ts';
import { usableMemoryBytes } from '../../src/core/memory/usable.ts';
import type { OwnOption, Quantization } from '../../src/core/types.ts';
import { bytes } from '../../src/core/units.ts';
import { deviceOf, quantizationOf } from '../helpers/models.ts';
import { only } from './evaluation/chain.ts';
import { API, FLAT, OWN, RENT, say } from './evaluation/example.ts';

const MACHINE: Evaluation = {
  ...only(OWN),
  upfrontUsd: 4000,
  usdPerMonth: 100,
  energy: { kilowattHoursPerMonth: 1, kgCo2PerMonth: 1, idleWatts: 50, loadWatts: 600 },
};
const [rented, called, flat] = [only(RENT), only(API), only(FLAT)];
const owning = (change: Partial<OwnOption>): Evaluation => ({ ...MACHINE, option: { ...OWN, ...change } });
const mixOf = (...parts: readonly Evaluation[]): Evaluation => ({ ...MACHINE, parts });
const broken = (e: Evaluation, limits: Partial<Constraints>): readonly Violation[] =>
  violationsOf(e, { ...FREE, ...limits });
const names = (e: Evaluation, limits: Partial<Constraints>): readonly string[] =>
  broken(e, limits).map(({ constraint }) => constraint);

describe('amounts', () => {
  test('$4,000 against $3,000 are a third too much', () => {
    expect(broken(MACHINE, { budgetUsd: 3000 })).toEqual([
      { constraint: 'budgetUsd', needs: 4000, excess: expect.closeTo(1 / 3, 12) },
    ]);
  });

  test.each<[keyof Constraints, number]>([
    ['budgetUsd', 4000],
    ['budgetUsdPerMonth', 100],
    ['maxWatts', 600],
  ])('%s: just as much is allowed, rounding aside, a little more is not', (key, needs) => {
    expect(names(MACHINE, { [key]: needs })).toEqual([]);
    expect(names(MACHINE, { [key]: needs * (1 - 1e-12) })).toEqual([]);
    expect(broken(MACHINE, { [key]: needs / 2 })).toEqual([{ constraint: key, needs, excess: 1 }]);
    expect(names(MACHINE, { [key]: needs * 0.999 })).toEqual([key]);
  });

  test('beyond a limit of nothing it is the amount itself', () => {
    expect(broken(MACHINE, { budgetUsdPerMonth: 0 })).toEqual([
      { constraint: 'budgetUsdPerMonth', needs: 100, excess: 100 },
    ]);
    expect(names({ ...MACHINE, usdPerMonth: 0 }, { budgetUsdPerMonth: 0 })).toEqual([]);
  });

  test('what has no machine of one’s own draws nothing', () => {
    expect(names({ ...MACHINE, energy: null }, { maxWatts: 1 })).toEqual([]);
  });
});

describe('principles', () => {
  test.each<[string, Evaluation, readonly string[]]>([
    ['a machine of one’s own', MACHINE, ['noCapital']],
    ['a rent', rented, ['onPremises']],
    ['an API', called, ['onPremises', 'noApi']],
    ['a flat fee', flat, ['onPremises', 'noApi']],
    ['a machine and an API', mixOf(MACHINE, called), ['onPremises', 'noApi', 'noCapital']],
  ])('%s', (_, evaluation, expected) => {
    expect(names(evaluation, { onPremises: true, noApi: true, noCapital: true })).toEqual(expected);
    expect(names(evaluation, {})).toEqual([]);
  });

  test('give way last: a thousand times as far as any amount', () => {
    expect(broken(called, { noApi: true })).toEqual([{ constraint: 'noApi', needs: null, excess: 1000 }]);
  });
});

describe('what one can sit beside', () => {
  const limit = QUIET_WATTS.value;

  test('is a machine up to so many watts, each by itself; never a rack', () => {
    const drawing = (watts: number, form: OwnOption['form'] = 'desktop') =>
      broken(owning({ loadWatts: say('load-watts', watts), form }), { quiet: true });
    expect(drawing(limit)).toEqual([]);
    expect(drawing(limit * 1.5)).toEqual([
      { constraint: 'quiet', needs: limit * 1.5, excess: expect.closeTo(0.5, 12) },
    ]);
    expect(drawing(10, 'rack-server')).toEqual([{ constraint: 'quiet', needs: null, excess: 1000 }]);
  });

  test('is asked of nothing that stands elsewhere, and only when it is asked', () => {
    expect(names(rented, { quiet: true })).toEqual([]);
    expect(names(owning({ form: 'rack-server' }), { quiet: false })).toEqual([]);
  });
});

describe('forms', () => {
  test('are those of machines of one’s own; one not known is none of them', () => {
    expect(names(owning({ form: 'desktop' }), { forms: ['mini', 'desktop'] })).toEqual([]);
    expect(names(owning({ form: 'laptop' }), { forms: ['mini', 'desktop'] })).toEqual(['forms']);
    expect(names(owning({ form: null }), { forms: ['mini'] })).toEqual(['forms']);
    expect(names(owning({ form: 'laptop' }), { forms: [] })).toEqual(['forms']);
    expect(names(rented, { forms: ['mini'] })).toEqual([]);
  });
});

describe('bits per weight', () => {
  const at = (bits: number, family: Quantization['family'] = 'gguf'): Evaluation => {
    const { prepared } = MACHINE;
    if (prepared === null) throw new Error('not prepared');
    const quantization = { ...quantizationOf('q4-k-m'), family, coreBitsPerWeight: bits };
    return { ...MACHINE, prepared: { ...prepared, choice: { ...prepared.choice, quantization } } };
  };

  test('4 of 8 are half too few; a hundredth of a bit is none', () => {
    expect(broken(at(4), { minimumBitsPerWeight: 8 })).toEqual([
      { constraint: 'minimumBitsPerWeight', needs: 4, excess: 0.5 },
    ]);
    expect(names(at(8), { minimumBitsPerWeight: 8 })).toEqual([]);
    expect(names(at(7.995), { minimumBitsPerWeight: 8 })).toEqual([]);
    expect(names(at(7.98), { minimumBitsPerWeight: 8 })).toEqual(['minimumBitsPerWeight']);
  });

  test('published at 4 bits there is nothing finer to ask for; at an API nobody says', () => {
    expect(names(at(4.25, 'mxfp4'), { minimumBitsPerWeight: 8 })).toEqual([]);
    expect(names(called, { minimumBitsPerWeight: 8 })).toEqual([]);
  });
});

describe('training', () => {
  const usable = usableMemoryBytes(OWN.device, 'llama.cpp');
  const need = (size: number) => ({ training: { method: 'lora' as const, bytes: bytes(size) } });

  test('takes the memory an engine may use, to the byte', () => {
    expect(names(MACHINE, need(usable))).toEqual([]);
    expect(broken(MACHINE, need(usable + 1))).toEqual([{ constraint: 'training', needs: null, excess: 1000 }]);
    // Two cards of the same kind.
    expect(names(rented, need(usable + 1))).toEqual([]);
  });

  test('is done on one side of a mix, and on no API', () => {
    expect(names(mixOf(called, MACHINE), need(usable))).toEqual([]);
    expect(names(mixOf(MACHINE, called), need(usable))).toEqual([]);
    expect(names(called, need(1))).toEqual(['training']);
    expect(names(flat, need(1))).toEqual(['training']);
  });

  test('is what the engine of the option may use', () => {
    const { prepared } = MACHINE;
    if (prepared === null) throw new Error('not prepared');
    const server = { ...OWN, device: deviceOf('h100-sxm', 80) };
    const served = { ...prepared, choice: { ...prepared.choice, engine: 'vllm' as const } };
    const claimed = usableMemoryBytes(server.device, 'vllm');
    expect(claimed).not.toBe(usableMemoryBytes(server.device, 'llama.cpp'));
    expect(names({ ...MACHINE, option: server, prepared: served }, need(claimed))).toEqual([]);
    expect(names({ ...MACHINE, option: server, prepared: served }, need(claimed + 1))).toEqual(['training']);
  });

  test('of a machine on which nothing was prepared counts what llama.cpp would use', () => {
    expect(names({ ...MACHINE, prepared: null }, need(usable))).toEqual([]);
  });
});
