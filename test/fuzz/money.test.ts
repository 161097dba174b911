import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareFlows } from '../../src/core/breakeven/breakeven.ts';
import { plainBreakEven } from '../../src/core/breakeven/plain.ts';
import { apiFlow } from '../../src/core/cashflow/api.ts';
import { cumulativeUsd } from '../../src/core/cashflow/cumulative.ts';
import { flatFlow } from '../../src/core/cashflow/flat.ts';
import { ownFlow } from '../../src/core/cashflow/own.ts';
import { rentFlow } from '../../src/core/cashflow/rent.ts';
import { resaleCurve, resaleUsd } from '../../src/core/cashflow/resale.ts';
import type { CashFlow } from '../../src/core/cashflow/types.ts';
import { annuity, irr, npv, paybackPeriod } from '../../src/core/finance.ts';
import { amps, breakerAmps, btuPerHour, energyUse } from '../../src/core/power/power.ts';
import { totalCost } from '../../src/core/tco/tco.ts';
import { runs } from './budget.ts';
import { amount, anyNumber, drift, share, whole } from './numbers.ts';
import { insane, mustBeSane } from './sane.ts';

const own: fc.Arbitrary<CashFlow> = fc
  .record({
    units: whole(1, 32),
    installationShare: share,
    unitPriceUsd: amount(1e7),
    electricityUsdPerMonth: amount(1e5),
    maintenanceSharePerYear: share,
    staffUsdPerMonth: amount(1e5),
    deliveryMonths: whole(0, 24),
    bridgeUsdPerMonth: amount(1e5),
    resaleSharesByYear: fc.array(share, { maxLength: 4 }),
    sellingCostShare: share,
  })
  .map((fields) => ownFlow({ label: 'own', ...fields }));
const rent: fc.Arbitrary<CashFlow> = fc
  .record({ units: whole(1, 32), usdPerUnitHour: amount(1e3), billedHoursPerMonth: amount(730), driftPerYear: drift })
  .map((fields) => rentFlow({ label: 'rent', ...fields }));
const api: fc.Arbitrary<CashFlow> = fc
  .record({
    requestsPerMonth: amount(1e8),
    promptTokens: amount(1e6),
    cachedShare: share,
    outputTokens: amount(1e5),
    driftPerYear: drift,
    inputPrice: amount(100),
    outputPrice: amount(500),
    cachedPrice: fc.option(amount(100)),
  })
  .map(({ inputPrice, outputPrice, cachedPrice, ...fields }) =>
    apiFlow({
      label: 'api',
      ...fields,
      rates: {
        inputPerMillionTokens: inputPrice,
        outputPerMillionTokens: outputPrice,
        cachedInputPerMillionTokens: cachedPrice,
      },
    }),
  );
const flat: fc.Arbitrary<CashFlow> = fc
  .record({ usdPerMonth: amount(1e5), subscriptions: whole(0, 100) })
  .map((fields) => flatFlow({ label: 'flat', ...fields }));
const flow = fc.oneof(own, rent, api, flat);

test('finance answers any flows with a number or a reason', () => {
  const flows = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { maxLength: 40 });
  fc.assert(
    fc.property(flows, fc.double({ min: -0.9, max: 10, noNaN: true }), (values, rate) => {
      mustBeSane(() => npv(rate, values));
      mustBeSane(() => irr(values));
      mustBeSane(() => paybackPeriod(values, rate));
      mustBeSane(() => annuity({ principal: Math.abs(values[0] ?? 0), ratePerPeriod: Math.abs(rate), periods: 36 }));
    }),
    runs('finance'),
  );
});

describe('cash flows', () => {
  test('cumulative cost is finite at any month, and the same when asked twice', () => {
    fc.assert(
      fc.property(flow, whole(0, 240), (each, month) => {
        const total = cumulativeUsd(each, month);
        expect(Number.isFinite(total)).toBe(true);
        expect(cumulativeUsd(each, month)).toBe(total);
        expect(insane(each)).toBeNull();
      }),
      runs('flows'),
    );
  });

  test('two flows compare to finite figures, and never without a reason', () => {
    fc.assert(
      fc.property(own, fc.oneof(rent, api, flat), whole(1, 120), (mine, other, horizonMonths) => {
        const compared = compareFlows({ own: mine, other, horizonMonths, discountRatePerYear: 0.05 });
        expect(insane(compared)).toBeNull();
        expect(compared.breakEvenMonth === null).toBe(compared.neverReason !== null);
      }),
      runs('comparisons'),
    );
  });

  test('the lines of a total sum to it', () => {
    fc.assert(
      fc.property(flow, whole(1, 120), amount(1e9), (each, horizonMonths, tokensPerMonth) => {
        const total = totalCost({
          flow: each,
          horizonMonths,
          discountRatePerYear: 0.08,
          volume: { tokensPerMonth, requestsPerMonth: null, users: null },
        });
        expect(insane(total)).toBeNull();
        const sum = total.lines.reduce((a, line) => a + line.totalUsd, 0);
        expect(Math.abs(sum - total.totalUsd)).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(sum), Math.abs(each.items[0]?.upfrontUsd ?? 0)) + 1e-6,
        );
      }),
      runs('totals'),
    );
  });
});

test('the plain calculator answers or refuses', () => {
  const input = fc.record({
    hardwareCost: fc.oneof(amount(), anyNumber),
    annualOpex: amount(),
    years: fc.oneof(fc.double({ min: 0.01, max: 50, noNaN: true }), anyNumber),
    alternative: fc.oneof(
      fc.record({ kind: fc.constant('rent' as const), usdPerHour: amount(1e4), hoursPerYear: amount(1e6) }),
      fc.record({ kind: fc.constant('flat' as const), usdPerMonth: amount(1e7) }),
    ),
  });
  fc.assert(
    fc.property(input, (fields) => {
      if (!(fields.hardwareCost >= 0 && fields.hardwareCost <= 1e9 && fields.years >= 0.01 && fields.years <= 50))
        return;
      mustBeSane(() => plainBreakEven({ ...fields, draws: 20, seed: 1 }));
    }),
    runs('plain'),
  );
});

test('energy is finite or the duty cycle is refused', () => {
  const duty = fc.record({
    loadWatts: amount(1e6),
    idleWatts: amount(1e6),
    loadHoursPerDay: fc.oneof(amount(24), anyNumber),
    onHoursPerDay: fc.oneof(amount(24), anyNumber),
    pue: fc.double({ min: 1, max: 4, noNaN: true }),
  });
  fc.assert(
    fc.property(duty, (input) => {
      mustBeSane(() => energyUse(input));
      mustBeSane(() => btuPerHour(input.loadWatts));
      mustBeSane(() => amps(input.loadWatts, 120));
      mustBeSane(() => breakerAmps(input.loadWatts, 120));
    }),
    runs('energy'),
  );
});

test('resale is never negative and never above the price paid', () => {
  fc.assert(
    fc.property(
      amount(),
      fc.array(share, { maxLength: 5 }),
      share,
      whole(0, 600),
      (pricePaidUsd, sharesByYear, cost, month) => {
        const worth = resaleUsd(resaleCurve({ pricePaidUsd, sharesByYear, sellingCostShare: cost }), month);
        expect(worth).toBeGreaterThanOrEqual(0);
        expect(worth).toBeLessThanOrEqual(pricePaidUsd * (1 + 1e-12));
      },
    ),
    runs('resale'),
  );
});
