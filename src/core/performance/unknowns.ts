import type { Hardware, Model } from '../types.ts';
import type { IntervalWidth } from './constants.ts';
import { isUnnamed } from './family.ts';
import type { Quantity } from './intervals.ts';

/** Half-widths (80%, of the log) that not knowing adds. */
type Doubt = Readonly<Record<Quantity, number>>;

/**
 * A device known by its figures: engines reach different shares of the same bandwidth on different generations of one
 * make, from 0.85 (Pascal) to 1.15 (Ada) of the mean of NVIDIA's (data/engines.json), unpacking and compute aside.
 */
const UNNAMED_DEVICE: Doubt = { decode: 0.3, prefill: 0.4, batched: 0.3, offline: 0.3 };
/** A model known by its size: cache, layers and attention of real models of one size differ several-fold. */
const ASSUMED_SHAPE: Doubt = { decode: 0.15, prefill: 0.25, batched: 0.2, offline: 0.2 };

function withDoubt(width: IntervalWidth, doubts: readonly number[]): IntervalWidth {
  const add = (side: number): number => Math.hypot(side, ...doubts);
  return { ...width, low: add(width.low), high: add(width.high) };
}

/**
 * Intervals of a device or model that no row names are wider: doubts add as squares.
 *
 *   width = √(width² + device² + shape²)
 *
 * Valid where the fit's own widths are of named devices and models; the doubts are judgments, checked on measured rows
 * asked for by figures alone (test/cli/measured-by-figures.test.ts).
 *
 * @see docs/formulas/speed.md#fit-and-intervals
 */
export function widenedForUnknowns(
  widths: Readonly<Record<Quantity, IntervalWidth>>,
  hardware: Hardware,
  model: Model,
): Readonly<Record<Quantity, IntervalWidth>> {
  const unnamed = isUnnamed(hardware);
  if (!unnamed && model.assumedShape !== true) return widths;
  const doubts = (quantity: Quantity): readonly number[] => [
    ...(unnamed ? [UNNAMED_DEVICE[quantity]] : []),
    ...(model.assumedShape === true ? [ASSUMED_SHAPE[quantity]] : []),
  ];
  const widened = (quantity: Quantity): IntervalWidth => withDoubt(widths[quantity], doubts(quantity));
  return {
    decode: widened('decode'),
    prefill: widened('prefill'),
    batched: widened('batched'),
    offline: widened('offline'),
  };
}
