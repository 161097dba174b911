import { type Command, Option } from 'commander';
import type { DecideRequest } from '../app/evaluated.ts';
import { expiredQuotes } from '../app/expired.ts';
import { ALL_KEYS, flagOf, type InputKey, type Layer } from '../app/input-keys.ts';
import { type ScenarioRequest, scenarioRequest } from '../app/scenario-request.ts';
import { RequestError } from '../core/failure.ts';
import type { CommandLine } from './command.ts';
import type { Io } from './io.ts';
import { isSet, textOption } from './options.ts';
import { detectThisMachine, namesThis } from './surroundings.ts';

/** Every scenario input as a flag; values stay text until resolve judges them. */
export function addScenarioOptions(command: Command, only: (key: InputKey) => boolean = () => true): void {
  addKeyOptions(command, ALL_KEYS.filter(only));
}

/** `--scenario`, where a command places it itself. */
export const scenarioOption = (): Option =>
  new Option('--scenario <name|path|->', 'a built-in scenario, a file, or standard input; flags override it');

/** `--scenario`: for commands that read one (scenarioOf). */
export function addScenarioFile(command: Command): void {
  command.addOption(scenarioOption());
}

/** One flag for each input of a list. */
export function addKeyOptions(command: Command, keys: readonly InputKey[]): void {
  for (const key of keys) {
    for (const [index, flag] of (key.flags ?? [flagOf(key)]).entries()) {
      const option = new Option(key.kind === 'boolean' ? flag : `${flag} <${placeholder(key)}>`, describe(key));
      command.addOption(index > 0 ? option.hideHelp() : option.helpGroup(`${key.group}:`));
    }
  }
}

const placeholder = (key: InputKey): string =>
  'unit' in key
    ? key.unit
        .toLowerCase()
        .replace(/[^a-z0-9/%×]+/g, '-')
        .replace(/-$/, '')
    : (key.placeholder ?? 'text');
const describe = (key: InputKey): string => key.help;

const camel = (flag: string): string =>
  flag.replace(/^--/, '').replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The typed flags as a layer of raw values, by batch key. */
export function typedLayer(options: Readonly<Record<string, unknown>>, keys: readonly InputKey[] = ALL_KEYS): Layer {
  const values: Record<string, string | boolean> = {};
  for (const key of keys) {
    for (const flag of key.flags ?? [flagOf(key)]) {
      const value = options[camel(flag)];
      if (typeof value === 'string' || value === true) values[key.key] = value;
    }
  }
  return { origin: 'flag', style: 'flag', values };
}

/** The flags and the scenario named by `--scenario`, if any. */
export const scenarioOf = (line: CommandLine, options: readonly string[], io: Io): Promise<ScenarioRequest> =>
  scenarioFor({ line, options, io, studies: false });

/** Says on standard error which offers have expired, and hands them on. */
export async function sayExpired(request: DecideRequest, line: CommandLine, io: Io): Promise<readonly string[]> {
  const expired = expiredQuotes(request, io.now());
  if (!isSet(line.options, 'quiet')) for (const text of expired) await io.err.write(`warning: ${text}\n`);
  return expired;
}

export interface ScenarioAsked {
  readonly line: CommandLine;
  readonly options: readonly string[];
  readonly io: Io;
  /** A published study may be named too. */
  readonly studies: boolean;
}

export async function scenarioFor({ line, options, io, studies }: ScenarioAsked): Promise<ScenarioRequest> {
  const scenario = textOption(line.options, 'scenario');
  const typed = typedLayer(line.options);
  const request = await scenarioRequest({ typed, options, scenario, stdin: io.stdin, studies });
  const asksForThis = request.options.some((option) => namesThis(typeof option === 'string' ? option : option.text));
  if (!asksForThis) return request;
  await detectThisMachine();
  return request;
}

/** Positionals, then `--own X --vs Y`, which are sugar for the same. */
export function optionTexts(
  line: CommandLine,
  sugar: { readonly own: readonly string[]; readonly vs: readonly string[] },
): readonly string[] {
  return [
    ...line.positionals,
    ...sugar.own.map((name) => (name.startsWith('own:') ? name : `own:${name}`)),
    ...sugar.vs,
  ];
}

export function seedOf(options: Readonly<Record<string, unknown>>, otherwise: number): number {
  const text = options.seed;
  if (typeof text !== 'string') return otherwise;
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed <= 2 ** 31) return seed;
  throw new RequestError([
    {
      kind: 'invalid-value',
      key: '--seed',
      value: text,
      reason: 'is not a whole number from 0 to 2147483648',
      hint: 'write `--seed 1`',
    },
  ]);
}
