/** What the keys of the results mean, and their unit. Inputs are described by scenario/keys.ts. */
export interface Meaning {
  readonly unit: string;
  readonly text: string;
}

const of = (unit: string, text: string): Meaning => ({ unit, text });

export const RESULT_KEYS: Readonly<Record<string, Meaning>> = {
  verdict: of('word', 'own, rent, api, flat, mix, toss-up or none-fits'),
  reasonCode: of('word', 'why the verdict is what it is'),
  breakEvenMonth: of(
    'month',
    'first whole month at whose end owning has cost no more than the alternative; nominal, without resale',
  ),
  breakEvenMonthExact: of('months', 'the same crossing, not rounded'),
  breakEvenMonthWithResale: of('month', 'first month at which selling the machine leaves owning cheaper'),
  discountedPaybackMonth: of('month', 'payback with future months discounted'),
  withinHorizon: of('yes/no', 'whether the break-even month lies within the horizon'),
  staysBroken: of('yes/no', 'whether owning stays cheaper after the break-even'),
  ownTotalUsd: of('USD', 'all paid for owning over the horizon, machine sold at its end'),
  alternativeTotalUsd: of('USD', 'all paid for the alternative over the horizon'),
  savingsUsd: of('USD', 'alternative total − own total; negative is a loss'),
  returnOnInvestment: of('share', 'savings ÷ upfront cost'),
  npvUsd: of('USD', 'savings over the horizon, discounted'),
  equalHoursPerYear: of('h/year', 'hours of use a year at which both cost the same'),
  equalTokensPerMonth: of('tokens/month', 'load at which both cost the same'),
  equalUtilization: of(
    'share',
    'mean load of one own machine at which both cost the same; above 1 it takes more than one',
  ),
  ownUsdPerGpuHour: of(
    'USD/h',
    'owning spread over all hours, by GPU: the rental quote it must beat, kept on day and night',
  ),
  walkAwayPriceUsd: of('USD', 'the most to pay for the machine so that owning ties at this load'),
  ceilingUsdPerMonth: of('USD/month', 'bill of the alternative that the machine could replace flat out'),
  oddsOwnWins: of('share', 'share of the cases considered in which owning costs less, to the nearest 0.05'),
  prefillTokensPerSecond: of('tokens/s', 'prompt tokens taken in per second, whole device'),
  decodeTokensPerSecond: of('tokens/s', 'output speed of one stream'),
  outputTokensPerSecond: of('tokens/s', 'output of all streams together'),
  timeToFirstTokenSeconds: of('s', 'wait for the first token, without queue'),
  fits: of('yes/no', 'whether the model, its cache and overhead fit the usable memory'),
  limitedBy: of('word', 'which limit binds'),
  weightsBytes: of('bytes', 'model weights in the chosen format'),
  kvCacheBytes: of('bytes', 'KV cache at this context and number of sequences'),
  stateBytes: of('bytes', 'fixed state of recurrent layers'),
  computeBytes: of('bytes', 'buffers of the engine while it computes'),
  runtimeBytes: of('bytes', 'what the engine and driver take before the model'),
  totalBytes: of('bytes', 'all of these together'),
  usableBytes: of('bytes', 'memory that the system leaves to the engine'),
  shortfallBytes: of('bytes', 'how much is missing; 0 when it fits'),
  maxContextTokens: of('tokens', 'longest context that fits'),
  maxSequences: of('sequences', 'most sequences that fit at this context'),
  kilowattHoursPerYear: of('kWh/year', 'energy, idle and PUE included'),
  usdPerYear: of('USD/year', 'cost of that energy'),
  btuPerHour: of('BTU/h', 'heat given to the room'),
  amps120V: of('A', 'current on a 120 V circuit'),
  kgCo2PerYear: of('kg/year', 'carbon dioxide of that energy'),
  totalUsd: of('USD', 'total cost over the horizon'),
  usdPerMonth: of('USD/month', 'total ÷ months'),
  usdPerMillionTokens: of('USD per 1M tokens', 'total ÷ tokens served, prompt and output'),
  usdPerRequest: of('USD', 'total ÷ requests served'),
  usdPerUserMonth: of('USD/month', 'cost of one user a month'),
};
