import type { ScenarioOption } from '../types.ts';
import type { PreparedOption } from './types.ts';

/** What was prepared, for the same options with other amounts, in the same order: engines and speeds do not depend on them. */
export function withOptions(
  prepared: readonly PreparedOption[],
  options: readonly ScenarioOption[],
): readonly PreparedOption[] {
  return prepared.map((item, index) => withOption(item, options[index] ?? item.option));
}

function withOption(prepared: PreparedOption, option: ScenarioOption): PreparedOption {
  const parts = option.kind === 'mix' ? [option.first, option.second] : [];
  return { ...prepared, option, parts: withOptions(prepared.parts, parts) };
}
