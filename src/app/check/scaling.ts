import { grown } from '../../core/breakeven/retype.ts';
import { evaluateAll } from '../../core/evaluate.ts';
import type { Evaluation, PreparedOption } from '../../core/evaluation/types.ts';
import type { Scenario } from '../../core/types.ts';
import { type CheckContext, type Finding, usd } from './context.ts';

/** Every option of a scenario with so many times the users; engines and speeds do not depend on them. */
export function grownEvaluations(
  scenario: Scenario,
  prepared: readonly PreparedOption[],
  factor: number,
): readonly Evaluation[] {
  return evaluateAll(factor === 1 ? scenario : grown(scenario, factor), prepared);
}

const FACTORS = [2, 5] as const;

/** What the option under test takes and costs with twice and five times the users, and whether another is cheaper there. */
export function scalingPlan({ scenario, decision, subject }: CheckContext): Pick<Finding, 'status' | 'value' | 'fix'> {
  if (subject === null) return { status: 'fail', value: 'nothing does the work', fix: 'see `hwroi recommend`' };
  const tiers = FACTORS.map((factor) => {
    const able = grownEvaluations(scenario, decision.prepared, factor).filter((e) => e.feasible && e.sameWeights);
    const same = able.find((e) => e.option.id === subject.option.id);
    return { factor, same, best: able.toSorted((a, b) => a.totalUsd - b.totalUsd)[0] };
  });
  const broken = tiers.find(({ same }) => same === undefined);
  if (broken !== undefined) {
    const next = broken.best === undefined ? 'nothing here does' : `${broken.best.option.label} does`;
    return { status: 'warn', value: `it cannot do ${broken.factor}× the work; ${next}`, fix: 'name the next tier' };
  }
  return { status: 'pass', value: tiers.map(tierText).join('; '), fix: null };
}

interface Tier {
  readonly factor: number;
  readonly same: Evaluation | undefined;
  readonly best: Evaluation | undefined;
}

function tierText({ factor, same, best }: Tier): string {
  if (same === undefined) return `${factor}×: not possible`;
  const units = same.sized === null ? '' : ` ${same.sized.units} unit${same.sized.units === 1 ? '' : 's'},`;
  const other =
    best === undefined || best.option.id === same.option.id ? '' : ` (${best.option.label} ${usd(best.usdPerMonth)})`;
  return `${factor}×:${units} ${usd(same.usdPerMonth)} a month${other}`;
}
