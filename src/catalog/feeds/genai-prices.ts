import { apiRow, apiRows, type Feed, FeedError, isObject, type JsonObject, jsonOf, numberOf, textOf } from './feed.ts';

interface Price {
  readonly amount: number | null;
  readonly tiered: boolean;
}

/** A price, or the first tier of one that rises with the length of the prompt. */
function priceOf(value: unknown): Price {
  if (isObject(value)) return { amount: numberOf(value.base), tiered: true };
  return { amount: numberOf(value), tiered: false };
}

const constraintOf = (entry: JsonObject): JsonObject => (isObject(entry.constraint) ? entry.constraint : {});

/**
 * The prices in force where there are several: of dated ones the last that has begun by that day; of prices by hour
 * of the day the dearest, which the working day pays.
 */
function inForce(prices: unknown, day: string | null): { readonly prices: JsonObject; readonly conditional: boolean } {
  if (isObject(prices)) return { prices, conditional: false };
  const list = Array.isArray(prices) ? prices.filter(isObject) : [];
  const begun = list.filter((entry) => {
    const start = textOf(constraintOf(entry).start_date);
    return start === null || (day !== null && start <= day);
  });
  const hourly = begun.some((entry) => 'start_time' in constraintOf(entry));
  const inputOf = (entry: JsonObject): number =>
    priceOf(isObject(entry.prices) ? entry.prices.input_mtok : null).amount ?? 0;
  const chosen = (hourly ? begun.toSorted((a, b) => inputOf(a) - inputOf(b)) : begun).at(-1)?.prices;
  return { prices: isObject(chosen) ? chosen : {}, conditional: true };
}

function notesOf(comments: string | null, conditional: boolean, tiered: boolean): string | null {
  const notes = [
    ...(comments === null ? [] : [comments.replace(/\s+/g, ' ')]),
    ...(conditional ? ['other prices at other dates or hours'] : []),
    ...(tiered ? ['dearer for longer prompts'] : []),
  ];
  return notes.length === 0 ? null : notes.join('; ').slice(0, 1000);
}

/** pydantic/genai-prices data.json: a list of providers with models; USD per million tokens. */
export const genaiPrices: Feed = {
  name: 'genai-prices',
  describes: 'API prices of pydantic/genai-prices (data.json)',
  address: 'https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/data.json',
  read: (text, origin) => {
    const providers = jsonOf(text, 'genai-prices');
    if (!Array.isArray(providers) || !providers.some((one) => isObject(one) && Array.isArray(one.models)))
      throw new FeedError('no list of providers with `models`: not the data.json of genai-prices');
    const rows = providers.filter(isObject).flatMap((provider) => {
      const models: readonly unknown[] = Array.isArray(provider.models) ? provider.models : [];
      return models.filter(isObject).map((model) => {
        const { prices, conditional } = inForce(model.prices, origin.asOf);
        const [input, output, cached] = [prices.input_mtok, prices.output_mtok, prices.cache_read_mtok].map(priceOf);
        const entry = {
          provider: textOf(provider.name) ?? textOf(provider.id) ?? '',
          modelName: textOf(model.id) ?? '',
          openWeights: null,
          input: input?.amount ?? null,
          output: output?.amount ?? null,
          cachedInput: cached?.amount ?? null,
          contextTokens: numberOf(model.context_window),
          notes: notesOf(textOf(model.price_comments), conditional, input?.tiered ?? false),
        };
        const checked = textOf(model.prices_checked);
        return apiRow('genai-prices', entry, checked === null ? origin : { ...origin, asOf: checked });
      });
    });
    return apiRows(rows);
  },
};
