import { describe, expect, test } from 'vitest';
import type { FlowItem } from '../../../src/core/cashflow/types.ts';
import { finished, infeasible } from '../../../src/core/evaluation/finished.ts';
import { type PreparedUnit, prepareUnit } from '../../../src/core/evaluation/prepare.ts';
import type { SharedContext } from '../../../src/core/evaluation/shares.ts';
import type { Evaluation } from '../../../src/core/evaluation/types.ts';
import { EXPECTED } from '../../../src/core/evaluation/values.ts';
import { monthlyWork } from '../../../src/core/evaluation/work.ts';
import type { RentOption, ScenarioOption } from '../../../src/core/types.ts';
import { replayOptionOf } from '../../../src/core/usage/option.ts';
import type { ReplayCost } from '../../../src/core/usage/replay.ts';
import { API, FINANCE, FLAT, OWN, RENT, say, sizedOf, WORKLOAD } from '../evaluation/example.ts';
import { speeds as speedsOf, spoken } from '../evaluation/spoken-speeds.ts';

const work = monthlyWork(WORKLOAD.demand, EXPECTED);
const context: SharedContext = { works: [work], workloads: [WORKLOAD], work, finance: FINANCE, values: EXPECTED };
const evaluated = (option: ScenarioOption, more: Partial<Evaluation> = {}): Evaluation => ({
  ...finished({ option, unit: null, parts: [] }, context, {
    flow: { kind: option.kind, label: option.label, items: [] },
  }),
  ...more,
});
/** What drives the cost of an option; what does not is nothing. */
const costOf = (option: ScenarioOption, more: Partial<Evaluation> = {}): Partial<ReplayCost> => {
  const cost = replayOptionOf(evaluated(option, more))?.cost ?? {};
  return Object.fromEntries(Object.entries(cost).filter(([, usd]) => usd !== 0));
};
const near = (usd: number) => expect.closeTo(usd, 9);

describe('an API', () => {
  test('costs its tokens', () => {
    expect(costOf(API)).toEqual({
      usdPerMillionFreshTokens: 1,
      usdPerMillionCachedTokens: near(0.1),
      usdPerMillionOutputTokens: 5,
    });
  });

  test('costs less by the discount of the part that is sent in batches', () => {
    const half = { ...API, batchDiscount: say('discount', 0.5), batchShare: say('share', 0.6) };
    expect(costOf({ ...half, outputMultiple: say('multiple', 1.2) })).toEqual({
      usdPerMillionFreshTokens: near(0.7),
      usdPerMillionCachedTokens: near(0.07),
      usdPerMillionOutputTokens: near(4.2),
    });
  });

  test('charges for what it writes to its cache, and the full price where it has no other for what it reads there', () => {
    const written = { ...API, cacheWriteUsdPerMillionTokens: say('write', 1.25), cachedUsdPerMillionTokens: null };
    expect(costOf(written)).toMatchObject({ usdPerMillionFreshTokens: 1.25, usdPerMillionCachedTokens: 1 });
  });
});

test('a subscription and a mix cost their average month', () => {
  const mix: ScenarioOption = { kind: 'mix', id: 'mix', label: 'both', first: OWN, second: API, shareOfFirst: null };
  for (const option of [FLAT, mix]) expect(costOf(option, { usdPerMonth: 1460 })).toEqual({ usdPerHour: near(2) });
});

describe('an own machine', () => {
  const item = (id: string, category: FlowItem['category'], usdPerMonth: number): FlowItem => ({
    id,
    label: id,
    category,
    usdPerMonth,
    upfrontUsd: 0,
    driftPerYear: 0,
    fromMonth: 1,
    toMonth: null,
  });
  const items = [item('power', 'electricity', 30), item('staff', 'staff', 200)];
  const bought = (option: typeof OWN, usdPerMonth = 760) =>
    costOf(option, {
      sized: sizedOf(2, 50),
      usdPerMonth,
      flow: { ...evaluated(OWN).flow, items },
    });

  test('costs its month without electricity, idle watts always and the rest of its watts by the busy hour', () => {
    // 100 W idle and 500 W busy at 0.3 × 1.2 = 0.36 USD a kWh: two machines idle at 0.072 an hour
    expect(bought(OWN)).toEqual({ usdPerHour: near(1 + 0.072), usdPerBusyHour: near(0.4 * 0.36) });
  });

  test('asleep when idle draws them in active hours only', () => {
    expect(bought({ ...OWN, sleepsWhenIdle: true })).toEqual({
      usdPerHour: near(1),
      usdPerActiveHour: near(0.072),
      usdPerBusyHour: near(0.144),
    });
  });

  test('draws no more idle than busy, and is never paid for', () => {
    expect(bought({ ...OWN, idleWatts: say('idle', 900) })).toEqual({ usdPerHour: near(1 + 2 * 0.5 * 0.36) });
    expect(bought(OWN, 10)).toMatchObject({ usdPerHour: near(0.072) });
  });
});

describe('a rented machine', () => {
  /** Two cards at 1.5 USD less a fifth: 2.4 an hour; 2 hours of staff a month at 50. */
  const staff = 100 / 730;
  const sized = sizedOf(3, 50);

  test('takes its hours of staff once, or for each of three machines', () => {
    expect(of({}).usdPerHour).toBeCloseTo(staff, 9);
    expect(of({ staffPerUnit: true }).usdPerHour).toBeCloseTo(3 * staff, 9);
  });

  const of = (change: Partial<RentOption>) => costOf({ ...RENT, ...change }, { sized });

  test('costs all of its machines in active hours, and a start each day of a quarter of an hour', () => {
    expect(of({})).toEqual({ usdPerHour: near(staff), usdPerActiveHour: near(7.2), usdPerActiveDay: near(1.8) });
  });

  test('costs more by what an interruption takes', () => {
    expect(of({ interruptionShare: say('lost', 0.2) }).usdPerActiveHour).toBeCloseTo(9, 9);
  });

  test('always on costs every hour', () => {
    expect(of({ alwaysOn: true })).toEqual({ usdPerHour: near(7.2 + staff) });
  });

  test('that goes away when nothing is asked costs each busy machine, and four cold starts', () => {
    const terms = { ...RENT.terms, scalesToZero: true };
    expect(of({ terms })).toEqual({ usdPerHour: near(staff), usdPerBusyHour: near(2.4), usdPerActiveDay: near(7.2) });
  });

  test('whose hours need different numbers costs the mean of them', () => {
    const hourUnits = [
      { units: 1, shareOfHours: 0.75 },
      { units: 3, shareOfHours: 0.25 },
    ];
    expect(costOf(RENT, { sized: { ...sized, hourUnits } }).usdPerActiveHour).toBeCloseTo(1.5 * 2.4, 9);
  });

  test('is one where nobody sized it', () => {
    expect(costOf(RENT).usdPerActiveHour).toBeCloseTo(2.4, 9);
  });
});

describe('how it serves', () => {
  const speeds = [
    { streams: 1, prefillTokensPerSecond: 1000, decodeTokensPerSecond: 50 },
    { streams: 16, prefillTokensPerSecond: 900, decodeTokensPerSecond: 20 },
  ];
  const prepared = (count: number): PreparedUnit => {
    const unit = prepareUnit(
      OWN,
      WORKLOAD,
      spoken(() => speedsOf(1000, 50)),
    );
    if ('feasible' in unit) throw new Error(unit.reason);
    return { ...unit, expected: { ...unit.expected, speeds: speeds.slice(0, count) } };
  };

  test('is its machines, their slots, and the speeds of one stream and of all', () => {
    expect(replayOptionOf(evaluated(OWN, { sized: sizedOf(3, 50), prepared: prepared(2) }))).toMatchObject({
      id: OWN.id,
      label: OWN.label,
      service: {
        units: 3,
        slotsPerUnit: 16,
        prefillTokensPerSecond: 1000,
        decodeTokensPerSecondAlone: 50,
        decodeTokensPerSecondFull: 20,
      },
    });
    const small = { ...sizedOf(3, 50), streamLimit: 0.4 };
    expect(replayOptionOf(evaluated(OWN, { sized: small, prepared: prepared(2) }))?.service?.slotsPerUnit).toBe(1);
  });

  test('is not known of what has no machines or no speeds', () => {
    expect(replayOptionOf(evaluated(API))?.service).toBeNull();
    expect(replayOptionOf(evaluated(OWN, { prepared: prepared(2) }))?.service).toBeNull();
    expect(replayOptionOf(evaluated(OWN, { sized: sizedOf(3, 50), prepared: prepared(0) }))?.service).toBeNull();
  });
});

test('an option that cannot do the work is not replayed', () => {
  expect(replayOptionOf(infeasible({ option: OWN, unit: null, parts: [] }, context, null))).toBeNull();
});
