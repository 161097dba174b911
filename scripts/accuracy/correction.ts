import { hardwareFamily } from '../../src/core/performance/family.ts';
import { Z80 } from '../../src/core/performance/intervals.ts';
import { sharedCorrection, spreadsIn } from '../fit/correction.ts';
import { groupBy } from '../fit/group.ts';
import { isCrowd } from '../fit/machine.ts';
import {
  givenOne,
  groupsOf,
  type HeldWays,
  type MachineRun,
  machineRun,
  type Pair,
  phaseOf,
  runsByClass,
} from '../fit/spreads.ts';
import { quantile, weightedQuantile } from '../fit/statistics.ts';

/** One machine before and after the tool was given one of its runs; every run is given once, all others are scored. */
export interface CorrectedMachine {
  readonly class: string;
  readonly machine: string;
  readonly family: string;
  readonly crowd: boolean;
  readonly runs: number;
  readonly pairs: readonly Pair[];
  /** Median absolute percentage error of its runs, uncorrected, and of the others after one was given. */
  readonly before: number;
  readonly after: number;
  /** The same by the one factor that would have served this machine best, known only afterwards. */
  readonly bestFactor: number;
  /** The same where every other run is moved by one share of the given run's error, the share that serves this machine best. */
  readonly bestShare: number;
}

const FOLDS = 5;
const NOTICEABLE_PERCENT = 10;
const CUT = 1 / 3;

const percent = (error: number): number => Math.abs(Math.exp(-error) - 1) * 100;
const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The least median error any single factor leaves: tried are factors between every two neighboring errors. */
function leastByOneFactor(errors: readonly number[]): number {
  const sorted = errors.toSorted((a, b) => a - b);
  const tried = sorted.flatMap((error, i) => sorted.slice(i).map((other) => (error + other) / 2));
  return Math.min(...tried.map((shift) => median(errors.map((error) => percent(error - shift)))));
}

const SHARES = Array.from({ length: 27 }, (_, i) => i / 20);

/** The least median error that one run leaves when all others are moved by the same share of its error. */
function leastByOneShare(runs: readonly MachineRun[]): number {
  const after = (share: number): number =>
    median(
      runs.flatMap((given) =>
        given.usable
          ? runs.flatMap((other) => (other === given ? [] : [percent(other.logRatio - share * given.logRatio)]))
          : [],
      ),
    );
  return Math.min(...SHARES.map(after));
}

interface About {
  readonly family: ReadonlyMap<string, string>;
  readonly crowd: ReadonlySet<string>;
}

function scored(name: string, members: readonly MachineRun[], pairs: readonly Pair[]) {
  return {
    class: name,
    runs: members.length,
    pairs,
    before: median(pairs.map((pair) => percent(pair.before))),
    after: median(pairs.map((pair) => percent(pair.after))),
    bestFactor: leastByOneFactor(members.map((run) => run.logRatio)),
    bestShare: leastByOneShare(members),
  };
}

type ByFold = readonly { readonly fold: number; readonly spreads: ReturnType<typeof sharedCorrection> }[];

/** Spreads are fitted without the chips they are used on: chips are dealt into folds, always the same way. */
function dealt(held: HeldWays): { readonly foldOf: ReadonlyMap<string, number>; readonly byFold: ByFold } {
  const classes = runsByClass(held);
  const chips = [...new Set([...classes.values()].flat().map((run) => run.hardware))].sort();
  const foldOf = new Map(chips.map((chip, i) => [chip, i % FOLDS]));
  const byFold = Array.from({ length: FOLDS }, (_, fold) => {
    const without = [...classes].map(
      ([name, runs]) => [name, runs.filter((run) => foldOf.get(run.hardware) !== fold)] as const,
    );
    return { fold, spreads: sharedCorrection(new Map(without)) };
  });
  return { foldOf, byFold };
}

interface Scoring extends ReturnType<typeof dealt> {
  readonly by: (run: MachineRun) => string;
}

function scoreClass(name: string, runs: readonly MachineRun[], { foldOf, byFold, by }: Scoring) {
  return byFold.flatMap(({ fold, spreads }) => {
    const of = spreadsIn(spreads, `${name.replace(' ', '/')}/other`);
    const held = runs.filter((run) => foldOf.get(run.hardware) === fold);
    return groupsOf(held, by).flatMap((members) => {
      const pairs = givenOne(members, of);
      return pairs.length === 0 ? [] : [{ members, ...scored(name, members, pairs) }];
    });
  });
}

/** Every machine of three and more runs, its chip held out of the fit. */
function machinesBy({ hardware: held }: HeldWays, scoring: Scoring): readonly CorrectedMachine[] {
  const about: About = {
    family: new Map(
      held.map(({ bound }) => [bound.figure.row.hardware.id, hardwareFamily(bound.figure.row.hardware).generation]),
    ),
    crowd: new Set(held.filter(({ bound }) => isCrowd(bound.figure.row)).map(({ bound }) => bound.figure.row.id)),
  };
  const classes = groupBy(held, (one) => `${phaseOf(one)} ${one.bound.figure.stack}`);
  return [...classes]
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .flatMap(([name, members]) => scoreClass(name, members.map(machineRun), scoring))
    .map(({ members: [first], ...score }) => ({
      ...score,
      machine: first === undefined ? '' : scoring.by(first),
      family: about.family.get(first?.hardware ?? '') ?? '',
      crowd: about.crowd.has(first?.id ?? ''),
    }));
}

export interface Corrected {
  /** As a person has it: one machine, one engine on one backend. */
  readonly machines: readonly CorrectedMachine[];
  /** All rows of one source on one chip, engines and backends mixed. */
  readonly chips: readonly CorrectedMachine[];
}

export function correctedMachines(held: HeldWays): Corrected {
  const folds = dealt(held);
  return {
    machines: machinesBy(held, { ...folds, by: (run) => run.machine }),
    chips: machinesBy(held, { ...folds, by: (run) => run.chip }),
  };
}

const noticeable = (machines: readonly CorrectedMachine[]): readonly CorrectedMachine[] =>
  machines.filter((one) => one.before > NOTICEABLE_PERCENT);

const cutEnough = (before: number, after: number): boolean => after <= before * (1 - CUT);

/** What the gate watches: the median machine of each class after it was given one run. */
export function correctionScores({ machines }: Corrected): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...groupBy(noticeable(machines), (one) => one.class)].map(([name, members]) => [
      `given one run: ${name}`,
      Number(median(members.map((one) => one.after)).toFixed(2)),
    ]),
  );
}

/** Median over all runs of these machines: a run counts once, however many others were given for it. */
function pooled(machines: readonly CorrectedMachine[], of: 'before' | 'after'): number {
  const weighed = machines.flatMap((one) =>
    one.pairs.map((pair) => ({ value: percent(pair[of]), weight: one.runs / one.pairs.length })),
  );
  return weightedQuantile(weighed, 0.5);
}

/** Share of a class's figures within the interval they have after correction, every machine weighing the same. */
function coverage(machines: readonly CorrectedMachine[]): string {
  const shares = machines.map(
    ({ pairs }) => pairs.filter((pair) => Math.abs(pair.after) <= Z80 * pair.spread).length / pairs.length,
  );
  return ((100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length).toFixed(0);
}

interface Line {
  readonly name: string;
  readonly members: readonly CorrectedMachine[];
}

function line({ name, members }: Line): string {
  const of = (key: 'before' | 'after' | 'bestFactor'): number => median(members.map((one) => one[key]));
  const [before, after] = [of('before'), of('after')];
  const enough = members.filter((one) => cutEnough(one.before, one.after)).length;
  const possible = members.filter((one) => cutEnough(one.before, one.bestFactor)).length;
  const change = `${(100 * (after / before - 1)).toFixed(0)} %`;
  const reached = cutEnough(before, after) ? '' : '**less than a third**';
  return `| ${name} | ${members.length} | ${before.toFixed(1)} | ${after.toFixed(1)} | ${change} | ${of('bestFactor').toFixed(1)} | ${pooled(members, 'before').toFixed(1)} → ${pooled(members, 'after').toFixed(1)} | ${enough} | ${possible} | ${reached} |`;
}

const HEAD =
  '| | machines | before, % | after, % | change | best factor, % | all runs, % | cut by a third | by best factor | |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---|';

const table = (members: readonly CorrectedMachine[], by: (one: CorrectedMachine) => string): string =>
  [
    HEAD,
    ...[...groupBy(members, by)]
      .sort((a, b) => (a[0] < b[0] ? -1 : 1))
      .map(([name, group]) => line({ name, members: group })),
    ...(members.length === 0 ? [] : [line({ name: 'all', members })]),
  ].join('\n');

function machineTable(members: readonly CorrectedMachine[]): string {
  const rows = members
    .toSorted((a, b) => b.before - a.before)
    .map(
      (one) =>
        `| ${one.machine} | ${one.class} | ${one.runs} | ${one.before.toFixed(1)} | ${one.after.toFixed(1)} | ${one.bestFactor.toFixed(1)} | ${cutEnough(one.before, one.after) ? '' : '**no**'} |`,
    );
  const head =
    '| machine | what | runs | before, % | after, % | best factor, % | cut by a third |\n|---|---|---:|---:|---:|---:|---|';
  return [head, ...rows].join('\n');
}

const ofWhom = (one: CorrectedMachine): string => (one.crowd ? 'best of many boxes (LocalScore)' : 'one box');

function summary(machines: readonly CorrectedMachine[]): string {
  const off = noticeable(machines);
  const enough = off.filter((one) => cutEnough(one.before, one.after)).length;
  const possible = off.filter((one) => cutEnough(one.before, one.bestFactor)).length;
  const byShare = off.filter((one) => cutEnough(one.before, one.bestShare)).length;
  const of = (key: 'before' | 'after'): string => median(off.map((one) => one[key])).toFixed(1);
  return `Of ${machines.length} machines and phases, ${off.length} are more than 10 % off before; the aim there is to cut the error by at least a third. **${enough} of ${off.length} are; the median machine goes from ${of('before')} to ${of('after')} %, all their runs together from ${pooled(off, 'before').toFixed(1)} to ${pooled(off, 'after').toFixed(1)} %.** One run that moves all others alike, by the share of its error that serves each machine best and is known only afterwards, would reach it on ${byShare}; the one factor chosen afterwards from all runs of a machine on ${possible}.`;
}

function nearby(machines: readonly CorrectedMachine[]): string {
  const near = machines.filter((one) => one.before <= NOTICEABLE_PERCENT);
  const worse = near.filter((one) => one.after > one.before + 1);
  return `The ${near.length} that were within 10 % before: ${median(near.map((one) => one.before)).toFixed(1)} % → ${median(near.map((one) => one.after)).toFixed(1)} %, ${worse.length} of them worse by more than a point.`;
}

/** The section of docs/accuracy.md. */
export function correctionSection({ machines, chips }: Corrected): string {
  const off = noticeable(machines);
  const mixed = noticeable(chips);
  return [
    '## Given one measurement of the machine',
    '',
    'The chip is held out of the fit, and the tool is given one of its runs, as `hwroi bench` would store it; scored are the other runs of that machine, three at least. A machine is what a person has: chip and how many, one source, one engine, backend and program (and memory, submitter or build where the source states them). Every run is given once but for those whose repetitions scatter beyond 15 %, which the tool refuses. What a run is worth to others (docs/formulas/bench.md) is fitted without the chip too, from all classes together.',
    '',
    summary(machines),
    '',
    'Why not more: a run tells what it shares with the others, and the best factor above is the middle of all of them. Where runs of one machine scatter around the prediction as far as they are off, the one given is as likely to mislead as to help: one run can cut the error by a third only where what they share is about 1.8 times their scatter. The chip being held out, much of that scatter is how formats, sizes, contexts and loads differ on it, which further runs would show. LocalScore keeps the best run of each chip and model from whoever sent it: its rows are of several boxes, and one says little of another. MLPerf has three or four models of each machine, some predicted too fast and some too slow: there no run tells of the others.',
    '',
    nearby(machines),
    '',
    `Intervals shrink with what is known; the 80 % ones cover after one run, all machines: ${[...groupBy(machines, (one) => one.class)].map(([name, members]) => `${name} ${coverage(members)} %`).join(', ')}.`,
    '',
    table(off, (one) => one.class),
    '',
    table(off, ofWhom),
    '',
    '### All rows of one source on a chip, engines and backends mixed',
    '',
    summary(chips),
    '',
    nearby(chips),
    '',
    table(mixed, (one) => one.class),
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
