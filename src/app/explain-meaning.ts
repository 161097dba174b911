import { RESULT_KEYS } from '../explain/glossary.ts';
import { assumptionsOf } from './assumptions.ts';
import { scenarioFrom } from './evaluated.ts';
import { ALL_KEYS, flagOf, type InputKey, OPTION_KEYS, POWER_KEYS, TCO_KEYS } from './input-keys.ts';

const INPUTS: readonly InputKey[] = [...ALL_KEYS, ...OPTION_KEYS, ...POWER_KEYS, ...TCO_KEYS];

export interface KeyMeaning {
  readonly id: string;
  readonly title: string;
  readonly lines: () => readonly string[];
  readonly more: string;
}

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;

/** What a flag or a JSON key means; null when there is none of that name. */
export function meaningOf(name: string): KeyMeaning | null {
  const flag = name.startsWith('--') ? name : `--${name}`;
  const inputs = INPUTS.filter((key) => key.key === name || [flagOf(key), ...(key.flags ?? [])].includes(flag));
  if (inputs.length > 0) return ofInputs(inputs);
  const result = Object.hasOwn(RESULT_KEYS, name) ? RESULT_KEYS[name] : undefined;
  if (result === undefined) return null;
  const lines = [sentence(result.text), `Unit: ${result.unit}. Computed, so its source is its formula.`];
  return { id: name, title: name, lines: () => lines, more: 'docs/formulas.md' };
}

/** One name may stand for two inputs: of a scenario, and of a calculator alone. */
function ofInputs(inputs: readonly InputKey[]): KeyMeaning {
  const distinct = inputs.filter((key, index) => inputs.findIndex((other) => other.help === key.help) === index);
  const title = distinct.map((key) => `${key.key} (${flagOf(key)})`).join(', ');
  const lines = (): readonly string[] => [...distinct.flatMap(linesOf), IN_FORCE];
  return { id: distinct[0]?.key ?? '', title, lines, more: 'docs/formulas.md' };
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
  const said = [origin, source, asOf].filter((part) => part !== null).join(', ');
  return `Default in the built-in example: ${rounded(value)} ${unit}${range}; source: ${said}.`;
}

const rounded = (value: number): number => Number(value.toPrecision(4));
