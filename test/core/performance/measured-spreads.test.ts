import { describe, expect, test } from 'vitest';
import type { PerformanceConstants } from '../../../src/core/performance/constants.ts';
import { corrected, runSpread, spreadsFor } from '../../../src/core/performance/measured.ts';
import { CARD, fittedWith } from './round-figures.ts';

describe('spreads of a class', () => {
  const seen = (change: Partial<PerformanceConstants>): PerformanceConstants => ({
    ...fittedWith(),
    effects: { weightEfficiency: { 'local/device:round-card': { factor: 1 } } },
    ...change,
  });
  const machine = (constants: PerformanceConstants, phase: 'prefill' | 'decode', hardware = CARD): number =>
    spreadsFor(constants, hardware, { phase, stack: 'local' }).machine;
  const correction = {
    'decode/local/device': { machine: 0.21, machines: 1, rows: 1 },
    'decode/local/other': { machine: 0.22, machines: 1, rows: 1 },
    'prefill/local/device': { machine: 0.23, machines: 1, rows: 1 },
  };

  test('a chip the fit has seen, or one it has not', () => {
    expect(machine(seen({ correction }), 'decode')).toBe(0.21);
    expect(machine({ ...fittedWith(), correction }, 'decode')).toBe(0.22);
  });

  test('of prefill its own, else that of decode', () => {
    // Arithmetic of this chip was not fitted.
    expect(machine(seen({ correction }), 'prefill')).toBe(0.22);
    const both = { prefillUtilization: { 'local/device:round-card': { factor: 1 } } };
    expect(machine(seen({ correction, effects: both }), 'prefill')).toBe(0.23);
  });

  test('of a processor, of which the fit has seen none, a factor of two', () => {
    expect(machine(seen({ correction }), 'decode', { ...CARD, kind: 'cpu' })).toBe(0.55);
  });

  test('what all classes share stands under all, a class of its own before it', () => {
    const all = { otherSetup: 0.8, perLoad: 0.7, machines: 3, rows: 3 };
    const both = { ...correction, all, 'decode/local/other': { machine: 0.22, perLoad: 0.2, machines: 1, rows: 1 } };
    const of = spreadsFor({ ...fittedWith(), correction: both }, CARD, { phase: 'decode', stack: 'local' });
    expect([of.machine, of.otherSetup, of.perLoad, of.perSize]).toEqual([0.22, 0.8, 0.2, 0.5]);
  });

  test('what a fit does not say is a judgment', () => {
    const judged = {
      machine: 0.1,
      workload: 0.1,
      otherSetup: 0.5,
      common: 0.3,
      perSize: 0.5,
      perContext: 0.3,
      perLoad: 0.3,
      otherFormat: 0.5,
      otherKind: 0.5,
    };
    const of = (constants: PerformanceConstants) => spreadsFor(constants, CARD, { phase: 'decode', stack: 'local' });
    expect(of(fittedWith())).toEqual(judged);
    expect(of(fittedWith({}, { correction }))).toEqual({ ...judged, machine: 0.22 });
    const all = { ...judged, workload: 0, perLoad: 0.9 };
    expect(of(fittedWith({}, { correction: { 'decode/local/other': { ...all, machines: 1, rows: 1 } } }))).toEqual(all);
  });
});

describe('an estimate after correction', () => {
  const estimate = { expected: 100, low: 80, high: 125 };
  const by = { factor: 0.5, spread: 0.1, spreadBefore: 0.2, ids: [] };

  test('without a correction, or of nothing, is as it was', () => {
    expect(corrected(estimate, null)).toBe(estimate);
    const nothing = { expected: 0, low: 0, high: 0 };
    expect(corrected(nothing, by)).toBe(nothing);
    const halfKnown = { expected: 100, low: 0, high: 125 };
    expect(corrected(halfKnown, by)).toBe(halfKnown);
  });

  test('of which no spread was known keeps its width', () => {
    expect(corrected(estimate, { ...by, spread: 0, spreadBefore: 0 })).toEqual({ expected: 50, low: 40, high: 62.5 });
  });
});

describe('the spread of a run, by hand', () => {
  const of = (origin: 'bench' | 'typed' | 'imported', scatter: number | null, repetitions: number | null) =>
    runSpread({ origin, coefficientOfVariation: scatter, repetitions });

  test('typed or imported without a scatter: 10 %, whatever was typed', () => {
    expect(of('typed', 0.01, 9)).toBe(0.1);
    expect(of('imported', null, 9)).toBe(0.1);
  });

  test('imported with one counts as a run, however large: its requests differ', () => {
    expect(of('imported', 0.4, 4)).toBeCloseTo(Math.hypot(0.03, 0.2), 12);
  });

  test('of repeats 15 % may be, more not', () => {
    expect(of('bench', 0.15, 1)).toBeCloseTo(Math.hypot(0.03, 0.15), 12);
    expect(of('bench', 0.151, 100)).toBeNull();
  });

  test('repetitions not known, or none, are one', () => {
    expect(of('bench', 0.1, null)).toBeCloseTo(Math.hypot(0.03, 0.1), 12);
    expect(of('bench', 0.1, 0)).toBeCloseTo(Math.hypot(0.03, 0.1), 12);
  });
});
