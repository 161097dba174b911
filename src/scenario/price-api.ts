import type { Assumption } from '../core/assumption.ts';
import type { ApiPrice, LongContextTier } from '../core/types.ts';
import { medianWithRange } from '../core/uncertainty/quantile.ts';
import { newest } from './dates.ts';
import { isProvider } from './price-rent.ts';

export interface ApiPriceSet {
  readonly input: Assumption;
  readonly output: Assumption;
  /** Null: none of the providers sells a cache price. */
  readonly cached: Assumption | null;
  readonly batchDiscount: Assumption;
  /** Of one provider's price; null for a median of several. */
  readonly longContext: LongContextTier | null;
  readonly provider: string | null;
  readonly rows: readonly ApiPrice[];
}

/**
 * Price of calling a model: the median over the providers of those exact weights with the 10th and 90th percentile
 * as its range; free offers are left out, since nobody can count on them. A closed model has one vendor.
 *
 * A cache price is taken only where most of the providers sell one.
 */
export function apiPrice(rows: readonly ApiPrice[], provider: string | null): ApiPriceSet | null {
  const paid = rows.filter((row) => row.outputPerMillionTokens > 0 && !/\bfree\b/i.test(row.modelName));
  const wanted = onePerProvider(provider === null ? paid : paid.filter((row) => isProvider(row, provider)));
  const [first] = wanted;
  if (first === undefined) return null;
  const latest = newest(wanted) ?? first;
  const source =
    wanted.length === 1
      ? first.source
      : `median of ${wanted.length} providers: ${wanted.map((row) => row.provider).join(', ')}`;
  const price = (id: string, values: readonly number[]): Assumption => {
    const { median, low, high } = medianWithRange(values);
    return { id, value: median, unit: 'USD per 1M tokens', origin: 'catalog', low, high, source, asOf: latest.asOf };
  };
  const cached = wanted.flatMap((row) =>
    row.cachedInputPerMillionTokens === null ? [] : [row.cachedInputPerMillionTokens],
  );
  const discounts = wanted.flatMap((row) => (row.batchDiscount === null ? [] : [row.batchDiscount]));
  return {
    input: price(
      'inputUsdPerMillionTokens',
      wanted.map((row) => row.inputPerMillionTokens),
    ),
    output: price(
      'outputUsdPerMillionTokens',
      wanted.map((row) => row.outputPerMillionTokens),
    ),
    cached: cached.length * 2 > wanted.length ? price('cachedUsdPerMillionTokens', cached) : null,
    batchDiscount: { ...price('batchDiscount', discounts.length > 0 ? discounts : [0]), unit: 'share' },
    longContext: wanted.length === 1 ? first.longContext : null,
    provider: wanted.length === 1 ? first.provider : null,
    rows: wanted,
  };
}

function onePerProvider(rows: readonly ApiPrice[]): ApiPrice[] {
  const providers = [...new Set(rows.map((row) => row.provider))];
  return providers.flatMap((provider) => newest(rows.filter((row) => row.provider === provider)) ?? []);
}
