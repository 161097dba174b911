import type { CorrectionSpreads } from '../../src/core/calibrate.ts';
import type { FittedSpreads } from '../../src/core/performance/constants.ts';
import { Z80 } from '../../src/core/performance/intervals.ts';
import { fittedSpreads, groupsOf, type MachineRun } from './spreads.ts';
import { quantile, robustSpread } from './statistics.ts';

const SIGNIFICANT = 4;
const round = (value: number): number => Number(value.toPrecision(SIGNIFICANT));

type RunsByClass = ReadonlyMap<string, readonly MachineRun[]>;
type ClassSpreads = Readonly<Record<string, FittedSpreads>>;

/** Spread by which the 80 % interval of a normal distribution holds 80 % of the errors: their tails are long. */
const spreadOf = (runs: readonly MachineRun[]): number =>
  quantile(
    runs.map((run) => Math.abs(run.logRatio)),
    0.8,
  ) / Z80;

/** Runs of a class as if their errors were spread as widely as `spread`; its machines stay its own. */
function brought(name: string, runs: readonly MachineRun[], spread: number): readonly MachineRun[] {
  const times = spread / spreadOf(runs);
  return runs.map((run) => ({
    ...run,
    chip: `${name} ${run.chip}`,
    logRatio: run.logRatio * times,
    runSpread: run.runSpread * times,
  }));
}

/**
 * The content of `correction` in data/engines.json. How wide errors are is of each class; what two workloads share of them
 * is one answer for all (`all`), from all machines together: a class alone has too few to fit eight numbers, and answers of
 * its own serve machines that were not among them worse.
 */
export function sharedCorrection(classes: RunsByClass): ClassSpreads {
  const known = [...classes].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const typical = robustSpread(known.flatMap(([, runs]) => runs.map((run) => run.logRatio)));
  const shared = fittedSpreads(known.flatMap(([name, runs]) => brought(name, runs, typical)));
  const { machine, workload, ...all } = shared;
  const total = Math.hypot(machine, workload);
  const ofClass = (runs: readonly MachineRun[]): FittedSpreads => {
    const groups = groupsOf(runs, (run) => run.chip);
    return {
      machine: round((spreadOf(runs) * machine) / total),
      workload: round((spreadOf(runs) * workload) / total),
      machines: groups.length,
      rows: groups.flat().length,
    };
  };
  return { all, ...Object.fromEntries(known.map(([name, runs]) => [name, ofClass(runs)])) };
}

/** The spreads of one class, as the tool puts them together. */
export function spreadsIn(correction: ClassSpreads, name: string): CorrectionSpreads {
  const found: Partial<CorrectionSpreads> = { ...correction.all, ...correction[name] };
  const of = (key: keyof CorrectionSpreads): number => {
    const value = found[key];
    if (value === undefined) throw new Error(`no ${key} was fitted for ${name}`);
    return value;
  };
  return {
    machine: of('machine'),
    workload: of('workload'),
    otherSetup: of('otherSetup'),
    common: of('common'),
    perSize: of('perSize'),
    perContext: of('perContext'),
    perLoad: of('perLoad'),
    otherFormat: of('otherFormat'),
    otherKind: of('otherKind'),
  };
}
