import { line, linesWorthPrinting } from './line.ts';
import type { CashFlow } from './types.ts';

export interface FlatInput {
  readonly label: string;
  readonly usdPerMonth: number;
  /** Subscriptions bought: one a user, or more where a cap needs it. */
  readonly subscriptions: number;
  readonly driftPerYear?: number;
}

/** A subscription as a cash flow: its fee, times how many are bought. @example flatFlow({ label: 'plan', usdPerMonth: 200, subscriptions: 1 }) */
export function flatFlow(input: FlatInput): CashFlow {
  const usdPerMonth = input.usdPerMonth * input.subscriptions;
  const fee = line('fee', 'subscription', { usdPerMonth, driftPerYear: input.driftPerYear ?? 0 });
  return { kind: 'flat', label: input.label, items: linesWorthPrinting([fee]) };
}

/**
 * Subscriptions needed when each serves at most `capPerMonth` (requests or tokens): whole ones. Null cap: one does it all.
 *
 * @example subscriptionsNeeded({ workPerMonth: 25_000, capPerMonth: 10_000 }) // 3
 */
export function subscriptionsNeeded(input: {
  readonly workPerMonth: number;
  readonly capPerMonth: number | null;
}): number {
  const { workPerMonth, capPerMonth } = input;
  if (capPerMonth === null) return 1;
  if (!(capPerMonth > 0)) throw new RangeError(`a cap must be above 0, got ${capPerMonth}`);
  return Math.max(1, Math.ceil(workPerMonth / capPerMonth));
}
