import { allLinks } from '../../src/catalog/index.ts';
import { apiRequestUsd } from '../../src/core/cashflow/api.ts';
import { cumulativeUsd } from '../../src/core/cashflow/cumulative.ts';
import { rentFlow } from '../../src/core/cashflow/rent.ts';
import { simplePayback } from '../../src/core/finance.ts';
import { decodeCeiling, transferSeconds } from '../../src/core/performance/ceiling.ts';
import { joulesPerToken, KG_PER_POUND, kgCo2PerYear } from '../../src/core/power/power.ts';
import { perMonth } from '../../src/core/tco/tco.ts';
import { HOURS_PER_YEAR } from '../../src/core/units.ts';
import type { Inputs } from './cases.ts';
import { BITS, breakEvenFigure, GB, hardware, powerOf, tcoOf, total, weightsGb } from './tools.ts';
import { busyHours, machinesNeeded, streamsPerSecond, usdPerUnit } from './unit-cost.ts';

export type Solver = (i: Inputs) => number;

const RATE = 0.15;
const powerYear: Solver = (i) =>
  powerOf(
    {
      watts: i.n('watts'),
      idleWatts: 0,
      hoursPerDay: i.n('hours_per_day', 24),
      electricityPrice: i.n('usd_per_kwh', RATE),
    },
    'usdPerYear',
  );
const bits = (i: Inputs): number => BITS[i.text('precision')] ?? i.n('precision_bits', 16);
const memory: Solver = (i) => weightsGb(i.n('params_b', i.n('num_parameters', i.n('parameters', 0)) / GB), bits(i));
const ceiling: Solver = (i) =>
  decodeCeiling({
    weightsBytes: (i.has('model_gb') ? i.n('model_gb') : memory(i)) * GB,
    memoryBytesPerSecond: i.n('bandwidth_gbps') * GB,
  });
/** Seconds to read the weights so many times. */
const reading: Solver = (i) => transferSeconds(i.n('model_gb') * GB * i.n('tokens', 1), i.n('bandwidth_gbps') * GB);
const loading: Solver = (i) => transferSeconds(i.n('model_gb') * GB, i.n('pcie_gbps') * GB);
/** The guide's own discrete card: over the link, then once more. */
const twice: Solver = (i) => 2 * loading(i);
const rented = (usdPerHour: number, hoursPerYear: number, years = 1): number =>
  breakEvenFigure(
    { hardwareCost: 0, annualOpex: 0, rentalPrice: usdPerHour, hoursPerYear, years },
    'alternativeTotalUsd',
  );
const owned = (hardwareCost: number, annualOpex: number, years: number): number =>
  tcoOf({ hardwareCost, annualOpex, years }, 'totalUsd');
const saved = (billUsd: number, ownUsd: number): number =>
  breakEvenFigure(
    { hardwareCost: ownUsd, annualOpex: 0, alternativeUsdPerMonth: billUsd / 12, years: 1 },
    'savingsUsd',
  );
const month = (hardwareCost: number, annualOpex: number, alternativeUsdPerMonth: number): number =>
  breakEvenFigure({ hardwareCost, annualOpex, alternativeUsdPerMonth }, 'breakEvenMonth');
const perToken = (usdPerYear: number, tokensPerYear: number): number =>
  tcoOf({ annualOpex: usdPerYear, years: 1, tokensPerDay: tokensPerYear / 365 }, 'usdPerMillionTokens') / 1e6;
const perRequest = (usdPerYear: number, requestsPerYear: number): number =>
  tcoOf({ annualOpex: usdPerYear, years: 1, requestsPerDay: requestsPerYear / 365 }, 'usdPerRequest');
const request = (i: Inputs): number =>
  apiRequestUsd(
    {
      inputPerMillionTokens: i.n('usd_per_1k_in') * 1000,
      outputPerMillionTokens: i.n('usd_per_1k_out') * 1000,
      cachedInputPerMillionTokens: null,
    },
    { promptTokens: i.n('input_tokens'), outputTokens: i.n('output_tokens'), cachedShare: 0 },
  ).totalUsd;
const equalHours: Solver = (i) =>
  breakEvenFigure(
    {
      hardwareCost: i.n('capex_usd'),
      annualOpex: i.n('annual_opex_usd'),
      rentalPrice: i.n('usd_per_hour'),
      hoursPerYear: 1,
      years: i.n('years'),
    },
    'equalHoursPerYear',
  );
const calculator = (i: Inputs, key: string): number =>
  breakEvenFigure(
    {
      hardwareCost: i.n('hardware_cost'),
      annualOpex: i.n('annual_opex'),
      rentalPrice: i.n('cloud_hourly_cost'),
      hoursPerYear: i.n('gpu_hours_per_year'),
      years: i.n('years', 5),
    },
    key,
  );
const serverless: Solver = (i) => busyHours(i.n('requests_per_day') * 30, i.n('seconds'));
const largestGiB = (id: string): number => Math.max(...hardware(id).memoryOptionsBytes) / 2 ** 30;
const link = (id: string): number => (allLinks().find((row) => row.id === id)?.bandwidthPerDirection ?? 0) / GB;
const years = (months: number): number => Math.ceil(months / 12);
const over5 = (usd: number): number => tcoOf({ hardwareCost: usd, years: 5 }, 'usdPerMonth') * 12;

/** By the formula of the row. */
export const BY_FORMULA: Readonly<Record<string, Solver>> = {
  'params*bits/8': memory,
  'n*bits/8/1e9': memory,
  'p*bits/8e9': memory,
  'model_gb/bandwidth*tokens': reading,
  'model/bandwidth*tokens': reading,
  'model/bandwidth*1000': (i) => reading(i) * 1000,
  'bandwidth/model_gb': ceiling,
  'bandwidth/model': ceiling,
  'bandwidth/(params*bits/8)': ceiling,
  'bandwidth/weights': ceiling,
  'model_gb/pcie': loading,
  'model_gb/pcie*1000': (i) => loading(i) * 1000,
  'model/pcie*1000': (i) => loading(i) * 1000,
  '(model_gb/pcie+model_gb/effective)*tokens': (i) => twice(i) * i.n('tokens'),
  '(model/pcie*2)*tokens': (i) => twice(i) * i.n('tokens'),
  '1/(model_gb/pcie+model_gb/effective)': (i) => streamsPerSecond(1, twice(i)),
  '1/(model/pcie*2)': (i) => streamsPerSecond(1, twice(i)),
  'power formula': powerYear,
  'W/1000*h*365*rate': powerYear,
  'W/1000*24*365*rate': powerYear,
  'power/12': (i) => powerYear(i) / 12,
  'power+maintenance': (i) => total([powerYear(i), i.n('maintenance_usd')]),
  sum: (i) => total(i.all()),
  'sum of parts': (i) => total(i.all()),
  'base+upgrade': (i) => total(i.all()),
  'capex+opex*years': (i) =>
    owned(
      i.has('capex_usd') ? i.n('capex_usd') : total(i.inner('parts_usd').all()),
      i.n('annual_opex_usd'),
      i.n('years'),
    ),
  'capex+annual*years': (i) => owned(i.n('capex_usd'), i.n('annual_usd'), i.n('years')),
  'capex+power': (i) => owned(i.n('capex_usd'), powerYear(i), 1),
  'capex/years': (i) => over5(i.n('capex_usd')),
  'price/years': (i) => over5(i.n('price_usd')),
  'capex/years+power': (i) => total([over5(i.n('capex_usd')), i.has('power_usd') ? i.n('power_usd') : powerYear(i)]),
  'price/tflops': (i) => usdPerUnit(i.n('price_usd'), i.n('tflops')),
  'usd_per_hour/tflops': (i) => usdPerUnit(i.n('usd_per_hour'), i.n('tflops')),
  'price/users': (i) => usdPerUnit(i.n('price_usd'), i.n('users')),
  'batch/(latency/1000)': (i) => streamsPerSecond(i.n('batch'), i.n('latency_ms') / 1000),
  'tokens/tps': (i) => streamsPerSecond(i.n('tokens'), i.n('tps')),
  'tokens/tps*1000': (i) => streamsPerSecond(i.n('tokens'), i.n('tps')) * 1000,
  'tokens/tps/3600': (i) => busyHours(i.n('tokens_per_day'), 1 / i.n('tps')),
  'seconds/tokens': (i) => streamsPerSecond(i.n('seconds'), i.n('tokens')),
  'tokens/s needed': (i) => streamsPerSecond(i.n('tokens'), i.n('ms') / 1000),
  'ceil(users/per_gpu)': (i) => machinesNeeded(i.n('users'), i.n('users_per_gpu')),
  'ceil(demand/tps)': (i) => machinesNeeded(i.n('demand_tps'), i.n('tps')),
  'rate*hours': (i) => rented(i.n('usd_per_hour'), i.n('hours')),
  'hours*rate': (i) => rented(i.n('usd_per_hour'), i.n('hours')),
  'rate*hours*years': (i) => rented(i.n('usd_per_hour'), i.n('hours'), i.n('years')),
  'hours*rate*12': (i) => rented(i.n('usd_per_hour'), i.n('hours_per_month') * 12),
  'hours*12*rate': (i) => rented(i.n('usd_per_hour'), i.n('hours_per_month') * 12),
  'gpus*8760*rate': (i) => rented(i.n('usd_per_hour'), 8760 * i.n('gpus')),
  'requests*s/3600': (i) =>
    busyHours(i.n('requests_per_month', i.n('requests', 0)) || i.n('requests_per_day') * i.n('days'), i.n('seconds')),
  'q*s/3600*rate*365': (i) => rented(i.n('usd_per_hour'), busyHours(i.n('queries_per_day') * 365, i.n('seconds'))),
  'section 13 A': (i) => rented(i.n('usd_per_hour'), serverless(i)),
  'section 13': (i) => rented(i.n('usd_per_hour'), serverless(i)),
  'annual*years': (i) => owned(0, i.n('cloud_usd_per_year'), i.n('years')),
  'year*5': (i) => owned(0, i.n('usd_per_year'), i.n('years')),
  x5: (i) => owned(0, i.n('usd_per_year'), i.n('years')),
  'cloud-own': (i) => (i.has('cloud_usd') ? saved(i.n('cloud_usd'), i.n('own_usd')) : calculator(i, 'savingsUsd')),
  'api-own': (i) => saved(i.n('api_usd'), i.n('own_usd')),
  'hardware/(monthly*12)': (i) =>
    simplePayback({
      investment: i.n('hardware_usd'),
      savedPerPeriod: i.n('cloud_usd_per_year'),
      runningPerPeriod: 0,
    }) ?? Number.NaN,
  'ceil(capex/monthly)': (i) => month(i.n('capex_usd'), 0, i.n('cloud_usd_per_month')),
  'first month with capex+opex*m < cloud*m': (i) =>
    month(i.n('capex_usd'), i.n('annual_opex_usd'), i.n('cloud_usd_per_month')),
  'first month own < api': (i) => month(i.n('capex_usd'), i.n('power_usd_per_month') * 12, i.n('api_usd_per_month')),
  '(capex+opex*years)/years/rate': equalHours,
  '(capex+opex*5)/5/rate': equalHours,
  'usd/tokens': (i) =>
    i.has('tokens') ? perToken(i.n('usd'), i.n('tokens')) : perToken(i.n('usd'), i.n('b_tokens') * 1e9) * 1e9,
  'capex/tokens': (i) => perToken(i.n('capex_usd'), i.n('b_tokens') * 1e9) * 1e9,
  'opex/tokens': (i) => perToken(i.n('opex_usd'), i.n('b_tokens') * 1e9) * 1e9,
  '(capex+opex)/tokens': (i) => perToken(i.n('capex_usd') + i.n('opex_usd'), i.n('b_tokens') * 1e9) * 1e9,
  'usd/requests': (i) => perRequest(i.n('usd'), i.n('requests_per_year')),
  'total/inferences': (i) => perRequest(i.n('total_usd'), i.n('inferences')),
  'in*p_in+out*p_out': request,
  'n*(in*p_in+out*p_out)/1000': (i) => request(i) * i.n('inferences'),
  // One price on all tokens, as the guide has it.
  'n*700*(0.003+0.015)/1000': (i) =>
    i.n('inferences') *
    apiRequestUsd(
      { inputPerMillionTokens: i.n('usd_per_1k') * 1000, outputPerMillionTokens: 0, cachedInputPerMillionTokens: null },
      { promptTokens: i.n('tokens'), outputTokens: 0, cachedShare: 0 },
    ).totalUsd,
  'day*365': (i) => owned(0, i.n('usd_per_day') * 365, 1),
  'units*price': (i) =>
    tcoOf(
      {
        parts: Object.fromEntries(Array.from({ length: i.n('units') }, (_, k) => [`${k}`, i.n('price_usd')])),
        years: 1,
      },
      'totalUsd',
    ),
  'W/1000*h': (i) =>
    powerOf(
      { watts: i.n('watts'), idleWatts: 0, hoursPerDay: i.n('hours') / 365, electricityPrice: RATE },
      'kilowattHoursPerYear',
    ),
  'kwh*factor': (i) =>
    kgCo2PerYear({ kilowattHoursPerYear: i.n('kwh'), kgCo2PerKilowattHour: i.n('lb_per_kwh') * KG_PER_POUND }) /
    KG_PER_POUND,
  '(tps/W of M3)/(tps/W of H100)': (i) =>
    joulesPerToken(i.inner('h100').n('watts'), i.inner('h100').n('tps')) /
    joulesPerToken(i.inner('m3').n('watts'), i.inner('m3').n('tps')),
  'rate*(1-discount)': (i) =>
    cumulativeUsd(
      rentFlow({
        label: 'spot',
        units: 1,
        usdPerUnitHour: i.n('usd_per_hour'),
        billedHoursPerMonth: 1,
        discountShare: i.n('discount'),
        driftPerYear: 0,
      }),
      1,
    ),
  '16*16*128/130/8': () => link('pcie-4-x16'),
  '16*32*128/130/8': () => link('pcie-5-x16'),
};

/** Rows whose formula text is shared by different questions, or that ask the catalog. */
export const BY_ID: Readonly<Record<string, Solver>> = {
  'G16-101': (i) =>
    powerOf(
      { watts: i.n('watts'), idleWatts: 0, hoursPerDay: i.n('hours_per_day'), electricityPrice: i.n('usd_per_kwh') },
      'usdPerYear',
    ) *
    (i.n('days') / 365),
  'G13-04': (i) => rented(i.n('usd_per_hour'), serverless(i)) * 12,
  'G13-09': (i) => rented(i.n('usd_per_hour'), i.n('hours_per_month')) * 12,
  'G15-03': (i) =>
    breakEvenFigure(
      {
        hardwareCost: i.n('capex_usd'),
        annualOpex: i.n('annual_opex_usd'),
        rentalPrice: i.n('usd_per_hour'),
        hoursPerMonth: i.n('hours_per_month'),
      },
      'breakEvenMonth',
    ),
  'G16-211': (i) => years(month(i.n('capex_usd'), i.n('annual_opex_usd'), i.n('cloud_usd_per_year') / 12)),
  'G16-401': (i) => years(calculator(i, 'breakEvenMonth')),
  'G16-402': (i) => calculator(i, 'ownTotalUsd'),
  'G16-403': (i) => calculator(i, 'alternativeTotalUsd'),
  'G16-405': (i) => calculator(i, 'returnOnInvestment') * 100,
  'G16-406': (i) => years(calculator(i, 'breakEvenMonth')),
  'G17-206': (i) => (perMonth(i.n('tokens_per_day')) * 12) / 1e6,
  'G17-213': (i) => (perMonth(i.n('tokens_per_day')) * 12) / 1e6,
  'G17-219': (i) => (perMonth(i.n('tokens_per_day')) * 12) / 1e6,
  'G17-218': (i) => rented(i.n('usd_per_hour'), i.n('hours_per_day') * 365),
  'G17-310': (i) => rented(i.n('usd_per_hour'), busyHours(i.n('requests') * 365, i.n('seconds'))),
  'G18-13': (i) => breakEvenFigure(monthly(i), 'breakEvenMonth'),
  'G18-14': (i) =>
    tcoOf({ hardwareCost: i.n('hardware_cost'), annualOpex: i.n('annual_opex'), years: String(1 / 12) }, 'totalUsd'),
  'G18-15': (i) => breakEvenFigure({ ...monthly(i), years: 1 }, 'alternativeTotalUsd') / 12,
  'G02-01': () => largestGiB('m1-8c'),
  'G02-02': () => largestGiB('m3-10c'),
  'G02-03': () => largestGiB('m3-max-40c'),
  'G02-04': () => largestGiB('m3-ultra-80c'),
  'G03-03': () => largestGiB('m1-8c'),
  'G03-04': () => largestGiB('a100-sxm-80gb'),
  'G05-14': () => hardware('l40s').tdpWatts ?? 0,
  'G05-15': () => hardware('rtx-4090').launchPrice?.usd ?? 0,
  'G09-01': () => (hardware('h100-sxm').memoryBandwidth ?? 0) / 1e12,
  'G14-02': () =>
    ((hardware('rtx-5090').launchPrice?.usd ?? 0) / (hardware('rtx-4090').launchPrice?.usd ?? 1) - 1) * 100,
  'G04-17': () => weightsGb(7, 32) / weightsGb(7, 4),
  'G04-18': () => weightsGb(7, 32) / weightsGb(7, 4),
  'G04-19': () => weightsGb(7, 16) / weightsGb(7, 4),
  'G04-20': () => weightsGb(7, 8) / weightsGb(7, 4),
  'G04-21': () => weightsGb(7, 4) / weightsGb(7, 4),
  'G14-01': () => weightsGb(7, 16) / weightsGb(7, 8),
  'G16-305': (i) => (perMonth(i.n('tps') * 86_400) * 12) / 1e9,
  'G06-05': () => HOURS_PER_YEAR,
  'G13-17': () => HOURS_PER_YEAR,
  'G07-02': (i) => total(i.all()),
};

const monthly = (i: Inputs): Readonly<Record<string, unknown>> => ({
  hardwareCost: i.n('hardware_cost'),
  annualOpex: i.n('annual_opex'),
  rentalPrice: i.n('cloud_hourly_rate'),
  hoursPerMonth: i.n('gpu_hours_per_month'),
});
