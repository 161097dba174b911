import { performanceConstants } from '../../catalog/performance.ts';
import type { SpeedSource } from '../../core/evaluation/prepare.ts';
import type { Device } from '../../core/types.ts';
import type { Evidence } from './evidence.ts';

/** The machine a command means by `this`. */
export interface NamedMachine {
  readonly device: Device;
  readonly label: string;
}

/** What answers rest on beside the catalog and what was typed: the machine here, and what was measured. */
export interface Surroundings {
  readonly thisMachine: NamedMachine | null;
  readonly evidence: Evidence | null;
}

const NOTHING: Surroundings = { thisMachine: null, evidence: null };
let current: Surroundings = NOTHING;

/** Answers rest on these from now on, until they are forgotten: once a command, like a catalog of the user's own. */
export function useSurroundings(surroundings: Partial<Surroundings>): void {
  current = { ...current, ...surroundings };
}

export function forgetSurroundings(): void {
  current = NOTHING;
}

export const currentSurroundings = (): Surroundings => current;

/** Where speeds come from: the fitted constants, corrected by what was measured on a device. */
export function speedSource(): SpeedSource {
  const { evidence } = current;
  const constants = performanceConstants();
  return evidence === null ? { constants } : { constants, correctorOf: evidence.correctorOf };
}
