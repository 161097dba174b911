import type { PriceKind } from '../types.ts';
import type { Judgment } from './judgment.ts';

const JUDGED = '2026-11-22';
const spread = (id: string, [low, high]: readonly [number, number], unit: string, why: string): Judgment => ({
  id,
  low,
  value: 1,
  high,
  unit,
  source: null,
  asOf: JUDGED,
  why,
});

/** The range around a price, either way as a share of it: what the same thing is seen to cost elsewhere, wider for rougher kinds. */
export const PRICE_SPREAD: Readonly<Record<PriceKind, number>> = {
  msrp: 0.05,
  list: 0.1,
  new: 0.1,
  street: 0.15,
  used: 0.2,
  'bom-sum': 0.15,
  quote: 0.05,
};

/** Parts of a host put together, × their sum. */
export const HOST_SPREAD = spread(
  'host.parts',
  [0.8, 1.3],
  '× the sum of its parts',
  'memory and power supplies moved by more than a quarter within the year; few put one together below the cheapest parts',
);
/** Electricity of a region that was named, × its average. */
export const ELECTRICITY_SPREAD = spread(
  'electricity.region',
  [0.9, 1.1],
  '× the average of the region',
  'tariffs of one state differ by about a tenth either way from its average',
);
/** Carbon of a grid, × its yearly average. */
export const CARBON_SPREAD = spread(
  'carbon.grid',
  [0.8, 1.2],
  '× the average of the grid',
  'hours and years of one grid differ by about a fifth; marginal plants by more',
);
