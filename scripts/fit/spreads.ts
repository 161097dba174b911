import { type CorrectionSpreads, correctorFrom, type Observed } from '../../src/core/calibrate.ts';
import { CORRECTION } from '../../src/core/defaults/bench.ts';
import { defaultBackend, type FittedSpreads } from '../../src/core/performance/constants.ts';
import type { HeldOut } from './cross-validate.ts';
import { groupBy } from './group.ts';
import { quantile, robustSpread } from './statistics.ts';

/** One figure held out, as a run of a machine: all rows of one source on one chip are taken for one machine. */
export interface MachineRun extends Observed {
  readonly machine: string;
  readonly hardware: string;
}

export const phaseOf = ({ bound }: HeldOut): 'prefill' | 'decode' =>
  bound.figure.quantity === 'prefill' ? 'prefill' : 'decode';

/** A held-out error as the tool would see it: a run of this setup and workload, so far from what was predicted. */
export function machineRun(held: HeldOut): MachineRun {
  const { row, quantity } = held.bound.figure;
  const backend = row.backend ?? defaultBackend(row.hardware);
  const depth = row.depthTokens ?? (quantity === 'prefill' ? 0 : row.promptTokens);
  return {
    id: row.id,
    machine: `${row.hardware.id} ${row.source}`,
    hardware: row.hardware.id,
    setup: `${row.engine}/${row.runtime ?? ''}/${backend}/${row.count}`,
    work: `${row.model.id}/${row.quantization.id}`,
    contextTokens: depth + (quantity === 'prefill' ? row.promptTokens : row.outputTokens / 2),
    concurrency: row.concurrency === 'max' ? MAX_CONCURRENCY : row.concurrency,
    logRatio: held.error,
    runSpread: CORRECTION.run.value,
  };
}
/** What stands for "as many as it takes" when loads are compared. */
const MAX_CONCURRENCY = 256;

/** Log errors of every other run of a machine after one of its runs was given, and before. */
export function givenOne(
  runs: readonly MachineRun[],
  spreads: CorrectionSpreads,
): readonly { readonly before: number; readonly after: number }[] {
  return runs.flatMap((given) => {
    const correct = correctorFrom([given], spreads);
    return runs.flatMap((other) => {
      if (other === given) return [];
      const factor = correct(other)?.factor ?? 1;
      return [{ before: other.logRatio, after: other.logRatio - Math.log(factor) }];
    });
  });
}

/** Spreads of machine and setup that are tried, in multiples of the workload's. */
const MULTIPLES = [0, 0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4];
const LEAST_RUNS = 3;

export const machinesOf = (runs: readonly MachineRun[]): readonly (readonly MachineRun[])[] =>
  [...groupBy(runs, (run) => run.machine).values()].filter((members) => members.length >= LEAST_RUNS);

/**
 * The spreads of one class of figures. That of the workload is the robust spread around each machine's and setup's
 * median; those of the machine and of the setup are the multiples of it that leave the least mean absolute log error when
 * one run of a machine is given and its others are predicted, each machine weighing by the root of its runs.
 */
export function fittedSpreads(runs: readonly MachineRun[]): FittedSpreads {
  const machines = machinesOf(runs);
  const deviations = machines.flatMap((members) =>
    [...groupBy(members, (run) => run.setup).values()].flatMap((alike) => {
      const middle = quantile(
        alike.map((run) => run.logRatio),
        0.5,
      );
      return alike.length < LEAST_RUNS ? [] : alike.map((run) => run.logRatio - middle);
    }),
  );
  const workload = robustSpread(deviations);
  let best = { spreads: { machine: 0, setup: 0, workload }, loss: Number.POSITIVE_INFINITY };
  for (const machine of MULTIPLES)
    for (const setup of MULTIPLES) {
      const spreads = { machine: machine * workload, setup: setup * workload, workload };
      const loss = meanLoss(machines, spreads);
      if (loss < best.loss) best = { spreads, loss };
    }
  return { ...best.spreads, machines: machines.length, rows: machines.flat().length };
}

function meanLoss(machines: readonly (readonly MachineRun[])[], spreads: CorrectionSpreads): number {
  let [sum, weights] = [0, 0];
  for (const runs of machines) {
    const left = givenOne(runs.length > MOST_RUNS ? thinned(runs) : runs, spreads);
    const weight = Math.sqrt(runs.length);
    sum += (weight * left.reduce((total, one) => total + Math.abs(one.after), 0)) / Math.max(1, left.length);
    weights += weight;
  }
  return sum / weights;
}

/** A large machine is thinned for the search: every n-th run, always the same. */
const MOST_RUNS = 30;
const thinned = (runs: readonly MachineRun[]): readonly MachineRun[] => {
  const step = Math.ceil(runs.length / MOST_RUNS);
  return runs.filter((_, i) => i % step === 0);
};

export interface HeldWays {
  readonly hardware: readonly HeldOut[];
  readonly source: readonly HeldOut[];
}

/**
 * Runs by class. A chip never seen: by holding out chips. A chip others have measured, on a machine nobody has: by holding
 * out sources, so that nothing of the machine itself was fitted.
 */
export function runsByClass(held: HeldWays): ReadonlyMap<string, readonly MachineRun[]> {
  const classes = new Map<string, MachineRun[]>();
  const add = (name: string, one: HeldOut): void => {
    classes.set(name, [...(classes.get(name) ?? []), machineRun(one)]);
  };
  for (const one of held.hardware) add(`${phaseOf(one)}/${one.bound.figure.stack}/other`, one);
  for (const one of held.source)
    if (one.seen === 'device') add(`${phaseOf(one)}/${one.bound.figure.stack}/device`, one);
  return classes;
}

const SIGNIFICANT = 4;
const round = (value: number): number => Number(value.toPrecision(SIGNIFICANT));

/** The content of `correction` in data/engines.json. */
export function correctionOf(held: HeldWays): Readonly<Record<string, FittedSpreads>> {
  return Object.fromEntries(
    [...runsByClass(held)]
      .sort((a, b) => (a[0] < b[0] ? -1 : 1))
      .map(([name, runs]) => {
        const { machine, setup, workload, machines, rows } = fittedSpreads(runs);
        return [name, { machine: round(machine), setup: round(setup), workload: round(workload), machines, rows }];
      }),
  );
}
