import type { RequestOutcome } from '../../../bench/endpoint/one-request.ts';
import { holdsTargets, type JudgedLevel, nextConcurrency } from '../../../bench/endpoint/service-level.ts';
import type { LevelPlan, LevelRun, LoadSession } from '../../../bench/endpoint/session.ts';
import { LOAD } from '../../../core/defaults/bench.ts';
import type { EndpointRequest } from './types.ts';
import { levelName } from './warnings.ts';

/** So long a level may take where only its requests bound it. */
const LONGEST_LEVEL_SECONDS = 24 * 3600;

function levelPlan(request: EndpointRequest, level: { concurrency?: number; requestRate?: number }): LevelPlan {
  const { concurrency = null, requestRate = null } = level;
  const { durationSeconds, warmupRequests } = request;
  const seconds = durationSeconds ?? LOAD.openSeconds.value;
  const byLoad =
    requestRate !== null
      ? Math.ceil(requestRate * seconds)
      : durationSeconds !== null
        ? MOST_REQUESTS
        : Math.max(LOAD.requestsAtLeast.value, LOAD.requestsPerStream.value * (concurrency ?? 1));
  return {
    concurrency,
    requestRate,
    requests: Math.min(MOST_REQUESTS, request.requests ?? Math.max(1, byLoad)),
    durationSeconds: durationSeconds ?? LONGEST_LEVEL_SECONDS,
    warmupRequests,
  };
}
export const MOST_REQUESTS = 100_000;

/** One level after the other, until all are done, a search has found its end, or the server is gone. */
export async function allLevels(request: EndpointRequest, session: LoadSession): Promise<readonly LevelRun[]> {
  const runs: LevelRun[] = [];
  for (let level = nextLevel(request, runs); level !== null; level = nextLevel(request, runs)) {
    const plan = levelPlan(request, level);
    const run = await session.level(plan, progressOf(plan, request));
    runs.push(run);
    if (run.end === 'interrupted' || (run.completed === 0 && run.end === 'failures')) break;
  }
  return runs.sort((a, b) => (a.concurrency ?? a.requestRate ?? 0) - (b.concurrency ?? b.requestRate ?? 0));
}

function nextLevel(
  request: EndpointRequest,
  runs: readonly LevelRun[],
): { concurrency: number } | { requestRate: number } | null {
  const { levels } = request;
  if (levels.kind === 'search') {
    const concurrency = nextConcurrency(judged(request, runs), levels.most);
    return concurrency === null ? null : { concurrency };
  }
  const value = levels.values[runs.length];
  if (value === undefined) return null;
  return levels.kind === 'rate' ? { requestRate: value } : { concurrency: value };
}

export function judged(request: EndpointRequest, runs: readonly LevelRun[]): readonly JudgedLevel[] {
  const { targets } = request;
  if (targets === null) return [];
  return runs.flatMap((run) =>
    run.concurrency === null ? [] : [{ concurrency: run.concurrency, holds: holdsTargets(run, targets) }],
  );
}

function progressOf(plan: LevelPlan, request: EndpointRequest): (outcome: RequestOutcome) => void {
  let done = 0;
  let failed = 0;
  const of = plan.requests === MOST_REQUESTS ? '' : `/${plan.requests}`;
  return (outcome) => {
    done += 1;
    if (!outcome.ok) failed += 1;
    request.onProgress(`${levelName(plan)}: ${done}${of} requests${failed === 0 ? '' : `, ${failed} failed`}`);
  };
}
