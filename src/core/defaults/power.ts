import type { HardwareKind } from '../types.ts';
import type { Judgment } from './judgment.ts';

const MEASURED = 'medians of data/power-measured.json';
const judge = (
  id: string,
  [low, value, high]: readonly [number, number, number],
  rest: { readonly unit: string; readonly why: string },
): Judgment => ({ id, low, value, high, source: MEASURED, asOf: '2026-11-22', ...rest });

export type PowerClass = 'apple' | 'apu' | 'consumer-card' | 'datacenter-card';

/** Share of the rating drawn while decoding, one stream (`single`) and many (`batched`). Never 1 by default: the label is a limit. */
export const LOAD_SHARE: Readonly<Record<PowerClass, { readonly single: Judgment; readonly batched: Judgment }>> = {
  apple: {
    single: judge('load-share.apple', [0.46, 0.85, 0.97], {
      unit: 'share of the maker’s maximum at the wall',
      why: 'M3 Ultra 223–262 W of 270 W, Mac mini M4 30–31 W of 65 W (peaks at the wall)',
    }),
    batched: judge('load-share.apple-batched', [0.6, 0.92, 1], {
      unit: 'share of the maker’s maximum at the wall',
      why: 'no measurement; between one stream and the maximum',
    }),
  },
  apu: {
    single: judge('load-share.apu', [0.51, 0.78, 0.84], {
      unit: 'share of the rating (chip)',
      why: 'Ryzen AI Max+ 395: 61–101 W of 120 W on the chip; 133–154 W at the wall',
    }),
    batched: judge('load-share.apu-batched', [0.7, 0.9, 1], {
      unit: 'share of the rating (chip)',
      why: 'no measurement',
    }),
  },
  'consumer-card': {
    single: judge('load-share.consumer', [0.75, 0.9, 0.96], {
      unit: 'share of the rating (board)',
      why: 'RTX 3090 96%, 4090 78–87%, 5090 75–95%, 5060 Ti 96%',
    }),
    batched: judge('load-share.consumer-batched', [0.85, 0.95, 1], {
      unit: 'share of the rating (board)',
      why: 'RTX 5090 with 4–8 streams 95%, prefill 100%',
    }),
  },
  'datacenter-card': {
    single: judge('load-share.datacenter', [0.2, 0.32, 0.43], {
      unit: 'share of the rating (board)',
      why: 'H200 decoding at small batch: 137–300 W of 700 W',
    }),
    batched: judge('load-share.datacenter-batched', [0.57, 0.75, 0.98], {
      unit: 'share of the rating (board)',
      why: 'H100 serving 8 to 768 sequences: 399–689 W of 700 W; B200 294–974 W of 1,000 W',
    }),
  },
};

export const POWER = {
  idleWattsMac: judge('idle.mac', [4, 10, 22], { unit: 'W at the wall', why: 'Mac mini 4–7 W, Mac Studio 6–13 W' }),
  idleWattsApu: judge('idle.apu', [8, 15, 37], { unit: 'W at the wall', why: 'Strix Halo 8–14 W, DGX Spark 22–37 W' }),
  idleWattsPc: judge('idle.pc', [50, 70, 100], { unit: 'W at the wall', why: 'desktop with one card, idle' }),
  idleWattsFurtherCard: judge('idle.further-card', [10, 20, 35], {
    unit: 'W at the wall',
    why: 'each card after the first',
  }),
  idleWattsServer: judge('idle.server', [2350, 2400, 2900], {
    unit: 'W at the wall, 8 cards',
    why: '8× H200 2,406 W, 8× B200 2,356 and 2,876 W before serving anything',
  }),
  hostLoadWatts: judge('host-load.pc', [25, 40, 80], {
    unit: 'W',
    why: 'desktop minus the same card on a Raspberry Pi: 19–67 W, plus the Pi’s own 10 W',
  }),
  serverLoadWattsPerCard: judge('host-load.server', [150, 220, 300], {
    unit: 'W per card',
    why: '8× B200 at the wall 10.4 kW against 8 kW of cards; 8× RTX 4090D 4.6 kW against 3.4 kW: fans, processors, network',
  }),
  psuEfficiency: judge('psu-efficiency', [0.87, 0.9, 0.94], {
    unit: 'share',
    why: '80 PLUS Gold at half load, 115 V; Bronze and Titanium as the range',
  }),
} as const satisfies Readonly<Record<string, Judgment>>;

/** The maker's maximum at the wall by size of Apple chip, for chips no machine in the catalog states one for. */
export const APPLE_MAXIMUM_WATTS: Readonly<Record<'base' | 'pro' | 'max' | 'ultra', Judgment>> = {
  base: judge('apple-maximum.base', [39, 52, 65], { unit: 'W at the wall', why: 'Mac mini M1 39 W, M4 65 W' }),
  pro: judge('apple-maximum.pro', [100, 140, 150], { unit: 'W at the wall', why: 'Mac mini M4 Pro 140 W' }),
  max: judge('apple-maximum.max', [115, 145, 170], {
    unit: 'W at the wall',
    why: 'Mac Studio M1 Max 115 W, M2 Max and M4 Max 145 W',
  }),
  ultra: judge('apple-maximum.ultra', [215, 270, 295], {
    unit: 'W at the wall',
    why: 'Mac Studio M1 Ultra 215 W, M3 Ultra 270 W, M2 Ultra 295 W',
  }),
};

/** Electrical rule: a continuous load may use 80 % of a circuit (US National Electrical Code 210.20(A)). */
export const CONTINUOUS_LOAD_SHARE = 0.8;
/** A supply runs best, and survives transients, near this share of its rating. */
export const PSU_LOAD_SHARE: Judgment = {
  id: 'psu-headroom',
  value: 0.7,
  low: 0.6,
  high: 0.8,
  unit: 'share',
  source: null,
  asOf: '2026-11-22',
  why: 'room for transients of modern cards',
};

export function powerClassOf(kind: HardwareKind): PowerClass {
  switch (kind) {
    case 'apple-soc':
      return 'apple';
    case 'apu':
    case 'cpu':
      return 'apu';
    case 'discrete-gpu':
      return 'consumer-card';
    case 'datacenter-gpu':
    case 'accelerator':
      return 'datacenter-card';
    default:
      return kind satisfies never;
  }
}

/** Carbon of electricity where the catalog has no row for the region. */
export const GRID_KG_CO2_PER_KILOWATT_HOUR: Judgment = {
  id: 'grid-carbon',
  value: 0.4,
  low: 0.05,
  high: 0.8,
  unit: 'kg/kWh',
  source: null,
  asOf: '2026-11-22',
  why: 'grids run from about 0.05 (hydro, nuclear) to 0.8 (coal); the middle of them',
};
