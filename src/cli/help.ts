import { wrap } from '../report/wrap.ts';
import { COMMANDS, type CommandGroup } from './registry.ts';

const GROUPS: readonly { readonly group: CommandGroup; readonly title: string }[] = [
  { group: 'decide', title: 'Decide' },
  { group: 'measure', title: 'Measure' },
  { group: 'calculate', title: 'Calculate' },
  { group: 'look up', title: 'Look up' },
];

const EXIT_CODES =
  'Exit codes: 0 answered · 1 a --fail-if or --strict condition · 2 wrong request · 3 files, engines, network · 70 a bug · 130 interrupted';

/** `hwroi --help` at `columns`: written from the registry alone, so that no command is loaded. */
export function rootHelp(columns: number): string {
  const width = Math.max(0, ...COMMANDS.map((command) => command.name.length));
  const wide = (lines: readonly string[], hang: number): string => wrap(lines, columns, hang).join('\n');
  const sections = GROUPS.map(({ group, title }) => {
    const rows = COMMANDS.filter((command) => command.group === group);
    return rows.length === 0
      ? ''
      : `${title}:\n${wide(
          rows.map((row) => `  ${row.name.padEnd(width)}  ${row.summary}`),
          width + 4,
        )}\n`;
  }).filter((text) => text !== '');
  return [
    wide(['hwroi: what to buy, rent or call to run a language model, and when it has paid for itself'], 0),
    '',
    'Usage: hwroi <command> [options]',
    '',
    ...sections,
    'Try:',
    '  hwroi breakeven',
    '  hwroi breakeven own:2xrtx-3090 rent:rtx-4090 api --users 5',
    '  hwroi memory llama-3.1-70b m3-max-40c',
    '  hwroi help <command>',
    '  hwroi explain words          what the words mean',
    '',
    wide([EXIT_CODES], 12),
    '',
  ].join('\n');
}
