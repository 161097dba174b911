import { annuity, monthlyRate } from '../finance.ts';
import { line } from './line.ts';
import type { FlowItem } from './types.ts';

/** How the machine is paid. */
export type Financing =
  | { readonly kind: 'cash' }
  | { readonly kind: 'loan'; readonly ratePerYear: number; readonly months: number; readonly downShare: number }
  /** The price is not paid; `buyoutUsd` is, at the end, to keep the machine. */
  | { readonly kind: 'lease'; readonly usdPerMonth: number; readonly months: number; readonly buyoutUsd: number };

export interface FinancedPurchase {
  readonly label: string;
  readonly priceUsd: number;
  readonly financing: Financing;
  readonly replacementMonths?: number;
}

/**
 * The lines a purchase turns into. A loan is a down payment at purchase and a level monthly payment, at the monthly rate that compounds to
 * the yearly one; a lease is its rate and the buy-out.
 *
 * Wrong for a lease with mileage-like clauses, and for taxes: none are modeled.
 *
 * @see docs/formulas/money.md#loan
 * @example purchaseLines({ label: 'machine', priceUsd: 6000, financing: { kind: 'cash' } }) // one line, 6000 at purchase
 */
export function purchaseLines(purchase: FinancedPurchase): readonly FlowItem[] {
  const { label, priceUsd, financing } = purchase;
  switch (financing.kind) {
    case 'cash': {
      const cycle = purchase.replacementMonths === undefined ? {} : { everyMonths: purchase.replacementMonths };
      return [line('hardware', label, { upfrontUsd: priceUsd, scalesWithPrice: true, ...cycle })];
    }
    case 'loan': {
      const { ratePerYear, months, downShare } = financing;
      const principal = priceUsd * (1 - downShare);
      const usdPerMonth = annuity({ principal, ratePerPeriod: monthlyRate(ratePerYear), periods: months });
      return [
        line('hardware', `${label}, down payment`, { upfrontUsd: priceUsd * downShare, scalesWithPrice: true }),
        line('financing', 'loan payment', {
          usdPerMonth,
          toMonth: months,
          scalesWithPrice: true,
          financedUsd: principal,
        }),
      ];
    }
    case 'lease': {
      const { usdPerMonth, months, buyoutUsd } = financing;
      return [
        line('financing', 'lease', { usdPerMonth, toMonth: months }),
        line('hardware', `${label}, bought out of the lease`, { upfrontUsd: buyoutUsd, fromMonth: months + 1 }),
      ];
    }
    default:
      return financing satisfies never;
  }
}
