import type { Command } from 'commander';
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

/** What a log is put behind: flags and a scenario. */
export interface WithLayers {
  readonly layers: readonly Layer[];
  readonly workloads: readonly AskedWorkload[];
}

/** The logs named on the line, read, and the request with them behind it; null where none is. Readers load only then. */
export async function usageOf<R extends WithLayers>(
  options: Readonly<Record<string, unknown>>,
  request: R,
): Promise<{ readonly usage: UsageInput | null; readonly logged: R }> {
  const paths = usagePaths(options);
  if (paths.length === 0) return { usage: null, logged: request };
  const { usageFromLog, withLogs } = await import('../app/usage/from-log.ts');
  const usage = await usageFromLog({ paths, layers: request.layers, workloads: request.workloads });
  return { usage, logged: withLogs(request, usage) };
}
