import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runConsole } from './helpers/console-blocks.ts';

const text = readFileSync('README.md', 'utf8');

describe('README', () => {
  test('every console block shows what the command really prints (npm run refresh)', async () => {
    expect(await runConsole(text)).toBe(text);
  });

  test('has at most 250 lines and a run with its output by line 25', () => {
    const lines = text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(250);
    const first = lines.findIndex((line) => line.startsWith('$ hwroi'));
    expect(first).toBeGreaterThan(0);
    expect(first + 2).toBeLessThanOrEqual(25);
    expect(lines[first + 1]).not.toBe('```');
  });

  test('names both commands', () => {
    expect(text).toContain('npm ci && npx hwroi breakeven');
    expect(text).toMatch(/^npm cit\b/m);
  });

  test('every linked file exists', () => {
    const missing = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((path) => !existsSync(path));
    expect(missing).toEqual([]);
  });
});
