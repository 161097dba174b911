import type { Estimate } from '../assumption.ts';
import type { Hardware, Model } from '../types.ts';
import {
  type ConstantsKey,
  effectKeys,
  type IntervalWidth,
  levelOf,
  levelsOf,
  type ParameterId,
  type PerformanceConstants,
  type Stack,
  stackOf,
} from './constants.ts';

export type Quantity = 'decode' | 'prefill' | 'batched' | 'offline';

/** Half-widths used where the fit has no rows, as of processors: a factor of about two either way. */
const UNKNOWN_WIDTH: IntervalWidth = { low: 0.7, high: 0.7, rows: 0 };

/** 80 % of a normal distribution lie within this many standard deviations. */
export const Z80 = 1.2815515655446004;

export interface IntervalClass {
  readonly quantity: Quantity;
  readonly stack: Stack;
  readonly kind: 'dense' | 'moe';
  /** The fit saw this chip. */
  readonly chipSeen: boolean;
  /** The fit saw this model, on whatever chip. */
  readonly modelSeen: boolean;
  /** The engine, or the program on top of it. */
  readonly engine: string;
}

/** Prefill and decode err apart, and are corrected apart. */
export type Phase = 'prefill' | 'decode';

/** Which figures a parameter is learned from. */
export const phaseOf = (parameter: ParameterId): Phase => (parameter.startsWith('prefill') ? 'prefill' : 'decode');

/** Whether the fit has figures of a quantity's phase at a level: an effect of any of its parameters there. */
const isSeen = (constants: PerformanceConstants, quantity: Quantity, level: string): boolean =>
  levelsOf(constants)
    .get(level)
    ?.some(([parameter]) => (phaseOf(parameter) === 'prefill') === (quantity === 'prefill')) ?? false;

/** Whether the fit saw this chip. */
export const isChipSeen = (
  constants: PerformanceConstants,
  hardware: Hardware,
  stack: Stack,
  quantity: Quantity,
): boolean => isSeen(constants, quantity, `${stack}/device:${hardware.id}`);

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

/**
 * Names of the classes of a prediction, from the narrowest to the widest; the first one the fit knows is used.
 *
 * @example intervalNames({ quantity: 'decode', stack: 'local', kind: 'moe', chipSeen: false, modelSeen: true, engine: 'mlx' })[0]
 * // 'decode/local/moe/unseen/mlx'
 */
export function intervalNames(key: IntervalClass): readonly string[] {
  const { quantity, stack, kind, chipSeen, modelSeen, engine } = key;
  const known = `${quantity}/${stack}/${kind}/${chipSeen ? (modelSeen ? 'both' : 'device') : 'unseen'}`;
  return [`${known}/${engine}`, known, `${quantity}/${stack}/${kind}`, `${quantity}/${stack}`, quantity];
}

/** Variance of log(speed) that levels leave open of which the fit saw nothing. @see docs/formulas/speed.md#fit-and-intervals */
export function openVariance(
  open: PerformanceConstants['open'],
  of: { readonly quantity: Quantity; readonly stack: Stack },
  unseen: readonly string[],
): number {
  const deviations = open?.[`${of.quantity}/${of.stack}`] ?? {};
  return unseen.reduce((sum, level) => sum + (deviations[levelOf(level)] ?? 0) ** 2, 0);
}

/** A half-width with what is left open: both as squares. */
export const withOpen = (halfWidth: number, variance: number): number =>
  Math.hypot(halfWidth, Z80 * Math.sqrt(variance));

function widthOf(constants: PerformanceConstants, key: IntervalClass, levels: readonly string[]): IntervalWidth {
  const name = intervalNames(key).find((candidate) => constants.intervals[candidate] !== undefined);
  const found = name === undefined ? undefined : constants.intervals[name];
  if (found === undefined) return UNKNOWN_WIDTH;
  const unseen = levels.filter((level) => !isSeen(constants, key.quantity, level));
  const variance = openVariance(constants.open, key, unseen);
  return { ...found, low: withOpen(found.low, variance), high: withOpen(found.high, variance) };
}

/** Cross-validated half-widths of each quantity for one combination. @see docs/formulas/speed.md#fit-and-intervals */
export function widthsOf(
  constants: PerformanceConstants,
  key: ConstantsKey,
): Readonly<Record<Quantity, IntervalWidth>> {
  const { hardware, model, engine, runtime } = key;
  const stack = stackOf(engine);
  const levels = effectKeys(key);
  const width = (quantity: Quantity): IntervalWidth =>
    hardware.kind === 'cpu'
      ? UNKNOWN_WIDTH
      : widthOf(
          constants,
          {
            quantity,
            stack,
            kind: model.experts > 0 ? 'moe' : 'dense',
            chipSeen: isChipSeen(constants, hardware, stack, quantity),
            modelSeen: isModelSeen(constants, model, stack),
            engine: runtime ?? engine,
          },
          levels,
        );
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
