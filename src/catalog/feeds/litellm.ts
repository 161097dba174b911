import {
  apiRow,
  apiRows,
  entriesOf,
  type Feed,
  FeedError,
  isObject,
  jsonOf,
  numberOf,
  perMillion,
  textOf,
} from './feed.ts';

const TEXT_MODES = new Set(['chat', 'completion', 'responses']);

/** LiteLLM model_prices_and_context_window.json: models by name; USD per token. */
export const litellm: Feed = {
  name: 'litellm',
  describes: 'API prices of LiteLLM (model_prices_and_context_window.json)',
  address: 'https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json',
  read: (text, origin) => {
    const models = entriesOf(jsonOf(text, 'the LiteLLM file'));
    if (!models.some(([, model]) => isObject(model) && 'litellm_provider' in model))
      throw new FeedError('no model with `litellm_provider` in it: not the price file of LiteLLM');
    const rows = models
      .filter(([name]) => name !== 'sample_spec')
      .map(([name, model]) => {
        const fields = isObject(model) ? model : {};
        const provider = textOf(fields.litellm_provider);
        if (provider === null || !TEXT_MODES.has(textOf(fields.mode) ?? '')) return null;
        const entry = {
          provider,
          modelName: name,
          openWeights: null,
          input: perMillion(numberOf(fields.input_cost_per_token)),
          output: perMillion(numberOf(fields.output_cost_per_token)),
          cachedInput: perMillion(numberOf(fields.cache_read_input_token_cost)),
          contextTokens: numberOf(fields.max_input_tokens),
          notes: null,
        };
        return apiRow('litellm', entry, origin);
      });
    return apiRows(rows);
  },
};
