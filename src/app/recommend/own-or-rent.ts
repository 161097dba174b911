import { decide } from '../../core/breakeven/decision.ts';
import type { Constraints } from '../../core/constraints.ts';
import { MANAGEABLE_HOURS, STEADY_PEAK, SUDDEN_UNITS } from '../../core/defaults/decide.ts';
import { staffHours } from '../../core/evaluation/staff.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { speedSource } from '../measured/current.ts';
import type { SearchResult } from './search.ts';

export interface OwnOrRentQuestion {
  /** What is asked. */
  readonly question: string;
  /** yes, no, or unknown. */
  readonly answer: 'yes' | 'no' | 'unknown';
  /** The figure that decides it. */
  readonly value: number | null;
  /** What the figure is held against. */
  readonly threshold: number | null;
  readonly unit: string;
  /** Why it matters here. */
  readonly why: string;
}

/** The guide's five questions with computed thresholds in place of fixed ones. */
export interface OwnOrRent {
  /** The verdict of the cheapest machine, rent and API. */
  readonly verdict: string;
  /** The five questions. */
  readonly questions: readonly OwnOrRentQuestion[];
}

/** Odds do not need many draws here: the questions are about the expected case. */
const DRAWS = 64;

export function ownOrRent(search: SearchResult, constraints: Constraints): OwnOrRent {
  const cheapest = (kind: Evaluation['option']['kind']): Evaluation | undefined =>
    search.evaluations
      .filter((e) => e.feasible && e.sameWeights && e.option.kind === kind)
      .toSorted((a, b) => a.totalUsd - b.totalUsd)[0];
  const [own, rent, api] = [cheapest('own'), cheapest('rent'), cheapest('api')];
  const options = [own, rent, api].flatMap((e) => (e === undefined ? [] : [e.option]));
  const scenario = { ...search.scenario, options };
  const decision = decide({ scenario, source: speedSource(), draws: DRAWS, sensitivity: false });
  const verdict = decision.result?.verdict ?? decision.ranked[0]?.option.kind ?? 'none-fits';
  const work = own?.work ?? rent?.work;
  return {
    verdict,
    questions: [
      hoursQuestion((work?.activeHoursPerMonth ?? 0) * 12, decision.result?.equalHoursPerYear ?? null),
      {
        question: 'is the load predictable?',
        ...judged(work?.peakToMean ?? null, STEADY_PEAK.value),
        unit: '× peak ÷ mean',
        why: 'a machine is bought for the peak and paid for around the clock',
      },
      {
        question: 'is the money there?',
        ...judged(own?.upfrontUsd ?? null, constraints.budgetUsd),
        unit: 'USD upfront',
        why: constraints.budgetUsd === null ? 'no budget was given' : 'cheapest machine that does the work',
      },
      {
        question: 'does the peak stay within what can be bought?',
        ...judged(own?.sized?.unitsAtTwicePeak ?? null, SUDDEN_UNITS.value * (own?.sized?.units ?? 1)),
        unit: 'machines at twice the peak',
        why: 'what doubles overnight is better rented',
      },
      {
        question: 'can somebody run it?',
        ...judged(
          own?.option.kind === 'own' ? staffHours(own.option, own.sized?.units ?? 1) : null,
          MANAGEABLE_HOURS.value,
        ),
        unit: 'hours a month',
        why: 'counted in the cost of owning',
      },
    ],
  };
}

function judged(
  value: number | null,
  threshold: number | null,
): Pick<OwnOrRentQuestion, 'answer' | 'value' | 'threshold'> {
  if (value === null || threshold === null) return { answer: 'unknown', value, threshold };
  return { answer: value <= threshold ? 'yes' : 'no', value, threshold };
}

function hoursQuestion(hours: number, threshold: number | null): OwnOrRentQuestion {
  return {
    question: 'are the hours enough?',
    answer: threshold === null ? 'no' : hours >= threshold ? 'yes' : 'no',
    value: hours,
    threshold,
    unit: 'active hours a year',
    why:
      threshold === null
        ? 'no number of hours makes owning win at these prices'
        : 'from here on owning wins at this load',
  };
}
