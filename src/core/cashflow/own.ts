import { MONTHS_PER_YEAR } from '../units.ts';
import { type Financing, purchaseLines } from './financing.ts';
import { line, linesWorthPrinting } from './line.ts';
import { resaleCurve } from './resale.ts';
import type { CashFlow, FlowItem } from './types.ts';

export interface OwnInput {
  readonly label: string;
  /** Whole machines. */
  readonly units: number;
  /** Price paid for one; 0 for a machine already there. */
  readonly unitPriceUsd: number;
  /** What would be spent anyway and so does not count ("I buy a Mac in any case"). */
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
 * price paid.
 *
 * Wrong where a machine's parts age apart (a chassis outlives its cards): give resale shares weighted by value.
 *
 * @see docs/formulas/money.md#owning
 * @example ownFlow({ label: 'box', units: 1, unitPriceUsd: 6000, … }).items // hardware 6000 at purchase, then monthly lines
 */
export function ownFlow(input: OwnInput): CashFlow {
  const priceUsd = input.units * input.unitPriceUsd;
  const resale =
    priceUsd > 0 && input.resaleSharesByYear.length > 0
      ? {
          resale: resaleCurve({
            pricePaidUsd: priceUsd,
            sharesByYear: input.resaleSharesByYear,
            sellingCostShare: input.sellingCostShare,
          }),
        }
      : {};
  return {
    kind: 'own',
    label: input.label,
    items: linesWorthPrinting([...purchase(input, priceUsd), ...running(input, priceUsd)]),
    ...resale,
  };
}

function purchase(input: OwnInput, priceUsd: number): readonly FlowItem[] {
  const cycle = input.replacementMonths === undefined ? {} : { replacementMonths: input.replacementMonths };
  const share = (category: 'installation' | 'other', label: string, part: number | undefined): FlowItem =>
    line(category, label, { upfrontUsd: priceUsd * (part ?? 0), scalesWithPrice: true });
  return [
    ...purchaseLines({ label: input.label, priceUsd, financing: input.financing ?? { kind: 'cash' }, ...cycle }),
    line('other', 'would be bought anyway', { upfrontUsd: -(input.insteadOfUsd ?? 0) }),
    share('other', 'tax on the purchase', input.purchaseTaxShare),
    share('installation', 'installation', input.installationShare),
    share('installation', 'power distribution', input.powerDistributionShare),
    share('installation', 'cooling', input.coolingShare),
    line('rent', 'bridge rent until delivery', {
      usdPerMonth: input.bridgeUsdPerMonth ?? 0,
      toMonth: input.deliveryMonths,
      ...(input.deliveryMonths > 0 ? {} : { usdPerMonth: 0 }),
    }),
  ];
}

function running(input: OwnInput, priceUsd: number): readonly FlowItem[] {
  const fromMonth = input.deliveryMonths + 1;
  const ofPrice = (sharePerYear: number | undefined): number => (priceUsd * (sharePerYear ?? 0)) / MONTHS_PER_YEAR;
  const fixed = (usdPerMonth: number | undefined) => ({ usdPerMonth: usdPerMonth ?? 0, fromMonth });
  return [
    line('electricity', 'electricity', {
      ...fixed(input.electricityUsdPerMonth),
      driftPerYear: input.electricityDriftPerYear ?? 0,
    }),
    line('maintenance', 'maintenance and spares', {
      ...fixed(ofPrice(input.maintenanceSharePerYear)),
      scalesWithPrice: true,
    }),
    line('maintenance', 'maintenance contract', fixed(input.maintenanceUsdPerMonth)),
    line('other', 'insurance', { ...fixed(ofPrice(input.insuranceSharePerYear)), scalesWithPrice: true }),
    line('staff', 'staff', fixed(input.staffUsdPerMonth)),
    line('hosting', 'rack or colocation', fixed(input.hostingUsdPerMonth)),
    line('other', 'network', fixed(input.networkUsdPerMonth)),
    line('api', 'downtime served elsewhere', {
      ...fixed(input.downtimeUsdPerMonth),
      driftPerYear: input.downtimeDriftPerYear ?? 0,
    }),
    line('other', 'other running cost', fixed(input.otherUsdPerMonth)),
  ];
}
