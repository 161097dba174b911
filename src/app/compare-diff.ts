import type { Assumption } from '../core/assumption.ts';
import type { Scenario } from '../core/types.ts';
import { isOption } from '../scenario/options.ts';
import type { CompareAnswer } from './compare.ts';

/** What one workload asks of the options beside its figures, which are assumptions. */
export interface AskedWork {
  readonly workload: string;
  readonly model: string;
  /** Longest wait for the first token; null where none is asked. */
  readonly maxTimeToFirstTokenSeconds: number | null;
  /** Slowest stream; null where none is asked. */
  readonly minTokensPerSecond: number | null;
  /** Largest share of a machine used at peak. */
  readonly utilizationCap: number;
}

export interface ChangedInput {
  /** `workload`, `model`, a part of the service level, or the id of an assumption; `.name` of a workload after the first. */
  readonly id: string;
  readonly unit: string | null;
  /** Asked before the change. */
  readonly before: number | string | null;
  /** Asked now. */
  readonly after: number | string | null;
  /** Why one of them is null; null where neither is. */
  readonly reason: 'only-before' | 'only-now' | null;
}

export interface DiffRow {
  readonly option: string;
  /** Cost a month before the change. */
  readonly beforeUsdPerMonth: number | null;
  /** Cost a month after the change. */
  readonly afterUsdPerMonth: number | null;
  /** After − before. */
  readonly changeUsdPerMonth: number | null;
}

export interface BeforeRow {
  readonly option: string;
  readonly usdPerMonth: number | null;
}
export type Figure = Pick<Assumption, 'id' | 'value' | 'unit'>;
/** One side of a comparison: an earlier run, or a scenario evaluated now. */
export interface Side {
  readonly rows: readonly BeforeRow[];
  readonly figures: readonly Figure[];
  /** Null in runs that did not tell it yet. */
  readonly work: readonly AskedWork[] | null;
}

export const sideOf = ({ result, assumptions }: Pick<CompareAnswer, 'result' | 'assumptions'>): Side => ({
  rows: result.rows,
  figures: assumptions,
  work: result.work,
});

export const askedWork = ({ workloads }: Scenario): readonly AskedWork[] =>
  workloads.map(({ id, model, serviceLevel }) => ({
    workload: id,
    model: model.id,
    maxTimeToFirstTokenSeconds: serviceLevel.timeToFirstTokenSecondsP95,
    minTokensPerSecond: serviceLevel.decodeTokensPerSecondPerStream,
    utilizationCap: serviceLevel.utilizationCap,
  }));

const costsOf = ({ rows }: Side): ReadonlyMap<string, number | null> =>
  new Map(rows.map(({ option, usdPerMonth }) => [option, usdPerMonth]));

/** Each option's cost on both sides. */
export function changedCosts(before: Side, after: Side): readonly DiffRow[] {
  const options = [...new Set([...before.rows, ...after.rows].map((row) => row.option))];
  const [old, now] = [costsOf(before), costsOf(after)];
  return options.map((option) => {
    const [was, is] = [old.get(option) ?? null, now.get(option) ?? null];
    return {
      option,
      beforeUsdPerMonth: was,
      afterUsdPerMonth: is,
      changeUsdPerMonth: was === null || is === null ? null : is - was,
    };
  });
}

interface Told {
  readonly value: number | string;
  readonly unit: string | null;
}

/**
 * What is asked differently: the work of both sides first, then site, finance and prices that both count with. What
 * only one side's options need (the power of a rack beside a desktop) is no difference of what is asked.
 */
export function changedInputs(before: Side, after: Side): readonly ChangedInput[] {
  const single = [before, after].map(singleStems);
  /** `pue.home` is `pue` where it stands against `pue.office` alone. */
  const nameOf = (id: string): string => (single.every((stems) => stems.has(stemOf(id))) ? stemOf(id) : id);
  const tellWork = before.work !== null && after.work !== null;
  const [was, is] = [asked(before, tellWork, nameOf), asked(after, tellWork, nameOf)];
  const ids = [...new Set([...was.keys(), ...is.keys()])];
  return ids.flatMap((id): readonly ChangedInput[] => {
    const [old, now] = [was.get(id), is.get(id)];
    if (old?.value === now?.value) return [];
    const reason = old === undefined ? 'only-now' : now === undefined ? 'only-before' : null;
    if (reason !== null && !WORK.has(stemOf(id))) return [];
    const unit = now?.unit ?? old?.unit ?? null;
    return [{ id, unit, before: old?.value ?? null, after: now?.value ?? null, reason }];
  });
}

/** Of these a side that lacks one is told. */
const WORK: ReadonlySet<string> = new Set(['workload', 'model', 'maxTimeToFirstTokenSeconds', 'minTokensPerSecond']);

function asked(side: Side, tellWork: boolean, nameOf: (id: string) => string): ReadonlyMap<string, Told> {
  const work = tellWork ? (side.work ?? []) : [];
  return new Map([
    ...work.flatMap((one, index) => ofWorkload(one, index)),
    ...side.figures.map(({ id, value, unit }): [string, Told] => [nameOf(id), { value, unit }]),
  ]);
}

function ofWorkload(asks: AskedWork, index: number): readonly [string, Told][] {
  const at = index === 0 ? '' : `.${asks.workload}`;
  const figures: readonly [string, number | string | null, string | null][] = [
    ['workload', asks.workload, null],
    ['model', asks.model, null],
    ['maxTimeToFirstTokenSeconds', asks.maxTimeToFirstTokenSeconds, 's'],
    ['minTokensPerSecond', asks.minTokensPerSecond, 'tokens/s'],
    ['utilizationCap', asks.utilizationCap, 'share'],
  ];
  return figures.flatMap(([id, value, unit]) => (value === null ? [] : [[`${id}${at}`, { value, unit }]]));
}

const stemOf = (id: string): string => (isOption(id) ? id : (id.split('.')[0] ?? id));

/** Stems of which a side has one figure. */
function singleStems({ figures }: Side): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { id } of figures) counts.set(stemOf(id), (counts.get(stemOf(id)) ?? 0) + 1);
  return new Set([...counts].flatMap(([stem, count]) => (count === 1 ? [stem] : [])));
}
