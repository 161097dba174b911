import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COVERAGE, COVERED_IDS, wordsOf } from '../scripts/guide-coverage-rows.ts';
import { runInMemory } from './helpers/memory-io.ts';

const document = readFileSync(join(import.meta.dirname, '..', 'docs', 'guide-coverage.md'), 'utf8');

test('every feature of the guide is named once', () => {
  const all = Array.from({ length: 153 }, (_, i) => `S${String(i + 1).padStart(2, '0')}`);
  expect(COVERED_IDS).toEqual(all.toSorted());
});

describe('every command of the page answers and shows what the page says', () => {
  const store = mkdtempSync(join(tmpdir(), 'hwroi-coverage-'));
  test.for(COVERAGE)('hwroi $argv', async ({ argv, shows }) => {
    const { exitCode, stdout } = await runInMemory(wordsOf(argv, store), { width: 200 });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(shows));
    expect(document).toContain(`\`hwroi ${argv}\``);
  });
});
