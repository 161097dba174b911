import { type KeyUse, publishedKeys } from '../explain/published.ts';
import { assumptionsOf } from './assumptions.ts';
import { scenarioFrom } from './evaluated.ts';
import { ALL_KEYS, flagOf, type InputKey, OPTION_KEYS, POWER_KEYS, TCO_KEYS } from './input-keys.ts';

const INPUTS: readonly InputKey[] = [...ALL_KEYS, ...OPTION_KEYS, ...POWER_KEYS, ...TCO_KEYS];

/** A flag as the help of a command has it. */
export interface FlagHelp {
  readonly command: string;
  /** `--top`. */
  readonly flag: string;
  /** `--top <n>`. */
  readonly usage: string;
  readonly text: string;
  /** Null: not set. */
  readonly default: string | null;
}

export interface KeyMeaning {
  readonly id: string;
  readonly title: string;
  readonly lines: () => readonly string[];
  readonly more: string;
}

const MORE = 'docs/formulas.md, and docs/commands for every flag';

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1).replace(/\.$/, '')}.`;

/** What a flag or a JSON key means, wherever it stands; null when there is none of that name. */
export function meaningOf(name: string, flags: readonly FlagHelp[] = []): KeyMeaning | null {
  const key = name.split('.').at(-1) ?? name;
  const flag = name.startsWith('--') ? name : `--${kebab(name)}`;
  const inputs = INPUTS.filter((input) => input.key === key || flagsOf(input).includes(flag));
  const uses = name.startsWith('--') ? [] : usesOf(name);
  const others = flags.filter((each) => each.flag === flag && !inputs.some((input) => flagsOf(input).includes(flag)));
  const named = distinct(inputs);
  const titles = [...named.map((input) => `${input.key} (${flagOf(input)})`), ...new Set(others.map((f) => f.usage))];
  const lines = (): readonly string[] => [
    ...(named.length === 0 ? [] : [...named.flatMap(linesOf), IN_FORCE]),
    ...flagLines(others),
    ...useLines(uses, named),
  ];
  if (titles.length === 0 && uses.length === 0) return null;
  return { id: named[0]?.key ?? key, title: titles.join(', ') || name, lines, more: MORE };
}

/** Every name that `meaningOf` knows. */
export function knownNames(flags: readonly FlagHelp[]): readonly string[] {
  const keys = publishedKeys().map(({ path }) => path.at(-1) ?? '');
  return [...new Set([...INPUTS.map(({ key }) => key), ...flags.map(({ flag }) => flag), ...keys])];
}

const flagsOf = (input: InputKey): readonly string[] => [flagOf(input), ...(input.flags ?? [])];
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** One name may stand for two inputs: of a scenario, and of a calculator alone. */
const distinct = (inputs: readonly InputKey[]): readonly InputKey[] =>
  inputs.filter((key, index) => inputs.findIndex((other) => other.help === key.help) === index);

/** Where a key stands, or the end of a path of keys; a path that is nowhere is asked for by its last key. */
function usesOf(name: string): readonly KeyUse[] {
  const asked = name.split('.').filter((step) => !/^\d+$/.test(step));
  const ending = (steps: readonly string[]): readonly KeyUse[] =>
    publishedKeys().filter(({ path }) => steps.every((step, i) => path.at(i - steps.length) === step));
  const found = ending(asked);
  return found.length > 0 ? found : ending(asked.slice(-1));
}

/** What is said of the places that mean the same, once. */
function useLines(uses: readonly KeyUse[], inputs: readonly InputKey[]): readonly string[] {
  const groups = new Map<string, KeyUse[]>();
  for (const use of uses) {
    if (use.text === null || inputs.some(({ help }) => use.text?.startsWith(help))) continue;
    const said = sentence(use.text);
    groups.set(said, [...(groups.get(said) ?? []), use]);
  }
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const maybe = same.some(({ nullable }) => nullable) ? ' May be null.' : '';
    // Of a row whose table says nothing of the type, the schema of the file does.
    const units = new Set(same.map(({ unit }) => unit).filter((one, _, all) => one !== 'none' || all.length === 1));
    const unit = units.size === 1 ? first.unit : 'that of what it belongs to';
    return [sentence(first.text ?? ''), `Unit: ${unit}.${maybe} ${placeOf(same)}`];
  });
}

/** The documents it stands in, and below which key; and who says so. */
function placeOf(uses: readonly KeyUse[]): string {
  const documents = [...new Set(uses.map(({ document }) => document))];
  const [first = ''] = documents;
  const where = documents.length > MANY ? `${commandsOf(documents)} and others` : documents.join(', ');
  const above = [...new Set(uses.map(({ path }) => path.slice(0, -1).join('.')))].filter((path) => path !== '');
  const below = above.length === 1 ? `, below \`${above[0]}\`` : '';
  return `In ${where}${below}. ${sourceOf(documents.length > MANY ? '' : first)}`;
}

const MANY = 6;
/** One of each command, then the rest. */
const commandsOf = (documents: readonly string[]): string =>
  [...new Set(documents.map((name) => name.split('.')[0]))].slice(0, MANY).join(', ');

function sourceOf(document: string): string {
  if (document === 'catalog' || document.startsWith('catalog.'))
    return 'No default; each row names its source and date.';
  if (document === 'scenario') return 'Set in a scenario file; left out, the default of its flag holds.';
  if (document.startsWith('bench')) return 'No default: measured, or as the record says.';
  if (document === 'detect') return 'No default: read from this machine.';
  return 'No default: it follows from the inputs, and its source is its formula.';
}

/** A flag that sets no input of the scenario: the same words once, with every command that has it. */
function flagLines(flags: readonly FlagHelp[]): readonly string[] {
  const texts = [...new Set(flags.map(({ text }) => text))];
  return texts.flatMap((text) => {
    const same = flags.filter((flag) => flag.text === text);
    const [first] = same;
    if (first === undefined) return [];
    const all = same.map(({ command }) => command).join(', ');
    return [
      sentence(text),
      `Typed as \`${first.usage}\`. Default: ${first.default ?? (/\bdefault/i.test(text) ? 'as it says' : 'not set')}; its source is who types it. A flag of ${all}.`,
    ];
  });
}

const linesOf = (key: InputKey): readonly string[] => [
  sentence(key.help),
  ...('unit' in key ? [`Unit: ${key.unit}. Accepted: ${key.low} to ${key.high}.`] : []),
  defaultOf(key),
];

const IN_FORCE = '`hwroi breakeven --explain` prints the value in force in a run, with range, origin, source and date.';

/** What stands where nobody types it, in the built-in example. */
function defaultOf(key: InputKey): string {
  const all = assumptionsOf(scenarioFrom({ layers: [], options: [] }));
  const found = all.find(({ id }) => id === key.key || id.startsWith(`${key.key}.`) || id.endsWith(`.${key.key}`));
  if (found === undefined) return 'Default: none; it counts where it is typed, or follows from the option.';
  const { value, low, high, unit, origin, source, asOf } = found;
  const range = low === high ? '' : ` (${rounded(low)} to ${rounded(high)})`;
  const said = [origin, asOf, source].filter((part) => part !== null).join(', ');
  // No full stop that would be copied with an address.
  const stop = source === null ? '.' : '';
  return `Default in the built-in example: ${rounded(value)} ${unit}${range}; source: ${said}${stop}`;
}

const rounded = (value: number): number => Number(value.toPrecision(4));
