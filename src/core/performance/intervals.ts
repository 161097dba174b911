import type { Estimate } from '../assumption.ts';
import type { Hardware, Model } from '../types.ts';
import type { PerformanceConstants, Stack } from './constants.ts';
import { hardwareFamily } from './family.ts';

export type Quantity = 'decode' | 'prefill' | 'batched' | 'offline';

/** Half-widths used where even the widest class has no rows: a factor of about two either way. */
const UNKNOWN_WIDTH = { low: 0.7, high: 0.7, rows: 0 };

export interface IntervalClass {
  readonly quantity: Quantity;
  readonly stack: Stack;
  readonly kind: 'dense' | 'moe';
  /** How near the fit has come to this hardware. */
  readonly seen: 'device' | 'generation' | 'vendor' | 'none';
}

/** Whether the fit saw this chip, its generation, its vendor or nothing like it. */
export function nearnessOf(
  constants: PerformanceConstants,
  hardware: Hardware,
  stack: Stack,
  quantity: Quantity,
): IntervalClass['seen'] {
  const parameter = quantity === 'prefill' ? 'prefillUtilization' : 'weightEfficiency';
  const effects = constants.effects[parameter] ?? {};
  const { vendor, generation } = hardwareFamily(hardware);
  if (effects[`${stack}/device:${hardware.id}`] !== undefined) return 'device';
  if (effects[`${stack}/generation:${generation}`] !== undefined) return 'generation';
  return effects[`${stack}/vendor:${vendor}`] === undefined ? 'none' : 'vendor';
}

/** Names of an interval class from the narrowest to the widest; the first one the fit knows is used. */
export function intervalNames(key: IntervalClass): readonly string[] {
  const { quantity, stack, kind, seen } = key;
  return [
    `${quantity}/${stack}/${kind}/${seen}`,
    `${quantity}/${stack}/${seen}`,
    `${quantity}/${seen}`,
    `${quantity}/${stack}/${kind}`,
    `${quantity}/${stack}`,
    quantity,
  ];
}

/** The 80 % interval around an expected value: cross-validated half-widths of the log error of its class. */
export function estimateOf(expected: number, constants: PerformanceConstants, key: IntervalClass): Estimate {
  const name = intervalNames(key).find((candidate) => constants.intervals[candidate] !== undefined);
  const width = name === undefined ? UNKNOWN_WIDTH : (constants.intervals[name] ?? UNKNOWN_WIDTH);
  return { expected, low: expected * Math.exp(-width.low), high: expected * Math.exp(width.high) };
}

export const kindOf = (model: Model): IntervalClass['kind'] => (model.experts > 0 ? 'moe' : 'dense');
