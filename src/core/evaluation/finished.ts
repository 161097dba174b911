import { totalUsd } from '../breakeven/breakeven.ts';
import { upfrontUsd } from '../cashflow/cumulative.ts';
import type { CashFlow } from '../cashflow/types.ts';
import { LEAST_WORK } from '../tco/tco.ts';
import { TOKENS_PER_MILLION } from '../units.ts';
import { type SharedContext, sharesOf, type WorkloadFlow } from './shares.ts';
import { type ServiceStanding, sizedStanding } from './told-service.ts';
import type { Energy, Evaluation, PreparedOption } from './types.ts';
import { at } from './values.ts';

/** What an option's evaluation is made of. */
interface Parts {
  readonly flow: CashFlow;
  readonly flows?: readonly WorkloadFlow[];
  readonly sized?: Evaluation['sized'];
  readonly energy?: Energy | null;
  readonly sameWeights?: boolean;
  readonly parts?: readonly Evaluation[];
  readonly standing?: ServiceStanding;
  readonly elsewhere?: string | null;
}

/** An option that does the work: its flow summed over the horizon. */
export function finished(prepared: PreparedOption, context: SharedContext, found: Parts): Evaluation {
  const { work, finance, values } = context;
  const { flow, sized = null, parts = [], flows = [] } = found;
  const horizonMonths = Math.max(1, Math.round(at(finance.horizonMonths, values)));
  const total = totalUsd(flow, horizonMonths);
  const per = (amountPerMonth: number): number | null =>
    amountPerMonth >= LEAST_WORK ? total / horizonMonths / amountPerMonth : null;
  const perToken = per(work.promptTokensPerMonth + work.outputTokensPerMonth);
  return {
    option: prepared.option,
    feasible: true,
    failure: null,
    standing: found.standing ?? sizedStanding(context.workloads),
    sameWeights: found.sameWeights ?? true,
    work,
    sized,
    prepared: prepared.unit !== null && !('feasible' in prepared.unit) ? prepared.unit : null,
    flow,
    energy: found.energy ?? null,
    upfrontUsd: upfrontUsd(flow),
    totalUsd: total,
    usdPerMonth: total / horizonMonths,
    usdPerMillionTokens: perToken === null ? null : perToken * TOKENS_PER_MILLION,
    usdPerRequest: per(work.requestsPerMonth),
    usdPerUserMonth: per(work.users),
    parts,
    elsewhere: found.elsewhere ?? null,
    shares: sharesOf(context, { prepared, sized, flows, parts, totalUsd: total, horizonMonths }),
  };
}

/** An option that does not. */
export function infeasible(
  prepared: PreparedOption,
  context: SharedContext,
  failure: Evaluation['failure'],
): Evaluation {
  const nothing: CashFlow = { kind: prepared.option.kind, label: prepared.option.label, items: [] };
  return {
    ...finished(prepared, context, { flow: nothing }),
    feasible: false,
    failure,
    standing: isTooSlow(failure) ? 'missed' : null,
  };
}

const isTooSlow = (failure: Evaluation['failure']): boolean =>
  failure !== null && ['first-token-too-slow', 'decode-too-slow', 'answers-later'].includes(failure.reason);
