import type { LevelFigures } from './figures.ts';

/** What 95 % of requests must meet; null: not required. */
export interface ServiceTargets {
  /** Time to the first token that 95 % must stay below. */
  readonly ttftMs: number | null;
  /** Time per output token that 95 % must stay below. */
  readonly tpotMs: number | null;
  /** Largest share of requests that may fail. */
  readonly failedShare: number;
}

/** True where the level keeps every target. A level without an answer keeps none. */
export function holdsTargets(level: LevelFigures, targets: ServiceTargets): boolean {
  if (level.completed === 0 || level.ttftMs === null) return false;
  if (level.failed / (level.failed + level.completed) > targets.failedShare) return false;
  if (targets.ttftMs !== null && level.ttftMs.p95 > targets.ttftMs) return false;
  return targets.tpotMs === null || (level.tpotMs !== null && level.tpotMs.p95 <= targets.tpotMs);
}

export interface JudgedLevel {
  readonly concurrency: number;
  readonly holds: boolean;
}

/** The largest concurrency measured that holds, below the smallest that does not; null where none does. */
export function largestHolding(levels: readonly JudgedLevel[]): number | null {
  const broken = Math.min(...levels.filter((one) => !one.holds).map((one) => one.concurrency));
  const holding = levels.filter((one) => one.holds && one.concurrency < broken).map((one) => one.concurrency);
  return holding.length === 0 ? null : Math.max(...holding);
}

/** Neighbors this close in ratio are close enough. */
const CLOSE_RATIO = 1.25;

/**
 * The next concurrency to try: doubled until a level breaks, then between the last that holds and the first that does
 * not, until they are neighbors or within a quarter. Null: found.
 *
 * @example nextConcurrency([{ concurrency: 4, holds: true }, { concurrency: 8, holds: false }], 256) // 6
 */
export function nextConcurrency(levels: readonly JudgedLevel[], most: number): number | null {
  if (levels.length === 0) return 1;
  const holding = largestHolding(levels);
  const broken = Math.min(...levels.filter((one) => !one.holds).map((one) => one.concurrency));
  if (holding === null) return null;
  if (broken === Number.POSITIVE_INFINITY) return holding >= most ? null : Math.min(most, holding * 2);
  if (broken - holding <= 1 || broken / holding <= CLOSE_RATIO) return null;
  return Math.floor((holding + broken) / 2);
}
