import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-against-'));
const ARGV = ['breakeven', 'own:rtx-3090', 'rent:rtx-4090', '--model', 'qwen3.6-27b', '--users', '4'];

async function catalogWith(usd: string): Promise<string> {
  const path = join(folder, `prices-${usd}.json`);
  writeFileSync(path, '');
  const { exitCode, stderr } = await runInMemory([
    'catalog',
    'add',
    'hardware',
    'id=rtx-3090',
    `price=${usd}`,
    '--into',
    join(folder, `c${usd}.json`),
  ]);
  expect(`${exitCode} ${stderr}`).toMatch(/^0 /);
  return join(folder, `c${usd}.json`);
}

test('under the same catalog no verdict turns', async () => {
  const { result } = JSON.parse((await runInMemory([...ARGV, '--against', 'builtin', '--json'])).stdout);
  expect(result.against).toMatchObject({ flipped: false, flippedAlternatives: [], verdict: result.verdict });
  const gate = await runInMemory([...ARGV, '--against', 'builtin', '--fail-if', 'against.flipped == 1']);
  expect(gate.exitCode).toBe(0);
});

test('the first catalog is in force again after the other was asked', async () => {
  const other = await catalogWith('9000');
  const plain = JSON.parse((await runInMemory([...ARGV, '--json'])).stdout);
  const compared = JSON.parse((await runInMemory([...ARGV, '--against', other, '--json'])).stdout);
  expect(compared.catalog).toEqual(plain.catalog);
  expect(compared.result.savingsUsd).toBe(plain.result.savingsUsd);
});

test('a price update that turns the verdict fails the gate, either way round, and says what turned', async () => {
  const cheap = join(folder, 'cheap.json');
  const added = await runInMemory([
    'catalog',
    'add',
    'systems',
    'id=rig-2x-rtx-3090-nvlink-tr3970x',
    'price=1500',
    '--into',
    cheap,
  ]);
  expect(added.exitCode).toBe(0);
  const ask = ['breakeven', 'own:2xrtx-3090', 'api:qwen3.6-27b', '--users', '8'];
  const gate = ['--fail-if', 'verdict-flips'];
  const forth = await runInMemory([...ask, '--against', cheap, ...gate]);
  expect(forth.exitCode).toBe(1);
  expect(forth.stdout).toContain('The verdict turns to own.');
  expect((await runInMemory([...ask, '--catalog', cheap, '--against', 'builtin', ...gate])).exitCode).toBe(1);
  expect((await runInMemory([...ask, '--catalog', cheap, '--against', cheap, ...gate])).exitCode).toBe(0);
});

test('the gate without a second catalog is refused rather than passed', async () => {
  const { exitCode } = await runInMemory([...ARGV, '--fail-if', 'verdict-flips']);
  expect(exitCode).toBe(2);
});
