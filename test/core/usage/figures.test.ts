import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concurrencySeen } from '../../../src/core/usage/concurrency.ts';
import { usageFigures } from '../../../src/core/usage/figures.ts';
import { usageHours } from '../../../src/core/usage/hours.ts';
import { flat, request, START } from './events.ts';

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

describe('hours', () => {
  test('gaps are hours too', () => {
    const hours = usageHours([request(START + 10), request(START + 3 * 3600)]);
    expect([...hours.requests]).toEqual([1, 0, 0, 1]);
  });

  test('a row over two hours is split by the time it spends in each', () => {
    const hours = usageHours([request(START + 1800, { requests: 40, spanSeconds: 3600, outputTokens: 4000 })]);
    expect([...hours.requests]).toEqual([20, 20]);
    expect([...hours.outputTokens]).toEqual([2000, 2000]);
  });

  test('a row that ends on the hour stays in its hour', () => {
    expect(usageHours([request(START, { requests: 40, spanSeconds: 3600 })]).hours).toBe(1);
  });

  test('nothing is lost: the hours add up to the log', () => {
    const entry = fc.record({
      at: fc.integer({ min: 0, max: 40 * 3600 }),
      span: fc.integer({ min: 0, max: 30 * 3600 }),
      requests: fc.integer({ min: 1, max: 50 }),
      tokens: fc.integer({ min: 0, max: 1e6 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), (entries) => {
        const events = entries
          .map(({ at, span, requests, tokens }) =>
            request(START + at, { spanSeconds: span, requests, promptTokens: tokens, cachedTokens: 0 }),
          )
          .sort((a, b) => a.atSeconds - b.atSeconds);
        const hours = usageHours(events);
        expect(sum(hours.requests)).toBeCloseTo(sum(entries.map((e) => e.requests)), 6);
        expect(sum(hours.promptTokens)).toBeCloseTo(sum(entries.map((e) => e.tokens)), 3);
      }),
    );
  });

  test('a log with one date of another century is refused, not spread over it', () => {
    expect(() => usageHours([request(START), request(START + 40 * 365 * 86_400)])).toThrow(RangeError);
  });
});

describe('figures', () => {
  test('a request every minute for eight hours on each of five days', () => {
    const events = [0, 1, 2, 3, 4].flatMap((day) =>
      flat(480, 60).map((event) => ({ ...event, atSeconds: event.atSeconds + day * 86_400 + 9 * 3600 })),
    );
    const figures = usageFigures(events);
    expect(figures).toMatchObject({
      requests: 2400,
      activeDays: 5,
      activeHoursPerDay: 8,
      requestsPerActiveDay: 480,
      requestsPerActiveDayRange: { low: 480, high: 480 },
      peakToMean: 1,
      meanPromptTokens: 1000,
      p95PromptTokens: 1000,
      meanOutputTokens: 100,
      cachedShare: 0.5,
    });
    expect(figures.days).toBeCloseTo(4 + 8 / 24, 2);
  });

  test('the load a month of the figures makes is the load of the log', () => {
    const events = [...flat(100, 600), ...flat(50, 60).map((e) => ({ ...e, atSeconds: e.atSeconds + 8 * 86_400 }))];
    const figures = usageFigures(events);
    const perMonth = (figures.requestsPerActiveDay ?? 0) * figures.activeDaysPerMonth;
    expect(perMonth).toBeCloseTo((150 / Math.ceil(figures.days)) * (365 / 12), 6);
  });

  test('what the log leaves out is null, not zero', () => {
    const figures = usageFigures([
      request(START, { requests: null, promptTokens: null, cachedTokens: null, outputTokens: 5000, spanSeconds: 3600 }),
    ]);
    expect(figures).toMatchObject({
      requests: null,
      promptTokens: null,
      cachedShare: null,
      requestsPerActiveDay: null,
      outputTokens: 5000,
    });
  });

  test('one day alone says nothing of its spread: half to double', () => {
    expect(usageFigures(flat(10, 60)).requestsPerActiveDayRange).toEqual({ low: 5, high: 20 });
  });
});

describe('concurrency really seen', () => {
  test('two requests that overlap by half: mean 4 ÷ 3, most 2', () => {
    const seen = concurrencySeen([request(0, { durationSeconds: 2 }), request(1, { durationSeconds: 2 })]);
    expect(seen).toMatchObject({ known: true, most: 2, requestsWithDuration: 2 });
    if (seen.known) expect(seen.meanWhileBusy).toBeCloseTo(4 / 3, 12);
  });

  test('one after another is never two at once, and idle time does not count', () => {
    const seen = concurrencySeen([0, 10, 20].map((at) => request(at, { durationSeconds: 5 })));
    expect(seen).toMatchObject({ most: 1, meanWhileBusy: 1, busyHours: 15 / 3600 });
  });

  test('back to back is not at once', () => {
    expect(concurrencySeen([request(0, { durationSeconds: 5 }), request(5, { durationSeconds: 5 })])).toMatchObject({
      most: 1,
    });
  });

  test('without durations it says so', () => {
    expect(concurrencySeen(flat(3, 1))).toEqual({ known: false, reason: 'no-durations' });
  });

  test('the mean lies between one and the most', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 90 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(spans, (all) => {
        const seen = concurrencySeen(all.map(([at, duration]) => request(at, { durationSeconds: duration })));
        if (!seen.known) throw new Error('expected durations');
        expect(seen.meanWhileBusy).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(seen.meanWhileBusy).toBeLessThanOrEqual(seen.most + 1e-9);
      }),
    );
  });
});

test('entries that tell no tokens do not shorten the others: their requests are as long', () => {
  const untold = { promptTokens: null, cachedTokens: null, outputTokens: null };
  const told = usageFigures(flat(4, 600));
  const { meanPromptTokens, meanOutputTokens, requests, promptTokens } = usageFigures([
    ...flat(4, 600),
    request(START + 3600, { ...untold, requests: 96 }),
  ]);
  expect([meanPromptTokens, meanOutputTokens]).toEqual([told.meanPromptTokens, told.meanOutputTokens]);
  expect([requests, promptTokens]).toEqual([100, 4000]);
  expect(usageFigures([request(START, untold)]).meanPromptTokens).toBeNull();
});
