import type { QuantityKind } from './number.ts';

export type KeyGroup = 'Work' | 'Service level' | 'Money' | 'Rent' | 'API' | 'Machine' | 'Plain calculator' | 'Choice';

/** One input of a scenario: the batch key, its flag, its unit and the range in which it makes sense. */
export interface NumberKey {
  readonly key: string;
  readonly kind: QuantityKind;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly group: KeyGroup;
  readonly help: string;
  readonly flags?: readonly string[];
  /** What to type when the number is outside the range. */
  readonly hint?: string;
  readonly integer?: boolean;
}
export interface TextKey {
  readonly key: string;
  readonly kind: 'text' | 'boolean';
  readonly group: KeyGroup;
  readonly help: string;
  readonly placeholder?: string;
  readonly flags?: readonly string[];
}
export type InputKey = NumberKey | TextKey;

const CENTS = 'that looks like cents; prices are in US dollars: write 0.30 for 30 cents';
const PERCENT = 'shares are 0–1 or a percentage: write 0.1 or 10%';

const count = (
  key: string,
  unit: string,
  low: number,
  high: number,
  help: string,
  group: KeyGroup = 'Work',
): NumberKey => ({
  key,
  kind: 'count',
  unit,
  low,
  high,
  group,
  help,
});
const shareOf = (key: string, help: string, group: KeyGroup = 'Money', low = 0, high = 1): NumberKey => ({
  key,
  kind: 'share',
  unit: 'share',
  low,
  high,
  group,
  help,
  hint: PERCENT,
});
const dollars = (key: string, unit: string, high: number, help: string, group: KeyGroup = 'Money'): NumberKey => ({
  key,
  kind: 'usd',
  unit,
  low: 0,
  high,
  group,
  help,
});

/** Inputs that are numbers. The flag is the kebab-case of the key. */
export const NUMBER_KEYS: readonly NumberKey[] = [
  count('users', 'people', 0, 1e7, 'people who use it'),
  count('requestsPerUserPerDay', 'requests', 0, 1e6, 'requests of one person on an active day'),
  {
    ...count(
      'requestsPerDay',
      'requests',
      0,
      1e9,
      'requests of all people on an active day, instead of users × requests',
    ),
  },
  count('promptTokens', 'tokens', 0, 1e7, 'mean prompt length'),
  {
    ...count('promptTokensP95', 'tokens', 0, 1e7, 'prompt length that 95% stay below: memory is sized for it'),
    flags: ['--prompt-tokens-p95'],
  },
  count('outputTokens', 'tokens', 0, 1e6, 'mean output length, reasoning included'),
  shareOf('cachedShare', 'share of prompt tokens found in a prefix cache', 'Work'),
  {
    ...count('activeHoursPerDay', 'h/day', 0.01, 24, 'hours a day in which work arrives'),
    hint: 'a day has 24 hours',
    flags: ['--active-hours-per-day', '--hours-per-day'],
  },
  {
    ...count(
      'activeFromHour',
      'h',
      0,
      23,
      'hour of the day at which its work begins: what shares machines meets or not',
    ),
    hint: 'an hour from 0 to 23, for example 9',
  },
  {
    ...count('activeDaysPerMonth', 'days/month', 0.01, 31, 'days a month in which work arrives'),
    hint: 'a month has at most 31 days',
  },
  count('peakToMean', '×', 1, 100, 'peak ÷ mean load within active hours'),
  count('reasoningMultiple', '×', 1, 1000, 'output made ÷ output shown: thinking counts as output on every side'),
  {
    ...count(
      'thinkTimeSeconds',
      's',
      0,
      1e6,
      'seconds between an answer and the same person’s next request, all at work at once',
    ),
    flags: ['--think-time', '--think-time-seconds'],
  },
  count('maxTimeToFirstTokenSeconds', 's', 0.01, 1e5, 'TTFT that 95% of requests must meet', 'Service level'),
  count('minTokensPerSecond', 'tok/s', 0.01, 1e5, 'decode speed each stream must keep', 'Service level'),
  { ...shareOf('utilizationCap', 'largest share of a machine used at peak', 'Service level', 0.01, 1) },
  {
    ...count('horizonMonths', 'months', 1, 600, 'months the totals cover', 'Money'),
    hint: 'a total covers a month at least: write 36 for three years',
  },
  {
    ...shareOf('discountRate', 'discount rate a year', 'Money', -0.99, 1),
    hint: 'a rate is a share a year, above -100%, where all the future would be worth without end: write 0.1 or 10%',
  },
  { ...dollars('electricityPrice', 'USD/kWh', 5, 'price of electricity'), hint: CENTS },
  { ...count('pue', 'ratio', 1, 4, 'power usage effectiveness: all power ÷ machine power', 'Machine') },
  dollars('hardwareCost', 'USD', 1e9, 'price of the machine', 'Plain calculator'),
  dollars('annualOpex', 'USD/year', 1e9, 'yearly running cost of the machine', 'Plain calculator'),
  dollars('rentalPrice', 'USD/h', 1e6, 'rent of the alternative', 'Plain calculator'),
  count('hoursPerYear', 'h/year', 0, 1e7, 'hours a year of rent that owning replaces', 'Plain calculator'),
  count('hoursPerMonth', 'h/month', 0, 1e6, 'hours a month of rent that owning replaces', 'Plain calculator'),
  count('years', 'years', 0.01, 50, 'years the totals cover', 'Plain calculator'),
  dollars(
    'alternativeUsdPerMonth',
    'USD/month',
    1e9,
    'monthly cost of the alternative, instead of rent × hours',
    'Plain calculator',
  ),
  count(
    'tokensPerSecond',
    'tok/s',
    0,
    1e9,
    'all tokens a second while it works: what an API would bill',
    'Plain calculator',
  ),
  shareOf('inputTokenShare', 'share of those tokens that are prompt', 'Plain calculator'),
  dollars('hostingUsdPerMonth', 'USD/month', 1e8, 'rack or colocation', 'Plain calculator'),
  dollars('opexUsdPerHour', 'USD/h', 1e6, 'running cost of every hour of the year', 'Plain calculator'),
  dollars('coolingUsdPerKilowattHour', 'USD/kWh', 5, 'cooling, by the energy of the machine', 'Plain calculator'),
  { ...count('idleWatts', 'W', 0, 1e6, 'watts at the wall, idle', 'Machine') },
  { ...count('loadWatts', 'W', 0, 1e6, 'watts at the wall, under load', 'Machine') },
  shareOf('maintenanceShare', 'maintenance a year, share of the price', 'Money'),
  shareOf('resaleShare', 'share of the price a sale brings at the horizon', 'Money'),
  shareOf('sellingCost', 'cost of selling, share of the sale', 'Money'),
  count('staffHoursPerMonth', 'h/month', 0, 1e5, 'hours a month of your people that owning costs more', 'Money'),
  dollars('staffUsdPerHour', 'USD/h', 1e4, 'what an hour of your people costs'),
  count('apiPriceFactor', '×', 0, 100, 'all API prices, as a multiple of what is known', 'API'),
  { ...shareOf('rentDrift', 'change of rental prices a year', 'Money', -0.95, 2) },
  { ...shareOf('apiDrift', 'change of API prices a year', 'Money', -0.95, 2) },
  shareOf('availability', 'share of the time the own machine works', 'Money'),
  count('deliveryMonths', 'months', 0, 60, 'months until the own machine works', 'Money'),
  shareOf('purchaseTax', 'sales tax or VAT on the purchase that you cannot reclaim, share of the price'),
  count('startUpMinutesPerDay', 'min/day', 0, 1440, 'minutes billed for boot and weight load, each start', 'Rent'),
  shareOf('interruptionShare', 'share of the work that spot or community machines lose and do again', 'Rent', 0, 0.95),
  count('minimumHoursPerMonth', 'h/month', 0, 744, 'least hours billed, each machine', 'Rent'),
  count('coldStartsPerDay', 'starts/day', 0, 1440, 'starts a day of a `:scale-to-zero` machine', 'Rent'),
  shareOf('rentDiscount', 'commitment or volume discount off the hourly price', 'Rent', 0, 1),
  count('termMonths', 'months', 0, 120, 'months a reserved price is fixed for and owed', 'Rent'),
  dollars('storageUsdPerMonth', 'USD/month', 1e7, 'storage kept while the machine is off', 'Rent'),
  dollars('egressUsdPerMonth', 'USD/month', 1e7, 'data transfer out', 'Rent'),
  dollars('inputUsdPerMillionTokens', 'USD/1M tokens', 1e5, 'price of prompt tokens, instead of the catalog’s', 'API'),
  dollars('outputUsdPerMillionTokens', 'USD/1M tokens', 1e5, 'price of output tokens, instead of the catalog’s', 'API'),
  dollars('cachedUsdPerMillionTokens', 'USD/1M tokens', 1e5, 'price of prompt tokens read from the cache', 'API'),
  dollars('cacheWriteUsdPerMillionTokens', 'USD/1M tokens', 1e5, 'price of prompt tokens written to the cache', 'API'),
  shareOf('batchShare', 'share of the requests that can wait for the batch price', 'API'),
  shareOf('batchDiscount', 'share taken off by the batch endpoint', 'API'),
  count('longContextAboveTokens', 'tokens', 1, 1e8, 'prompts longer than this pay the two multiples below', 'API'),
  count('longContextInputMultiple', '×', 0.01, 100, 'prompt price of long prompts ÷ the usual price', 'API'),
  count('longContextOutputMultiple', '×', 0.01, 100, 'output price of long prompts ÷ the usual price', 'API'),
  count(
    'apiFirstTokenSeconds',
    's',
    0,
    1e5,
    'TTFT p95 of an API or subscription, told or measured: then it is held to the service level',
    'API',
  ),
  count('apiTokensPerSecond', 'tok/s', 0, 1e5, 'decode speed of one of its streams, told or measured', 'API'),
  dollars('insteadOfUsd', 'USD', 1e9, 'what would be bought anyway: only the difference counts'),
  shareOf('substitutionShare', 'share of requests another model could take', 'Work'),
];

/** Inputs that are names or switches. */
export const TEXT_KEYS: readonly TextKey[] = [
  { key: 'model', kind: 'text', group: 'Choice', placeholder: 'name', help: 'the model, as people or files write it' },
  {
    key: 'quantization',
    kind: 'text',
    group: 'Choice',
    placeholder: 'name',
    help: 'weight format, e.g. Q4_K_M',
    flags: ['--quantization', '--precision'],
  },
  {
    key: 'engine',
    kind: 'text',
    group: 'Choice',
    placeholder: 'name',
    help: 'llama.cpp, mlx, ollama, vllm, sglang, tensorrt-llm',
  },
  {
    key: 'useCase',
    kind: 'text',
    group: 'Work',
    placeholder: 'name',
    help: 'shape of the work: chat, coding-agent, rag, batch',
  },
  {
    key: 'loadByHour',
    kind: 'text',
    group: 'Work',
    placeholder: 'loads',
    help: 'load of each hour of a day from midnight, in any unit, by comma: each is served at its own concurrency',
  },
  {
    key: 'site',
    kind: 'text',
    group: 'Machine',
    placeholder: 'kind',
    help: 'home, office, colocation, own-room, datacenter',
  },
  {
    key: 'region',
    kind: 'text',
    group: 'Machine',
    placeholder: 'code',
    help: 'sets electricity price and carbon, e.g. US-CA, DE',
  },
  { key: 'sleep', kind: 'boolean', group: 'Machine', help: 'own machines sleep outside active hours' },
];

/** Numbers only an option of a scenario file can type in: a quote's own figures. */
export const OPTION_KEYS: readonly NumberKey[] = [
  count('outputMultiple', '×', 0.01, 1000, 'output this API bills ÷ output of the workload: it may think more', 'API'),
  count('throughput', 'tok/s', 0.001, 1e9, 'output tokens a second of one machine, all streams', 'Machine'),
];

export const ALL_KEYS: readonly InputKey[] = [...NUMBER_KEYS, ...TEXT_KEYS];
export const kebab = (key: string): string => key.replace(/[A-Z]+\d*/g, (letters) => `-${letters.toLowerCase()}`);
export const flagOf = (key: InputKey): string => key.flags?.[0] ?? `--${kebab(key.key)}`;
