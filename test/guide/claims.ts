import { quantizationById } from '../../src/catalog/index.ts';
import { plainWarnings } from '../../src/core/breakeven/plain.ts';
import { billedHoursPerMonth } from '../../src/core/cashflow/rent.ts';
import { simplePayback } from '../../src/core/finance.ts';
import { modelOfSize } from '../../src/core/memory/shape.ts';
import { weightsBytes } from '../../src/core/memory/weights.ts';
import { decodeCeiling } from '../../src/core/performance/ceiling.ts';
import { KG_PER_POUND } from '../../src/core/power/power.ts';
import type { GuideCase } from './cases.ts';
import { BITS, breakEvenFigure, breakEvenOf, decode, fits, flat, GB, hardware, powerOf, tcoOf } from './tools.ts';
import { machinesNeeded, usdPerUnit } from './unit-cost.ts';

/** A claim in words: what the tool says about it, true when it holds. */
export type Claim = (row: GuideCase) => boolean;

const fitRow: Claim = ({ inputs, result }) =>
  fits(inputs.n('device_memory_gb'), inputs.n('params_b'), flat(BITS[inputs.text('precision')] ?? 16)) ===
  (result === 'fits');
const FIT_ROWS = [
  'G04-22',
  'G04-23',
  'G04-24',
  'G04-25',
  'G04-26',
  'G04-27',
  'G12-01',
  'G12-02',
  'G12-03',
  'G12-04',
  'G12-05',
  'G12-06',
  'G12-07',
  'G12-08',
  'G12-09',
  'G19-01',
];
const bandwidth = (id: string): number => (hardware(id).memoryBandwidth ?? 0) / GB;

/** Rows without a number: the verdict must be the recomputed one. */
export const CLAIMS: Readonly<Record<string, Claim>> = {
  ...Object.fromEntries(FIT_ROWS.map((id) => [id, fitRow])),
  'G08-09': ({ inputs }) => {
    const line = (share: Record<string, number>): number =>
      tcoOf({ hardwareCost: inputs.n('hardware_usd'), years: 1, ...share }, 'totalUsd') - inputs.n('hardware_usd');
    const cooling = inputs.numbers('cooling').map((coolingShare) => Math.round(line({ coolingShare })));
    const distribution = inputs
      .numbers('distribution')
      .map((powerDistributionShare) => Math.round(line({ powerDistributionShare })));
    return cooling.join() === '6400,16000' && distribution.join() === '1600,3200';
  },
  'G09-04': () => Math.round(bandwidth('m1-8c')) === 68 && Math.round(bandwidth('m3-ultra-80c')) === 819,
  'G12-12': ({ inputs }) => {
    const [l40s, h100] = [inputs.inner('l40s'), inputs.inner('h100')].map((one) =>
      usdPerUnit(one.n('usd'), one.n('tps')),
    );
    return l40s?.toFixed(2) === '6.67' && h100?.toFixed(2) === '16.00';
  },
  'G13-06': ({ inputs }) => {
    const result = breakEvenOf({
      hardwareCost: inputs.n('capex_usd'),
      annualOpex: inputs.n('annual_opex_usd'),
      alternativeUsdPerMonth: inputs.n('cloud_usd_per_year') / 12,
    });
    return (
      Reflect.get(result, 'breakEvenMonth') === null && Reflect.get(result, 'reasonCode') === 'own-dearer-per-month'
    );
  },
  'G14-03': ({ inputs }) =>
    hardware('rtx-5090').tdpWatts === inputs.n('rtx5090_w') && hardware('rtx-4090').tdpWatts === inputs.n('rtx4090_w'),
  'G19-06': ({ inputs }) => {
    const perQuery = inputs
      .numbers('queries_per_day')
      .map((requestsPerDay) =>
        tcoOf(
          { hardwareCost: inputs.n('capex_usd'), years: inputs.n('years'), requestsPerDay },
          'usdPerRequest',
        ).toFixed(3),
      );
    return perQuery.join() === '0.022,0.011';
  },
  'FM-03': ({ inputs }) => {
    const faster = inputs
      .numbers('m_gbps')
      .map(
        (m) =>
          decodeCeiling({ weightsBytes: 14 * GB, memoryBytesPerSecond: inputs.n('rtx_gbps') * GB }) /
          decodeCeiling({ weightsBytes: 14 * GB, memoryBytesPerSecond: m * GB }),
      );
    return faster.map((x) => x.toFixed(1)).join() === '10.1,2.5';
  },
  'SO-01': ({ inputs }) =>
    decodeCeiling({ weightsBytes: inputs.n('model_gb') * GB, memoryBytesPerSecond: inputs.n('bandwidth_gbps') * GB }) <
    inputs.n('floor_tps'),
  'G17-303': ({ inputs }) => 200 / decode('rtx-4090', 7, 16).expected > inputs.n('sla_ms') / 1000,
};

/** What the tool answers where the guide's formula should not be used, and why in one line. */
export interface Physics {
  readonly ids: readonly string[];
  readonly why: string;
  readonly holds: Claim;
}
const RATE = 0.15;
const real = (paramsB: number): number => {
  const format = quantizationById('q4_k_m') ?? quantizationById('q4-k-m');
  if (format === undefined) throw new Error('no Q4_K_M');
  return weightsBytes(modelOfSize({ paramsB }), format) / GB;
};
const yearly = (machine: string, hoursPerDay: number): number =>
  powerOf({ hardware: machine, hoursPerDay, electricityPrice: RATE }, 'usdPerYear');
const below =
  (machine: string, hoursPerDay = 8): Claim =>
  ({ value }) =>
    yearly(machine, hoursPerDay) < (value ?? 0);
const slower =
  (machine: string, paramsB: number): Claim =>
  ({ value }) =>
    decode(machine, paramsB, 4).expected < (value ?? 0);
const alwaysOn = (): boolean =>
  Math.round(
    billedHoursPerMonth({
      activeHoursPerDay: 1,
      activeDaysPerMonth: 30,
      startUpMinutesPerDay: 10,
      minimumHoursPerMonth: 0,
      alwaysOn: true,
    }) *
      12 *
      3.5,
  ) === 30_660;
const one = (id: string, why: string, holds: Claim): Physics => ({ ids: [id], why, holds });
const netPayback: Claim = ({ id, inputs }) => {
  const running: Readonly<Record<string, number>> = { 'REF-03': 92, 'REF-04': 1182, 'REF-05': 1382, 'REF-06': 1988 };
  const net = simplePayback({
    investment: inputs.n('hardware_usd'),
    savedPerPeriod: inputs.n('cloud_usd_per_year'),
    runningPerPeriod: running[id] ?? 0,
  });
  return net === null || net > inputs.n('hardware_usd') / inputs.n('cloud_usd_per_year');
};

export const PHYSICS: readonly Physics[] = [
  { ids: FIT_ROWS, why: 'weights, KV cache and runtime against usable memory', holds: fitRow },
  {
    ids: ['G04-04', 'G04-08', 'G04-12', 'G04-16'],
    why: 'real 4-bit files need 4.5–4.9 bits a weight',
    holds: ({ inputs, value }) => real(inputs.n('params_b')) > (value ?? 0) * 1.1,
  },
  one('G05-01', 'a stream stays below the ceiling', slower('m3-10c', 7)),
  one('G05-02', 'a stream stays below the ceiling', slower('rtx-4070', 7)),
  one('G05-03', 'a stream stays below the ceiling', slower('rtx-4090', 7)),
  one('G05-04', 'a stream stays below the ceiling', slower('h100-sxm', 7)),
  one('G05-05', 'a stream stays below the ceiling', slower('l40s', 7)),
  one('G03-02', 'the M1 has 68 GB/s, not 100', slower('m1-8c', 7)),
  one('G07-04', 'a stream stays below the ceiling', slower('m3-10c', 7)),
  one('G07-05', 'a stream stays below the ceiling', slower('rtx-4070', 13)),
  one('G08-01', 'duty cycle with idle power', below('m3-10c')),
  one('G08-02', 'duty cycle with idle power', below('rtx-4070')),
  one('G08-03', 'duty cycle with idle power', below('rtx-4090')),
  one('G08-04', 'duty cycle with idle power', below('h100-sxm')),
  one('G06-02', 'duty cycle with idle power', below('rtx-4090')),
  one('G16-203', 'duty cycle with idle power', below('2xrtx-4090', 24 * 0.13)),
  one('G17-211', 'load power from utilization', below('4xrtx-4090', 2)),
  one(
    'G13-05',
    'idle power when left on',
    ({ inputs }) => yearly('rtx-4090', 0) < 450 * 8.76 * RATE && inputs.n('capex_usd') > 0,
  ),
  one('G16-101', '4 hours at load, then idle', ({ value }) => yearly('m3-10c', 4) / 12 < (value ?? 0)),
  one(
    'G08-05',
    'the system’s watts, with PUE',
    ({ value }) =>
      (powerOf(
        { hardware: '8xh100-sxm', concurrency: 64, hoursPerDay: 24, pue: 1.4, electricityPrice: RATE },
        'kilowattHoursPerYear',
      ) /
        8 /
        8760) *
        1000 >
      (value ?? 0),
  ),
  one(
    'G08-06',
    'the grid of the region, dated: the US average is nearly twice 0.5 lb',
    () => powerOf({ watts: 700, hoursPerDay: 1, electricityPrice: RATE }, 'kgCo2PerKilowattHour') / KG_PER_POUND > 0.75,
  ),
  one('PG-02', '7.6 GB do not fit beside the system in 8 GB', () => !fits(8, 3.8, flat(16))),
  one('PG-03', '7.6 GB do not fit beside the system in 8 GB', () => !fits(8, 3.8, flat(16))),
  {
    ids: ['PG-04', 'PG-08', 'PG-05', 'PG-06', 'G17-104', 'G17-105', 'G17-106'],
    why: 'weights cross the link once; decode reads VRAM',
    holds: () => decode('rtx-4090', 7, 16).expected > 20,
  },
  {
    ids: ['PG-07', 'G17-107', 'FM-03'],
    why: 'decode follows memory bandwidth',
    holds: () =>
      decode('rtx-4090', 3, 16).expected > 5 * decode('m2-10c', 3, 16).expected &&
      decode('rtx-4090', 7, 16).expected > 2 * decode('m3-max-30c', 7, 16).expected,
  },
  one('G03-01', 'compare memory bandwidths', () => bandwidth('rtx-4090') > 10 * bandwidth('m3-10c') - 1),
  {
    ids: ['G17-101', 'G17-102'],
    why: 'the M3 Max has 300–400 GB/s',
    holds: () => decode('m3-max-30c', 7, 16).expected > 7.2,
  },
  one('G09-02', 'the link is not the memory', () => bandwidth('rtx-4090') > 30 * 31.5),
  one('G17-302', 'one stream, not the total of two cards', () => 200 / decode('rtx-4090', 7, 16).expected > 0.667),
  one('G17-307', 'one stream, not a batched total', () => 200 / decode('h100-sxm', 7, 16).expected > 0.5),
  one('G19-04', '100 ms is a time to first token', () => 100 / decode('rtx-4070', 3.8, 16).expected > 1),
  { ids: ['REF-03', 'REF-04', 'REF-05', 'REF-06'], why: 'payback is net of running cost', holds: netPayback },
  { ids: ['G13-04', 'G17-218', 'G17-310'], why: 'rented by running time, not by busy seconds', holds: alwaysOn },
  one(
    'G16-405',
    'a loss is a negative return',
    () =>
      breakEvenFigure(
        { hardwareCost: 6000, annualOpex: 1382, rentalPrice: 3.5, hoursPerYear: 500, years: 5 },
        'returnOnInvestment',
      ) < 0,
  ),
  one('G18-13', '2,000 hours a month are more than one machine has', ({ inputs }) =>
    plainWarnings({
      hardwareCost: 1,
      annualOpex: 1,
      years: 1,
      alternative: { kind: 'rent', usdPerHour: 1, hoursPerYear: inputs.n('gpu_hours_per_month') * 12 },
      draws: 1,
      seed: 1,
    }).some((w) => w.kind === 'more-than-one-machine' && w.machines === 3),
  ),
  {
    ids: ['G16-304', 'G16-315'],
    why: 'size to the demand: seven cards',
    holds: () => machinesNeeded(10_000, 1_500) === 7,
  },
  {
    ids: ['G16-306', 'G16-308'],
    why: 'amortized over the years it serves: $73.86 per billion',
    holds: () =>
      (
        tcoOf(
          { hardwareCost: 25_000, annualOpex: 1988, years: 5, tokensPerDay: 94.608e9 / 365 },
          'usdPerMillionTokens',
        ) * 1000
      ).toFixed(2) === '73.86',
  },
  one(
    'G16-313',
    'money and tokens of the same service: $486 per billion',
    () =>
      Math.round(
        tcoOf({ annualOpex: 153_300, years: 1, tokensPerDay: 315.36e9 / 365 }, 'usdPerMillionTokens') * 1000,
      ) === 486,
  ),
  one(
    'G17-208',
    'below the peak of 35 tok/s: it cannot do the work unbatched',
    () => decode('m3-max-30c', 7, 16).expected < 34.7,
  ),
  {
    ids: ['G17-214', 'G17-223'],
    why: 'per token served, not per token of capacity',
    holds: () => tcoOf({ annualOpex: 3988, years: 1, tokensPerDay: 1e6 }, 'usdPerMillionTokens').toFixed(1) === '10.9',
  },
  one('G19-06', 'idle power eats nearly all that the low case saves: 161 years', ({ inputs }) => {
    const runningPerPeriod = powerOf({ watts: 60, hoursPerDay: 24, electricityPrice: RATE }, 'usdPerYear');
    const savedPerPeriod = 50 * 0.5 * 0.01 * 365;
    return (simplePayback({ investment: inputs.n('capex_usd'), savedPerPeriod, runningPerPeriod }) ?? 0) > 100;
  }),
  one('G08-08', 'joules per token, not watts: equal by the guide’s own figures', ({ value }) => value === 1),
  one(
    'G09-07',
    'one stream follows memory bandwidth too',
    () => decode('rtx-4070', 7, 4).expected > 3 * decode('m3-10c', 7, 4).expected,
  ),
  one(
    'G19-05',
    'no single stream makes 1,024 tokens in half a second',
    ({ value }) => decode('h100-sxm', 7, 16).expected < (value ?? 0),
  ),
  {
    ids: ['G05-06', 'G05-07', 'G05-08', 'G05-09'],
    why: 'decode is bought in GB/s, not in TFLOPS',
    holds: () => usdPerUnit(1500, bandwidth('rtx-4090')) < usdPerUnit(3000, bandwidth('m3-10c')),
  },
];

/** Rows marked physically wrong for which the tool’s own answer needs inputs the row does not give. */
export const NO_OWN_ANSWER: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'PG-09',
      'PG-11',
      'PG-14',
      'G05-11',
      'G05-12',
      'G08-07',
      'G09-05',
      'G09-06',
      'G10-09',
      'G11-11',
      'G12-13',
      'G16-310',
    ].map((id) => [id, 'a mix of printed figures, without a model, lengths or a load']),
  ),
  ...Object.fromEntries(
    ['G10-01', 'G10-02', 'G10-03', 'G10-04', 'G10-05', 'G10-06', 'G10-07', 'G10-08', 'G12-12', 'G16-305'].map((id) => [
      id,
      'throughput and users without prompt and output lengths or a utilization',
    ]),
  ),
  ...Object.fromEntries(
    ['G06-07', 'G06-08', 'G07-01', 'G13-16', 'G15-03', 'G16-111', 'G16-210', 'G16-303'].map((id) => [
      id,
      'a comparison of unequal work: the row gives no tokens to make it equal',
    ]),
  ),
};

/** Rows no public function answers, with the cause. */
export const UNMAPPED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'G05-11',
      'G05-12',
      'G10-09',
      'G11-11',
      'G12-11',
      'G12-13',
      'G15-06',
      'G15-12',
      'G19-02',
      'G19-03',
      'G19-09',
      'FT-01',
      'FT-02',
      'PG-14',
    ].map((id) => [id, 'the guide against itself: nothing is computed']),
  ),
  ...Object.fromEntries(
    ['G07-06', 'G11-10', 'CHK-02', 'G11-09', 'G14-04'].map((id) => [
      id,
      'a gap in bands, a price limit or a market statement: nothing is computed',
    ]),
  ),
  ...Object.fromEntries(
    ['PG-10', 'PG-11', 'PG-12'].map((id) => [
      id,
      'sizes in a benchmark’s comments; the benchmark itself times nothing',
    ]),
  ),
  ...Object.fromEntries(
    [
      'G06-09',
      'G06-10',
      'G13-01',
      'G16-104',
      'G16-304',
      'G16-310',
      'G17-201',
      'G17-202',
      'G08-07',
      'G15-08',
      'G15-10',
    ].map((id) => [id, 'a product or quotient of two inputs, no calculator of its own']),
  ),
  ...Object.fromEntries(
    ['PG-07', 'G03-01', 'G09-05', 'G09-06', 'G09-07', 'G17-107', 'G15-01', 'G15-02', 'G15-11'].map((id) => [
      id,
      'a ratio or difference of two printed figures',
    ]),
  ),
  'G17-223': 'the smallest of four printed figures',
  'G19-07': 'a routing rule in words',
  'CHK-01': 'weights with a headroom: a condition of `planMemory`, not a figure it returns',
};
