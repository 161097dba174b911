import type { MonthlyWork } from '../../core/evaluation/work.ts';
import type { Scenario } from '../../core/types.ts';
import type { Section } from '../document.ts';
import { formatCell, significant } from '../format.ts';

/** For whom an answer is, and for how much work: models, users, requests, lengths; of several workloads their sum. */
export function workSection({ workloads }: Scenario, work: MonthlyWork | undefined, horizonMonths?: number): Section {
  const model = workloads.map((workload) => workload.model.name).join(', ');
  if (work === undefined) return { kind: 'text', tone: 'quiet', lines: [model] };
  const lengths = `${significant(work.promptTokens, 3)} prompt tokens (${formatCell(work.cachedShare, 'percent')} cached) + ${significant(work.outputTokens, 3)} output`;
  const load = `${significant(work.users, 4)} ${work.users === 1 ? 'user' : 'users'} · ${significant(work.requestsPerMonth, 3)} requests a month · ${lengths}`;
  const over = horizonMonths === undefined ? '' : ` · over ${significant(horizonMonths, 3)} months`;
  return { kind: 'text', tone: 'quiet', lines: [`${model} · ${load}${over}`] };
}
