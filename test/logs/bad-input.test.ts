import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readUsage } from '../../src/logs/read.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hwroi-logs-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
};

const answer = (id: string, at: string, usage: object): string =>
  JSON.stringify({ type: 'assistant', sessionId: 's', timestamp: at, message: { id, model: 'm', usage } });
const GOOD = { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 3 };

describe('bad lines are counted under their reason and never stop the rest', () => {
  const CASES = [
    ['a line cut off in the middle', answer('a', '2026-01-01T00:00:00Z', GOOD).slice(0, 60), 'truncated'],
    ['a line that is not JSON', 'null pointer', 'not-json'],
    ['no time', JSON.stringify({ type: 'assistant', sessionId: 's', message: { id: 'x', usage: GOOD } }), 'no-time'],
    ['a date the calendar lacks', answer('a', '2026-02-30T00:00:00Z', GOOD), 'bad-time'],
    ['a clock before the models', answer('a', '1970-01-01T00:00:00Z', GOOD), 'bad-time'],
    ['a negative count', answer('a', '2026-01-01T00:00:00Z', { ...GOOD, output_tokens: -1 }), 'negative-count'],
    ['an absurd count', answer('a', '2026-01-01T00:00:00Z', { ...GOOD, input_tokens: 9e12 }), 'absurd-count'],
    ['half a token', answer('a', '2026-01-01T00:00:00Z', { ...GOOD, output_tokens: 1.5 }), 'bad-count'],
    ['a count that is text', answer('a', '2026-01-01T00:00:00Z', { ...GOOD, output_tokens: 'many' }), 'bad-count'],
    ['no counts', answer('a', '2026-01-01T00:00:00Z', {}), 'no-counts'],
  ] as const;

  test.for(CASES)('%s', async ([, line, reason]) => {
    const good = answer('good', '2026-01-02T00:00:00Z', GOOD);
    const log = await readUsage([write('s.jsonl', `${good}\n${line}\n${good.replace('good', 'better')}\n`)]);
    expect(log.events).toHaveLength(2);
    expect(log.files[0]?.skipped).toEqual({ [reason]: 1 });
  });

  test('more cached than prompted is set aside', async () => {
    const log = await readUsage([
      write('x.csv', 'timestamp,prompt_tokens,output_tokens,cached_tokens\n2026-01-01,5,1,6\n'),
    ]);
    expect(log.files[0]?.skipped).toEqual({ 'cache-above-prompt': 1 });
  });

  test('a row with too few cells is set aside', async () => {
    const log = await readUsage([
      write('x.csv', 'timestamp,prompt_tokens,output_tokens\n2026-01-01,5\n2026-01-01,5,1\n'),
    ]);
    expect(log.events).toHaveLength(1);
    expect(log.files[0]?.skipped).toEqual({ 'wrong-columns': 1 });
    expect(log.files[0]?.firstSkipped).toEqual({ 'wrong-columns': 2 });
  });

  test('lines are those of the file: blank ones and those within quotes count', async () => {
    const rows = [
      'timestamp,requests,note',
      '',
      '2026-01-01,5,"two',
      'lines"',
      'soon,5,x',
      '2026-01-01,-5,x',
      'later,1,x',
    ];
    const log = await readUsage([write('x.csv', rows.join('\r\n'))]);
    expect(log.files[0]?.skipped).toEqual({ 'bad-time': 2, 'negative-count': 1 });
    expect(log.files[0]?.firstSkipped).toEqual({ 'bad-time': 5, 'negative-count': 6 });
  });

  test('objects of one JSON document have no line of their own', async () => {
    const bucket = (at: unknown) => ({
      object: 'bucket',
      start_time: at,
      end_time: 1,
      results: [{ num_model_requests: -1 }],
    });
    const log = await readUsage([write('u.json', JSON.stringify({ data: [bucket(1767225600)] }))]);
    expect(Object.values(log.files[0]?.firstSkipped ?? {})).toEqual([0]);
  });

  test('a failed request and an answer from the proxy cache are told apart', async () => {
    const row = { request_id: 'a', startTime: '2026-01-01T00:00:00Z', prompt_tokens: 1, completion_tokens: 1 };
    const rows = [row, { ...row, request_id: 'b', status: 'failure' }, { ...row, request_id: 'c', cache_hit: 'True' }];
    const log = await readUsage([write('l.jsonl', rows.map((r) => JSON.stringify(r)).join('\n'))]);
    expect(log.events).toHaveLength(1);
    expect(log.files[0]?.skipped).toEqual({ 'failed-request': 1, 'answered-from-cache': 1 });
  });
});

describe('time', () => {
  test('zones are honored, and their absence is counted', async () => {
    const rows = ['2026-03-01T10:00:00+02:00', '2026-03-01 08:00', '1772352000', '1772352000000'];
    const log = await readUsage([
      write('z.csv', `timestamp,prompt_tokens,output_tokens\n${rows.map((at) => `${at},1,1`).join('\n')}\n`),
    ]);
    expect(new Set(log.events.map((event) => event.atSeconds))).toEqual(new Set([1_772_352_000]));
    expect(log.files[0]?.assumedUtc).toBe(1);
  });

  test('a clock that jumps back is counted, and the entries are kept', async () => {
    const lines = ['2026-01-01T10:00:00Z', '2026-01-01T08:00:00Z', '2026-01-01T08:01:00Z'];
    const log = await readUsage([write('s.jsonl', lines.map((at, i) => answer(`m${i}`, at, GOOD)).join('\n'))]);
    expect(log.files[0]?.clockJumps).toBe(1);
    expect(log.events).toHaveLength(3);
  });
});

describe('Codex', () => {
  const count = (at: string, total: number, last?: number): string =>
    JSON.stringify({
      timestamp: at,
      type: 'event_msg',
      payload: {
        type: 'token_count',
        info: {
          total_token_usage: { input_tokens: total, cached_input_tokens: 0, output_tokens: total },
          ...(last === undefined
            ? {}
            : { last_token_usage: { input_tokens: last, cached_input_tokens: 0, output_tokens: last } }),
        },
      },
    });

  test('totals alone are turned into differences, and totals that fall start over', async () => {
    const lines = [
      count('2026-01-01T00:00:01Z', 100),
      count('2026-01-01T00:00:02Z', 150),
      count('2026-01-01T00:00:03Z', 30),
    ];
    const log = await readUsage([write('rollout.jsonl', lines.join('\n'))]);
    expect(log.events.map((event) => event.promptTokens)).toEqual([100, 50, 30]);
  });

  test('a branch repeats its parent without counting it again', async () => {
    const parent = [count('2026-01-01T00:00:01Z', 100, 100)];
    write('a.jsonl', parent.join('\n'));
    write('b.jsonl', [...parent, count('2026-01-01T00:00:09Z', 150, 50)].join('\n'));
    const log = await readUsage([dir]);
    expect(log.events.map((event) => event.promptTokens)).toEqual([100, 50]);
    expect(log.files.map((file) => file.duplicates)).toEqual([0, 1]);
  });
});

describe('folders and files', () => {
  test('a loop of links, an empty file, a binary file and an unknown one are named, and the rest is read', async () => {
    mkdirSync(join(dir, 'sub'));
    symlinkSync(dir, join(dir, 'sub', 'up'));
    symlinkSync(join(dir, 'self'), join(dir, 'self'));
    write('empty.jsonl', '\n');
    write('picture.png', 'PNG\0\0');
    write('notes.txt', 'buy milk\n');
    write('ok.jsonl', answer('a', '2026-01-01T00:00:00Z', GOOD));
    const log = await readUsage([dir]);
    expect(log.events).toHaveLength(1);
    const reasons = log.skippedFiles.map(({ path, reason }) => `${path.slice(dir.length + 1)}: ${reason}`);
    expect(reasons).toEqual([
      'empty.jsonl: empty',
      'notes.txt: unknown-format',
      'picture.png: binary',
      'self: link-loop',
      'sub/up: link-loop',
    ]);
  });

  test('a path that is not there is named, not thrown', async () => {
    const log = await readUsage([join(dir, 'nowhere')]);
    expect(log.skippedFiles.map(({ reason }) => reason)).toEqual(['unreadable']);
  });

  test.skipIf(process.getuid?.() === 0)('a file without permission is named', async () => {
    chmodSync(write('secret.jsonl', answer('a', '2026-01-01T00:00:00Z', GOOD)), 0);
    const log = await readUsage([dir]);
    expect(log.skippedFiles.map(({ reason }) => reason)).toEqual(['unreadable']);
  });

  test('several formats in one folder are each read as what they are', async () => {
    write('a.jsonl', answer('a', '2026-01-01T00:00:00Z', GOOD));
    write('b.csv', 'timestamp,prompt_tokens,output_tokens\r\n2026-01-01T01:00:00Z,7,2\r\n');
    const log = await readUsage([dir]);
    expect(log.files.map((file) => file.format)).toEqual(['claude-code', 'plain-csv']);
  });
});
