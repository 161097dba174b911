import { USE_CASES } from '../../core/defaults/workload.ts';
import { evaluateAll, prepare } from '../../core/evaluate.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { RequestError } from '../../core/failure.ts';
import type { Scenario, Warning } from '../../core/types.ts';
import type { UsageEvent } from '../../core/usage/event.ts';
import { type UsageFigures, usageFigures } from '../../core/usage/figures.ts';
import { replayOptionOf } from '../../core/usage/option.ts';
import { type Replay, replay } from '../../core/usage/replay.ts';
import { readUsage } from '../../logs/read.ts';
import type { Layer } from '../../scenario/judge.ts';
import { pathExists } from '../../system/log-files.ts';
import { speedSource } from '../measured/current.ts';
import { logLayer } from './layer.ts';
import { summaryOf, type UsageSummary } from './summary.ts';

/** A log, ready to stand in for the workload and to be replayed. */
export interface UsageInput {
  readonly events: readonly UsageEvent[];
  readonly figures: UsageFigures;
  readonly summary: UsageSummary;
  readonly layer: Layer;
  readonly warnings: readonly Warning[];
}

/** What `result.usage` carries. */
export interface UsageResult {
  readonly summary: UsageSummary;
  /** Ids of replayed options that miss the service level. */
  readonly belowServiceLevel: readonly string[];
  readonly replay: Replay;
}

/** Waits a person notices, and waits in which they do something else. */
export const WAIT_LIMITS_SECONDS = [10, 30] as const;
const SHORT_LOG_DAYS = 7;
const FEW_REQUESTS = 30;

/** Reads logs, offline. @throws RequestError for a path that is not there, and for a log without a single entry. */
export async function usageFromLog(paths: readonly string[], typedLayers: readonly Layer[]): Promise<UsageInput> {
  const missing: string[] = [];
  for (const path of paths) if (!(await pathExists(path))) missing.push(path);
  if (missing.length > 0) throw new RequestError(missing.map(notThere));
  const log = await readUsage(paths);
  if (log.events.length === 0) throw new RequestError([nothingRead(paths, log)]);
  const figures = figuresOf(paths, log.events);
  return {
    events: log.events,
    figures,
    summary: summaryOf(log, figures),
    layer: logLayer(figures, typedLayers, USE_CASES['coding-agent'].outputTokens.value),
    warnings: warningsOf(figures),
  };
}

const notThere = (path: string) => ({
  kind: 'invalid-file' as const,
  path,
  at: null,
  reason: 'is not there',
  hint: 'give a log file or a folder of logs, for example `--from ~/.claude/projects`',
});

function nothingRead(paths: readonly string[], log: Awaited<ReturnType<typeof readUsage>>) {
  const reasons = new Set([
    ...log.skippedFiles.map((file) => file.reason),
    ...log.files.flatMap((file) => Object.keys(file.skipped)),
  ]);
  const why = reasons.size === 0 ? 'no entry' : [...reasons].join(', ');
  return {
    kind: 'invalid-file' as const,
    path: paths.join(', '),
    at: null,
    reason: `holds no usage that could be read (${why})`,
    hint: 'formats read: Claude Code, Codex, LiteLLM, OpenAI and Anthropic usage, OpenRouter, llama-server, CSV with `timestamp,prompt_tokens,output_tokens`',
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

function warningsOf(figures: UsageFigures): readonly Warning[] {
  const notes: string[] = [];
  if (figures.days < SHORT_LOG_DAYS) {
    notes.push(
      `the log covers ${figures.days < 2 ? 'about a day' : `${Math.round(figures.days)} days`}: a month made from it is a guess`,
    );
  }
  if (figures.requests !== null && figures.requests < FEW_REQUESTS) {
    notes.push(`the log holds ${figures.requests} requests: too few to trust its rhythm`);
  }
  if (figures.requests === null) {
    notes.push(
      'the log leaves out how many requests there were: they are counted as answers of typical length, and waits are not replayed',
    );
  }
  return notes.map((text) => ({ kind: 'note', text }));
}

/** Replays the log through every option that can do the work, and through those that are merely too slow. */
export function replayLog(usage: UsageInput, evaluations: readonly Evaluation[], scenario: Scenario): UsageResult {
  const slow = tooSlow(evaluations, scenario);
  const usable = evaluations.filter((evaluation) => evaluation.feasible);
  const [first] = evaluations;
  return {
    summary: usage.summary,
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
