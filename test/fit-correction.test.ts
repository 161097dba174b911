import { expect, test } from 'vitest';
import { sharedCorrection, spreadsIn } from '../scripts/fit/correction.ts';
import type { MachineRun } from '../scripts/fit/spreads.ts';

/** Machines whose runs all err by nearly the same, spread over −width to +width. */
function runsOf(name: string, width: number): readonly MachineRun[] {
  return Array.from({ length: 11 }, (_, i) => width * (i / 5 - 1)).flatMap((error, machine) =>
    [8e9, 14e9, 32e9].map((activeParams, run) => ({
      id: `${name}-${machine}-${run}`,
      machine: `${name} ${machine}`,
      chip: `chip-${machine} source`,
      hardware: `chip-${machine}`,
      setup: 'llama.cpp/cuda/1',
      work: `model-${run}/q4-k-m`,
      kind: { activeParams, format: 'q4-k', mixture: false },
      contextTokens: 512,
      concurrency: 1,
      logRatio: error + 0.01 * (run - 1),
      runSpread: 0.03,
      usable: true,
    })),
  );
}

const fitted = sharedCorrection(
  new Map([
    ['prefill/local/other', runsOf('prefill', 0.6)],
    ['decode/local/other', runsOf('decode', 0.3)],
  ]),
);

test('a class has its own spread, by which 80 % of its errors are within the 80 % interval', () => {
  for (const [name, width] of [
    ['decode/local/other', 0.3],
    ['prefill/local/other', 0.6],
  ] as const) {
    const { machine, workload } = spreadsIn(fitted, name);
    const within = runsOf('any', width).filter(
      (run) => Math.abs(run.logRatio) <= 1.2816 * Math.hypot(machine, workload),
    );
    expect(within.length / 33).toBeGreaterThan(0.7);
    expect(within.length / 33).toBeLessThan(0.9);
  }
});

test('what workloads share is one answer for all classes, from all machines together', () => {
  const { machine: decode, workload, ...shared } = spreadsIn(fitted, 'decode/local/other');
  const { machine: prefill, workload: other, ...sharedToo } = spreadsIn(fitted, 'prefill/local/other');
  expect(sharedToo).toEqual(shared);
  expect(prefill / decode).toBeCloseTo(2, 1);
  expect(other / workload).toBeCloseTo(2, 1);
  expect(fitted.all).toMatchObject({ machines: 22, rows: 66 });
});

test('machines on which all runs err alike share nearly all of it between sizes', () => {
  const { common, perSize } = spreadsIn(fitted, 'decode/local/other');
  const near = common + (1 - common) * Math.exp(-perSize * Math.log(32 / 8));
  expect(near).toBeGreaterThan(0.9);
});

test('what was not fitted is not made up', () => {
  expect(() => spreadsIn({ all: { machines: 0, rows: 0 } }, 'decode/local/other')).toThrow('no machine was fitted');
});
