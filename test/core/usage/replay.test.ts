import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomSource } from '../../../src/core/uncertainty/random.ts';
import type { UsageEvent } from '../../../src/core/usage/event.ts';
import { type ServiceModel, secondsPerToken, serveQueue } from '../../../src/core/usage/queue.ts';
import { type ReplayCost, type ReplayOption, replay } from '../../../src/core/usage/replay.ts';
import { requestColumns } from '../../../src/core/usage/requests.ts';
import { flat, request, START } from './events.ts';

const FREE: ReplayCost = {
  usdPerHour: 0,
  usdPerActiveHour: 0,
  usdPerActiveDay: 0,
  usdPerBusyHour: 0,
  usdPerMillionFreshTokens: 0,
  usdPerMillionCachedTokens: 0,
  usdPerMillionOutputTokens: 0,
};
const API: ReplayOption = {
  id: 'api',
  label: 'API',
  cost: { ...FREE, usdPerMillionFreshTokens: 0.4, usdPerMillionCachedTokens: 0.1, usdPerMillionOutputTokens: 3 },
  service: null,
};
/** 1,000 tokens/s of prompt, 50 tokens/s of output: the request of the tests takes 0.5 + 2 seconds. */
const SERVICE: ServiceModel = {
  units: 1,
  slotsPerUnit: 4,
  prefillTokensPerSecond: 1000,
  decodeTokensPerSecondAlone: 50,
  decodeTokensPerSecondFull: 25,
};
const OWN: ReplayOption = {
  id: 'own',
  label: 'own',
  cost: { ...FREE, usdPerHour: 0.1, usdPerBusyHour: 0.06 },
  service: SERVICE,
};
const TYPICAL = { promptTokens: 1000, cachedShare: 0.5, outputTokens: 100 };
const run = (events: readonly UsageEvent[], options: readonly ReplayOption[], seed = 1) =>
  replay({ events, options, typical: TYPICAL, seed, waitLimitsSeconds: [10, 30] });

describe('a flat load below capacity equals the closed form', () => {
  const events = flat(24 * 60, 60); // a request a minute for a day
  const result = run(events, [API, OWN]);
  const [api, own] = result.options;

  test('API: requests × price of one', () => {
    const one = (500 * 0.4 + 500 * 0.1 + 100 * 3) / 1e6;
    expect(api?.totalUsd).toBeCloseTo(1440 * one, 10);
    expect(api?.usdPerMonth).toBeCloseTo((1440 * one * 730) / 24, 8);
  });

  test('own: every hour, and 2.5 seconds of service a request', () => {
    expect(own?.busyHours).toBeCloseTo((1440 * 2.5) / 3600, 9);
    expect(own?.totalUsd).toBeCloseTo(24 * 0.1 + 0.06 * ((1440 * 2.5) / 3600), 9);
  });

  test('nobody waits for more than their own prompt', () => {
    expect(own?.waits).toMatchObject({ known: true, mostAtOnce: 1, worstDay: null });
    if (own?.waits.known) {
      expect(own.waits.timeToFirstTokenP95Seconds).toBeCloseTo(0.5, 6);
      expect(own.waits.answerP95Seconds).toBeCloseTo(2.5, 6);
      expect(own.waits.overLimit.map(({ share }) => share)).toEqual([0, 0]);
    }
  });
});

test('halving the requests halves the API cost to the cent', () => {
  const whole = run(flat(2000, 30), [API]).options[0]?.totalUsd ?? Number.NaN;
  const half =
    run(
      flat(2000, 30).filter((_, i) => i % 2 === 0),
      [API],
    ).options[0]?.totalUsd ?? Number.NaN;
  expect(Math.abs(half * 2 - whole)).toBeLessThan(0.005);
});

test('the queue has the mean wait of Pollaczek and Khinchine for one server and equal service times (M/D/1)', () => {
  // W = ρ × D ÷ (2 × (1 − ρ)); D = 2 s, ρ = 0.7 → 2.333 s.
  const random = randomSource(7);
  const [count, duration, load] = [60_000, 2, 0.7];
  let at = START;
  const events = Array.from({ length: count }, () => {
    at += (-Math.log(random.next()) * duration) / load;
    return request(at, { promptTokens: 0, cachedTokens: 0, outputTokens: 100 });
  });
  const columns = requestColumns(events, TYPICAL, 1);
  if (columns === null) throw new Error('expected columns');
  const { timeToFirstTokenSeconds } = serveQueue(columns, { ...SERVICE, slotsPerUnit: 1 });
  const mean = timeToFirstTokenSeconds.reduce((a, b) => a + b, 0) / count;
  expect(mean).toBeGreaterThan(2.333 * 0.95);
  expect(mean).toBeLessThan(2.333 * 1.05);
});

describe('waiting', () => {
  test('sixty requests at once on one slot wait their turn, and their day is the one that broke it', () => {
    const quiet = flat(20, 3600);
    const burst = Array.from({ length: 60 }, () => request(START + 3 * 86_400 + 100));
    const single: ReplayOption = { ...OWN, service: { ...SERVICE, slotsPerUnit: 1 } };
    const waits = run([...quiet, ...burst], [single]).options[0]?.waits;
    if (!waits?.known) throw new Error('expected waits');
    // Each holds the machine 2.5 s; the last waits 59 × 2.5 + 0.5.
    expect(waits.longestWaitSeconds).toBeCloseTo(59 * 2.5 + 0.5, 6);
    // Wait of number k is 2.5 k + 0.5 > 30 from k = 12: 48 of 80.
    expect(waits.overLimit[1]?.share).toBeCloseTo(48 / 80, 10);
    expect(waits.worstDay).toEqual({ daySeconds: START + 3 * 86_400, requests: 60, overLimit: 48 });
  });

  test('a second machine never makes anybody wait longer', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(gaps, (all) => {
        let at = START;
        const events = all.map((gap) => {
          at += gap;
          return request(at);
        });
        const p95 = (units: number): number => {
          const waits = run(events, [{ ...OWN, service: { ...SERVICE, units, slotsPerUnit: 1 } }]).options[0]?.waits;
          return waits?.known ? waits.timeToFirstTokenP95Seconds : Number.NaN;
        };
        expect(p95(2)).toBeLessThanOrEqual(p95(1) + 1e-9);
      }),
    );
  });

  test('each stream slows evenly from alone to full', () => {
    expect([1, 2, 4, 9].map((n) => 1 / secondsPerToken(SERVICE, n))).toEqual([50, 1 / (0.02 + 0.02 / 3), 25, 25]);
  });

  test('a machine without speed is refused', () => {
    const columns = requestColumns(flat(1, 1), TYPICAL, 1);
    if (columns === null) throw new Error('expected columns');
    expect(() => serveQueue(columns, { ...SERVICE, prefillTokensPerSecond: 0 })).toThrow(RangeError);
  });
});

describe('rows that add requests up', () => {
  const rows = [
    request(START, { requests: 300, spanSeconds: 3600, promptTokens: 300_000, cachedTokens: 0, outputTokens: 30_000 }),
  ];

  test('are spread over their span by the seed, the same way every time', () => {
    const first = run(rows, [OWN], 5);
    expect(first).toEqual(run(rows, [OWN], 5));
    expect(first).toMatchObject({ queuedRequests: 300, drawnRequests: 300, activeHours: 1 });
    expect(run(rows, [OWN], 6).options[0]?.waits).not.toEqual(first.options[0]?.waits);
  });

  test('without a number of requests cost money but tell no waits', () => {
    const unknown = [request(START, { requests: null, spanSeconds: 3600, promptTokens: 1e6, cachedTokens: 0 })];
    const [api, own] = run(unknown, [API, OWN]).options;
    expect(api?.totalUsd).toBeCloseTo(0.4 + 100 * 3e-6, 10);
    expect(own?.waits).toEqual({ known: false, reason: 'requests-unknown' });
    expect(own?.busyHours).toBeNull();
  });

  test('without token counts are taken as typical', () => {
    const bare = [request(START, { requests: 10, promptTokens: null, cachedTokens: null, outputTokens: null })];
    expect(run(bare, [API]).options[0]?.totalUsd).toBeCloseTo((10 * (500 * 0.4 + 500 * 0.1 + 100 * 3)) / 1e6, 12);
  });
});

test('time costs money even when nothing is asked: gaps count for owning, not for renting by the hour', () => {
  const events = [request(START), request(START + 9 * 86_400)];
  const rent: ReplayOption = { ...OWN, id: 'rent', cost: { ...FREE, usdPerActiveHour: 2, usdPerActiveDay: 0.5 } };
  const [own, rented] = run(events, [{ ...OWN, cost: { ...FREE, usdPerHour: 1 } }, rent]).options;
  expect(own?.totalUsd).toBe(9 * 24 + 1);
  expect(rented?.totalUsd).toBe(2 * 2 + 2 * 0.5);
});

test('fifty thousand requests over ninety days through five options give the same answer twice', () => {
  const random = randomSource(3);
  const events = Array.from({ length: 50_000 }, () =>
    request(START + random.next() * 90 * 86_400, { promptTokens: 8000, cachedTokens: 5600, outputTokens: 600 }),
  ).sort((a, b) => a.atSeconds - b.atSeconds);
  const options = [1, 2, 3, 4].map((units) => ({ ...OWN, id: `own-${units}`, service: { ...SERVICE, units } }));
  const first = run(events, [...options, API]);
  expect(run(events, [...options, API])).toEqual(first);
  expect(first.options).toHaveLength(5);
});
