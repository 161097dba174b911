import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { trackRecordMarkdown } from '../../scripts/track-record/markdown.ts';
import { latestDay, yearsBetween } from '../../src/explain/track-record/dates.ts';
import { DECISIONS } from '../../src/explain/track-record/decisions.ts';
import { trackRecord } from '../../src/explain/track-record/record.ts';
import { datedRows, rowsKnownOn } from '../../src/explain/track-record/rows.ts';

const rows = datedRows();

describe('nothing newer than the decision is used', () => {
  test.for(DECISIONS.map((decision) => [decision.on, decision.what, decision] as const))('%s: %s', ([, , decision]) => {
    const tracked = trackRecord(rows).decisions.find((each) => each.decision === decision);
    expect(latestDay(tracked?.start.asOf ?? '9999') <= decision.on).toBe(true);
    // Without any later row but the outcome itself the forecast is the same to the bit.
    const then = rows.filter((row) => latestDay(row.asOf) <= decision.on);
    const outcomes = rows.filter((row) => DECISIONS.some((each) => each.outcome === row.ref) && !then.includes(row));
    const seen = new Map(
      [...outcomes, ...rows.filter((row) => DECISIONS.some((d) => startOf(d) === row.ref))].map((r) => [r.ref, r]),
    );
    const blind = trackRecord([...then, ...[...seen.values()].filter((row) => !then.includes(row))]);
    expect(blind.decisions.find((each) => each.decision === decision)?.predicted).toEqual(tracked?.predicted);
  });

  test('a newer row is refused by name', () => {
    const known = rowsKnownOn('2022-10-30', rows);
    expect(() => known.get('launch_price.rtx_4090')).toThrow(
      'launch_price.rtx_4090 of 2022-10 was not known on 2022-10-30',
    );
    expect(rowsKnownOn('2022-10-31', rows).get('launch_price.rtx_4090').usd).toBe(1599);
  });

  test('the outcome is always later than the decision', () => {
    for (const { decision, outcome, years } of trackRecord(rows).decisions) {
      expect(latestDay(outcome.asOf) > decision.on).toBe(true);
      expect(years).toBeGreaterThan(0);
    }
  });
});

const startOf = (decision: (typeof DECISIONS)[number]): string =>
  decision.kind === 'resale' ? decision.paid : decision.price;

test('a vague date counts as its last day', () => {
  expect(['2024', '2024-02', '2023-02', '2024-H1', '2024-H2', '2024-05-06'].map(latestDay)).toEqual([
    '2024-12-31',
    '2024-02-29',
    '2023-02-28',
    '2024-06-30',
    '2024-12-31',
    '2024-05-06',
  ]);
  expect(yearsBetween('2022-01-01', '2023-01-01')).toBeCloseTo(1, 2);
});

test('at least eight decisions, each row with a date and a source or the word that there is none', () => {
  const { decisions } = trackRecord(rows);
  expect(decisions.length).toBeGreaterThanOrEqual(8);
  for (const { start, outcome } of decisions) {
    for (const row of [start, outcome]) {
      expect(row.asOf).toMatch(/^\d{4}/);
      expect(row.source === null || row.source.length > 5).toBe(true);
    }
  }
});

test('forecasts by hand: a used RTX 3090 for $812, thirteen months later', () => {
  const tracked = trackRecord(rows).decisions.find(({ start }) => start.ref === 'used_price.rtx_3090.2022-10');
  // 90 % after one year, 80 % after two: 1.081 years are 0.9 − 0.0081 …; 812 × 0.8919 = 724.2.
  expect(tracked?.predicted.expected).toBeCloseTo(812 * (0.9 - 0.1 * ((tracked?.years ?? 0) - 1)), 6);
  expect(tracked?.outcome.usd).toBe(704);
  expect(tracked?.verdict).toBe('held');
});

test('the verdicts add up', () => {
  const { coverage, decisions } = trackRecord(rows);
  for (const each of coverage) expect(each.held + each.above + each.below).toBe(each.decisions);
  expect(coverage.reduce((sum, each) => sum + each.decisions, 0)).toBe(decisions.length);
});

test('docs/track-record.md is what the catalog and the defaults give now', () => {
  expect(readFileSync('docs/track-record.md', 'utf8')).toBe(trackRecordMarkdown(trackRecord(rows)));
});
