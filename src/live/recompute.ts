import { assumptionsBehind } from '../app/assumptions.ts';
import { type ReportAnswer, reportJson } from '../app/report/result.ts';
import { decidePrepared } from '../core/breakeven/decision.ts';
import { type Retypable, type Retyped, retyped, typedValue } from '../core/breakeven/retype.ts';
import type { PreparedOption } from '../core/evaluation/types.ts';
import type { ScenarioOption } from '../core/types.ts';
import type { LivePayload, PreparedParts } from './payload.ts';

/** Values in place of the printed ones, by input. */
export type Moved = { readonly [K in Retypable]?: number };

/**
 * The report for other values, by the functions that made the printed one.
 *
 * Equal to the report that the command line gives with the same flags added: `answer.reproduce` is that line.
 */
export function recomputed(payload: LivePayload, moved: Moved): ReportAnswer {
  const { answers, region, thorough, draws, seed } = payload;
  const { scenario, prepared } = movedOptions(payload, moved);
  const decision = decidePrepared({ scenario, draws, thorough }, prepared);
  return {
    command: 'report',
    inputs: {},
    assumptions: assumptionsBehind(scenario, decision),
    result: reportJson({ scenario, decision, answers, thorough, region }),
    warnings: [],
    seed,
    isExample: false,
    scenario,
    decision,
    answers,
    region,
    thorough,
    reproduce: reproduceOf(payload, moved),
  };
}

/** The scenario with other values, and its options as they were prepared. */
export function movedOptions(payload: LivePayload, moved: Moved) {
  const scenario = retyped(payload.scenario, typedOf(payload, moved), payload.printed);
  return { scenario, prepared: joined(payload.prepared, scenario.options) };
}

function typedOf({ sliders }: LivePayload, moved: Moved): Retyped {
  const typed = sliders.flatMap(({ key, unit }) => {
    const value = moved[key];
    return value === undefined ? [] : [[key, typedValue(key, unit, value)] as const];
  });
  return Object.fromEntries(typed);
}

function joined(parts: readonly PreparedParts[], options: readonly ScenarioOption[]): readonly PreparedOption[] {
  return parts.flatMap((item, index) => {
    const option = options[index];
    if (option === undefined) return [];
    const sides = option.kind === 'mix' ? [option.first, option.second] : [];
    return [{ option, unit: item.unit, parts: joined(item.parts, sides) }];
  });
}

function reproduceOf({ reproduce, sliders }: LivePayload, moved: Moved): ReportAnswer['reproduce'] {
  const flags: Record<string, string> = { ...reproduce.flags };
  for (const { key, flag } of sliders) {
    const value = moved[key];
    if (value === undefined) continue;
    if (key === 'horizonMonths') delete flags.years;
    flags[key] = `${flag} ${value}`;
  }
  return { words: reproduce.words, flags };
}
