import { describe, expect, test } from 'vitest';
import { type OwnInput, ownFlow } from '../../../src/core/cashflow/own.ts';

const BARE: OwnInput = {
  label: 'box',
  units: 2,
  unitPriceUsd: 5000,
  installationShare: 0,
  maintenanceSharePerYear: 0,
  electricityUsdPerMonth: 0,
  deliveryMonths: 0,
  resaleSharesByYear: [],
  sellingCostShare: 0.1,
};

const FULL: OwnInput = {
  ...BARE,
  insteadOfUsd: 4000,
  installationShare: 0.05,
  powerDistributionShare: 0.03,
  purchaseTaxShare: 0.19,
  coolingShare: 0.02,
  maintenanceSharePerYear: 0.06,
  maintenanceUsdPerMonth: 25,
  insuranceSharePerYear: 0.012,
  electricityUsdPerMonth: 80,
  electricityDriftPerYear: 0.03,
  hostingUsdPerMonth: 120,
  networkUsdPerMonth: 30,
  staffUsdPerMonth: 200,
  downtimeUsdPerMonth: 15,
  downtimeDriftPerYear: -0.2,
  deliveryMonths: 2,
  bridgeUsdPerMonth: 700,
  replacementMonths: 48,
  resaleSharesByYear: [0.6, 0.3],
  otherUsdPerMonth: 9,
};

describe('owning two machines of 5,000 in place of 4,000 spent anyway, served from month 3', () => {
  const rounded = (usd: number): number => Math.round(usd * 1e6) / 1e6;

  test('is what each line costs, from when to when', () => {
    const { items } = ownFlow(FULL);
    const lines = items.map((item) => [
      item.label,
      item.category,
      rounded(item.upfrontUsd),
      rounded(item.usdPerMonth),
      item.fromMonth,
      item.toMonth,
      item.driftPerYear,
      item.scalesWithPrice === true,
    ]);
    expect(lines).toEqual([
      ['box', 'hardware', 10_000, 0, 1, null, 0, true],
      // 4,000 × (1 + 0.19 tax + 0.05 installation + 0.03 power distribution + 0.02 cooling).
      ['would be bought anyway', 'other', -5160, 0, 1, null, 0, false],
      ['tax on the purchase', 'other', 1900, 0, 1, null, 0, true],
      ['installation', 'installation', 500, 0, 1, null, 0, true],
      ['power distribution', 'installation', 300, 0, 1, null, 0, true],
      ['cooling', 'installation', 200, 0, 1, null, 0, true],
      ['bridge rent until delivery', 'rent', 0, 700, 1, 2, 0, false],
      ['electricity', 'electricity', 0, 80, 3, null, 0.03, false],
      // 10,000 × 6 % ÷ 12 and × 1.2 % ÷ 12; of the 4,000, 7.2 % ÷ 12 come off.
      ['maintenance and spares', 'maintenance', 0, 50, 3, null, 0, true],
      ['maintenance contract', 'maintenance', 0, 25, 3, null, 0, false],
      ['insurance', 'other', 0, 10, 3, null, 0, true],
      ['upkeep that would be paid anyway', 'other', 0, -24, 3, null, 0, false],
      ['staff', 'staff', 0, 200, 3, null, 0, false],
      ['rack or colocation', 'hosting', 0, 120, 3, null, 0, false],
      ['network', 'other', 0, 30, 3, null, 0, false],
      ['downtime served elsewhere', 'api', 0, 15, 3, null, -0.2, false],
      ['other running cost', 'other', 0, 9, 3, null, 0, false],
    ]);
    expect(items.map(({ everyMonths }) => everyMonths).filter((months) => months !== undefined)).toEqual([48]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });

  test('sells 6,000 of price less a tenth, and says which share that is', () => {
    expect(ownFlow(FULL).resale).toEqual({
      points: [
        { month: 0, usd: 5400 },
        { month: 12, usd: 3240 },
        { month: 24, usd: 1620 },
      ],
      countedShare: 0.6,
    });
  });
});

describe('what is not asked for is no line', () => {
  test('a bare purchase is its price', () => {
    expect(ownFlow(BARE)).toStrictEqual({
      kind: 'own',
      label: 'box',
      items: [
        {
          id: 'hardware',
          label: 'box',
          category: 'hardware',
          upfrontUsd: 10_000,
          usdPerMonth: 0,
          driftPerYear: 0,
          fromMonth: 1,
          toMonth: null,
          scalesWithPrice: true,
        },
      ],
    });
  });

  test('without delivery time there is no bridge rent', () => {
    expect(ownFlow({ ...BARE, bridgeUsdPerMonth: 700 }).items).toHaveLength(1);
  });

  test('the whole price counted needs no share, and one spent anyway leaves nothing to sell', () => {
    const sold = { ...BARE, resaleSharesByYear: [0.5] };
    const points = [
      { month: 0, usd: 9000 },
      { month: 12, usd: 4500 },
    ];
    expect(ownFlow(sold).resale).toStrictEqual({ points });
    expect(ownFlow({ ...sold, insteadOfUsd: 10_000 }).resale).toBeUndefined();
  });

  test('a lease leaves the price out, keeps what goes with it', () => {
    const financing = { kind: 'lease', usdPerMonth: 300, months: 36, buyoutUsd: 0 } as const;
    const { items } = ownFlow({ ...BARE, financing, purchaseTaxShare: 0.1 });
    expect(items.map(({ label, upfrontUsd, usdPerMonth }) => [label, upfrontUsd, usdPerMonth])).toEqual([
      ['lease', 0, 300],
      ['tax on the purchase', 1000, 0],
    ]);
  });
});
