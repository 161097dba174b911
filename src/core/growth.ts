/** Demand that grows by the same share each month. */
export interface GrowthInput {
  readonly usersNow: number;
  /** 0.1 is 10 % more each month; may be negative. Above −1. */
  readonly growthPerMonth: number;
  /** Users the present machines carry at the service level. */
  readonly capacityUsers: number;
  readonly requestsPerUserPerDay: number;
  /** Share of the capacity at which to order, so that the next machine is there in time. */
  readonly triggerShare: number;
}

export type FullMonth =
  | {
      readonly kind: 'month';
      /** The month in which it is full. */
      readonly month: number;
    }
  | { readonly kind: 'full-now' }
  | {
      readonly kind: 'never';
      /** Why it is never full. */
      readonly reason: 'does-not-grow' | 'beyond-600-months';
    };

export interface GrowthAnswer {
  /** When the present units are full. */
  readonly full: FullMonth;
  /** When to order the next: the load at which it would come in time. */
  readonly trigger: {
    /** Users at which to order. */
    readonly users: number;
    /** Requests a day at which to order. */
    readonly requestsPerDay: number;
    /** The month in which that is reached. */
    readonly month: FullMonth;
  };
}

const LAST_MONTH = 600;

/**
 * When a tier is full, and the load at which to order the next.
 *
 *   users(m) = users × (1 + g)^m;  full in the first whole month m with users(m) > capacity
 *
 * Wrong where growth is not steady; the trigger then still holds, the month does not.
 *
 * @throws RangeError for growth of −100 % or below.
 * @see docs/formulas/decide.md#growth
 * @example whenFull({ usersNow: 10, growthPerMonth: 0.1, capacityUsers: 20, requestsPerUserPerDay: 30, triggerShare: 0.8 }).full // month 8
 */
export function whenFull(input: GrowthInput): GrowthAnswer {
  const { capacityUsers, requestsPerUserPerDay, triggerShare } = input;
  const users = Math.floor(capacityUsers * triggerShare);
  return {
    full: monthAbove(input, capacityUsers),
    trigger: { users, requestsPerDay: users * requestsPerUserPerDay, month: monthAbove(input, users) },
  };
}

function monthAbove(input: GrowthInput, limit: number): FullMonth {
  const { usersNow, growthPerMonth } = input;
  if (!(growthPerMonth > -1)) throw new RangeError(`growth must be above -1, got ${growthPerMonth}`);
  if (usersNow > limit) return { kind: 'full-now' };
  if (growthPerMonth <= 0 || usersNow <= 0) return { kind: 'never', reason: 'does-not-grow' };
  const exact = Math.log(limit / usersNow) / Math.log(1 + growthPerMonth);
  const month = Math.floor(exact + 1e-9) + 1;
  return month > LAST_MONTH ? { kind: 'never', reason: 'beyond-600-months' } : { kind: 'month', month };
}

/** Users after some months. */
export const usersAfter = (usersNow: number, growthPerMonth: number, month: number): number =>
  usersNow * (1 + growthPerMonth) ** month;
