import { COMMANDS, type CommandGroup } from './registry.ts';

const GROUPS: readonly { readonly group: CommandGroup; readonly title: string }[] = [
  { group: 'decide', title: 'Decide' },
  { group: 'measure', title: 'Measure' },
  { group: 'calculate', title: 'Calculate' },
  { group: 'look up', title: 'Look up' },
];

/** `hwroi --help`: written from the registry alone, so that no command is loaded. */
export function rootHelp(): string {
  const width = Math.max(0, ...COMMANDS.map((command) => command.name.length));
  const sections = GROUPS.map(({ group, title }) => {
    const rows = COMMANDS.filter((command) => command.group === group);
    return rows.length === 0
      ? ''
      : [`${title}:`, ...rows.map((row) => `  ${row.name.padEnd(width)}  ${row.summary}`), ''].join('\n');
  }).filter((text) => text !== '');
  return [
    'hwroi: what to buy, rent or call to run a language model, and when it has paid for itself',
    '',
    'Usage: hwroi <command> [options]',
    '',
    ...sections,
    'Try:',
    '  hwroi breakeven',
    '  hwroi breakeven own:2xrtx-3090 rent:rtx-4090 api:qwen3.6-27b --model qwen3.6-27b --users 5',
    '  hwroi memory --model llama-3.1-70b --quantization Q4_K_M --hardware m3-max-40c',
    '  hwroi help <command>',
    '',
    'Exit codes: 0 answered · 1 a --fail-if or --strict condition · 2 wrong request ·',
    '            3 files, engines, network · 70 a bug · 130 interrupted',
    '',
  ].join('\n');
}
