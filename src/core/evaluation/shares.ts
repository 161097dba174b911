import { totalUsd } from '../breakeven/breakeven.ts';
import type { SharedSized } from '../capacity/shared.ts';
import type { Infeasible, Sized } from '../capacity/types.ts';
import { mixFlow } from '../cashflow/mix.ts';
import type { CashFlow } from '../cashflow/types.ts';
import { LEAST_WORK } from '../tco/tco.ts';
import type { ApiOption, ScenarioWorkload } from '../types.ts';
import { TOKENS_PER_MILLION } from '../units.ts';
import { apiCashFlow, type FlowContext } from './flows.ts';
import type { Evaluation, PreparedOption, WorkloadShare } from './types.ts';
import { type MonthlyWork, sumOfWork } from './work.ts';

/** What an option's flow is made from, with each workload apart. */
export interface SharedContext extends FlowContext {
  readonly works: readonly MonthlyWork[];
  readonly workloads: readonly ScenarioWorkload[];
}

/** A workload's own flow, where it has one. */
export interface WorkloadFlow {
  readonly workloads: readonly number[];
  readonly flow: CashFlow;
}

/** Flow of an API: each workload at the price of its own weights, those of one model together. */
export function apiFlows(
  option: ApiOption,
  context: SharedContext,
): { readonly flow: CashFlow; readonly flows: readonly WorkloadFlow[] } | Infeasible {
  const { byWorkload } = option;
  if (byWorkload === undefined) return { flow: apiCashFlow(option, context), flows: [] };
  const groups = new Map<string, { readonly option: ApiOption; readonly workloads: number[] }>();
  for (const [index, workload] of context.workloads.entries()) {
    const own = byWorkload[index] ?? null;
    if (own === null) return notSold(workload.id);
    const known = groups.get(own.id);
    if (known === undefined) groups.set(own.id, { option: own, workloads: [index] });
    else known.workloads.push(index);
  }
  const flows = [...groups.values()].map((group) => {
    const work = sumOfWork(group.workloads.flatMap((index) => context.works[index] ?? []));
    return { workloads: group.workloads, flow: apiCashFlow(group.option, { ...context, work }) };
  });
  const [only, ...others] = flows;
  if (only !== undefined && others.length === 0) return { flow: only.flow, flows };
  const merged = mixFlow(
    option.label,
    flows.map((one) => one.flow),
  );
  return { flow: { ...merged, kind: 'api' }, flows };
}

const notSold = (workload: string): Infeasible => ({
  feasible: false,
  reason: 'not-sold',
  shortfallBytes: 0,
  timeToFirstTokenSecondsP95: null,
  decodeTokensPerSecond: null,
  workload,
});

interface Whole {
  readonly prepared: PreparedOption;
  readonly sized: Sized | null;
  readonly flows: readonly WorkloadFlow[];
  readonly parts: readonly Evaluation[];
  readonly totalUsd: number;
  readonly horizonMonths: number;
}

/** What each workload takes and costs; they add up to the whole. Empty where there is one. */
export function sharesOf(context: SharedContext, whole: Whole): readonly WorkloadShare[] {
  const { works, workloads } = context;
  if (works.length < 2) return [];
  const shares = workloads.map((_, index) => shareOf(index, context, whole));
  const all = shares.reduce((sum, share) => sum + share, 0);
  return workloads.map((workload, index) => {
    const share = all > 0 ? (shares[index] ?? 0) / all : 0;
    const usdPerMonth = (whole.totalUsd * share) / whole.horizonMonths;
    const work = works[index];
    const tokens = work === undefined ? 0 : work.promptTokensPerMonth + work.outputTokensPerMonth;
    return {
      workload: workload.id,
      model: workload.model.id,
      share,
      usdPerMonth,
      usdPerMillionTokens: tokens >= LEAST_WORK ? (usdPerMonth / tokens) * TOKENS_PER_MILLION : null,
      ...serviceOf(index, workload.id, whole),
    };
  });
}

function shareOf(index: number, context: SharedContext, whole: Whole): number {
  const id = context.workloads[index]?.id;
  if (whole.parts.length > 0) {
    return whole.parts.reduce((sum, part) => {
      const own = part.shares.find((share) => share.workload === id)?.share ?? 0;
      return sum + own * part.totalUsd;
    }, 0);
  }
  const service = servicesOf(whole.sized).find((one) => one.id === id);
  if (service !== undefined) return service.shareOfWork;
  const flow = whole.flows.find((one) => one.workloads.includes(index));
  if (flow === undefined) return tokensOf(context.works[index]);
  const together = flow.workloads.reduce((sum, one) => sum + tokensOf(context.works[one]), 0);
  const part = together > 0 ? tokensOf(context.works[index]) / together : 1 / flow.workloads.length;
  return totalUsd(flow.flow, whole.horizonMonths) * part;
}

const tokensOf = (work: MonthlyWork | undefined): number =>
  work === undefined ? 0 : work.promptTokensPerMonth + work.outputTokensPerMonth;

const isShared = (sized: Sized): sized is SharedSized => 'workloads' in sized;
const servicesOf = (sized: Sized | null): SharedSized['workloads'] =>
  sized !== null && isShared(sized) ? sized.workloads : [];

function serviceOf(index: number, id: string, { prepared, sized, parts }: Whole) {
  const [first] = parts;
  const shared = prepared.shared ?? prepared.parts[0]?.shared;
  const group =
    shared === undefined || 'feasible' in shared
      ? undefined
      : shared.groups.find((one) => one.workloads.includes(index));
  const service = servicesOf(first === undefined ? sized : first.sized).find((one) => one.id === id);
  return {
    engine: group?.unit.choice.engine ?? null,
    quantization: group?.unit.choice.quantization.id ?? null,
    timeToFirstTokenSecondsP95: service?.timeToFirstTokenSecondsP95 ?? null,
    decodeTokensPerSecond: service?.decodeTokensPerSecond ?? null,
  };
}
