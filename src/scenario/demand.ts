import type { Assumption } from '../core/assumption.ts';
import { perUser } from '../core/breakeven/retype.ts';
import {
  ACTIVE_DAYS_PER_MONTH,
  DEFAULT_USE_CASE,
  EXAMPLE,
  isUseCase,
  P95_TO_MEAN_PROMPT,
  USE_CASES,
  type UseCaseShape,
  UTILIZATION_CAP,
} from '../core/defaults/workload.ts';
import type { DemandAssumptions, ServiceLevel } from '../core/types.ts';
import type { Resolution } from './context.ts';
import { resolveRhythm } from './rhythm.ts';

/** The kind of work asked for, or the coding assistant of the built-in example. */
export function useCaseShape(resolution: Resolution): UseCaseShape {
  const text = resolution.text('useCase');
  if (text === undefined) return USE_CASES[DEFAULT_USE_CASE];
  const name = text.toLowerCase();
  if (isUseCase(name)) return USE_CASES[name];
  resolution.invalid('useCase', text, 'is not a known kind of work', `one of ${Object.keys(USE_CASES).join(', ')}`);
  return USE_CASES[DEFAULT_USE_CASE];
}

/** How much is asked: typed figures over the shape of the use case. */
export function resolveDemand(resolution: Resolution, shape: UseCaseShape): DemandAssumptions {
  const users = resolution.number('users', EXAMPLE.users);
  const output = outputTokens(resolution, shape);
  const rhythm = resolveRhythm(resolution, shape, { users: users.value, outputTokens: output.value });
  return {
    users,
    requestsPerUserPerDay: rhythm.requestsPerUserPerDay ?? requestsPerUser(resolution, shape, users),
    activeDaysPerMonth: resolution.number('activeDaysPerMonth', ACTIVE_DAYS_PER_MONTH),
    activeHoursPerDay: rhythm.activeHoursPerDay,
    peakToMean: rhythm.peakToMean,
    ...(rhythm.loadLevels === null ? {} : { loadLevels: rhythm.loadLevels }),
    ...(isImpersonal(resolution) ? { impersonal: true } : {}),
    ...(rhythm.clock === null ? nobodyWaits(resolution, shape) : { clock: rhythm.clock }),
    promptTokens: resolution.number('promptTokens', shape.promptTokens),
    promptTokensP95: longPrompt(resolution, shape),
    cachedShare: resolution.number('cachedShare', shape.cachedShare),
    outputTokens: output,
  };
}

/** Requests a day without a number of people: nothing says that they wait for each other. */
const isImpersonal = (resolution: Resolution): boolean => resolution.has('requestsPerDay') && !resolution.has('users');

/** Without a first token or a pace to keep, work may run whenever machines are free. */
function nobodyWaits(resolution: Resolution, shape: UseCaseShape): Pick<DemandAssumptions, 'flexible'> {
  const level = resolveServiceLevel(resolution, shape);
  const waits = level.timeToFirstTokenSecondsP95 !== null || level.decodeTokensPerSecondPerStream !== null;
  return waits ? {} : { flexible: true };
}

/** Output as made: thinking is output too, whoever makes it. */
function outputTokens(resolution: Resolution, shape: UseCaseShape): Assumption {
  const shown = resolution.number('outputTokens', shape.outputTokens);
  const multiple = resolution.typedNumber('reasoningMultiple');
  if (multiple === null) return shown;
  return {
    ...shown,
    value: shown.value * multiple.value,
    low: shown.low * multiple.low,
    high: shown.high * multiple.high,
    source: `${shown.value} shown × ${multiple.value} with reasoning`,
  };
}

/** `--requests-per-day` counts everybody's; it is divided among the users. */
function requestsPerUser(resolution: Resolution, shape: UseCaseShape, users: Assumption): Assumption {
  const all = resolution.typedNumber('requestsPerDay');
  if (all === null) return resolution.number('requestsPerUserPerDay', shape.requestsPerUserPerDay);
  if (resolution.has('requestsPerUserPerDay')) {
    resolution.problems.push({
      kind: 'usage',
      message: '`--requests-per-day` and `--requests-per-user-per-day` contradict each other',
      hint: 'give one of them',
    });
  }
  return perUser(all, users);
}

/** The tail of the prompt: typed, or three times a typed mean, or the use case's own. */
function longPrompt(resolution: Resolution, shape: UseCaseShape): Assumption {
  const mean = resolution.typedNumber('promptTokens');
  const p95 = resolution.typedNumber('promptTokensP95');
  if (p95 !== null && mean !== null && p95.value < mean.value) {
    resolution.invalid(
      'promptTokensP95',
      String(p95.value),
      `is below the mean prompt of ${mean.value} tokens`,
      'the 95th percentile is at least the mean',
    );
  }
  if (p95 !== null || mean === null) return p95 ?? resolution.number('promptTokensP95', shape.promptTokensP95);
  const scale = P95_TO_MEAN_PROMPT;
  return {
    id: 'promptTokensP95',
    value: mean.value * scale,
    low: mean.value * 1.5,
    high: mean.value * 2 * scale,
    unit: 'tokens',
    origin: 'default',
    source: `${scale} × the mean prompt`,
    asOf: null,
  };
}

/** What must hold: typed figures over those of the use case. */
export function resolveServiceLevel(resolution: Resolution, shape: UseCaseShape): ServiceLevel {
  const ttft = resolution.typedNumber('maxTimeToFirstTokenSeconds');
  const speed = resolution.typedNumber('minTokensPerSecond');
  return {
    timeToFirstTokenSecondsP95: ttft?.value ?? shape.maxTimeToFirstTokenSeconds,
    decodeTokensPerSecondPerStream: speed?.value ?? shape.minTokensPerSecond,
    utilizationCap: resolution.number('utilizationCap', UTILIZATION_CAP).value,
  };
}
