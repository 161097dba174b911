import type { Assumption } from '../core/assumption.ts';
import type { Decision } from '../core/breakeven/decision.ts';
import { staffFigure } from '../core/evaluation/staff.ts';
import type { Evaluation } from '../core/evaluation/types.ts';
import type { Scenario, ScenarioOption } from '../core/types.ts';

const isAssumption = (value: unknown): value is Assumption =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  'origin' in value &&
  'low' in value &&
  'high' in value;

function within(record: object): Assumption[] {
  return Object.values(record).flatMap((value: unknown) => {
    if (isAssumption(value)) return [value];
    return Array.isArray(value) ? value.filter(isAssumption) : [];
  });
}

function ofOption(option: ScenarioOption): Assumption[] {
  if (option.kind === 'mix') return [...within(option), ...ofOption(option.first), ...ofOption(option.second)];
  return option.kind === 'rent' ? [...within(option), ...termsOf(option)] : within(option);
}

/** Terms that are none of the offer's say nothing. */
function termsOf({ terms }: Extract<ScenarioOption, { kind: 'rent' }>): Assumption[] {
  const told = within(terms).filter((term) => term.origin !== 'default' || term.value !== 0);
  return terms.scalesToZero ? told : told.filter((term) => term !== terms.coldStartsPerDay);
}

/** What so many machines take of an engineer, where that is not what one takes. */
function ofFleet({ option, sized }: Evaluation): Assumption[] {
  if ((option.kind !== 'own' && option.kind !== 'rent') || option.staffOfFleet === undefined || sized === null)
    return [];
  return [staffFigure(option, sized.units).hoursPerMonth];
}

/** Every figure of a scenario someone may argue with, once. */
export function assumptionsOf(scenario: Scenario, evaluations: readonly Evaluation[] = []): readonly Assumption[] {
  const all = [
    ...scenario.workloads.flatMap((workload) => within(workload.demand)),
    ...scenario.options.flatMap(ofOption),
    ...evaluations.flatMap(ofFleet),
    ...within(scenario.finance),
  ];
  const seen = new Set<string>();
  return all.filter((assumption) => !seen.has(assumption.id) && seen.add(assumption.id));
}

/** Those of the scenario, and what measurements did to the speeds. */
export const assumptionsBehind = (scenario: Scenario, { evaluations }: Decision): readonly Assumption[] => [
  ...assumptionsOf(scenario, evaluations),
  ...evaluations.flatMap((e) => e.prepared?.prediction.assumptions ?? []),
];
