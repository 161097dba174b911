import { totalUsd } from '../../core/breakeven/breakeven.ts';
import { UPGRADE_TRIGGER } from '../../core/defaults/decide.ts';
import { usersServed } from '../../core/evaluation/served.ts';
import { ADD_ONE, byHand, type Rule, round, rule, usd, verdict } from './context.ts';
import { headroom } from './workloads.ts';

const NOTHING = { status: 'fail' as const, value: 'nothing does the work', fix: 'see `hwroi recommend`' };

/** What must be known before money is spent. */
export const VALIDATION: readonly Rule[] = [
  byHand(
    { id: 'speed-measured', group: 'performance', item: 'speed measured on the machine itself' },
    'run `hwroi bench` there, then `hwroi check` with the scenario that names the measurement',
  ),
  rule({ id: 'limit-known', group: 'performance', item: 'what limits it is known' }, ({ subject }) => {
    const limit = subject?.prepared?.prediction.limitedBy;
    return {
      status: 'pass',
      value: limit === undefined ? 'nothing runs here' : `decode is limited by ${limit}`,
      fix: null,
    };
  }),
  rule(
    { id: 'electricity-local', group: 'performance', item: 'the local electricity price is used' },
    ({ subject }) => {
      const price = subject?.option.kind === 'own' ? subject.option.electricityUsdPerKilowattHour : null;
      if (price === null) return { status: 'pass', value: 'no machine of your own', fix: null };
      const fix = 'give `--electricity-price` from your bill, or `--region`';
      return verdict(
        price.origin === 'flag' || price.origin === 'scenario',
        `$${round(price.value)}/kWh, ${price.origin}`,
        {
          status: 'warn',
          fix,
        },
      );
    },
  ),
  rule({ id: 'memory-headroom', group: 'implementation', item: 'the model fits with room to spare' }, headroom),
  rule(
    { id: 'break-even-hours', group: 'implementation', item: 'break-even done with the real hours' },
    ({ decision, subject }) => {
      const hours = (subject?.work.activeHoursPerMonth ?? 0) * 12;
      if (decision.pairing === null && subject?.option.kind === 'own')
        return { status: 'warn', value: `${round(hours)} h a year, against nothing`, fix: ADD_ONE };
      const equal = decision.result?.equalHoursPerYear ?? null;
      const value =
        equal === null
          ? `${round(hours)} h a year; no number of hours turns it`
          : `${round(hours)} h a year, turns at ${round(equal)}`;
      return { status: 'pass', value, fix: null };
    },
  ),
  byHand(
    { id: 'quantization-tested', group: 'implementation', item: 'answers in this format are good enough' },
    'run your own prompts at this format before you buy memory for a larger one',
  ),
  rule(
    { id: 'capacity-for-users', group: 'implementation', item: 'it carries the users at the service level' },
    ({ subject }) => {
      if (subject === null) return NOTHING;
      const served = usersServed(subject);
      const users = subject.work.users;
      if (served === null) return { status: 'pass', value: 'an API takes any number', fix: null };
      return verdict(served >= users * (1 - 1e-6), `carries ${round(served)} of ${round(users)}`, {
        status: 'fail',
        fix: 'add units',
      });
    },
  ),
  rule({ id: 'tco-3-and-5', group: 'implementation', item: 'total cost over 3 and 5 years' }, ({ subject }) => {
    if (subject === null) return NOTHING;
    const [three, five] = [36, 60].map((months) => usd(totalUsd(subject.flow, months)));
    return { status: 'pass', value: `${three} and ${five}, power and upkeep included`, fix: null };
  }),
  rule({ id: 'mlx-on-apple', group: 'implementation', item: 'MLX or Metal on Apple Silicon' }, ({ subject }) => {
    const option = subject?.option;
    const apple = option !== undefined && 'device' in option && option.device.hardware.kind === 'apple-soc';
    const engine = subject?.prepared?.choice.engine ?? 'none';
    if (!apple) return { status: 'pass', value: 'not Apple Silicon', fix: null };
    return verdict(engine === 'mlx' || engine === 'llama.cpp', engine, { status: 'warn', fix: 'use mlx' });
  }),
  rule({ id: 'batch-effect', group: 'implementation', item: 'the effect of many streams is known' }, ({ subject }) => {
    const alone = subject?.prepared?.prediction.decodeTokensPerSecond.expected;
    const peak = subject?.sized?.decodeTokensPerSecondAtPeak;
    const value =
      alone === undefined || peak === undefined ? 'no machine' : `${round(alone)} tok/s alone, ${round(peak)} at peak`;
    return { status: 'pass', value, fix: null };
  }),
  rule({ id: 'harness-matches', group: 'integration', item: 'the harness matches the machine' }, ({ subject }) => {
    if (subject === null) return NOTHING;
    return {
      status: 'pass',
      value: subject.option.kind === 'api' ? 'API: no GPU needed' : 'runs where it is called from',
      fix: null,
    };
  }),
  byHand(
    { id: 'concurrency-tested', group: 'integration', item: 'tested with the real number of streams' },
    'load it with `hwroi bench --endpoint <url>` at the peak of the scenario',
  ),
  rule({ id: 'upgrade-trigger', group: 'integration', item: 'the trigger for the next tier is set' }, ({ subject }) => {
    const served = subject === null ? null : usersServed(subject);
    const value =
      served === null
        ? 'none needed'
        : `order at ${Math.floor(served * UPGRADE_TRIGGER.value).toLocaleString('en-US')} users`;
    return { status: 'pass', value, fix: null };
  }),
];
