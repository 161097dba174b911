import { type Complete, RootCommand } from '@bomb.sh/tab';
import { Command, type Option } from 'commander';
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
  '--goal': 'goal',
  '--gpu': 'hardware',
  '--hardware': 'machine',
  '--kv-quantization': 'quantization',
  '--model': 'model',
  '--own': 'machine',
  '--precision': 'quantization',
  '--profile': 'profile',
  '--quantization': 'quantization',
  '--region': 'region',
  '--role': 'role',
  '--scenario': 'scenario',
  '--site': 'site',
  '--use-case': 'use-case',
};

/** Commands that take a file without a flag, and the flags that do. */
const TAKE_FILES = ['bench', 'catalog', 'check', 'compare', 'memory', 'report', 'scenario'];
const FILE_VALUE = /<[^>]*(file|path|folder|run\.json)/;

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
  completion: ['bash', 'zsh', 'fish', 'powershell'],
  scenario: ['list', 'show', 'init', 'schema'],
};
const OPTION_KINDS: Readonly<Record<string, NameKind>> = { own: 'machine', rent: 'rented', api: 'api' };
const TAKE_OPTIONS = ['breakeven', 'compare', 'tco', 'plan'];

const handler =
  (names: readonly Suggestion[]) =>
  (offer: Complete): void => {
    for (const { value, about } of names) offer(value, about);
  };

const HELPED = COMMANDS.map(({ name, summary }) => ({ value: name, about: summary }));

/**
 * Answers a shell's question: what may come next after these words. Printed one a line as `value<TAB>what it is`, then
 * `:4` ("no file names") or `:0` ("else the names of files"), as the scripts of `hwroi completion` read it. After
 * `--flag=` come the values alone; the scripts put the flag in front. Only the typed command is loaded.
 */
export async function complete(words: readonly string[], io: Io): Promise<number> {
  const asked = words.flatMap((word, i) =>
    word === '--' && i === 0 ? [] : i === words.length - 1 ? apart(word) : word,
  );
  const root = new RootCommand();
  for (const { name, summary } of COMMANDS) root.command(name, summary);
  root.command('help', 'the help of a command').argument('command', handler(HELPED));
  const entry = asked.length > 1 ? COMMANDS.find((command) => command.name === asked[0]) : undefined;
  const mayBeFile = entry !== undefined && (await describeCommand(root, entry, asked));
  const text = printed(() => root.parse([...asked]));
  await io.out.write(mayBeFile ? text.replace(/:4\s*$/, ':0\n') : text);
  return 0;
}

/** `--model=lla` asks what `--model lla` asks. */
function apart(word: string): readonly string[] {
  const [, flag, value] = /^(--[^=]+)=(.*)$/.exec(word) ?? [];
  return flag === undefined || value === undefined ? [word] : [flag, value];
}

/** Describes the command to the library; whether a file may stand where the cursor is. */
async function describeCommand(root: RootCommand, entry: CommandEntry, asked: readonly string[]): Promise<boolean> {
  const program = addSharedOptions(new Command(entry.name));
  (await entry.load()).configure(program);
  const command = root.command(entry.name, entry.summary);
  const flag = asked.at(-2) ?? '';
  const kind = ownValue(AFTER_FLAG, flag);
  const word = asked.at(-1) ?? '';
  const names = flag === '--vs' ? await optionWords(word) : kind === undefined ? [] : await suggestions(kind);
  let given: Option | undefined;
  for (const option of program.createHelp().visibleOptions(program)) {
    if (option.long === undefined || option.long === null) continue;
    const takesValue = option.required || option.optional;
    const description = option.description;
    const short = option.short?.replace(/^-+/, '');
    if (takesValue && option.long === flag) given = option;
    if (takesValue)
      command.option(option.long.slice(2), description, handler(option.long === flag ? names : []), short);
    else command.option(option.long.slice(2), description, short);
  }
  command.argument('words', handler(await positionals(entry.name, word)), true);
  if (given !== undefined) return FILE_VALUE.test(given.flags);
  return TAKE_FILES.includes(entry.name) && !word.startsWith('-');
}

async function positionals(command: string, word: string): Promise<readonly Suggestion[]> {
  const actions = (ownValue(ACTIONS, command) ?? []).map((value) => ({
    value,
    about: command === 'completion' ? 'shell' : 'action',
  }));
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
