import { type CorrectionSpreads, covariance, type Observed } from '../../src/core/calibrate.ts';
import { CORRECTION } from '../../src/core/defaults/bench.ts';
import { defaultBackend, type FittedSpreads } from '../../src/core/performance/constants.ts';
import { kindOfWork } from '../../src/core/performance/measured.ts';
import type { HeldOut } from './cross-validate.ts';
import { groupBy } from './group.ts';
import { boxOf, repeatScatter } from './machine.ts';
import { quantile, robustSpread } from './statistics.ts';

/** One figure held out, as a run of a machine. */
export interface MachineRun extends Observed {
  /** Chip, their number, source, engine, backend and program, with what the source says of the machine. */
  readonly machine: string;
  /** Chip and source. */
  readonly chip: string;
  readonly hardware: string;
  /** Whether the tool would take it: it refuses runs whose repetitions scatter too much. */
  readonly usable: boolean;
}

export const phaseOf = ({ bound }: HeldOut): 'prefill' | 'decode' =>
  bound.figure.quantity === 'prefill' ? 'prefill' : 'decode';

/** A held-out error as the tool would see it: a run of this setup and workload, so far from what was predicted. */
export function machineRun(held: HeldOut): MachineRun {
  const { row, quantity } = held.bound.figure;
  const depth = row.depthTokens ?? (quantity === 'prefill' ? 0 : row.promptTokens);
  const setup = `${row.engine}/${row.runtime ?? ''}/${row.backend ?? defaultBackend(row.hardware)}/${row.count}`;
  return {
    id: row.id,
    machine: boxOf(row, setup),
    chip: `${row.hardware.id} ${row.source}`,
    hardware: row.hardware.id,
    setup: `${setup}/${row.epoch ?? ''}`,
    work: `${row.model.id}/${row.quantization.id}`,
    kind: kindOfWork(row.model, row.quantization),
    contextTokens: depth + (quantity === 'prefill' ? row.promptTokens : row.outputTokens / 2),
    concurrency: row.concurrency === 'max' ? MAX_CONCURRENCY : row.concurrency,
    logRatio: held.error,
    runSpread: CORRECTION.run.value,
    usable: repeatScatter(row) <= CORRECTION.unusable.value,
  };
}
/** What stands for "as many as it takes" when loads are compared. */
const MAX_CONCURRENCY = 256;

/** Log errors of a run before and after another run of its machine was given. */
export interface Pair {
  readonly before: number;
  readonly after: number;
  /** Standard deviation that is left after it, as the tool would say. */
  readonly spread: number;
}

/** Every usable run of a machine given once, all its other runs predicted: what `correctorFrom` does with a single run. */
export function givenOne(runs: readonly MachineRun[], spreads: CorrectionSpreads): readonly Pair[] {
  return runs.flatMap((given) => {
    if (!given.usable) return [];
    const own = covariance(given, given, spreads) + given.runSpread ** 2;
    return runs.flatMap((other): readonly Pair[] => {
      if (other === given) return [];
      const shared = covariance(given, other, spreads);
      const left = covariance(other, other, spreads) - shared ** 2 / own;
      const { logRatio } = other;
      return [{ before: logRatio, after: logRatio - (shared / own) * given.logRatio, spread: Math.sqrt(left) }];
    });
  });
}

const LEAST_RUNS = 3;

/** Groups of three and more runs. */
export const groupsOf = (
  runs: readonly MachineRun[],
  by: (run: MachineRun) => string,
): readonly (readonly MachineRun[])[] =>
  [...groupBy(runs, by).values()].filter((members) => members.length >= LEAST_RUNS);

/** What is tried: the machine's share of all variance first, then what other workloads and setups keep of it. */
const GRID = {
  share: [0.5, 0.7, 0.8, 0.9, 0.95, 0.98],
  otherSetup: [0, 0.25, 0.5, 0.75, 1],
  common: [0, 0.2, 0.3, 0.4, 0.6, 0.8, 1],
  perSize: [0, 0.25, 0.4, 0.67, 1, 2],
  perContext: [0, 0.125, 0.25, 0.5, 1, 2],
  perLoad: [0, 0.125, 0.25, 0.5, 1, 2],
  otherFormat: [0, 0.1, 0.2, 0.3, 0.5, 1, 2],
  otherKind: [0, 0.1, 0.3, 0.5, 1, 2],
} as const;
type Tried = Readonly<Record<keyof typeof GRID, number>>;
const START: Tried = {
  share: 0.9,
  otherSetup: 0.5,
  common: 0.3,
  perSize: 0.67,
  perContext: 0.25,
  perLoad: 0.5,
  otherFormat: 0.3,
  otherKind: 0.3,
};
const KEYS = ['share', 'otherSetup', 'common', 'perSize', 'perContext', 'perLoad', 'otherFormat', 'otherKind'] as const;
const ROUNDS = 3;

const spreadsOf = ({ share, ...rest }: Tried, total: number): CorrectionSpreads => ({
  machine: total * Math.sqrt(share),
  workload: total * Math.sqrt(1 - share),
  ...rest,
});

/**
 * The spreads of one class of figures. Their total is the robust spread of its errors; how it divides, and what workloads
 * share, is what serves best when one run of a machine is given and its others are predicted: coordinate descent over a
 * grid. All runs of one source on a chip are taken together, so that those of two engines count too.
 */
export function fittedSpreads(runs: readonly MachineRun[]): FittedSpreads & CorrectionSpreads {
  const groups = groupsOf(runs, (run) => run.chip);
  const total = robustSpread(runs.map((run) => run.logRatio));
  const seen = groups.map(thinned);
  /** Rounds ask again for much of what was asked before. */
  const known = new Map<string, number>();
  const lossAt = (tried: Tried): number => {
    const key = JSON.stringify(tried);
    const loss = known.get(key) ?? meanLoss(seen, spreadsOf(tried, total));
    known.set(key, loss);
    return loss;
  };
  let best = { tried: START, loss: lossAt(START) };
  for (let round = 0; round < ROUNDS; round += 1)
    for (const key of KEYS)
      for (const value of GRID[key]) {
        const tried = { ...best.tried, [key]: value };
        const loss = lossAt(tried);
        if (loss < best.loss) best = { tried, loss };
      }
  return { ...spreadsOf(best.tried, total), machines: groups.length, rows: groups.flat().length };
}

/** The aim in figures: the median error cut by a third, smoothed so that a little more always counts a little. */
const AIM = 2 / 3;
const STEEPNESS = 6;
/** Below about this median error (of the logarithm) there is little to cut, and a group counts for less. */
const NOTICEABLE = 0.1;
const WEIGHT_BELOW = 0.3;
const NOISE = 0.02;

function meanLoss(groups: readonly (readonly MachineRun[])[], spreads: CorrectionSpreads): number {
  let [sum, weights] = [0, 0];
  for (const runs of groups) {
    const pairs = givenOne(runs, spreads);
    if (pairs.length === 0) continue;
    const before = quantile(
      pairs.map((pair) => Math.abs(pair.before)),
      0.5,
    );
    const after = quantile(
      pairs.map((pair) => Math.abs(pair.after)),
      0.5,
    );
    const weight = before > NOTICEABLE ? 1 : WEIGHT_BELOW;
    sum += weight / (1 + Math.exp(STEEPNESS * (AIM - after / (before + NOISE))));
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
  for (const one of held.source) if (one.chipSeen) add(`${phaseOf(one)}/${one.bound.figure.stack}/device`, one);
  return classes;
}
