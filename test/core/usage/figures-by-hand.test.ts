import { describe, expect, test } from 'vitest';
import type { UsageEvent } from '../../../src/core/usage/event.ts';
import { usageFigures } from '../../../src/core/usage/figures.ts';
import { requestColumns } from '../../../src/core/usage/requests.ts';
import { request, START } from './events.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** As many requests in each hour as said, from midnight of a day on. */
const hourly = (counts: readonly number[], day = 0): readonly UsageEvent[] =>
  counts.flatMap((requests, hour) =>
    requests === 0 ? [] : [request(START + day * DAY + hour * HOUR, { requests, promptTokens: 100 * requests })],
  );

describe('figures of a log, by hand', () => {
  test('tokens a request and what was cached of them', () => {
    const figures = usageFigures([
      request(START, { promptTokens: 1000, cachedTokens: 300, outputTokens: 50 }),
      request(START + 60, { promptTokens: 2000, cachedTokens: 900, outputTokens: 250 }),
    ]);
    expect(figures).toMatchObject({
      fromSeconds: START,
      toSeconds: START + HOUR,
      requests: 2,
      promptTokens: 3000,
      cachedTokens: 1200,
      outputTokens: 300,
      meanPromptTokens: 1500,
      meanOutputTokens: 150,
      cachedShare: 0.4,
    });
  });

  test('are not known where the log leaves them out', () => {
    const bare = usageFigures([request(START, { promptTokens: null, cachedTokens: 10, outputTokens: 50 })]);
    expect(bare).toMatchObject({
      promptTokens: null,
      meanPromptTokens: null,
      p95PromptTokens: null,
      cachedShare: null,
    });
    const uncached = usageFigures([request(START, { cachedTokens: null })]);
    expect(uncached).toMatchObject({ cachedTokens: null, cachedShare: null, meanPromptTokens: 1000 });
    expect(usageFigures([request(START, { promptTokens: 0, cachedTokens: 0 })]).cachedShare).toBeNull();
    expect(usageFigures([request(START, { requests: 0 })])).toMatchObject({ requests: 0, meanPromptTokens: null });
  });

  test('where one row leaves out its requests none are counted, and tokens tell the hours', () => {
    const figures = usageFigures([
      request(START, { outputTokens: 100 }),
      request(START + 2 * HOUR, { requests: null, outputTokens: 300 }),
    ]);
    expect(figures).toMatchObject({
      requests: null,
      meanPromptTokens: null,
      meanOutputTokens: null,
      requestsPerActiveDay: null,
      requestsPerActiveDayRange: null,
      activeHoursPerDay: 2,
      hourLoads: [100, 300],
    });
  });

  test('the peak is the 95th percentile of active hours by their mean: of 1 to 21 the 20th by 11', () => {
    const counts = Array.from({ length: 21 }, (_, hour) => hour + 1);
    expect(usageFigures(hourly(counts)).peakToMean).toBeCloseTo(20 / 11, 9);
    expect(usageFigures(hourly([5, 5, 0, 5])).peakToMean).toBe(1);
    expect(usageFigures([request(START, { requests: 0 })]).peakToMean).toBe(1);
  });

  test('loads of more than a day’s hours are dealt into 24, two of each', () => {
    const low = Array.from({ length: 24 }, (_, hour) => hour + 1);
    const { hourLoads } = usageFigures([...hourly(low), ...hourly(low, 1)]);
    expect(hourLoads).toEqual(low);
    expect(usageFigures(hourly([4, 0, 2])).hourLoads).toEqual([2, 4]);
    // 48 hours of 1 to 48: means of neighbours
    const high = low.map((count) => count + 24);
    expect(usageFigures([...hourly(low), ...hourly(high, 1)]).hourLoads).toEqual(low.map((_, i) => 2 * i + 1.5));
  });

  test('days are those that had any, and their mean is known as well as they agree', () => {
    // 10, 20 and 30 requests on three days of four: mean 20, deviation 10, half-width 1.2816 × 10 ÷ √3
    const events = [...hourly([10]), ...hourly([20], 1), ...hourly([30], 3)];
    const figures = usageFigures(events);
    expect(figures).toMatchObject({ activeDays: 3, requestsPerActiveDay: 20, activeHoursPerDay: 1 });
    expect(figures.days).toBeCloseTo(73 / 24, 2);
    const half = (1.2816 * 10) / Math.sqrt(3);
    expect(figures.requestsPerActiveDayRange?.low).toBeCloseTo(20 - half, 9);
    expect(figures.requestsPerActiveDayRange?.high).toBeCloseTo(20 + half, 9);
  });

  test('a log of whole days is of so many, at whatever hour of UTC it begins', () => {
    // 48 hours of 10 from 22:00: three days of UTC, two of 24 hours
    const late = Array.from({ length: 48 }, (_, hour) => request(START + (22 + hour) * HOUR, { requests: 10 }));
    const figures = usageFigures(late);
    expect(figures).toMatchObject({ activeDays: 3, requestsPerActiveDay: 240, activeHoursPerDay: 24 });
    expect(figures.activeDaysPerMonth).toBeCloseTo(365 / 12, 9);
    // an evening across midnight is one day's work
    expect(usageFigures(late.slice(0, 6))).toMatchObject({ requestsPerActiveDay: 60, activeHoursPerDay: 6 });
  });

  test('two days say something, one only half to double', () => {
    const two = usageFigures([...hourly([10]), ...hourly([30], 1)]).requestsPerActiveDayRange;
    // deviation √200, by √2: 10
    expect(two?.low).toBeCloseTo(20 - 12.816, 9);
    expect(two?.high).toBeCloseTo(20 + 12.816, 9);
    expect(usageFigures(hourly([10])).requestsPerActiveDayRange).toEqual({ low: 5, high: 20 });
  });

  test('long prompts are read off requests logged one by one', () => {
    const single = Array.from({ length: 21 }, (_, i) => request(START + i, { promptTokens: 100 * (i + 1) }));
    const summed = request(START + 60, { requests: 10, promptTokens: 1e6 });
    const unknown = request(START + 61, { promptTokens: null });
    expect(usageFigures([...single, summed, unknown]).p95PromptTokens).toBe(2000);
    expect(usageFigures([summed]).p95PromptTokens).toBeNull();
  });
});

describe('a log as single requests', () => {
  const typical = { promptTokens: 800, cachedShare: 0.25, outputTokens: 40 };
  const rows = (...events: readonly UsageEvent[]) => requestColumns(events, typical, 1);

  test('logged one by one stay as they are, in order', () => {
    const found = rows(request(START + 9, { promptTokens: 700, cachedTokens: 300, outputTokens: 7 }), request(START));
    expect(found).toMatchObject({ count: 2, drawn: 0 });
    expect([...(found?.atSeconds ?? [])]).toEqual([START, START + 9]);
    expect([...(found?.freshTokens ?? [])]).toEqual([500, 400]);
    expect([...(found?.outputTokens ?? [])]).toEqual([100, 7]);
  });

  test('added up are drawn within their row, at its mean lengths', () => {
    const found = rows(
      request(START, { requests: 4, spanSeconds: 60, promptTokens: 400, cachedTokens: 100, outputTokens: 20 }),
    );
    expect(found).toMatchObject({ count: 4, drawn: 4 });
    expect([...(found?.freshTokens ?? [])]).toEqual([75, 75, 75, 75]);
    expect([...(found?.outputTokens ?? [])]).toEqual([5, 5, 5, 5]);
    const times = [...(found?.atSeconds ?? [])];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(START);
    expect(Math.max(...times)).toBeLessThan(START + 60);
    expect(new Set(times).size).toBe(4);
  });

  test('a row of several without a span is an hour, one with a span is drawn too', () => {
    const hour = rows(request(START, { requests: 200 }));
    expect(Math.max(...(hour?.atSeconds ?? []))).toBeGreaterThan(START + HOUR / 2);
    expect(Math.max(...(hour?.atSeconds ?? []))).toBeLessThan(START + HOUR);
    expect(rows(request(START, { spanSeconds: 60 }))?.drawn).toBe(1);
    expect(rows(request(START, { requests: 200, spanSeconds: 2 * HOUR }))?.drawn).toBe(200);
  });

  test('take typical lengths where the log tells none, and never less than no fresh token', () => {
    const found = rows(request(START, { promptTokens: null, cachedTokens: null, outputTokens: null }));
    expect(found?.freshTokens[0]).toBe(600);
    expect(found?.outputTokens[0]).toBe(40);
    expect(rows(request(START, { promptTokens: 400, cachedTokens: null }))?.freshTokens[0]).toBe(300);
    expect(rows(request(START, { promptTokens: 10, cachedTokens: 90 }))?.freshTokens[0]).toBe(0);
  });

  test('are none where a row leaves out how many, or where there are more than two million', () => {
    expect(rows(request(START), request(START, { requests: null }))).toBeNull();
    expect(rows(request(START, { requests: 2_000_001 }))).toBeNull();
    expect(rows(request(START, { requests: 0 }))).toMatchObject({ count: 0, drawn: 0 });
  });
});
