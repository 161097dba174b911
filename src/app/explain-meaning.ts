import { RESULT_KEYS } from '../explain/glossary.ts';
import { ALL_KEYS, flagOf, type InputKey } from './input-keys.ts';

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
  const input = ALL_KEYS.find((key) => key.key === name || [flagOf(key), ...(key.flags ?? [])].includes(flag));
  if (input !== undefined) return ofInput(input);
  const result = Object.hasOwn(RESULT_KEYS, name) ? RESULT_KEYS[name] : undefined;
  if (result === undefined) return null;
  const lines = [sentence(result.text), `Unit: ${result.unit}. Computed, so its source is its formula.`];
  return { id: name, title: name, lines: () => lines, more: 'docs/formulas.md' };
}

function ofInput(key: InputKey): KeyMeaning {
  const range = 'unit' in key ? [`Unit: ${key.unit}. Accepted: ${key.low} to ${key.high}.`] : [];
  const source =
    'Default and source depend on the scenario: `hwroi breakeven --explain` prints the value in force, its range, origin, source and date.';
  const title = `${key.key} (${flagOf(key)})`;
  return { id: key.key, title, lines: () => [sentence(key.help), ...range, source], more: 'docs/formulas.md' };
}
