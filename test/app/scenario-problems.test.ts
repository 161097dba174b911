import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-problems-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('a scenario with much wrong in it', () => {
  const path = file(
    'bad.yaml',
    `title: broken
workloads:
  - id: a
    model: qwen3.6-27bb
    usres: 5
    outputTokens: 5
  - id: b
    model: llama-9
    outputTokens: -4
options:
  - own:rtx-509
  - option: own:rtx-5090
    prce: 2000
finace: {years: 3}
site:
  electricityPrice: 30
`,
  );
  const expected = [
    ['5:5', 'usres', 'did you mean `users`?'],
    ['13:5', 'prce', 'did you mean `priceUsd`?'],
    ['14:1', 'finace', 'did you mean `finance`?'],
    ['4:12', 'qwen3.6-27bb', 'did you mean `qwen3.6-27b`'],
    ['8:12', 'llama-9', 'did you mean'],
    ['9:19', 'outputTokens -4', 'for example'],
    ['11:5', 'rtx-509', 'did you mean'],
    ['16:21', 'electricityPrice 30', 'that looks like cents'],
  ] as const;

  test.for(['breakeven', 'compare', 'tco', 'plan'])(
    '%s says all of it at once, each with its place',
    async (command) => {
      const { exitCode, stderr, stdout } = await runInMemory([command, '--scenario', path]);
      expect(exitCode).toBe(2);
      expect(stdout).toBe('');
      for (const [at, text, hint] of expected) {
        const line = stderr.split('\n').findIndex((one) => one.includes(`:${at}: `) && one.includes(text));
        expect(line, `${at} ${text}`).toBeGreaterThanOrEqual(0);
        expect(stderr.split('\n')[line + 1]).toContain(hint);
      }
      expect(stderr.match(/^error:/gm)).toHaveLength(expected.length);
    },
  );
});

test('an offer past its last day is said, and fails under --strict', async () => {
  const path = file(
    'old.yaml',
    'options:\n  - option: own:rtx-5090\n    vendor: Old Corp\n    priceUsd: 3500\n    validUntil: 2026-05-31\n    deliveryMonths: 2\n    warrantyMonths: 12\n',
  );
  const asked = await runInMemory(['compare', path, 'api:qwen3.6-27b']);
  expect(asked.exitCode).toBe(0);
  expect(asked.stderr).toContain('the quote for own:rtx-5090 expired on 2026-05-31');
  expect(asked.stdout).toMatch(/Old Corp +\$3,500 +2026-05-31 +2 +12/);
  expect((await runInMemory(['compare', path, 'api:qwen3.6-27b', '--strict'])).exitCode).toBe(1);
});
