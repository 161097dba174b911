import type { Command } from 'commander';
import type { Layer } from '../app/input-keys.ts';
import type { UsageInput } from '../app/usage/from-log.ts';
import { collect, listOption } from './options.ts';

/** `--from <file|folder>` and `--trace <file>`, repeatable: the work is taken from logs, which are then replayed. */
export function addUsageOption(command: Command): void {
  command.option(
    '--from <file|folder>',
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

/** The logs named on the line, read; null where none is. Readers load only then. */
export async function usageOf(
  options: Readonly<Record<string, unknown>>,
  typed: readonly Layer[],
): Promise<UsageInput | null> {
  const paths = usagePaths(options);
  if (paths.length === 0) return null;
  const { usageFromLog } = await import('../app/usage/from-log.ts');
  return usageFromLog(paths, typed);
}
