import type { SiteKind } from '../types.ts';
import type { Judgment } from './judgment.ts';

const JUDGED = '2026-11-22';
const judge = (
  id: string,
  [low, value, high]: readonly [number, number, number],
  rest: { readonly unit: string; readonly why: string; readonly source?: string; readonly asOf?: string },
): Judgment => ({ id, low, value, high, source: null, asOf: JUDGED, ...rest });

const LENOVO =
  'https://lenovopress.lenovo.com/lp2368-on-premise-vs-cloud-generative-ai-total-cost-of-ownership-2026-edition';

/** Money judgments of the chain: what is assumed where the user says nothing. Ids are stable and appear in every answer. */
export const MONEY = {
  horizonMonths: judge('horizon-months', [12, 36, 60], {
    unit: 'month',
    why: 'three years: shorter than the accounting lives of 4–6 years that cloud owners use, longer than the fastest churn',
  }),
  discountRatePerson: judge('discount-rate.person', [0, 0.05, 0.08], {
    unit: 'share/year',
    why: 'what savings earn; 0 for money that would lie idle',
  }),
  discountRateCompany: judge('discount-rate.company', [0.08, 0.1, 0.12], {
    unit: 'share/year',
    why: 'loans on GPU machines cost 8–12% a year',
    source: 'several lenders, secondary (8–12%)',
  }),
  sellingCostShare: judge('selling-cost', [0.08, 0.12, 0.18], {
    unit: 'share',
    why: 'marketplace fee, shipping, returns',
  }),
  maintenanceShareConsumer: judge('maintenance.consumer', [0.01, 0.03, 0.06], {
    unit: 'share/year',
    why: 'a failure reserve: a home rig has no support contract',
  }),
  maintenanceShareServer: judge('maintenance.server', [0.05, 0.1, 0.12], {
    unit: 'share/year',
    why: 'support contract of a rack server; one maker prints 12%',
    source: LENOVO,
    asOf: '2026-02',
  }),
  installationShareServer: judge('installation.server', [0.05, 0.06, 0.08], {
    unit: 'share',
    why: 'delivery, rigging, cabling, burn-in of a rack server',
  }),
  installationShareConsumer: judge('installation.consumer', [0, 0, 0], {
    unit: 'share',
    why: 'unpacked and plugged in',
  }),
  deliveryMonthsServer: judge('delivery.server', [1, 3, 6], {
    unit: 'month',
    why: 'order to service for datacenter systems; the rent meanwhile is charged to owning',
  }),
  deliveryMonthsConsumer: judge('delivery.consumer', [0, 0, 0], { unit: 'month', why: 'in stock' }),
  availability: judge('availability', [0.95, 0.98, 0.995], {
    unit: 'share',
    why: 'one machine without a spare; the rest is served at the API price',
  }),
  rentDriftPerYear: judge('drift.rent', [-0.3, 0, 0.3], {
    unit: 'share/year',
    why: 'H100 rent fell to late 2025 and rose by half in 2026: the sign is not known; held in 6 of 13 replayed cases, and a wider one in no more: rents jump within months',
    source: 'rental price history in data/economics.json; docs/track-record.md',
  }),
  apiDriftPerYear: judge('drift.api', [-0.7, -0.1, 0.2], {
    unit: 'share/year',
    why: 'prices of the same open weights fall as serving improves, and have risen with GPU rent; −40…+20% held in 3 of 9 replayed cases',
    source: 'docs/track-record.md',
  }),
  electricityDriftPerYear: judge('drift.electricity', [0, 0.02, 0.05], {
    unit: 'share/year',
    why: 'about inflation',
  }),
  startUpMinutesPerDay: judge('rent.start-up', [3, 10, 30], {
    unit: 'minute/day',
    why: 'boot, image pull and weight load, once a working day',
  }),
  spotInterruptionLossShare: judge('rent.spot-loss', [0.02, 0.05, 0.15], {
    unit: 'share',
    why: 'monthly interruption bands of 5–20%, each losing the work since the last checkpoint and a restart',
    source: 'https://www.thundercompute.com/blog/cloud-gpu-spot-instance-availability',
    asOf: '2026-02-24',
  }),
  coldStartsPerDay: judge('rent.cold-starts', [2, 6, 24], {
    unit: 'starts/day',
    why: 'an instance that goes away after some idle minutes comes back after each meeting, meal and morning; no source',
  }),
  /** Own minus rent, for a small team's box. */
  staffHoursPerMonthTeam: judge('staff.team-hours', [0, 2, 8], {
    unit: 'hour/month',
    why: 'updates, restarts and the odd failure beyond what renting needs',
  }),
  staffUsdPerHour: judge('staff.hour', [50, 100, 150], { unit: 'USD/hour', why: 'a developer, loaded cost' }),
  staffFteOwn: judge('staff.fte.own', [0.1, 0.25, 0.5], {
    unit: 'FTE/8-GPU server',
    why: 'secondary sources: 0.25 for 8 GPUs, 1 for 50–100 GPUs, 0.5–1.5 for a server of 4–8',
    source: 'staff rows of data/economics.json',
  }),
  staffFteRent: judge('staff.fte.rent', [0.1, 0.2, 0.4], {
    unit: 'FTE/8-GPU server',
    why: 'the engine to run: judged, no source; 0.05 less than owned, as an administrator kept 17 Linux servers in 2010',
    source: 'https://www.computerworld.com/article/2507425/it-workloads-up-as-tech-added-sans-staff.html',
  }),
  /** What every option takes alike: taken off the others, so that an API counts none. */
  staffFteApi: judge('staff.fte.api', [0.01, 0.05, 0.1], {
    unit: 'FTE/8-GPU server',
    why: 'keys, quotas, prompts after model changes; judged, no source',
  }),
  fteUsdPerYear: judge('staff.fte-cost', [120000, 200000, 300000], {
    unit: 'USD/year',
    why: 'infrastructure engineer, loaded cost',
  }),
  colocationUsdPerKilowattMonth: judge('hosting.colocation', [150, 184.06, 300], {
    unit: 'USD/kW-month',
    why: 'average asking rate for 250–500 kW in primary US markets, power not included; small customers pay more',
    source: 'https://www.cbre.com/insights/reports/north-america-data-center-trends-h2-2024',
    asOf: '2024-H2',
  }),
  bookLifeMonths: judge('book-life', [36, 60, 72], {
    unit: 'month',
    why: 'accounting lives of 4–6 years at cloud owners',
    source: 'annual reports, listed in data/economics.json',
  }),
} as const satisfies Readonly<Record<string, Judgment>>;

/** Staff shares are stated for a server of this size. */
export const GPUS_OF_A_SERVER = 8;

/** Hours a full-time engineer works in a year: 50 weeks of 40. */
export const HOURS_PER_FTE_YEAR = 2000;

export type ResaleClass = 'mac' | 'geforce-new' | 'geforce-used' | 'datacenter-gpu' | 'rest-of-server';

export interface ResaleJudgment {
  readonly id: string;
  /** Share of the price paid left after year 1, 2 and 3. */
  readonly expected: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly why: string;
  readonly source: string | null;
}

/** What is left of the price paid. Used prices have risen at times; expected never goes above the price paid. */
export const RESALE: Readonly<Record<ResaleClass, ResaleJudgment>> = {
  mac: {
    id: 'resale.mac',
    expected: [0.75, 0.6, 0.5],
    low: [0.6, 0.45, 0.35],
    high: [0.9, 0.75, 0.65],
    why: 'MacBook Pro sold at −31% after one year and −51% after three; no Mac Studio curve found',
    source: 'eBay sold averages, about 2020–21',
  },
  'geforce-new': {
    id: 'resale.geforce-new',
    expected: [0.75, 0.65, 0.55],
    low: [0.55, 0.45, 0.35],
    high: [1, 1, 1],
    why: 'sold averages: RTX 3090 47% of launch price after 3.1 years, RTX 4090 134% after 3.3; the market of the day sets it',
    source: "Tom's Hardware, eBay sold averages 2021-10 to 2023-11",
  },
  'geforce-used': {
    id: 'resale.geforce-used',
    expected: [0.9, 0.8, 0.7],
    low: [0.4, 0.3, 0.25],
    high: [1, 1, 1],
    why: 'the steepest loss is behind a used card, unless it was bought at a peak: sold averages fell to 30–62% in a year from 2021–22',
    source: "Tom's Hardware, eBay sold averages 2021-10 to 2023-11; docs/track-record.md",
  },
  'datacenter-gpu': {
    id: 'resale.datacenter-gpu',
    expected: [0.7, 0.52, 0.38],
    low: [0.6, 0.42, 0.3],
    high: [1, 0.9, 0.85],
    why: 'between two inconsistent indices (after 3 years 25–35% and 46%); used H100 PCIe at 67% of an anchor price; asking prices of A100 and RTX 6000 Ada kept 84–98%',
    source: 'GLRI 2026-01; SpotWire 2026-06; docs/track-record.md',
  },
  'rest-of-server': {
    id: 'resale.rest-of-server',
    expected: [0.1, 0.1, 0.1],
    low: [0.05, 0.05, 0.05],
    high: [0.2, 0.2, 0.2],
    why: 'chassis, processors, memory and fans of a GPU server have little second life',
    source: null,
  },
};

/** How far a figure typed without a range is moved to show what it does: × low, × high. No claim that it is uncertain. */
export const TYPED_SPREAD: Judgment = judge('typed-spread', [0.8, 1, 1.2], {
  unit: '× the figure typed',
  why: 'a fifth either way, the same for every figure, so that they can be compared; the odds take typed figures as exact',
});

/** Share of a GPU server's price that is GPUs: 60–70 % of an 8× H100 node. */
export const GPU_SHARE_OF_SERVER: Judgment = judge('server.gpu-share', [0.6, 0.65, 0.7], {
  unit: 'share',
  why: 'GPUs are 216–320 k of a 306–530 k USD 8× H100 node',
});

/** Facility energy ÷ machine energy. */
export const PUE: Readonly<Record<SiteKind, Judgment>> = {
  home: judge('pue.home', [1, 1, 1.3], {
    unit: 'ratio',
    why: 'no source; heat costs only while air conditioning runs, and saves heating in winter',
  }),
  office: judge('pue.office', [1, 1.2, 1.4], { unit: 'ratio', why: 'part of the year cooled by the building' }),
  colocation: judge('pue.colocation', [1.3, 1.4, 1.5], { unit: 'ratio', why: 'usual range of colocation, secondary' }),
  'own-room': judge('pue.own-room', [1.4, 1.54, 1.8], {
    unit: 'ratio',
    why: 'industry average of the yearly survey',
    source: 'Uptime Institute Global Survey 2025, by way of thefreesheet.com',
    asOf: '2025',
  }),
  datacenter: judge('pue.datacenter', [1.1, 1.3, 1.5], {
    unit: 'ratio',
    why: 'new builds at or below 1.3',
    source: 'Uptime Institute Global Survey 2025, by way of thefreesheet.com',
    asOf: '2025',
  }),
};

/** `--site` where none is given: home below, office to the second, colocation above. */
export const SITE_PRICE_STEPS_USD = { office: 10_000, colocation: 50_000 } as const;

/** Site of a machine by its price. @example siteFor(6000) // 'home' */
export function siteFor(priceUsd: number): SiteKind {
  if (priceUsd < SITE_PRICE_STEPS_USD.office) return 'home';
  return priceUsd <= SITE_PRICE_STEPS_USD.colocation ? 'office' : 'colocation';
}

/** A person at home, a company elsewhere. */
export function discountRateFor(site: SiteKind): Judgment {
  return site === 'home' ? MONEY.discountRatePerson : MONEY.discountRateCompany;
}

/** How prices move together: rent carries resale and, less so, the API that rents the same cards. */
export const CORRELATIONS = {
  rentAndResale: 0.7,
  rentAndSameWeightsApi: 0.5,
} as const;
