import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { UsageEvent } from '../../src/core/usage/event.ts';
import { readUsage } from '../../src/logs/read.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'logs');

function totals(events: readonly UsageEvent[]) {
  const sum = (pick: (event: UsageEvent) => number | null): number =>
    events.reduce((total, event) => total + (pick(event) ?? 0), 0);
  return {
    requests: sum((e) => e.requests),
    promptTokens: sum((e) => e.promptTokens),
    cachedTokens: sum((e) => e.cachedTokens),
    outputTokens: sum((e) => e.outputTokens),
  };
}

/** Counted apart from our readers: with Python's json and csv, from the log's own totals, or by hand. */
const SAMPLES = [
  {
    path: 'claude-code',
    by: 'one per message id, the largest snapshot, summed with Python',
    expected: { requests: 29, promptTokens: 1_704_308, cachedTokens: 1_161_997, outputTokens: 17_407 },
  },
  {
    path: 'codex',
    by: "the running total Codex wrote in the session's last event",
    expected: { requests: 66, promptTokens: 6_055_836, cachedTokens: 4_929_536, outputTokens: 9_118 },
  },
  {
    path: 'openrouter',
    by: 'columns summed with Python',
    expected: { requests: 12, promptTokens: 396_549, cachedTokens: 160_920, outputTokens: 2_470 },
  },
  {
    path: 'anthropic-usage',
    by: 'added by hand; the export has no requests',
    expected: { requests: 0, promptTokens: 1_631_112, cachedTokens: 0, outputTokens: 372_374 },
  },
  {
    path: 'openai-usage',
    by: 'results summed with Python',
    expected: { requests: 12_961, promptTokens: 15_521_337, cachedTokens: 153_984, outputTokens: 294_851 },
  },
  {
    path: 'litellm',
    by: 'added by hand',
    expected: { requests: 2, promptTokens: 20, cachedTokens: 0, outputTokens: 40 },
  },
  {
    path: 'plain-csv/own.csv',
    by: 'added by hand',
    expected: { requests: 3, promptTokens: 3_600, cachedTokens: 2_000, outputTokens: 600 },
  },
  {
    path: 'plain-csv/hours.csv',
    by: 'added by hand',
    expected: { requests: 50, promptTokens: 400_000, cachedTokens: 0, outputTokens: 30_000 },
  },
] as const;

describe('a real sample of each format', () => {
  test.for(SAMPLES)('$path has the totals of an independent count', async ({ path, expected }) => {
    const log = await readUsage([join(FIXTURES, path)]);
    expect(totals(log.events)).toEqual(expected);
    expect(log.events.every((event) => event.atSeconds > 1.7e9)).toBe(true);
  });

  test('the order of events is the order of time, whatever the order of the file', async () => {
    const { events } = await readUsage([FIXTURES]);
    const times = events.map((event) => event.atSeconds);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('no event carries anything but counts, times, a model and an id', async () => {
    const { events } = await readUsage([FIXTURES]);
    const keys = new Set(events.flatMap((event) => Object.keys(event)));
    expect([...keys].sort()).toEqual([
      'atSeconds',
      'cachedTokens',
      'durationSeconds',
      'model',
      'outputTokens',
      'promptTokens',
      'requestId',
      'requests',
      'spanSeconds',
    ]);
  });

  test('a streamed answer written three times counts once, with its last count', async () => {
    const log = await readUsage([join(FIXTURES, 'claude-code', 'project', 'session.jsonl')]);
    expect(log.files[0]).toMatchObject({ entries: 71, duplicates: 48 });
    expect(log.events).toHaveLength(23);
  });

  test('a session read twice counts once', async () => {
    const path = join(FIXTURES, 'claude-code');
    const log = await readUsage([path, path]);
    expect(totals(log.events).outputTokens).toBe(17_407);
  });

  test('llama-server: the cached share is what the log itself says was restored, within a token or two', async () => {
    const { events } = await readUsage([join(FIXTURES, 'llama-server', 'stamped.log')]);
    expect(totals(events)).toMatchObject({ requests: 4, outputTokens: 571 + 38 + 832 + 727 });
    // "restored context checkpoint (… n_past = 8192 …)" before the third, "n_past = 14508" before the fourth.
    const restored = [0, 0, 8_192, 14_508];
    const evaluated = [863, 8_734, 6_832, 2_423];
    events.forEach((event, i) => {
      expect(Math.abs((event.cachedTokens ?? 0) - (restored[i] ?? 0))).toBeLessThanOrEqual(2);
      expect(Math.abs((event.promptTokens ?? 0) - (evaluated[i] ?? 0) - (restored[i] ?? 0))).toBeLessThanOrEqual(2);
    });
  });

  test('served time is read where the log tells it', async () => {
    const log = await readUsage([join(FIXTURES, 'llama-server', 'stamped.log')]);
    // 10:46:58.516 minus 12.802 s: the first request began at 10:46:45.713, as its launch line says.
    expect(log.events[0]?.atSeconds).toBeCloseTo(Date.UTC(2026, 4, 17, 10, 46, 45, 713) / 1000, 2);
    expect(log.events[0]?.durationSeconds).toBeCloseTo(12.802, 3);
  });

  test('a server log without dates is dated by the file, one without any clock is set aside', async () => {
    const relative = await readUsage([join(FIXTURES, 'llama-server', 'relative.log')]);
    expect(relative.events).toHaveLength(1);
    const plain = await readUsage([join(FIXTURES, 'llama-server', 'plain.log')]);
    expect(plain.events).toHaveLength(0);
    expect(plain.files[0]?.skipped).toEqual({ 'no-time': 1 });
  });

  test('the notes on where the samples come from are not taken for logs', async () => {
    const log = await readUsage([FIXTURES]);
    const notes = log.skippedFiles.filter(({ path }) => path.endsWith('ORIGIN.md'));
    expect(notes.length).toBeGreaterThanOrEqual(8);
    expect(new Set(notes.map(({ reason }) => reason))).toEqual(new Set(['unknown-format']));
  });
});
