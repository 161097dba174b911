import { describe, expect, test } from 'vitest';
import {
  apiCashFlow,
  apiUsdPerRequest,
  type FlowContext,
  flatCashFlow,
  NOWHERE,
  ownCashFlow,
  ownEnergy,
  rentCashFlow,
  rentHours,
} from '../../../src/core/evaluation/flows.ts';
import { at, EXPECTED, positioned, type Values } from '../../../src/core/evaluation/values.ts';
import { monthlyWork, shareOfWork, sumOfWork } from '../../../src/core/evaluation/work.ts';
import type { ApiOption, OwnOption, RentOption } from '../../../src/core/types.ts';
import { API, FINANCE, FLAT, OWN, RENT, say, sizedOf, WORKLOAD } from './example.ts';

const contextOf = (values: Values = EXPECTED): FlowContext => ({
  work: monthlyWork(WORKLOAD.demand, values),
  finance: FINANCE,
  values,
});
const monthly = (items: readonly { readonly label: string; readonly usdPerMonth: number }[], label: string) =>
  items.find((item) => item.label === label)?.usdPerMonth;

describe('the work of a month', () => {
  test('is people × requests × days, in hours, with its tokens', () => {
    expect(monthlyWork(WORKLOAD.demand, EXPECTED)).toMatchObject({
      users: 10,
      requestsPerMonth: 20_000,
      activeHoursPerMonth: 200,
      promptTokensPerMonth: 20e6,
      outputTokensPerMonth: 4e6,
      promptTokensP95: 2000,
    });
  });

  test('moves with any figure by its id, and with the load of all', () => {
    const moved = (values: Values) => monthlyWork(WORKLOAD.demand, values).requestsPerMonth;
    expect(moved(new Map([['load', 1.5]]))).toBe(30_000);
    expect(moved(new Map([['users', 4]]))).toBe(8000);
    expect(moved(new Map([['other', 4]]))).toBe(20_000);
  });

  test('has no longest prompt below the mean', () => {
    expect(monthlyWork(WORKLOAD.demand, new Map([['prompt', 5000]])).promptTokensP95).toBe(5000);
  });

  test('of two workloads adds counts, averages lengths by request and keeps the longest hours', () => {
    const chat = monthlyWork(WORKLOAD.demand, EXPECTED);
    // A quarter as many requests in 5 hours of 8 days, four times as long, none cached.
    const rag = {
      ...chat,
      users: 2,
      requestsPerMonth: 5000,
      activeHoursPerDay: 5,
      activeDaysPerMonth: 8,
      activeHoursPerMonth: 40,
      peakToMean: 2,
      promptTokens: 4000,
      promptTokensP95: 9000,
      cachedShare: 0,
      outputTokens: 700,
      promptTokensPerMonth: 20e6,
      outputTokensPerMonth: 3.5e6,
    };
    const both = sumOfWork([chat, rag]);
    expect(both).toMatchObject({
      users: 12,
      requestsPerMonth: 25_000,
      activeHoursPerDay: 10,
      activeDaysPerMonth: 20,
      activeHoursPerMonth: 200,
      promptTokensP95: 9000,
      promptTokensPerMonth: 40e6,
      outputTokensPerMonth: 7.5e6,
    });
    // 0.8 × 1,000 + 0.2 × 4,000; of 1,600 are 0.8 × 500 cached; 0.8 × 200 + 0.2 × 700.
    expect(both.promptTokens).toBeCloseTo(1600, 9);
    expect(both.cachedShare).toBeCloseTo(0.25, 12);
    expect(both.outputTokens).toBeCloseTo(300, 9);
    // Peaks of 3 × 100 and 2 × 125 an hour over a mean of 25,000 ÷ 200.
    expect(both.peakToMean).toBeCloseTo(550 / 125, 12);
    expect(sumOfWork([chat])).toBe(chat);
    expect(() => sumOfWork([])).toThrow('no work to add up');
    const idle = { ...chat, requestsPerMonth: 0 };
    expect(sumOfWork([idle, idle]).peakToMean).toBe(3);
    expect(sumOfWork([chat, { ...idle, activeHoursPerMonth: 0 }]).peakToMean).toBe(3);
  });

  test('of a share is that share of the requests, of the same length', () => {
    const whole = monthlyWork(WORKLOAD.demand, EXPECTED);
    expect(shareOfWork(whole, 0.25)).toEqual({
      ...whole,
      requestsPerMonth: 5000,
      promptTokensPerMonth: 5e6,
      outputTokensPerMonth: 1e6,
    });
  });
});

test('a value is the one asked for, else the expected, and lies in its range by position', () => {
  const price = say('price', 10, 4, 30);
  expect(at(price, EXPECTED)).toBe(10);
  expect(at(price, new Map([['price', 7]]))).toBe(7);
  expect(at(price, new Map([['other', 7]]))).toBe(10);
  expect([-1, -0.5, 0, 0.5, 1].map((position) => positioned(price, position))).toEqual([4, 7, 10, 20, 30]);
});

describe('energy of two machines, 500 W at work and 100 W idle, PUE 1.2', () => {
  const kilowattHours = (busyHours: number, fields: Partial<OwnOption> = {}) =>
    ownEnergy({ ...OWN, ...fields }, sizedOf(2, busyHours), contextOf()).kilowattHoursPerMonth;

  test.for([
    // (73 × 1 kW + 657 × 0.2 kW) × 1.2; asleep outside 200 active hours: (73 + 127 × 0.2) × 1.2.
    { what: 'always on', busy: 73, fields: {}, kwh: 245.28 },
    { what: 'asleep at night', busy: 73, fields: { sleepsWhenIdle: true }, kwh: 118.08 },
    { what: 'asleep, at work longer than anybody is there', busy: 365, fields: { sleepsWhenIdle: true }, kwh: 438 },
    { what: 'at work more hours than there are', busy: 800, fields: {}, kwh: 876 },
    { what: 'idle no dearer than at work', busy: 73, fields: { idleWatts: say('idle', 900) }, kwh: 876 },
  ])('$what: $kwh kWh', ({ busy, fields, kwh }) => expect(kilowattHours(busy, fields)).toBeCloseTo(kwh, 8));
});

describe('owning two machines', () => {
  const flow = (fields: Partial<OwnOption> = {}, values: Values = EXPECTED, elsewhere = NOWHERE) => {
    const option = { ...OWN, ...fields };
    const sized = sizedOf(2, 73);
    const context = contextOf(values);
    return ownCashFlow(option, { sized, energy: ownEnergy(option, sized, context) }, context, elsewhere);
  };

  test('costs price, tax and installation, then energy, upkeep, hosting and staff', () => {
    const { items, resale } = flow();
    expect(items.map(({ label, upfrontUsd }) => [label, upfrontUsd]).filter(([, usd]) => usd !== 0)).toEqual([
      ['box', 10_000],
      ['tax on the purchase', 1000],
      ['installation', 500],
    ]);
    // 245.28 kWh × 0.3; 10,000 × 6 % ÷ 12; 1 kW × 120; 4 h × 50.
    expect(monthly(items, 'electricity')).toBeCloseTo(73.584, 9);
    expect(monthly(items, 'maintenance and spares')).toBeCloseTo(50, 9);
    expect(monthly(items, 'rack or colocation')).toBeCloseTo(120, 9);
    expect(monthly(items, 'staff')).toBe(200);
    // 10,000 less a tenth for selling: 60 % after a year, 40 % after two.
    expect(resale?.points.map(({ usd }) => Math.round(usd))).toEqual([9000, 5400, 3600]);
  });

  test('with staff for each machine doubles it, and what would be bought anyway comes off', () => {
    expect(monthly(flow({ staffPerUnit: true }).items, 'staff')).toBe(400);
    const { items } = flow({ insteadOfUsd: say('instead', 1000) });
    expect(items.find(({ label }) => label === 'would be bought anyway')?.upfrontUsd).toBeCloseTo(-1150, 9);
  });

  test('pays for a hundredth of downtime elsewhere, and for all of it until delivery', () => {
    const { items } = flow({ deliveryMonths: say('delivery', 1.4) }, EXPECTED, {
      label: 'elsewhere',
      usdPerMonth: 1000,
      driftPerYear: -0.2,
    });
    const downtime = items.find(({ label }) => label === 'downtime served elsewhere');
    expect(downtime?.usdPerMonth).toBeCloseTo(10, 9);
    expect(downtime).toMatchObject({ driftPerYear: -0.2, fromMonth: 2 });
    expect(items.find(({ label }) => label === 'bridge rent until delivery')).toMatchObject({
      usdPerMonth: 1000,
      toMonth: 1,
    });
  });

  test.for([
    { position: -1, shares: [0.5, 0.2] },
    { position: 1, shares: [0.8, 0.5] },
    { position: 9, shares: [1, 1] },
    { position: -9, shares: [0, 0] },
  ])('sold at position $position of resale keeps $shares', ({ position, shares }) => {
    const points = flow({}, new Map([['resale', position]])).resale?.points.slice(1) ?? [];
    expect(points.map(({ usd }) => Math.round(usd) / 9000)).toEqual(shares);
  });

  test('nowhere else costs nothing', () => {
    expect(NOWHERE).toEqual({ label: null, usdPerMonth: 0, driftPerYear: 0 });
    expect(flow().items.some(({ label }) => label.includes('elsewhere'))).toBe(false);
  });
});

describe('renting', () => {
  const hours = (fields: Partial<RentOption>, busy = 30) =>
    rentHours({ ...RENT, ...fields }, sizedOf(2, busy), contextOf());
  const zero = { ...RENT.terms, scalesToZero: true };

  test.for([
    // (10 h + 15 min) × 20 days; scaled to zero 30 h + 4 × 15 min × 20 days.
    { what: 'active hours and a start a day', fields: {}, busy: 30, hours: 205 },
    { what: 'day and night', fields: { alwaysOn: true }, busy: 30, hours: 730 },
    { what: 'day and night, whatever scales', fields: { alwaysOn: true, terms: zero }, busy: 30, hours: 730 },
    { what: 'scaled to zero', fields: { terms: zero }, busy: 30, hours: 50 },
    { what: 'scaled to zero, busy all along', fields: { terms: zero }, busy: 300, hours: 205 },
    {
      what: 'scaled to zero, a least bill',
      fields: { terms: { ...zero, minimumHoursPerMonth: say('least', 100) } },
      busy: 30,
      hours: 100,
    },
  ])('bills $what: $hours', ({ fields, busy, hours: expected }) =>
    expect(hours(fields, busy)).toBeCloseTo(expected, 9),
  );

  test('two offers of two cards costs hours × price less discount, storage, transfer and staff', () => {
    const { items } = rentCashFlow(RENT, sizedOf(2, 30), contextOf());
    // 2 × 205 h × 3 × 0.8.
    expect(monthly(items, 'rent')).toBeCloseTo(984, 9);
    expect(items.find(({ label }) => label === 'rent')?.driftPerYear).toBe(-0.1);
    expect(['storage kept while off', 'data transfer', 'staff'].map((label) => monthly(items, label))).toEqual([
      7, 3, 100,
    ]);
    const staffed = rentCashFlow({ ...RENT, staffPerUnit: true }, sizedOf(2, 30), contextOf());
    expect(monthly(staffed.items, 'staff')).toBe(200);
  });

  test('for a term fixes the price; a fifth lost to interruptions is done again', () => {
    const terms = { ...RENT.terms, termMonths: say('term', 11.6) };
    const { items } = rentCashFlow({ ...RENT, terms, interruptionShare: say('i', 0.2) }, sizedOf(2, 30), contextOf());
    expect(monthly(items, 'rent, fixed for its term')).toBeCloseTo(1230, 9);
    expect(items.find(({ label }) => label === 'rent after the term')?.fromMonth).toBe(13);
  });
});

describe('calling an API', () => {
  const usd = (fields: Partial<ApiOption>, values: Values = EXPECTED) =>
    apiUsdPerRequest({ ...API, ...fields }, monthlyWork(WORKLOAD.demand, values), values);

  test.for([
    { what: 'each token at its price', fields: {}, usd: 0.001_55 },
    { what: 'no cache price', fields: { cachedUsdPerMillionTokens: null }, usd: 0.002 },
    { what: 'writing the cache at 1.5', fields: { cacheWriteUsdPerMillionTokens: say('w', 1.5) }, usd: 0.0018 },
    { what: 'a model that thinks twice as much', fields: { outputMultiple: say('m', 2) }, usd: 0.002_55 },
    {
      what: 'half of it at half price',
      fields: { batchDiscount: say('d', 0.5), batchShare: say('s', 0.5) },
      usd: 0.001_162_5,
    },
    // 500 × 2 + 500 × 0.2 + 200 × 15.
    {
      what: 'a long prompt',
      fields: { longContext: { aboveTokens: 900, inputMultiple: 2, outputMultiple: 3 } },
      usd: 0.0041,
    },
  ])('$what: $usd a request', ({ fields, usd: expected }) => expect(usd(fields)).toBeCloseTo(expected, 12));

  test('moves as a whole with the price of APIs, the cache with it', () => {
    const fields = { cacheWriteUsdPerMillionTokens: say('w', 1.5) };
    expect(usd(fields, new Map([['api-price', 2]]))).toBeCloseTo(0.0036, 12);
  });

  test('a month is its requests: what looks after an API is what every option takes alike', () => {
    const { items } = apiCashFlow(API, contextOf());
    expect(items.reduce((sum, item) => sum + item.usdPerMonth, 0)).toBeCloseTo(31, 9);
    expect(monthly(items, 'staff')).toBeUndefined();
  });
});

test.for([
  { what: 'for each of ten', fields: {}, usd: 200 },
  { what: 'once for all', fields: { perUser: false }, usd: 20 },
  // 24 M tokens.
  { what: 'as often as its cap of 1 M tokens needs', fields: { capTokensPerMonth: 1e6 }, usd: 480 },
])('a flat fee is paid $what: $usd', ({ fields, usd }) => {
  expect(flatCashFlow({ ...FLAT, ...fields }, contextOf()).items.map(({ usdPerMonth }) => usdPerMonth)).toEqual([usd]);
});
