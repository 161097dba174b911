import type { ScenarioOption } from '../core/types.ts';
import type { AskedOption } from './context.ts';

/** An option under the name by which it is told from all others. */
export interface NamedOption {
  readonly id: string;
  readonly asked: AskedOption;
}

const plain = (text: string): AskedOption => ({ text, values: {}, label: null, substitutes: false });

/**
 * Each option with an id of its own: two offers of one machine are `own:2xrtx-3090` and `own:2xrtx-3090 #2`. What is said
 * twice in every respect is one option.
 *
 * @example namedOptions(['own:rtx-5090', 'own:rtx-5090']).repeated // ['own:rtx-5090']
 */
export function namedOptions(options: readonly (string | AskedOption)[]): {
  readonly options: readonly NamedOption[];
  readonly repeated: readonly string[];
} {
  const named: NamedOption[] = [];
  const repeated: string[] = [];
  const byText = new Map<string, AskedOption[]>();
  for (const option of options) {
    const asked = typeof option === 'string' ? plain(option) : option;
    const alike = byText.get(asked.text) ?? [];
    if (alike.length > 0 && alike.some((one) => JSON.stringify(one) === JSON.stringify(asked))) {
      repeated.push(asked.text);
      continue;
    }
    byText.set(asked.text, [...alike, asked]);
    named.push({ id: alike.length === 0 ? asked.text : `${asked.text} #${alike.length + 1}`, asked });
  }
  return { options: named, repeated };
}

/** One machine at two prices: labels say which. */
export function toldApart(options: readonly ScenarioOption[]): readonly ScenarioOption[] {
  const labels = options.map(({ label }) => label);
  const isShared = (label: string): boolean => labels.indexOf(label) !== labels.lastIndexOf(label);
  return options.map((option) => {
    if (option.kind !== 'own' || !isShared(option.label)) return option;
    return { ...option, label: `${option.label} at $${Math.round(option.priceUsd.value).toLocaleString('en-US')}` };
  });
}

/** The option as it was typed. */
export const withoutNumber = (id: string): string => id.replace(/ #\d+$/, '');
