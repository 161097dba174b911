import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apiFlow, apiRequestUsd } from '../../../src/core/cashflow/api.ts';

const RATES = { inputPerMillionTokens: 3, outputPerMillionTokens: 15, cachedInputPerMillionTokens: 0.3 };
const USE = { promptTokens: 8000, cachedShare: 0.5, outputTokens: 600 };
const TIER = { aboveTokens: 200_000, inputMultiple: 2, outputMultiple: 1.5 };

describe('one request', () => {
  test.for([
    // 4,000 × $3 + 4,000 × $0.30 + 600 × $15, per million: 0.012 + 0.0012 + 0.009.
    { what: 'each kind of token at its own price', rates: RATES, use: USE, usd: 0.0222 },
    { what: 'without a cache price', rates: { ...RATES, cachedInputPerMillionTokens: null }, use: USE, usd: 0.033 },
    // Writing at $3.75, a quarter above the input price, as one vendor lists it: 0.015 + 0.0012 + 0.009.
    { what: 'writing the cache', rates: { ...RATES, cacheWritePerMillionTokens: 0.75 }, use: USE, usd: 0.0252 },
    { what: 'thinking twice what it shows', rates: RATES, use: { ...USE, reasoningMultiple: 2 }, usd: 0.0312 },
    { what: 'all at half price', rates: RATES, use: { ...USE, batchDiscount: 0.5 }, usd: 0.0111 },
    {
      what: 'two fifths at half price',
      rates: RATES,
      use: { ...USE, batchDiscount: 0.5, batchShare: 0.4 },
      usd: 0.01776,
    },
    // 125,000 × $6 + 125,000 × $0.60 + 600 × $22.50: 0.75 + 0.075 + 0.0135.
    {
      what: 'a long prompt',
      rates: { ...RATES, longContext: TIER },
      use: { ...USE, promptTokens: 250_000 },
      usd: 0.8385,
    },
    {
      what: 'a prompt at the threshold',
      rates: { ...RATES, longContext: TIER },
      use: { ...USE, promptTokens: 200_000 },
      usd: 0.339,
    },
  ])('$what costs $usd', ({ rates, use, usd }) => expect(apiRequestUsd(rates, use).totalUsd).toBeCloseTo(usd, 12));

  const price = fc.double({ min: 0, max: 100, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });

  test('more of it in batches never costs more, and the parts are the whole', () => {
    fc.assert(
      fc.property(price, price, share, share, share, (input, output, discount, a, b) => {
        const rates = { ...RATES, inputPerMillionTokens: input, outputPerMillionTokens: output };
        const at = (batchShare: number) => apiRequestUsd(rates, { ...USE, batchDiscount: discount, batchShare });
        const [less, more] = [at(Math.min(a, b)), at(Math.max(a, b))];
        expect(more.totalUsd).toBeLessThanOrEqual(less.totalUsd + 1e-12);
        expect(less.inputUsd + less.cachedInputUsd + less.outputUsd).toBeCloseTo(less.totalUsd, 10);
      }),
    );
  });
});

test('a month is its requests, on lines of their own', () => {
  const flow = apiFlow({ label: 'API', ...USE, requestsPerMonth: 11_000, rates: RATES, driftPerYear: 0 });
  expect(flow.items.map(({ label, usdPerMonth }) => [label, Math.round(usdPerMonth * 100) / 100])).toEqual([
    ['input tokens', 132],
    ['cached input tokens', 13.2],
    ['output tokens', 99],
  ]);
});
