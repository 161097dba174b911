import { describe, expect, test } from 'vitest';
import {
  type Correction,
  type CorrectionSpreads,
  correctorFrom,
  covariance,
  type Observed,
  type WorkPoint,
} from '../../src/core/calibrate.ts';

describe('what runs share, by hand', () => {
  const spreads: CorrectionSpreads = {
    machine: 0.2,
    workload: 0.1,
    otherSetup: 0.5,
    common: 0.25,
    perSize: 1,
    perContext: 0,
    perLoad: 1,
    otherFormat: Math.log(2),
    otherKind: Math.log(3),
  };
  const kind = { activeParams: 8e9, format: 'q4-k', mixture: false };
  const point: WorkPoint = { setup: 's', work: 'w', kind, contextTokens: 500, concurrency: 1 };
  const other = (change: Partial<WorkPoint> = {}): WorkPoint => ({ ...point, work: 'v', ...change });
  /** 0.04 × (¼ + ¾ × what is kept). */
  const machine = (kept: number): number => 0.04 * (0.25 + 0.75 * kept);
  const shared = (b: WorkPoint): number => covariance(point, b, spreads);

  test('a workload with itself: the machine’s variance and its own', () => {
    expect(shared(point)).toBeCloseTo(0.05, 12);
  });

  test('distances add: format a half, kind a third, size by its ratio, load by its ratio', () => {
    expect(shared(other())).toBeCloseTo(machine(1), 12);
    expect(shared(other({ kind: { ...kind, format: 'f16' } }))).toBeCloseTo(machine(1 / 2), 12);
    expect(shared(other({ kind: { ...kind, mixture: true } }))).toBeCloseTo(machine(1 / 3), 12);
    expect(shared(other({ kind: { ...kind, activeParams: 32e9 } }))).toBeCloseTo(machine(1 / 4), 12);
    expect(shared(other({ concurrency: 5 }))).toBeCloseTo(machine(1 / 5), 12);
    const far = { activeParams: 2e9, format: 'f16', mixture: true };
    expect(shared(other({ kind: far, concurrency: 5 }))).toBeCloseTo(machine(1 / (2 * 3 * 4 * 5)), 12);
  });

  test('the same work elsewhere is as far as its kind says, not known: as far as can be', () => {
    const moved = { ...point, setup: 't' };
    expect(shared(moved)).toBeCloseTo(machine(1) / 2, 12);
    expect(covariance({ ...point, kind: null }, { ...moved, kind: null }, spreads)).toBeCloseTo(machine(0) / 2, 12);
    expect(covariance({ ...point, kind: null }, { ...point, kind: null }, spreads)).toBeCloseTo(0.05, 12);
  });

  test('two runs weigh by what they share: solved as two equations', () => {
    const run = (id: string, work: string, logRatio: number): Observed => ({
      ...point,
      id,
      work,
      logRatio,
      runSpread: 0.1,
    });
    const found: Correction | null = correctorFrom([run('b', 'v', 0.3), run('a', 'u', -0.1)], spreads)(point);
    // Both have variance 0.05 + 0.01 and share 0.04 with each other and with the asked: weights 0.04 ÷ (0.06 + 0.04).
    expect(found?.factor).toBeCloseTo(Math.exp(0.4 * (0.3 - 0.1)), 12);
    expect(found?.spread).toBeCloseTo(Math.sqrt(0.05 - 0.4 * 0.04 * 2), 12);
    expect(found?.spreadBefore).toBeCloseTo(Math.sqrt(0.05), 12);
    expect(found?.ids).toEqual(['a', 'b']);
  });
});
