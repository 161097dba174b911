import enginesText from '../../data/engines.json?raw';
import type { PerformanceConstants } from '../core/performance/constants.ts';
import { textOf } from './table.ts';

let parsed: PerformanceConstants | undefined;

/** Constants of a lock file instead of ours; undefined to have ours again. */
export function usePerformanceConstants(constants: PerformanceConstants | undefined): void {
  parsed = constants;
}

/** The fitted constants of data/engines.json, parsed when first asked for. The tests hold its shape. */
export function performanceConstants(): PerformanceConstants {
  if (parsed === undefined) {
    const read: PerformanceConstants = JSON.parse(textOf(enginesText));
    parsed = read;
  }
  return parsed;
}
