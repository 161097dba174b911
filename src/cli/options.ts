import { type Command, Option } from 'commander';

/** Flags every command has. Their values are judged in finish.ts. */
export function addSharedOptions(command: Command): Command {
  const group = 'Output:';
  const add = (flags: string, text: string): Option => new Option(flags, text).helpGroup(group);
  return command
    .addOption(add('--json', 'one JSON document, unrounded: the contract for scripts'))
    .addOption(add('--csv', 'one record per line, raw numbers, units in the header'))
    .addOption(add('--markdown', 'Markdown, for issues and documents'))
    .addOption(add('--table', 'the table for people (default)'))
    .addOption(add('--output <file>', 'write there instead of standard output, atomically'))
    .addOption(add('--explain', 'the formulas with the numbers of this run, and where each figure comes from'))
    .addOption(
      add('--fail-if <condition>', 'exit 1 when it holds, e.g. "breakEvenMonth > 24" (repeatable)').argParser(collect),
    )
    .addOption(
      add(
        '--catalog <file>',
        'your own hardware and prices in front of ours, or a lock file instead of them (also HWROI_CATALOG)',
      ),
    )
    .addOption(add('--ascii', 'charts in plain ASCII'))
    .addOption(add('--no-color', 'no color (also NO_COLOR=1)'))
    .addOption(add('--quiet', 'no progress and no warnings on standard error'))
    .addOption(new Option('--debug', 'stack traces').hideHelp());
}

/** For commands that print money. Judged and applied in finish.ts. */
export function addCurrency(command: Command): void {
  command.option(
    '--currency <code=rate@date>',
    'amounts in another currency, e.g. EUR=0.92@2026-11-20; JSON stays in USD',
  );
}

/** Flags of commands whose answers stored measurements correct. */
export function addMeasuredOptions(command: Command): void {
  const add = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Measurements:');
  command
    .addOption(add('--no-measured', 'leave measurements stored by `hwroi bench` out of it'))
    .addOption(add('--store <folder>', 'where measurements are kept (also HWROI_STORE)'));
}

/** Repeatable options gather their values. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

export const isSet = (options: Readonly<Record<string, unknown>>, key: string): boolean => options[key] === true;

export function textOption(options: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = options[key];
  return typeof value === 'string' ? value : undefined;
}

export function listOption(options: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const value = options[key];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
