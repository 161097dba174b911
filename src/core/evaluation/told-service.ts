import type { CapacityFailure, Infeasible } from '../capacity/types.ts';
import type { ApiOption, FlatOption, ScenarioOption, ScenarioWorkload, ServiceLevel, ToldService } from '../types.ts';

/**
 * How an option stands to the service level. `not-known`: nobody said how soon and how fast it answers, so it is neither
 * held to the level nor said to keep it. `none-asked`: nobody waits.
 */
export type ServiceStanding = 'kept' | 'missed' | 'not-known' | 'none-asked';

const asksNothing = (level: ServiceLevel): boolean =>
  level.timeToFirstTokenSecondsP95 === null && level.decodeTokensPerSecondPerStream === null;

/** Who serves a workload: an API sells each of several models at its own price. */
const servingOf = (option: ApiOption | FlatOption, index: number): ApiOption | FlatOption =>
  (option.kind === 'api' ? option.byWorkload?.[index] : null) ?? option;

/** What was told of the service of an option; null of machines, whose speed is computed. */
export const toldOf = (option: ScenarioOption): ToldService | null => ('service' in option ? option.service : null);

/** What is asked and not told. */
function isUnknown(
  { timeToFirstTokenSecondsP95: first, decodeTokensPerSecond: speed }: ToldService,
  level: ServiceLevel,
): boolean {
  const firstUnknown = level.timeToFirstTokenSecondsP95 !== null && first === null;
  return firstUnknown || (level.decodeTokensPerSecondPerStream !== null && speed === null);
}

/**
 * What a told first token or speed misses of a service level, of the first workload that misses any; null where none does
 * or nothing was told.
 *
 *   missed: TTFT p95 told > TTFT p95 asked, or tokens/s told < tokens/s asked
 *
 * @see docs/formulas/decide.md#told-service
 * @example missedService(an API told to start after 2 s, [a chat that asks 1 s]).reason // first-token-too-slow
 */
export function missedService(
  option: ApiOption | FlatOption,
  workloads: readonly ScenarioWorkload[],
): Infeasible | null {
  for (const [index, { id, serviceLevel }] of workloads.entries()) {
    const serving = servingOf(option, index);
    const reason = missed(serving, serviceLevel);
    if (reason === null) continue;
    return {
      feasible: false,
      reason,
      shortfallBytes: 0,
      timeToFirstTokenSecondsP95: serving.service.timeToFirstTokenSecondsP95?.value ?? null,
      decodeTokensPerSecond: serving.service.decodeTokensPerSecond?.value ?? null,
      ...(workloads.length > 1 ? { workload: id } : {}),
    };
  }
  return null;
}

/** A batch endpoint answers within a day: where somebody waits, it never keeps a level. */
function missed(serving: ApiOption | FlatOption, level: ServiceLevel): CapacityFailure | null {
  if (serving.kind === 'api' && serving.batch && !asksNothing(level)) return 'answers-later';
  const { timeToFirstTokenSecondsP95: first, decodeTokensPerSecond: speed } = serving.service;
  if (exceeds(first?.value ?? null, level.timeToFirstTokenSecondsP95)) return 'first-token-too-slow';
  return exceeds(level.decodeTokensPerSecondPerStream, speed?.value ?? null) ? 'decode-too-slow' : null;
}

const exceeds = (value: number | null, limit: number | null): boolean =>
  value !== null && limit !== null && value > limit;

/** Machines are sized to the level; of somebody else's service only what was told is known. */
export function toldStanding(
  option: ApiOption | FlatOption,
  workloads: readonly ScenarioWorkload[],
): Exclude<ServiceStanding, 'missed'> {
  if (workloads.every(({ serviceLevel }) => asksNothing(serviceLevel))) return 'none-asked';
  const unknown = workloads.some(({ serviceLevel }, index) =>
    isUnknown(servingOf(option, index).service, serviceLevel),
  );
  return unknown ? 'not-known' : 'kept';
}

/** Of machines that could be sized. */
export const sizedStanding = (workloads: readonly ScenarioWorkload[]): ServiceStanding =>
  workloads.every(({ serviceLevel }) => asksNothing(serviceLevel)) ? 'none-asked' : 'kept';

/** A mix keeps what both its sides keep. */
export function standingOfMix(sides: readonly ServiceStanding[]): ServiceStanding {
  const worst = (['missed', 'not-known', 'kept'] as const).find((one) => sides.includes(one));
  return worst ?? 'none-asked';
}
