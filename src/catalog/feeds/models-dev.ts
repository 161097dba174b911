import { apiRow, apiRows, entriesOf, type Feed, FeedError, isObject, jsonOf, numberOf, textOf } from './feed.ts';

/** models.dev api.json: providers by id, each with models by id; USD per million tokens. */
export const modelsDev: Feed = {
  name: 'models.dev',
  describes: 'API prices of models.dev (api.json)',
  address: 'https://models.dev/api.json',
  read: (text, origin) => {
    const providers = jsonOf(text, 'models.dev');
    if (!entriesOf(providers).some(([, one]) => isObject(one) && isObject(one.models)))
      throw new FeedError('no provider with `models` in it: not the api.json of models.dev');
    const rows = entriesOf(providers).flatMap(([id, provider]) => {
      if (!isObject(provider)) return [];
      return entriesOf(provider.models).map(([modelName, model]) => {
        const fields = isObject(model) ? model : {};
        const cost = isObject(fields.cost) ? fields.cost : {};
        const entry = {
          provider: textOf(provider.name) ?? id,
          modelName,
          openWeights: typeof fields.open_weights === 'boolean' ? fields.open_weights : null,
          input: numberOf(cost.input),
          output: numberOf(cost.output),
          cachedInput: numberOf(cost.cache_read),
          contextTokens: numberOf(isObject(fields.limit) ? fields.limit.context : null),
          notes: isObject(cost.context_over_200k) ? 'dearer above 200,000 prompt tokens' : null,
        };
        return apiRow('models.dev', entry, origin);
      });
    });
    return apiRows(rows);
  },
};
