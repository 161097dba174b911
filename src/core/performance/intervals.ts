import type { Estimate } from '../assumption.ts';
import type { Hardware, Model } from '../types.ts';
import type { IntervalWidth, PerformanceConstants, Stack } from './constants.ts';
import { hardwareFamily } from './family.ts';

export type Quantity = 'decode' | 'prefill' | 'batched' | 'offline';

/** Half-widths used where the fit has no rows, as of processors: a factor of about two either way. */
const UNKNOWN_WIDTH: IntervalWidth = { low: 0.7, high: 0.7, rows: 0 };

export interface IntervalClass {
  readonly quantity: Quantity;
  readonly stack: Stack;
  readonly kind: 'dense' | 'moe';
  /** How near the fit has come to this hardware. */
  readonly seen: 'device' | 'generation' | 'vendor' | 'none';
  /** The fit saw this model, on whatever chip. */
  readonly modelSeen: boolean;
  /** The engine, or the program on top of it. */
  readonly engine: string;
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

const seenModels = new WeakMap<PerformanceConstants, Readonly<Record<Stack, ReadonlySet<string>>>>();

function isModelSeen(constants: PerformanceConstants, model: Model, stack: Stack): boolean {
  let seen = seenModels.get(constants);
  if (seen === undefined) {
    const { local = [], serving = [] } = constants.fitted.models ?? {};
    seen = { local: new Set(local), serving: new Set(serving) };
    seenModels.set(constants, seen);
  }
  return seen[stack].has(model.id);
}

/** The chip, others of its generation, or at most its vendor. */
type Distance = 'device' | 'generation' | 'far';

/** Names of the classes a width is looked up by and made of. */
export interface IntervalNames {
  /** From the narrowest to the widest; the first one the fit knows is used. */
  readonly ladder: readonly string[];
  /** Classes across kinds of model, of chips seen or of any, and across nearness: together they speak for a class of few chips. */
  readonly sameKind: string;
  readonly sameNearness: string;
}

/**
 * Names of the classes of a prediction.
 *
 * @example intervalNames({ quantity: 'decode', stack: 'local', kind: 'moe', seen: 'none', modelSeen: true, engine: 'mlx' }).ladder[0]
 * // 'decode/local/moe/far/mlx'
 */
export function intervalNames(key: IntervalClass): IntervalNames {
  const { quantity, stack, kind, seen, modelSeen, engine } = key;
  const distance: Distance = seen === 'device' || seen === 'generation' ? seen : 'far';
  const known = seen !== 'device' ? 'unseen' : modelSeen ? 'both' : 'device';
  const named = seen === 'device' ? [] : [`${quantity}/${stack}/${kind}/${distance}/${engine}`];
  return {
    ladder: [
      ...named,
      `${quantity}/${stack}/${kind}/${known}/${engine}`,
      `${quantity}/${stack}/${kind}/${known}`,
      `${quantity}/${stack}`,
      quantity,
    ],
    sameKind: seen === 'device' ? `${quantity}/${stack}/${kind}/seen` : `${quantity}/${stack}/${kind}`,
    sameNearness: `${quantity}/${stack}/${known}`,
  };
}

function widthOf(constants: PerformanceConstants, key: IntervalClass): IntervalWidth {
  const name = intervalNames(key).ladder.find((candidate) => constants.intervals[candidate] !== undefined);
  return name === undefined ? UNKNOWN_WIDTH : (constants.intervals[name] ?? UNKNOWN_WIDTH);
}

/** Cross-validated half-widths of each quantity for one combination. @see docs/formulas/speed.md#fit-and-intervals */
export function widthsOf(key: {
  readonly constants: PerformanceConstants;
  readonly hardware: Hardware;
  readonly model: Model;
  readonly stack: Stack;
  readonly engine: string;
}): Readonly<Record<Quantity, IntervalWidth>> {
  const { constants, hardware, model, stack, engine } = key;
  const width = (quantity: Quantity): IntervalWidth =>
    hardware.kind === 'cpu'
      ? UNKNOWN_WIDTH
      : widthOf(constants, {
          quantity,
          stack,
          kind: model.experts > 0 ? 'moe' : 'dense',
          seen: nearnessOf(constants, hardware, stack, quantity),
          modelSeen: isModelSeen(constants, model, stack),
          engine,
        });
  return { decode: width('decode'), prefill: width('prefill'), batched: width('batched'), offline: width('offline') };
}

/** The 80 % interval around an expected speed. */
export function aroundSpeed(expected: number, width: IntervalWidth): Estimate {
  return { expected, low: expected * Math.exp(-width.low), high: expected * Math.exp(width.high) };
}

/** The same for a time: a slow speed is a long time. */
export function aroundSeconds(expected: number, width: IntervalWidth): Estimate {
  return { expected, low: expected * Math.exp(-width.high), high: expected * Math.exp(width.low) };
}
