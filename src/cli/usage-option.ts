import type { Command } from 'commander';
import type { Answer } from '../app/answer.ts';
import type { DecideRequest } from '../app/evaluated.ts';
import type { AskedWorkload, Layer } from '../app/input-keys.ts';
import type { UsageInput } from '../app/usage/from-log.ts';
import { collect, listOption } from './options.ts';

/** `--from <file|folder>` and `--trace <file>`, repeatable: the work is taken from logs, which are then replayed. */
export function addUsageOption(command: Command): void {
  command.option(
    '--from <[workload=]path>',
    'take the work from your own logs and replay them (repeatable; nothing is sent)',
    collect,
  );
  command.option(
    '--trace <file>',
    'a recorded load as CSV: timestamp,requests[,prompt_tokens,output_tokens] (repeatable)',
    collect,
  );
}

/** The files named by `--from` and `--trace`. */
export const usagePaths = (options: Readonly<Record<string, unknown>>): readonly string[] => [
  ...listOption(options, 'from'),
  ...listOption(options, 'trace'),
];

/** The same where the log says how much is asked and is not replayed. */
export function addLogOption(command: Command): void {
  command.option(
    '--from <[workload=]path>',
    'take the work from your own logs (repeatable; nothing is sent); `compare` replays them',
    collect,
  );
  command.option('--trace <file>', 'the same from a CSV: timestamp,requests[,prompt_tokens,output_tokens]', collect);
}

/** What a log is put behind: flags and a scenario. */
export interface WithLayers {
  readonly layers: readonly Layer[];
  readonly workloads: readonly AskedWorkload[];
  readonly options?: DecideRequest['options'];
}

/** The logs named on the line, read, and the request with them behind it; null where none is. Readers load only then. */
export async function usageOf<R extends WithLayers>(
  options: Readonly<Record<string, unknown>>,
  request: R,
): Promise<{ readonly usage: UsageInput | null; readonly logged: R }> {
  const paths = usagePaths(options);
  if (paths.length === 0) return { usage: null, logged: request };
  const { usageFromLog, withLogs } = await import('../app/usage/from-log.ts');
  const usage = await usageFromLog({ ...request, paths });
  return { usage, logged: withLogs(request, usage) };
}

/** An answer that rests on a log: which, and what is doubtful about it. */
export function restingOn<A extends Answer>(
  answer: A,
  usage: UsageInput | null,
  options: Readonly<Record<string, unknown>>,
): A {
  if (usage === null) return answer;
  return {
    ...answer,
    inputs: { ...answer.inputs, from: usagePaths(options) },
    warnings: [...answer.warnings, ...usage.warnings],
  };
}
