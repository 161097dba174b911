import { LOW_USE_UTILIZATION, PEAK_SHARE } from '../../core/defaults/decide.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { circuitFinding } from './circuit.ts';
import { ADD_ONE, byHand, type CheckContext, type Finding, type Rule, round, rule, usd, verdict } from './context.ts';
import { scalingPlan } from './scaling.ts';
import { speedForPeople } from './workloads.ts';

const cheaper = ({ decision, subject }: CheckContext): Evaluation | null => {
  const [best] = decision.ranked;
  return best !== undefined && best !== subject ? best : null;
};

function electricityShare(subject: Evaluation): number {
  const month = subject.flow.items.find((item) => item.category === 'electricity')?.usdPerMonth ?? 0;
  return subject.usdPerMonth > 0 ? month / subject.usdPerMonth : 0;
}

/**
 * Twice the peak holds where the machines carry it, or where another option of the scenario may take what is above them.
 *
 * @see docs/formulas/decide.md#twice-the-peak
 */
export function twiceThePeak({ decision, subject }: CheckContext) {
  const sized = subject?.sized;
  if (sized == null) return { status: 'pass' as const, value: 'an API takes it', fix: null };
  const { units, unitsAtTwicePeak: needed } = sized;
  const overflow = decision.ranked.find((e) => e.option.kind === 'api' || e.option.kind === 'rent');
  const own = `${units} of them, twice the peak needs ${needed}`;
  const rest = overflow === undefined || overflow === subject ? '' : `; ${overflow.option.label} takes the rest`;
  return verdict(needed <= units || rest !== '', needed <= units ? own : `${own}${rest}`, {
    status: 'warn',
    fix: `have ${needed}, or add an API or a rent that takes what is above the peak`,
  });
}

/**
 * Bought for low use is what would win over calling or renting at more load and does not at this one; where no load turns it, or
 * nothing is there to compare with, a machine that waits nearly all day.
 *
 * @see docs/formulas/decide.md#low-use
 */
export function lowUse({ decision, subject }: CheckContext): Pick<Finding, 'status' | 'value' | 'fix'> {
  if (subject?.option.kind !== 'own') return { status: 'pass', value: 'no machine of your own', fix: null };
  const use = subject.sized?.utilizationMean ?? 1;
  const busy = `${round(use * 100)}% busy on the mean`;
  const { pairing, result } = decision;
  if (pairing === null) return verdict(use >= LOW_USE_UTILIZATION.value, busy, { status: 'warn', fix: ADD_ONE });
  const fix = `${pairing.other.option.label} costs ${usd(pairing.other.usdPerMonth)} a month`;
  if (pairing.comparison.savingsUsd >= 0) return { status: 'pass', value: `${busy}, and owning wins`, fix: null };
  const equal = result?.equalUtilization ?? null;
  if (equal === null || equal <= use) return verdict(use >= LOW_USE_UTILIZATION.value, busy, { status: 'warn', fix });
  return { status: 'warn', value: `${busy}; owning wins from about ${round(equal * 100)}% on`, fix };
}

/** How such decisions go wrong, and what must stand before they are signed. */
export const SIGNING: readonly Rule[] = [
  rule({ id: 'overbuying', group: 'failure modes', item: 'not bought for low use' }, lowUse),
  rule({ id: 'spill', group: 'failure modes', item: 'nothing spills out of GPU memory' }, ({ decision, subject }) => {
    const spilling = decision.evaluations.find((e) => e.failure?.reason === 'does-not-fit');
    const value = spilling === undefined ? 'everything fits' : `${spilling.option.label} does not fit`;
    return verdict(subject !== null, value, { status: 'fail', fix: 'a smaller format or more memory' });
  }),
  rule(
    { id: 'power-counted', group: 'failure modes', item: 'power is counted, whole machine and idle time' },
    ({ subject }) => {
      if (subject?.option.kind !== 'own') return { status: 'pass', value: 'no machine of your own', fix: null };
      return { status: 'pass', value: `${round(electricityShare(subject) * 100)}% of the cost`, fix: null };
    },
  ),
  rule({ id: 'twice-the-peak', group: 'failure modes', item: 'it holds twice the peak' }, twiceThePeak),
  rule({ id: 'dearer-machine', group: 'common mistakes', item: 'no cheaper option does the same work' }, (context) => {
    const other = cheaper(context);
    const value =
      other === null
        ? 'it is the cheapest here'
        : `${other.option.label} is ${usd((context.subject?.usdPerMonth ?? 0) - other.usdPerMonth)} a month cheaper`;
    return verdict(other === null, value, { status: 'warn', fix: 'say why, in the decision' });
  }),
  rule(
    { id: 'steady-rent', group: 'common mistakes', item: 'no machine rented around the clock that owning would beat' },
    ({ decision, subject }) => {
      const always = subject?.option.kind === 'rent' && subject.option.alwaysOn;
      const own = decision.ranked.find((e) => e.option.kind === 'own');
      const beaten = always && own !== undefined && subject !== null && own.usdPerMonth < subject.usdPerMonth;
      return verdict(!beaten, always ? 'rented day and night' : 'not rented day and night', {
        status: 'warn',
        fix: own?.option.label ?? 'own one',
      });
    },
  ),
  byHand(
    { id: 'training-decided', group: 'common mistakes', item: 'whether models are trained is decided' },
    '`hwroi memory --fine-tune lora` says what training needs; Macs can, slowly',
  ),
  rule({ id: 'power-not-ignored', group: 'common mistakes', item: 'the electricity bill is known' }, ({ subject }) => {
    const kwh = subject?.energy?.kilowattHoursPerMonth ?? 0;
    return { status: 'pass', value: `${round(kwh * 12)} kWh a year`, fix: null };
  }),
  byHand(
    { id: 'engineer-why', group: "engineer's list", item: 'why this and not that is written down' },
    '`hwroi report <scenario>` writes it',
  ),
  rule(
    { id: 'engineer-headroom', group: "engineer's list", item: 'a fifth of the capacity is left' },
    ({ subject }) => {
      const use = subject?.sized?.utilizationAtPeak ?? 0;
      return verdict(use <= PEAK_SHARE.value, `${round(use * 100)}% at peak`, { status: 'warn', fix: 'add a unit' });
    },
  ),
  byHand(
    {
      id: 'manager-questions',
      group: "manager's list",
      item: 'members, hours, training, latency and concurrency are agreed',
    },
    'write them into the scenario: users, activeHoursPerDay, maxTimeToFirstTokenSeconds, peakToMean',
  ),
  rule(
    { id: 'documented', group: 'sign-off', item: 'compared with at least one alternative over 5 years' },
    ({ decision }) =>
      verdict(
        decision.ranked.length >= 2,
        `${decision.ranked.length} ${decision.ranked.length === 1 ? 'option does' : 'options do'} the work`,
        {
          status: 'fail',
          fix: ADD_ONE,
        },
      ),
  ),
  rule(
    { id: 'speed-for-people', group: 'sign-off', item: 'fast enough to read along, or for the batch' },
    speedForPeople,
  ),
  rule({ id: 'scaling-plan', group: 'sign-off', item: 'the next tier and its cost are known' }, scalingPlan),
  rule({ id: 'power-and-cooling', group: 'sign-off', item: 'circuit and cooling carry it' }, circuitFinding),
  rule({ id: 'return', group: 'sign-off', item: 'it pays back within the horizon' }, ({ decision, subject }) => {
    if (subject?.option.kind !== 'own') return { status: 'pass', value: 'nothing is bought', fix: null };
    const { pairing } = decision;
    if (pairing === null)
      return { status: 'warn', value: 'against nothing: nothing to rent or call is here', fix: ADD_ONE };
    const { breakEvenMonth: month, withinHorizon } = pairing.comparison;
    return verdict(withinHorizon, month === null ? 'never' : `month ${month}`, {
      status: 'warn',
      fix: `${pairing.other.option.label} is cheaper at this load`,
    });
  }),
];
