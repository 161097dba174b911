import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { describe, expect, test } from 'vitest';
import { MAX_TEXT_BYTES } from '../../src/system/files.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const EVIL = [
  '=cmd|"/c calc"!A0',
  '</title></script><script>alert(1)</script><img src=x onerror=alert(1)>',
  '\u202e\u2066gnp.\u200b',
  '\u001b[2J\u001b]0;owned\u0007\u009b31m\u0000',
  '| a | b |\n```\n# heading\n[x](javascript:alert(1))',
  `"'&amp;`,
  'long'.repeat(2000),
].join(' ');
/** Control characters other than line ends, and what turns reading direction or hides. */
const ACTING = /(?![\r\n])\p{Cc}|[\u200b\u202a-\u202e\u2066-\u2069]/u;

const ranged = (value: number): object => ({ value, low: value * 0.5, high: value * 1.5, source: EVIL, asOf: EVIL });

/** Two workloads, quotes, notes, sources and dates: every text of one's own holds the worst. */
const FILE = {
  id: EVIL,
  title: EVIL,
  description: EVIL,
  source: EVIL,
  workloads: [
    { id: EVIL, model: 'qwen3.6-27b', users: ranged(5), usageModels: EVIL },
    { id: `second ${EVIL}`, model: 'qwen3.6-27b', users: ranged(2), activeFromHour: ranged(9) },
  ],
  options: [
    {
      option: 'own:2xrtx-3090',
      label: EVIL,
      vendor: EVIL,
      validUntil: '2026-12-31',
      warrantyMonths: 24,
      priceUsd: ranged(3000),
      watts: ranged(700),
      deliveryMonths: ranged(1),
    },
    { option: 'rent:rtx-4090', label: `rent ${EVIL}`, usdPerHour: ranged(0.5) },
    { option: 'api:qwen3.6-27b', label: `api ${EVIL}`, inputUsdPerMillionTokens: ranged(0.3) },
  ],
  site: { electricityPrice: ranged(0.2) },
  finance: { horizonMonths: ranged(24), discountRate: ranged(0.05) },
  // An item there is none of is refused, which test/report/hostile.test.ts shows.
  answers: { 'speed-measured': EVIL },
};

function scenarioFile(): string {
  const folder = join(temporaryFolder(), `a folder ${'x'.repeat(20)}`);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'team.json');
  writeFileSync(path, JSON.stringify(FILE));
  return path;
}

const COMMANDS: readonly (readonly string[])[] = [
  ['breakeven'],
  ['breakeven', '--explain'],
  ['compare'],
  ['compare', '--harness'],
  ['check'],
  ['plan'],
  ['tco'],
  ['recommend'],
];
const lineOf = (command: readonly string[], file: string): readonly string[] =>
  command[0] === 'check' ? [...command, file] : [...command, '--scenario', file];
const cells = (line: string): number => line.replace(/\\./g, '').split('|').length;

describe.each(COMMANDS.map((command) => [command.join(' '), command] as const))('%s', (_, command) => {
  const run = (format: string) => runInMemory([...lineOf(command, scenarioFile()), format]);

  test('the terminal is not moved, colored or turned', async () => {
    const { exitCode, stdout, stderr } = await run('--table');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).not.toMatch(ACTING);
    expect(stderr).not.toMatch(ACTING);
  });

  test('HTML holds no tag of theirs', async () => {
    const { exitCode, stdout } = await run('--html');
    if (exitCode !== 0) return expect(exitCode).toBe(2);
    expect(stdout).not.toMatch(/<img|<script>alert|<\/title><\/script>/);
    return expect(stdout).not.toMatch(ACTING);
  });

  test('Markdown holds no link, no tag, and every table its columns', async () => {
    const { exitCode, stdout } = await run('--markdown');
    expect(exitCode).toBe(0);
    const prose = stdout.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
    expect(prose).not.toMatch(/(?<!\\)<|(?<!\\)```|(?<!\\)!?(?<!\\)\[[^\]]*\]\(/);
    for (const block of prose.split('\n\n').filter((part) => part.startsWith('|')))
      expect(new Set(block.trim().split('\n').map(cells)).size).toBe(1);
    expect(prose).not.toMatch(ACTING);
  });

  test('CSV holds no formula and a cell for each column', async () => {
    const { exitCode, stdout } = await run('--csv');
    expect(exitCode).toBe(0);
    const rows = papaparse.parse<string[]>(stdout.trim()).data;
    expect(rows.length).toBeGreaterThan(1);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    for (const cell of rows.flat()) expect(Number.isNaN(Number(cell)) ? cell : '').not.toMatch(/^[=+\-@\t\r]/);
    expect(stdout).not.toMatch(ACTING);
  });

  test('JSON reads back, with no control character in it raw', async () => {
    const { exitCode, stdout } = await run('--json');
    expect(exitCode).toBe(0);
    expect(() => JSON.parse(stdout)).not.toThrow();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(stdout.trimEnd()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

test('names in a log and the file that holds them are shown as text', async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'use.csv');
  const quoted = `"${EVIL.replaceAll('"', '""').replaceAll('\u0000', '')}"`;
  const rows = Array.from(
    { length: 40 },
    (_, i) => `2026-11-02T10:${String(i).padStart(2, '0')}:00Z,900,200,${quoted}`,
  );
  writeFileSync(log, ['timestamp,prompt_tokens,output_tokens,model', ...rows, ''].join('\n'));
  for (const format of ['--table', '--markdown', '--csv']) {
    const { stdout, stderr } = await runInMemory([
      'breakeven',
      'own:rtx-4090',
      'api:qwen3.6-27b',
      '--from',
      log,
      format,
    ]);
    expect(`${stdout}${stderr}`).not.toMatch(ACTING);
    expect(stdout).not.toMatch(/<script|^=cmd/m);
  }
});

test('a scenario without end on standard input is refused at a bound', async () => {
  const { exitCode, stdout, stderr } = await runInMemory(['tco', '--scenario', '-'], {
    stdin: '#'.repeat(MAX_TEXT_BYTES + 1),
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('the most that is read');
});
