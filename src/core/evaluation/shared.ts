import { exactly } from '../assumption.ts';
import type { DayPlan, Moment } from '../capacity/day.ts';
import { mergedShape, type SharedGroup } from '../capacity/group.ts';
import { type SharedSized, sharedCapacity } from '../capacity/shared.ts';
import type { Infeasible, StreamTable } from '../capacity/types.ts';
import { keptIn } from '../kept.ts';
import { planMemory } from '../memory/plan.ts';
import { usableMemoryBytes } from '../memory/usable.ts';
import type { Device, EngineChoice, OwnOption, RentOption, ScenarioWorkload } from '../types.ts';
import { type Bytes, bytes } from '../units.ts';
import { MOST_KEPT, sameWorks } from './kept-day.ts';
import { type PreparedUnit, prepareUnit, type SpeedSource } from './prepare.ts';
import { EXPECTED } from './values.ts';
import { type MonthlyWork, monthlyWork } from './work.ts';

/** One model on a unit that several workloads share: which of them it serves, and how. */
export interface PreparedGroup {
  readonly workloads: readonly number[];
  readonly unit: PreparedUnit;
}
export interface PreparedShared {
  readonly groups: readonly PreparedGroup[];
}

type ServedOption = OwnOption | RentOption;

/** A model's workloads with the engine chosen for it, before memory is divided. */
interface ChosenGroup {
  readonly workloads: readonly number[];
  readonly merged: ScenarioWorkload;
  readonly choices: readonly EngineChoice[];
  readonly choice: EngineChoice;
}

/**
 * How one unit runs several workloads: one server for each model, all in its memory together.
 *
 *   part of the memory = needed by weights and one long request + free × (1 ÷ models + share of the tokens) ÷ 2
 *
 * Half of the free memory goes where the tokens are, half evenly, since a model with few requests still needs slots for
 * those that meet. Engines claim memory by hand: who sets other parts gets other limits.
 *
 * @see docs/formulas/capacity.md#several-workloads-on-one-machine
 */
export function prepareShared(
  option: ServedOption,
  workloads: readonly ScenarioWorkload[],
  source: SpeedSource,
): PreparedShared | Infeasible {
  const chosen: ChosenGroup[] = [];
  for (const indexes of groupsOf(option, workloads)) {
    const group = chosenGroup(option, workloads, { indexes, source });
    if (group === null) return failed('no-engine', workloads[indexes[0] ?? 0]?.id);
    chosen.push(group);
  }
  const needs = chosen.map((group) => neededShare(option.device, group));
  const free = 1 - needs.reduce((total, need) => total + need, 0);
  if (free < 0) return { ...failed('does-not-fit'), shortfallBytes: shortBy(option.device, free) };
  const tokens = chosen.map(({ merged }) => tokensOf(merged));
  const all = tokens.reduce((total, count) => total + count, 0);
  const groups: PreparedGroup[] = [];
  for (const [index, group] of chosen.entries()) {
    const even = 1 / chosen.length;
    const weight = (even + (all > 0 ? (tokens[index] ?? 0) / all : even)) / 2;
    const part = (needs[index] ?? 0) + free * weight;
    const unit = prepareUnit(partOf(option, { group, part, first: index === 0 }), group.merged, source);
    if ('feasible' in unit) return { ...unit, workload: group.merged.id };
    groups.push({ workloads: group.workloads, unit });
  }
  return { groups };
}

/** Workloads of one model in one format are served by one server, in the order in which they are first named. */
function groupsOf(option: ServedOption, workloads: readonly ScenarioWorkload[]): readonly (readonly number[])[] {
  const byModel = new Map<string, number[]>();
  for (const [index, { model }] of workloads.entries()) {
    const formats = (option.choicesByWorkload?.[index] ?? []).map(
      (choice) => `${choice.engine} ${choice.quantization.id}`,
    );
    const key = [model.id, ...formats].join(' | ');
    const known = byModel.get(key);
    if (known === undefined) byModel.set(key, [index]);
    else known.push(index);
  }
  return [...byModel.values()];
}

function chosenGroup(
  option: ServedOption,
  workloads: readonly ScenarioWorkload[],
  { indexes, source }: { readonly indexes: readonly number[]; readonly source: SpeedSource },
): ChosenGroup | null {
  const members = indexes.flatMap((index) => workloads[index] ?? []);
  const merged = mergedWorkload(members);
  const choices = option.choicesByWorkload?.[indexes[0] ?? 0] ?? option.engineChoices;
  if (choices.length === 0) return null;
  const oneLevel = members.every((one) => sameLevel(one, merged));
  const judged = prepareUnit(withChoices(option, choices), strictest(merged, members), source);
  const alone = 'feasible' in judged ? prepareUnit(withChoices(option, choices), relaxed(merged), source) : judged;
  const [first] = choices;
  const choice = 'feasible' in alone ? first : alone.choice;
  if (choice === undefined) return null;
  return { workloads: indexes, merged: oneLevel ? merged : relaxed(merged), choices, choice };
}

const sameLevel = (a: ScenarioWorkload, b: ScenarioWorkload): boolean =>
  a.serviceLevel.timeToFirstTokenSecondsP95 === b.serviceLevel.timeToFirstTokenSecondsP95 &&
  a.serviceLevel.decodeTokensPerSecondPerStream === b.serviceLevel.decodeTokensPerSecondPerStream;

/** An engine that keeps the strictest level of all keeps each of them. */
function strictest(merged: ScenarioWorkload, members: readonly ScenarioWorkload[]): ScenarioWorkload {
  const waits = members.flatMap(({ serviceLevel }) => serviceLevel.timeToFirstTokenSecondsP95 ?? []);
  const speeds = members.flatMap(({ serviceLevel }) => serviceLevel.decodeTokensPerSecondPerStream ?? []);
  return {
    ...merged,
    serviceLevel: {
      ...merged.serviceLevel,
      timeToFirstTokenSecondsP95: waits.length > 0 ? Math.min(...waits) : null,
      decodeTokensPerSecondPerStream: speeds.length > 0 ? Math.max(...speeds) : null,
    },
  };
}

/** Else the engine is chosen by what it carries; whether that keeps each service level is judged with all on board. */
const relaxed = (workload: ScenarioWorkload): ScenarioWorkload => ({
  ...workload,
  serviceLevel: {
    ...workload.serviceLevel,
    timeToFirstTokenSecondsP95: null,
    decodeTokensPerSecondPerStream: null,
  },
});

function withChoices(option: ServedOption, engineChoices: readonly EngineChoice[]): ServedOption {
  return { ...option, engineChoices };
}

/** Several workloads of one model as one. */
function mergedWorkload(members: readonly ScenarioWorkload[]): ScenarioWorkload {
  const [first, ...rest] = members;
  if (first === undefined) throw new RangeError('a group needs a workload');
  if (rest.length === 0) return first;
  const works = members.map((workload) => monthlyWork(workload.demand, EXPECTED));
  const shape = mergedShape(
    works,
    works.map((work) => work.requestsPerMonth),
  );
  const fixed = (id: string, value: number) =>
    exactly({ id, value, unit: '', origin: 'estimated', source: null, asOf: null });
  const { demand } = first;
  const requests = works.reduce((total, work) => total + work.requestsPerMonth, 0);
  const perDay = requests / Math.max(1e-9, demand.activeDaysPerMonth.value);
  return {
    ...first,
    id: members.map((member) => member.id).join(' + '),
    demand: {
      ...demand,
      users: fixed('users', 1),
      impersonal: true,
      requestsPerUserPerDay: fixed('requestsPerUserPerDay', perDay),
      promptTokens: fixed('promptTokens', shape.promptTokens),
      promptTokensP95: fixed('promptTokensP95', shape.promptTokensP95),
      cachedShare: fixed('cachedShare', shape.cachedShare),
      outputTokens: fixed('outputTokens', shape.outputTokens),
    },
  };
}

function tokensOf({ demand }: ScenarioWorkload): number {
  const work = monthlyWork(demand, EXPECTED);
  return work.promptTokensPerMonth + work.outputTokensPerMonth;
}

/** Share of the usable memory that weights and one long request take. */
function neededShare(device: Device, { merged, choice }: ChosenGroup): number {
  const work = monthlyWork(merged.demand, EXPECTED);
  const plan = planMemory({
    model: merged.model,
    quantization: choice.quantization,
    engine: choice.engine,
    contextTokens: work.promptTokensP95 + work.outputTokens,
    sequences: 1,
    device,
  });
  return plan.totalBytes / Math.max(1, usableMemoryBytes(device, choice.engine));
}

const shortBy = (device: Device, free: number): Bytes => bytes(-free * usableMemoryBytes(device, 'llama.cpp'));

function failed(reason: Infeasible['reason'], workload?: string): Infeasible {
  const none = { timeToFirstTokenSecondsP95: null, decodeTokensPerSecond: null };
  return { feasible: false, reason, shortfallBytes: 0, ...none, ...(workload === undefined ? {} : { workload }) };
}

/** The option with the memory a model gets and the engine chosen for it. A typed throughput is the first model's. */
function partOf(
  option: ServedOption,
  { group, part, first }: { readonly group: ChosenGroup; readonly part: number; readonly first: boolean },
): ServedOption {
  const device = { ...option.device, memoryBytes: memoryFor(option.device, group.choice, part) };
  const { throughput, ...rest } = { ...option, device, engineChoices: [group.choice] };
  return first && throughput !== undefined ? { ...rest, throughput } : rest;
}

/** Memory of which an engine may use this part of what it could use of the whole; what it may use need not be linear. */
function memoryFor(device: Device, { engine }: EngineChoice, part: number): Bytes {
  if (part >= 1) return device.memoryBytes;
  const wanted = usableMemoryBytes(device, engine) * part;
  const linear = bytes(device.memoryBytes * part);
  const usable = usableMemoryBytes({ ...device, memoryBytes: linear }, engine);
  return usable >= wanted ? linear : bytes((linear * wanted) / Math.max(1, usable));
}

type TableOf = (unit: PreparedUnit) => StreamTable;

interface SharedLoadOfAll {
  readonly workloads: readonly ScenarioWorkload[];
  readonly works: readonly MonthlyWork[];
  readonly tableOf: TableOf;
  readonly minimumUnits: number;
  readonly day: DayPlan;
  /** Whether what each hour needs by itself matters: to a rent it does. */
  readonly byHour: boolean;
}

interface KeptSize {
  readonly load: SharedLoadOfAll;
  readonly tables: readonly StreamTable[];
  readonly sized: SharedSized | Infeasible;
}

const keptSizes = new WeakMap<PreparedShared, KeptSize[]>();

/** The shared unit sized for the work of all, at a position of the speeds' range; the same work is sized once. */
export function sharedSize(shared: PreparedShared, load: SharedLoadOfAll): SharedSized | Infeasible {
  const kept = keptIn(keptSizes, shared, () => []);
  const tables = shared.groups.map(({ unit }) => load.tableOf(unit));
  const known = kept.find((one) => sameLoad(one, { load, tables }));
  if (known !== undefined) return known.sized;
  const sized = sizeOfAll(shared, load);
  if (kept.length < MOST_KEPT) kept.push({ load, tables, sized });
  return sized;
}

/** The day is that of the works (`keptDay`), so the same works have the same day. */
function sameLoad(kept: Omit<KeptSize, 'sized'>, asked: Omit<KeptSize, 'sized'>): boolean {
  const [a, b] = [kept.load, asked.load];
  return (
    a.day === b.day &&
    a.workloads === b.workloads &&
    a.minimumUnits === b.minimumUnits &&
    a.byHour === b.byHour &&
    kept.tables.every((table, i) => table === asked.tables[i]) &&
    sameWorks(a.works, b.works)
  );
}

/** The workloads of each model at their amounts of work, and the place of each of them in the scenario. */
export function sharedGroups(
  { groups }: PreparedShared,
  { workloads, works, tableOf }: Pick<SharedLoadOfAll, 'workloads' | 'works' | 'tableOf'>,
): { readonly groups: readonly SharedGroup[]; readonly order: readonly number[] } {
  const loaded = groups.map((group): SharedGroup => {
    const loads = group.workloads.flatMap((index) => {
      const [workload, work] = [workloads[index], works[index]];
      if (workload === undefined || work === undefined) return [];
      return [{ id: workload.id, shape: work, arrivals: work, serviceLevel: workload.serviceLevel }];
    });
    return { loads, table: tableOf(group.unit) };
  });
  return { groups: loaded, order: groups.flatMap((group) => group.workloads) };
}

function sizeOfAll(shared: PreparedShared, load: SharedLoadOfAll): SharedSized | Infeasible {
  const { minimumUnits, day, byHour } = load;
  const { groups, order } = sharedGroups(shared, load);
  const ordered = (moment: Moment): Moment => order.map((index) => moment[index] ?? 1);
  const days = [day.asTold, ...(day.yielding === null ? [] : [day.yielding])].map((moments, index) => ({
    busiest: moments.map(ordered),
    hours: byHour
      ? (day.hours[index] ?? []).map(({ moment, hoursPerDay }) => ({ moment: ordered(moment), hoursPerDay }))
      : [],
  }));
  return sharedCapacity({ groups, minimumUnits, days });
}
