import { hardwareFamily } from '../../src/core/performance/family.ts';
import type { HeldOut } from '../fit/cross-validate.ts';
import { groupBy } from '../fit/group.ts';
import { fittedSpreads, givenOne, type MachineRun, machineRun, machinesOf, phaseOf } from '../fit/spreads.ts';
import { quantile } from '../fit/statistics.ts';

/** One machine before and after the tool was given one of its runs; every run is given once, all others are scored. */
export interface CorrectedMachine {
  readonly class: string;
  readonly machine: string;
  readonly family: string;
  readonly runs: number;
  /** Median absolute percentage error of its runs, uncorrected, and of the others after one was given. */
  readonly before: number;
  readonly after: number;
}

const FOLDS = 5;
const NOTICEABLE_PERCENT = 10;
const CUT = 1 / 3;

const percent = (error: number): number => Math.abs(Math.exp(-error) - 1) * 100;
const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Spreads are fitted without the chips they are used on: chips are dealt into folds, always the same way. */
function scoreClass(name: string, runs: readonly MachineRun[], families: ReadonlyMap<string, string>) {
  const chips = [...new Set(runs.map((run) => run.hardware))].sort();
  const foldOf = new Map(chips.map((chip, i) => [chip, i % FOLDS]));
  return Array.from({ length: FOLDS }, (_, fold) => {
    const spreads = fittedSpreads(runs.filter((run) => foldOf.get(run.hardware) !== fold));
    return machinesOf(runs.filter((run) => foldOf.get(run.hardware) === fold)).map((members): CorrectedMachine => {
      const pairs = givenOne(members, spreads);
      const [first] = members;
      return {
        class: name,
        machine: first?.machine ?? '',
        family: families.get(first?.hardware ?? '') ?? '',
        runs: members.length,
        before: median(pairs.map((pair) => percent(pair.before))),
        after: median(pairs.map((pair) => percent(pair.after))),
      };
    });
  }).flat();
}

/** Every machine of three and more runs, its chip held out of the fit. */
export function correctedMachines(held: readonly HeldOut[]): readonly CorrectedMachine[] {
  const families = new Map(
    held.map(({ bound }) => [bound.figure.row.hardware.id, hardwareFamily(bound.figure.row.hardware).generation]),
  );
  const classes = groupBy(held, (one) => `${phaseOf(one)} ${one.bound.figure.stack}`);
  return [...classes]
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .flatMap(([name, members]) => scoreClass(name, members.map(machineRun), families));
}

const noticeable = (machines: readonly CorrectedMachine[]): readonly CorrectedMachine[] =>
  machines.filter((one) => one.before > NOTICEABLE_PERCENT);

const cutEnough = (before: number, after: number): boolean => after <= before * (1 - CUT);

/** What the gate watches: the median machine of each class after it was given one run. */
export function correctionScores(machines: readonly CorrectedMachine[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...groupBy(noticeable(machines), (one) => one.class)].map(([name, members]) => [
      `given one run: ${name}`,
      Number(median(members.map((one) => one.after)).toFixed(2)),
    ]),
  );
}

interface Line {
  readonly name: string;
  readonly members: readonly CorrectedMachine[];
}

function line({ name, members }: Line): string {
  const before = median(members.map((one) => one.before));
  const after = median(members.map((one) => one.after));
  const enough = members.filter((one) => cutEnough(one.before, one.after)).length;
  const change = `${(100 * (after / before - 1)).toFixed(0)} %`;
  const reached = cutEnough(before, after) ? '' : '**less than a third**';
  return `| ${name} | ${members.length} | ${before.toFixed(1)} | ${after.toFixed(1)} | ${change} | ${enough} | ${reached} |`;
}

const HEAD = '| | machines | before, % | after, % | change | cut by a third | |\n|---|---:|---:|---:|---:|---:|---|';

const table = (members: readonly CorrectedMachine[], by: (one: CorrectedMachine) => string): string =>
  [
    HEAD,
    ...[...groupBy(members, by)]
      .sort((a, b) => (a[0] < b[0] ? -1 : 1))
      .map(([name, group]) => line({ name, members: group })),
  ].join('\n');

function machineTable(members: readonly CorrectedMachine[]): string {
  const rows = members
    .toSorted((a, b) => b.before - a.before)
    .map(
      (one) =>
        `| ${one.machine} | ${one.class} | ${one.runs} | ${one.before.toFixed(1)} | ${one.after.toFixed(1)} | ${cutEnough(one.before, one.after) ? '' : '**no**'} |`,
    );
  const head =
    '| chip and source | what | runs | before, % | after, % | cut by a third |\n|---|---|---:|---:|---:|---|';
  return [head, ...rows].join('\n');
}

/** The section of docs/accuracy.md. */
export function correctionSection(machines: readonly CorrectedMachine[]): string {
  const off = noticeable(machines);
  const near = machines.filter((one) => one.before <= NOTICEABLE_PERCENT);
  const worse = near.filter((one) => one.after > one.before + 1);
  const enough = off.filter((one) => cutEnough(one.before, one.after)).length;
  const all = line({ name: 'all', members: off });
  return [
    '## Given one measurement of the machine',
    '',
    `The chip is held out of the fit, and the tool is given one of its runs, as \`hwroi bench\` would store it; scored are the other runs of that machine (all rows of one source on one chip, three at least). Every run is given once. The spreads by which a run is weighed are fitted without the chip too. Of ${machines.length} machines and phases, ${off.length} are more than 10 % off before; the aim there is to cut the error by at least a third. **The median machine of them: ${median(off.map((one) => one.before)).toFixed(1)} % → ${median(off.map((one) => one.after)).toFixed(1)} %; ${enough} of ${off.length} are cut by a third or more.**`,
    '',
    `Where it misses, the error has no common part: the runs of one machine scatter around the prediction in both directions (loads of a server from 1 to 256 streams, lengths, formats), and no factor for the machine can help; there the shape of the model is wrong, not its scale. The ${near.length} that were within 10 % before: ${median(near.map((one) => one.before)).toFixed(1)} % → ${median(near.map((one) => one.after)).toFixed(1)} %, ${worse.length} of them worse by more than a point.`,
    '',
    `${table(off, (one) => one.class)}\n${all}`,
    '',
    '### By hardware family, where it was more than 10 % off',
    '',
    table(off, (one) => `${one.family}, ${one.class}`),
    '',
    '### Every machine that was more than 10 % off',
    '',
    machineTable(off),
    '',
  ].join('\n');
}
