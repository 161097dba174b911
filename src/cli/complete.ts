import { type Complete, RootCommand } from '@bomb.sh/tab';
import { Command } from 'commander';
import { type NameKind, type Suggestion, suggestions } from '../app/completions.ts';
import { ownValue } from '../core/own-value.ts';
import type { Io } from './io.ts';
import { addSharedOptions } from './options.ts';
import { printed } from './printed.ts';
import { COMMANDS, type CommandEntry } from './registry.ts';

/** Which names may follow a flag. */
const AFTER_FLAG: Readonly<Record<string, NameKind>> = {
  '--api': 'api',
  '--code': 'snippet',
  '--diff': 'scenario',
  '--engine': 'engine',
  '--gpu': 'hardware',
  '--hardware': 'machine',
  '--kv-quantization': 'quantization',
  '--model': 'model',
  '--own': 'machine',
  '--precision': 'quantization',
  '--quantization': 'quantization',
  '--region': 'region',
  '--scenario': 'scenario',
};

/** Which names a command takes without a flag. */
const POSITIONAL: Readonly<Record<string, readonly NameKind[]>> = {
  check: ['scenario'],
  explain: ['topic'],
  memory: ['model', 'machine'],
  power: ['machine'],
  recommend: ['model'],
  report: ['scenario'],
  scenario: ['scenario'],
  speed: ['machine', 'model'],
};
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  bench: ['list', 'show', 'compare', 'add', 'export', 'import', 'forget'],
  catalog: ['list', 'show', 'find', 'add', 'import', 'validate', 'diff', 'lock'],
  scenario: ['list', 'show', 'init', 'schema'],
};
const OPTION_KINDS: Readonly<Record<string, NameKind>> = { own: 'machine', rent: 'rented', api: 'api' };
const TAKE_OPTIONS = ['breakeven', 'compare', 'tco', 'plan'];

/**
 * Answers a shell's question: what may come next after these words. Printed one a line as `value<TAB>what it is`, then
 * `:4` ("no file names"), as the scripts of `hwroi completion` read it. Only the typed command is loaded.
 */
export async function complete(words: readonly string[], io: Io): Promise<number> {
  const asked = words[0] === '--' ? words.slice(1) : words;
  const root = new RootCommand();
  for (const { name, summary } of COMMANDS) root.command(name, summary);
  const entry = asked.length > 1 ? COMMANDS.find((command) => command.name === asked[0]) : undefined;
  if (entry !== undefined) await describeCommand(root, entry, asked);
  await io.out.write(printed(() => root.parse([...asked])));
  return 0;
}

async function describeCommand(root: RootCommand, entry: CommandEntry, asked: readonly string[]): Promise<void> {
  const program = addSharedOptions(new Command(entry.name));
  (await entry.load()).configure(program);
  const command = root.command(entry.name, entry.summary);
  const flag = asked.at(-2) ?? '';
  const kind = ownValue(AFTER_FLAG, flag.split('=')[0] ?? '');
  const names = kind === undefined ? [] : await suggestions(kind);
  for (const option of program.createHelp().visibleOptions(program)) {
    if (option.long === undefined || option.long === null) continue;
    const takesValue = option.required || option.optional;
    const description = option.description;
    const short = option.short?.replace(/^-+/, '');
    if (takesValue)
      command.option(option.long.slice(2), description, handler(option.long === flag ? names : []), short);
    else command.option(option.long.slice(2), description, short);
  }
  const words = await positionals(entry.name, asked.at(-1) ?? '');
  command.argument('words', handler(words), true);
}

const handler =
  (names: readonly Suggestion[]) =>
  (offer: Complete): void => {
    for (const { value, about } of names) offer(value, about);
  };

async function positionals(command: string, word: string): Promise<readonly Suggestion[]> {
  const actions = (ownValue(ACTIONS, command) ?? []).map((value) => ({ value, about: 'action' }));
  const names = (await Promise.all((ownValue(POSITIONAL, command) ?? []).map(suggestions))).flat();
  if (command === 'catalog') return [...actions, ...(await suggestions('table'))];
  return TAKE_OPTIONS.includes(command) ? optionWords(word) : [...actions, ...names];
}

/** `own:`, `rent:`, `api:`, and after the colon the machines and models there are; a count in front stays. */
async function optionWords(word: string): Promise<readonly Suggestion[]> {
  const [, kind = '', count = ''] = /^(own|rent|api):(\d+x)?/.exec(word) ?? [];
  const names = OPTION_KINDS[kind];
  if (names === undefined) return Object.keys(OPTION_KINDS).map((value) => ({ value: `${value}:`, about: 'option' }));
  return (await suggestions(names)).map(({ value, about }) => ({ value: `${kind}:${count}${value}`, about }));
}
