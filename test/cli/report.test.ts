import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const EVIL = '</title><script>alert(1)</script>"\'|`=1+1\u202e\u001b[31m[x](javascript:alert(1))';
/** Control characters other than line ends, and the right-to-left override. */
const ACTING = /(?![\r\n])\p{Cc}|\u202e/u;
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'hwroi-report-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('hwroi report', () => {
  test('one HTML page with charts, no script of others, no request leaving it', async () => {
    const { stdout } = await runInMemory(['report', 'coding-team', '--html']);
    expect(stdout.length).toBeLessThan(1_000_000);
    expect(stdout).toContain("default-src 'none'");
    expect(stdout).not.toMatch(/(src|href|@import|url\()\s*=?\s*["'(]?https?:/);
    expect(stdout.match(/<svg class="chart"/g)?.length).toBeGreaterThanOrEqual(4);
    for (const title of ['Cumulative cost', 'What moves', 'cases', 'concurrency']) expect(stdout).toContain(title);
    expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('Markdown by default: verdict, growth, sign-off, sources, and the command that made it', async () => {
    const { stdout } = await runInMemory(['report', 'coding-team', '--users', '8']);
    for (const part of [
      '# Decision: coding-team',
      '## Scaling plan',
      '## Sign-off',
      '## Assumptions',
      '## How to reproduce',
    ])
      expect(stdout).toContain(part);
    expect(stdout).toContain('hwroi report coding-team --users 8');
    expect(stdout).toContain('sha256');
  });

  test('its figures are those of breakeven', async () => {
    const figures = async (command: readonly string[]) =>
      JSON.parse((await runInMemory([...command, '--json'])).stdout).result;
    const fromReport = await figures(['report', 'coding-team']);
    const fromBreakEven = await figures(['breakeven', '--scenario', 'coding-team']);
    expect(fromReport).toMatchObject(fromBreakEven);
    expect(fromReport.growth[0].usdPerMonth).toBe(fromBreakEven.options[0].usdPerMonth);
  });

  test('an existing file is kept unless --force is given', async () => {
    const path = join(dir, 'kept.html');
    writeFileSync(path, 'mine');
    const refused = await runInMemory(['report', 'coding-team', '--output', path]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('exists already');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect((await runInMemory(['report', 'coding-team', '--output', path, '--force'])).exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).toMatch(/^<!doctype html>/);
  });

  test('a place that cannot be written is told with its path', async () => {
    const path = join(dir, 'no-such-folder', 'decision.html');
    const { exitCode, stderr } = await runInMemory(['report', 'coding-team', '--output', path]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('no-such-folder');
  });

  test('its sign-off items are those of check', async () => {
    const json = async (argv: readonly string[]) => JSON.parse((await runInMemory([...argv, '--json'])).stdout).result;
    const { signOff } = await json(['report', 'coding-team']);
    const { findings } = await json(['check', 'coding-team']);
    expect(findings).toEqual(expect.arrayContaining(signOff));
    expect(signOff.length).toBeGreaterThanOrEqual(5);
  });

  test('hostile names are shown as text in every format', async () => {
    const path = join(dir, 'evil.json');
    const { stdout: shown } = await runInMemory(['scenario', 'show', 'coding-team', '--json']);
    const file = JSON.parse(shown).result;
    const option = { option: 'own:2xrtx-3090', label: EVIL };
    writeFileSync(
      path,
      JSON.stringify({ ...file, title: EVIL, description: EVIL, options: [option, { option: 'api:qwen3.6-27b' }] }),
    );
    const html = await runInMemory(['report', path, '--html']);
    expect(html.stderr).toBe('');
    expect(html.stdout).toContain('alert(1)');
    expect(html.stdout).not.toMatch(/<script>alert/);
    const markdown = await runInMemory(['report', path]);
    const prose = markdown.stdout.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
    expect(prose).not.toMatch(/(^|[^\\])<script>|[^\\]\[x\]\(/);
    const table = await runInMemory(['report', path, '--table']);
    const csv = await runInMemory(['report', path, '--csv']);
    for (const { stdout } of [html, markdown, table, csv]) expect(stdout).not.toMatch(ACTING);
    expect(csv.stdout).not.toMatch(/(^|,)=/m);
  });
});
