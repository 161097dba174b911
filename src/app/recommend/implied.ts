import type { Constraints } from '../../core/constraints.ts';
import type { Layer } from '../../scenario/judge.ts';
import { limitText } from './path.ts';
import type { Preset } from './presets.ts';

const IMPLIED = ['budgetUsd', 'budgetUsdPerMonth', 'onPremises', 'warranty', 'forms'] as const;

/** A limit or a place that nobody typed: the preset brought it. */
export interface Implied {
  /** The limit, or the place of own machines. */
  readonly key: (typeof IMPLIED)[number] | 'site';
  /** The limit as a figure or a word; null where it is a yes or no. */
  readonly value: number | string | null;
}

/** What a preset brought beside its workload: what was not typed and holds all the same. */
export function impliedBy(
  preset: Preset | null,
  limits: { readonly typed: Constraints; readonly held: Constraints },
  layers: readonly Layer[],
): readonly Implied[] {
  const { typed, held } = limits;
  const brought = IMPLIED.filter((key) => typed[key] !== held[key]);
  const site = preset?.values.site;
  const typedSite = layers.some(({ origin, values }) => origin === 'flag' && values.site !== undefined);
  return [
    ...brought.map((key) => ({ key, value: limitText(held, key) })),
    ...(typeof site !== 'string' || typedSite ? [] : [{ key: 'site' as const, value: site }]),
  ];
}
