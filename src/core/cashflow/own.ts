import { MONTHS_PER_YEAR } from '../units.ts';
import { type Financing, purchaseLines } from './financing.ts';
import { FlowLines } from './line.ts';
import { resaleCurve } from './resale.ts';
import type { CashFlow, FlowCategory } from './types.ts';

export interface OwnInput {
  readonly label: string;
  /** Whole machines. */
  readonly units: number;
  /** Price paid for one; 0 for a machine already there. */
  readonly unitPriceUsd: number;
  /** What would be spent anyway, on a machine of like upkeep and resale: only the difference counts ("I buy a Mac in any case"). */
  readonly insteadOfUsd?: number;
  /** Rigging, cabling, set-up, as a share of the price. */
  readonly installationShare: number;
  /** Power distribution, as a share of the price. */
  readonly powerDistributionShare?: number;
  /** Sales tax or VAT that cannot be reclaimed, as a share of the price. */
  readonly purchaseTaxShare?: number;
  /** Cooling bought with the machine, as a share of the price. Use either this or a PUE above 1, never both. */
  readonly coolingShare?: number;
  /** A year, as a share of the price: contracts, failures, spares. */
  readonly maintenanceSharePerYear: number;
  readonly maintenanceUsdPerMonth?: number;
  readonly insuranceSharePerYear?: number;
  /** All machines together, PUE included. */
  readonly electricityUsdPerMonth: number;
  readonly electricityDriftPerYear?: number;
  readonly hostingUsdPerMonth?: number;
  readonly networkUsdPerMonth?: number;
  readonly staffUsdPerMonth?: number;
  /** What the same work costs elsewhere while the machine is down: (1 − availability) × API bill. */
  readonly downtimeUsdPerMonth?: number;
  readonly downtimeDriftPerYear?: number;
  /** Months between paying and serving. */
  readonly deliveryMonths: number;
  /** Rent until the machine serves, charged to owning. */
  readonly bridgeUsdPerMonth?: number;
  readonly financing?: Financing;
  /** Machines are replaced after so many months of use. */
  readonly replacementMonths?: number;
  /** Share of the price left after 1, 2, 3 … years; empty for no resale. */
  readonly resaleSharesByYear: readonly number[];
  readonly sellingCostShare: number;
  readonly otherUsdPerMonth?: number;
}

/**
 * Owning machines as a cash flow.
 *
 *   upfront = units × price (or its financing) + installation; monthly = electricity + maintenance + staff + hosting + network + insurance + downtime
 *
 * Running costs start when the machines serve, after `deliveryMonths`; until then the bridge rent is owning's own cost. Resale is a curve of the
 * price paid. A machine that would be bought anyway takes its price, what goes with it, its upkeep and its resale off.
 *
 * Wrong where a machine's parts age apart (a chassis outlives its cards): give resale shares weighted by value.
 *
 * @see docs/formulas/money.md#owning
 * @example ownFlow({ label: 'box', units: 1, unitPriceUsd: 6000, … }).items // hardware 6000 at purchase, then monthly lines
 */
export function ownFlow(input: OwnInput): CashFlow {
  const priceUsd = input.units * input.unitPriceUsd;
  const lines = new FlowLines();
  addPurchase(lines, input, priceUsd);
  addRunning(lines, input, priceUsd);
  const { label, resaleSharesByYear: sharesByYear, sellingCostShare } = input;
  const countedUsd = priceUsd - (input.insteadOfUsd ?? 0);
  if (!(countedUsd > 0) || sharesByYear.length === 0) return { kind: 'own', label, items: lines.items };
  const { points } = resaleCurve({ pricePaidUsd: countedUsd, sharesByYear, sellingCostShare });
  const resale = countedUsd === priceUsd ? { points } : { points, countedShare: countedUsd / priceUsd };
  return { kind: 'own', label, items: lines.items, resale };
}

const CASH: Financing = { kind: 'cash' };

function addPurchase(lines: FlowLines, input: OwnInput, priceUsd: number): void {
  const { label, financing = CASH, replacementMonths, deliveryMonths } = input;
  const purchase = { label, priceUsd, financing };
  lines.addAll(purchaseLines(replacementMonths === undefined ? purchase : { ...purchase, replacementMonths }));
  const share = (what: string, part = 0): void =>
    lines.add('installation', what, { upfrontUsd: priceUsd * part, scalesWithPrice: true });
  lines.add('other', 'would be bought anyway', { upfrontUsd: -(input.insteadOfUsd ?? 0) * withExtras(input) });
  lines.add('other', 'tax on the purchase', {
    upfrontUsd: priceUsd * (input.purchaseTaxShare ?? 0),
    scalesWithPrice: true,
  });
  share('installation', input.installationShare);
  share('power distribution', input.powerDistributionShare);
  share('cooling', input.coolingShare);
  const bridgeUsdPerMonth = deliveryMonths > 0 ? (input.bridgeUsdPerMonth ?? 0) : 0;
  lines.add('rent', 'bridge rent until delivery', { usdPerMonth: bridgeUsdPerMonth, toMonth: deliveryMonths });
}

/** One dollar of price with its tax, installation, power distribution and cooling. */
const withExtras = (input: OwnInput): number =>
  1 +
  (input.purchaseTaxShare ?? 0) +
  input.installationShare +
  (input.powerDistributionShare ?? 0) +
  (input.coolingShare ?? 0);

function addRunning(lines: FlowLines, input: OwnInput, priceUsd: number): void {
  const fromMonth = input.deliveryMonths + 1;
  const fixed = (category: FlowCategory, label: string, usdPerMonth = 0): void =>
    lines.add(category, label, { usdPerMonth, fromMonth });
  const ofPrice = (category: FlowCategory, label: string, sharePerYear = 0): void =>
    lines.add(category, label, {
      usdPerMonth: (priceUsd * sharePerYear) / MONTHS_PER_YEAR,
      fromMonth,
      scalesWithPrice: true,
    });
  const { electricityDriftPerYear = 0, downtimeDriftPerYear = 0, downtimeUsdPerMonth = 0 } = input;
  lines.add('electricity', 'electricity', {
    usdPerMonth: input.electricityUsdPerMonth,
    fromMonth,
    driftPerYear: electricityDriftPerYear,
  });
  ofPrice('maintenance', 'maintenance and spares', input.maintenanceSharePerYear);
  fixed('maintenance', 'maintenance contract', input.maintenanceUsdPerMonth);
  ofPrice('other', 'insurance', input.insuranceSharePerYear);
  const upkeepShare = input.maintenanceSharePerYear + (input.insuranceSharePerYear ?? 0);
  fixed('other', 'upkeep that would be paid anyway', -((input.insteadOfUsd ?? 0) * upkeepShare) / MONTHS_PER_YEAR);
  fixed('staff', 'staff', input.staffUsdPerMonth);
  fixed('hosting', 'rack or colocation', input.hostingUsdPerMonth);
  fixed('other', 'network', input.networkUsdPerMonth);
  lines.add('api', 'downtime served elsewhere', {
    usdPerMonth: downtimeUsdPerMonth,
    fromMonth,
    driftPerYear: downtimeDriftPerYear,
  });
  fixed('other', 'other running cost', input.otherUsdPerMonth);
}
