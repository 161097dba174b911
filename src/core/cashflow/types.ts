import type { OptionKind } from '../types.ts';

export type FlowCategory =
  | 'hardware'
  | 'electricity'
  | 'maintenance'
  | 'staff'
  | 'hosting'
  | 'rent'
  | 'api'
  | 'fee'
  | 'financing'
  | 'installation'
  | 'resale'
  | 'other';

/**
 * One line of cost, as data. Month 0 is the day of purchase; month m is paid at its end. Negative amounts are income.
 *
 * The price of month m is `usdPerMonth × (1 + driftPerYear)^((m − 1)/12)`: the calendar sets it, not the start of the line.
 */
export interface FlowItem {
  readonly id: string;
  readonly label: string;
  readonly category: FlowCategory;
  /** Paid once at the end of month `fromMonth − 1`, so at purchase when `fromMonth` is 1. */
  readonly upfrontUsd: number;
  /** Price of month 1. */
  readonly usdPerMonth: number;
  /** Compounded monthly. Above −1. */
  readonly driftPerYear: number;
  /** First month that is charged; 1 or more. */
  readonly fromMonth: number;
  /** Last month that is charged; null for no end. */
  readonly toMonth: number | null;
  /** Replacement cycle: `upfrontUsd` is paid again each time this many months of use have passed. */
  readonly everyMonths?: number;
  /** True when the amounts grow in proportion to the price paid for the machine (purchase, installation, maintenance share). */
  readonly scalesWithPrice?: boolean;
  /** Of a loan: the part of the price its payments repay; what they exceed it by is interest. */
  readonly financedUsd?: number;
}

/** What the machine fetches when sold, net of selling cost, by month since purchase. */
export interface ResaleCurve {
  /** Ascending months, starting at 0. Between points linear; after the last, the last yearly loss goes on. */
  readonly points: readonly { readonly month: number; readonly usd: number }[];
  /** Share of the price that counts, where another machine would be bought anyway; absent: all of it. */
  readonly countedShare?: number;
}

/** One option's costs over time, as serializable data. Cumulative cost at any month is closed form. */
export interface CashFlow {
  readonly kind: OptionKind;
  readonly label: string;
  readonly items: readonly FlowItem[];
  readonly resale?: ResaleCurve;
}
