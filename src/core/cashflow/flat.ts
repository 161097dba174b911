import { FlowLines } from './line.ts';
import type { CashFlow } from './types.ts';

export interface FlatInput {
  readonly label: string;
  readonly usdPerMonth: number;
  /** Subscriptions bought: one a user, or more where a cap needs it. */
  readonly subscriptions: number;
  readonly driftPerYear?: number;
}

/** Five users may be 5.0000000001 of them. */
const ROUNDING = 1e-9;

/** A subscription as a cash flow: its fee, times how many are bought. @example flatFlow({ label: 'plan', usdPerMonth: 200, subscriptions: 1 }) */
export function flatFlow(input: FlatInput): CashFlow {
  const usdPerMonth = input.usdPerMonth * input.subscriptions;
  const lines = new FlowLines();
  lines.add('fee', 'subscription', { usdPerMonth, driftPerYear: input.driftPerYear ?? 0 });
  return { kind: 'flat', label: input.label, items: lines.items };
}

/**
 * Subscriptions needed when each serves at most `capPerMonth` (requests or tokens): whole ones, at least one for each of `users` where the
 * fee is of one person. Null cap: no more than that.
 *
 * @example subscriptionsNeeded({ workPerMonth: 25_000, capPerMonth: 10_000 }) // 3
 */
export function subscriptionsNeeded(input: {
  readonly workPerMonth: number;
  readonly capPerMonth: number | null;
  readonly users?: number;
}): number {
  const { workPerMonth, capPerMonth } = input;
  const seats = Math.max(1, Math.ceil((input.users ?? 1) - ROUNDING));
  if (capPerMonth === null) return seats;
  if (!(capPerMonth > 0)) throw new RangeError(`a cap must be above 0, got ${capPerMonth}`);
  return Math.max(seats, Math.ceil(workPerMonth / capPerMonth));
}
