import { NUMBER_KEYS, type NumberKey } from './keys.ts';

type Shape = Omit<NumberKey, 'kind' | 'unit' | 'help' | 'key'>;
const number = (
  key: string,
  kind: NumberKey['kind'],
  unit: string,
  rest: Shape & { readonly help: string },
): NumberKey => ({
  key,
  kind,
  unit,
  ...rest,
});
const shared = (keys: readonly string[]): readonly NumberKey[] => NUMBER_KEYS.filter((spec) => keys.includes(spec.key));

const DAY = { low: 0, high: 24, hint: 'a day has 24 hours; more is a second machine' };

/** Numbers only `power` takes, beside those it shares. */
const POWER_ONLY: readonly NumberKey[] = [
  number('watts', 'count', 'W', {
    low: 0,
    high: 1e7,
    group: 'Machine',
    help: 'watts at the wall while it works, instead of hardware',
  }),
  number('hoursPerDay', 'count', 'h/day', { ...DAY, group: 'Work', help: 'hours of work on an average day' }),
  number('count', 'count', 'devices', { low: 1, high: 1000, group: 'Machine', help: 'devices in the machine' }),
  number('concurrency', 'count', 'streams', {
    low: 1,
    high: 1e5,
    group: 'Work',
    help: 'streams served at once: a card draws more with many',
  }),
  number('tokensPerSecond', 'count', 'tok/s', {
    low: 0,
    high: 1e7,
    group: 'Work',
    help: 'speed while it works, for joules per token',
  }),
  number('sleepWatts', 'count', 'W', { low: 0, high: 1e5, group: 'Machine', help: 'watts asleep, with --sleep' }),
  number('startHour', 'count', 'h', {
    low: 0,
    high: 24,
    group: 'Work',
    help: 'hour of the day work starts, for a time-of-use tariff',
  }),
  number('embodiedKg', 'count', 'kg CO2', {
    low: 0,
    high: 1e7,
    group: 'Machine',
    help: 'CO2 of making the machine, spread over its life',
  }),
  number('lifeYears', 'count', 'years', { low: 0.1, high: 50, group: 'Machine', help: 'years the machine serves' }),
];
export const POWER_KEYS: readonly NumberKey[] = [...POWER_ONLY, ...shared(['idleWatts', 'electricityPrice', 'pue'])];

/** Numbers only `tco` takes. */
const TCO_ONLY: readonly NumberKey[] = [
  number('tokensPerDay', 'count', 'tokens/day', {
    low: 0,
    high: 1e13,
    group: 'Work',
    help: 'tokens really served a day',
  }),
  number('loanRate', 'share', 'share', {
    low: 0,
    high: 1,
    hint: 'interest is a share a year: write 0.08 or 8%',
    group: 'Money',
    help: 'pay by loan, at this interest a year',
  }),
  number('loanMonths', 'count', 'months', {
    low: 1,
    high: 240,
    group: 'Money',
    help: 'months of the loan (default 36)',
  }),
  number('downShare', 'share', 'share', {
    low: 0,
    high: 1,
    group: 'Money',
    help: 'share of the price paid at once with a loan',
  }),
  number('leaseUsdPerMonth', 'usd', 'USD/month', {
    low: 0,
    high: 1e8,
    group: 'Money',
    help: 'lease instead of buying',
  }),
  number('leaseMonths', 'count', 'months', {
    low: 1,
    high: 240,
    group: 'Money',
    help: 'months of the lease (default 36)',
  }),
  number('buyoutUsd', 'usd', 'USD', {
    low: 0,
    high: 1e9,
    group: 'Money',
    help: 'price to keep the machine after the lease',
  }),
  number('powerDistributionShare', 'share', 'share', {
    low: 0,
    high: 1,
    group: 'Money',
    help: 'power distribution, share of the price',
  }),
  number('coolingShare', 'share', 'share', {
    low: 0,
    high: 2,
    group: 'Money',
    help: 'cooling bought with the machine, share of the price; not beside a PUE above 1',
  }),
  number('insuranceShare', 'share', 'share', {
    low: 0,
    high: 1,
    group: 'Money',
    help: 'insurance a year, share of the price',
  }),
  number('maintenanceUsdPerYear', 'usd', 'USD/year', {
    low: 0,
    high: 1e8,
    group: 'Money',
    help: 'maintenance a year, as an amount',
  }),
  number('hostingUsdPerMonth', 'usd', 'USD/month', { low: 0, high: 1e8, group: 'Money', help: 'rack or colocation' }),
  number('networkUsdPerMonth', 'usd', 'USD/month', { low: 0, high: 1e8, group: 'Money', help: 'network' }),
  number('bridgeUsdPerMonth', 'usd', 'USD/month', {
    low: 0,
    high: 1e8,
    group: 'Money',
    help: 'rent until the machine is delivered',
  }),
  number('replacementMonths', 'count', 'months', {
    low: 1,
    high: 600,
    group: 'Money',
    help: 'buy a new machine after so many months',
  }),
  number('bookLifeMonths', 'count', 'months', {
    low: 1,
    high: 600,
    group: 'Money',
    help: 'write-off of the P&L view (default 60)',
  }),
];
export const TCO_KEYS: readonly NumberKey[] = [
  ...TCO_ONLY,
  ...POWER_ONLY.filter((spec) => ['watts', 'hoursPerDay'].includes(spec.key)),
  ...shared([
    'hardwareCost',
    'annualOpex',
    'users',
    'requestsPerDay',
    'electricityPrice',
    'pue',
    'idleWatts',
    'discountRate',
    'maintenanceShare',
    'resaleShare',
    'sellingCost',
    'staffHoursPerMonth',
    'staffUsdPerHour',
    'deliveryMonths',
    'insteadOfUsd',
  ]),
];

/** Of `tco`, what only plain figures use; the write-off serves both. */
export const PLAIN_ONLY: readonly NumberKey[] = [
  ...TCO_ONLY.filter(({ key }) => key !== 'bookLifeMonths'),
  ...POWER_ONLY.filter(({ key }) => key === 'watts'),
  ...shared(['annualOpex']),
];
/** And what only options use. */
export const OPTION_ONLY: readonly NumberKey[] = NUMBER_KEYS.filter(
  ({ key, group }) =>
    !TCO_KEYS.some((spec) => spec.key === key) && group !== 'Plain calculator' && key !== 'horizonMonths',
);

/** Everything a calculator may be asked for, once: what the resolution judges. */
export const CALCULATOR_KEYS: readonly NumberKey[] = [...POWER_ONLY, ...TCO_ONLY];
