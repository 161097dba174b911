import { RequestError } from '../../core/failure.ts';
import type { Constraints } from '../../core/recommend.ts';
import type { Problem } from '../../core/types.ts';
import { parseQuantity } from '../../scenario/number.ts';
import { type PresetKind, presetOf } from './presets.ts';

type Options = Readonly<Record<string, unknown>>;
export interface RecommendLine {
  readonly constraints: Constraints;
  readonly preset?: { readonly kind: PresetKind; readonly name: string };
  readonly top: number;
}

/** Limits and presets of the line, every problem together. @throws RequestError */
export function recommendLine(options: Options): RecommendLine {
  const problems: Problem[] = [];
  const number = (key: string, flag: string, most: number): number | null => {
    const text = options[key];
    if (typeof text !== 'string') return null;
    const value = parseQuantity(text, 'usd');
    if (value >= 0 && value <= most) return value;
    const hint = 'write 5000, 5,000 or 5k';
    problems.push({ kind: 'invalid-value', key: flag, value: text, reason: `is not a number from 0 to ${most}`, hint });
    return null;
  };
  const constraints: Constraints = {
    budgetUsd: number('budget', '--budget', 1e9),
    budgetUsdPerMonth: number('budgetPerMonth', '--budget-per-month', 1e9),
    maxWatts: number('maxWatts', '--max-watts', 1e7),
    onPremises: options.onPremises === true,
    noCapital: options.noCapital === true,
    minimumBitsPerWeight: number('minBits', '--min-bits', 32),
  };
  const top = number('top', '--top', 100) ?? 5;
  if (problems.length > 0) throw new RequestError(problems);
  const preset = presetNamed(options);
  return { constraints, top, ...(preset === null ? {} : { preset }) };
}

function presetNamed(options: Options): { kind: PresetKind; name: string } | null {
  for (const kind of ['profile', 'role', 'goal'] as const) {
    const name = options[kind];
    if (typeof name === 'string') return { kind, name };
  }
  const useCase = options.useCase;
  return typeof useCase === 'string' && presetOf('useCase', useCase) !== undefined
    ? { kind: 'useCase', name: useCase }
    : null;
}
