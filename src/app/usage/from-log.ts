import { USE_CASES } from '../../core/defaults/workload.ts';
import { evaluateAll, prepare } from '../../core/evaluate.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { RequestError } from '../../core/failure.ts';
import type { Problem, Scenario, Warning } from '../../core/types.ts';
import type { UsageEvent } from '../../core/usage/event.ts';
import { type UsageFigures, usageFigures } from '../../core/usage/figures.ts';
import { replayOptionOf } from '../../core/usage/option.ts';
import { type Replay, replay } from '../../core/usage/replay.ts';
import { readUsage } from '../../logs/read.ts';
import type { AskedWorkload } from '../../scenario/context.ts';
import type { Layer } from '../../scenario/judge.ts';
import { pathExists } from '../../system/log-files.ts';
import type { DecideRequest } from '../evaluated.ts';
import { speedSource } from '../measured/current.ts';
import { amountsLeftAside, withoutAmounts } from './amounts.ts';
import { logLayer } from './layer.ts';
import { logWarnings } from './log-warnings.ts';
import { partsOf } from './parts.ts';
import { setAside } from './set-aside.ts';
import { replayShared } from './shared-replay.ts';
import { summaryOf, type UsageSummary } from './summary.ts';
import { logPath } from './workloads.ts';

/** A log, ready to stand in for the workloads and to be replayed. */
export interface UsageInput {
  readonly events: readonly UsageEvent[];
  readonly summary: UsageSummary;
  /** What each workload takes from it; of one workload, whatever it is called. */
  readonly logs: readonly WorkloadLog[];
  readonly warnings: readonly Warning[];
}

/** The part of a log that is one workload's own. */
export interface WorkloadLog {
  /** Null: the scenario has one. */
  readonly workload: string | null;
  readonly layer: Layer;
  /** Its entries, oldest first. */
  readonly events: readonly UsageEvent[];
  /** Entries of the log that are this workload's. */
  readonly entries: number;
  /** Requests in them; null where the log has only sums. */
  readonly requests: number | null;
}

/** What `result.usage` carries. */
export interface UsageResult {
  readonly summary: UsageSummary;
  /** Of several workloads: what of the log is each one's own. Those without any stand as the scenario has them. */
  readonly workloads: readonly Omit<WorkloadLog, 'layer' | 'events'>[];
  /** Ids of replayed options that miss the service level. */
  readonly belowServiceLevel: readonly string[];
  /** Of several workloads by the hour; null where the log leaves out how many requests there were. */
  readonly replay: Replay | null;
  /** Why there is no replay. */
  readonly reason: string | null;
}

/** Waits a person notices, and waits in which they do something else. */
export const WAIT_LIMITS_SECONDS = [10, 30] as const;

export interface LogRequest {
  /** As typed: `coding=logs/` is the log of one workload. */
  readonly paths: readonly string[];
  /** Flags and the scenario's own values. */
  readonly layers: readonly Layer[];
  readonly workloads: readonly AskedWorkload[];
  readonly options?: DecideRequest['options'];
}

/** Reads logs, offline. @throws RequestError for a path that is not there, a log without an entry or of nobody's. */
export async function usageFromLog(request: LogRequest): Promise<UsageInput> {
  const { workloads } = request;
  const paths = request.paths.map((text) => logPath(text, workloads));
  const missing: string[] = [];
  for (const { path } of paths) if (!(await pathExists(path))) missing.push(path);
  if (missing.length > 0) throw new RequestError(missing.map((path) => notThere(path, workloads)));
  const all = paths.map(({ path }) => path);
  const log = await readUsage(all);
  if (log.events.every(({ requests }) => requests === 0)) throw new RequestError([nothingRead(all, log)]);
  const figures = figuresOf(all, log.events);
  const { parts, warnings } = await partsOf(paths, request, log.events);
  const logs = parts.map(({ workload, events }): WorkloadLog & { readonly figures: UsageFigures } => {
    const own = workload === null ? figures : figuresOf(all, events);
    const layer = logLayer(own, flagsOf(request), USE_CASES['coding-agent'].outputTokens.value);
    return { workload, layer, entries: events.length, requests: own.requests, figures: own, events };
  });
  return {
    events: log.events,
    summary: summaryOf(log, figures),
    logs: logs.map(({ figures: _, ...rest }) => rest),
    warnings: [
      ...logs.flatMap((one) => logWarnings(one.figures, one.events, one.workload)),
      ...warnings,
      ...amountsLeftAside(request, logs),
    ],
  };
}

const flagsOf = ({ layers }: LogRequest): readonly Layer[] => layers.filter(({ origin }) => origin === 'flag');

/** A request with the log behind what was typed, except that the log says how much is asked; each workload has its own part. */
export function withLogs<
  R extends { readonly layers: readonly Layer[]; readonly workloads?: readonly AskedWorkload[] },
>(asked: R, usage: UsageInput | null): R {
  if (usage === null) return asked;
  const request = withoutAmounts(asked, usage.logs);
  const of = (id: string | null): Layer | undefined => usage.logs.find((log) => log.workload === id)?.layer;
  const [head] = request.workloads ?? [];
  const first = of(null) ?? of(head?.id ?? null);
  const workloads = request.workloads?.map((asked) => {
    const log = of(asked.id);
    return log === undefined ? asked : { ...asked, log };
  });
  return {
    ...request,
    layers: first === undefined ? request.layers : [...request.layers, first],
    ...(workloads === undefined ? {} : { workloads }),
  };
}

function notThere(path: string, workloads: readonly AskedWorkload[]): Problem {
  const ids = workloads.map(({ id }) => id).join(', ');
  const named = workloads.length > 1 && path.includes('=');
  const hint = named
    ? `before \`=\` stands a workload of the scenario: ${ids}`
    : 'give a log file or a folder of logs, for example `--from ~/.claude/projects`';
  return { kind: 'invalid-file', path, at: null, reason: 'is not there', hint };
}

function nothingRead(paths: readonly string[], log: Awaited<ReturnType<typeof readUsage>>) {
  const none = log.events.length > 0 ? 'no request in any of its rows' : 'no entry';
  const why = setAside(log);
  return {
    kind: 'invalid-file' as const,
    path: paths.join(', '),
    at: null,
    reason: `holds no usage that could be read: ${why.length === 0 ? none : why.join('; ')}`,
    hint: 'formats read: Claude Code, Codex, LiteLLM, OpenAI and Anthropic usage, OpenRouter, llama-server, and CSV whose first line names its columns: `timestamp,requests` or `timestamp,prompt_tokens,output_tokens`',
  };
}

/** A span of decades is a broken date, which the user must look at. */
function figuresOf(paths: readonly string[], events: readonly UsageEvent[]): UsageFigures {
  try {
    return usageFigures(events);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const path = paths.join(', ');
    throw new RequestError([
      { kind: 'invalid-file', path, at: null, reason: 'spans more than 20 years', hint: 'one of its dates is wrong' },
    ]);
  }
}

/** Replays the log through every option that can do the work, and through those that are merely too slow. */
export function replayLog(usage: UsageInput, evaluations: readonly Evaluation[], scenario: Scenario): UsageResult {
  const workloads = usage.logs.flatMap(({ layer: _, events: __, ...log }) => (log.workload === null ? [] : [log]));
  const { summary } = usage;
  if (scenario.workloads.length > 1) {
    const isUncounted = usage.events.some(({ requests }) => requests === null);
    return {
      summary,
      workloads,
      belowServiceLevel: [],
      replay: isUncounted ? null : replayShared(usage, evaluations, scenario),
      reason: isUncounted ? 'requests-unknown' : null,
    };
  }
  const slow = tooSlow(evaluations, scenario);
  const usable = evaluations.filter((evaluation) => evaluation.feasible);
  const [first] = evaluations;
  return {
    summary,
    workloads,
    belowServiceLevel: slow.map((evaluation) => evaluation.option.id),
    replay: replay({
      events: usage.events,
      options: [...usable, ...slow].flatMap((evaluation) => replayOptionOf(evaluation) ?? []),
      typical: {
        promptTokens: first?.work.promptTokens ?? 0,
        cachedShare: first?.work.cachedShare ?? 0,
        outputTokens: first?.work.outputTokens ?? 0,
      },
      seed: scenario.seed,
      waitLimitsSeconds: WAIT_LIMITS_SECONDS,
    }),
    reason: null,
  };
}

/** Options that hold the model but miss the service level, sized without it: how slow they feel is what the log shows. */
function tooSlow(evaluations: readonly Evaluation[], scenario: Scenario): readonly Evaluation[] {
  const ids = new Set(
    evaluations.flatMap(({ failure, option }) =>
      failure !== null && failure.reason !== 'does-not-fit' ? [option.id] : [],
    ),
  );
  if (ids.size === 0) return [];
  const relaxed: Scenario = {
    ...scenario,
    workloads: scenario.workloads.map((workload) => ({
      ...workload,
      serviceLevel: {
        ...workload.serviceLevel,
        timeToFirstTokenSecondsP95: null,
        decodeTokensPerSecondPerStream: null,
      },
    })),
  };
  const prepared = prepare(relaxed, speedSource());
  return evaluateAll(relaxed, prepared).filter(({ option, feasible }) => feasible && ids.has(option.id));
}
