import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memoryRecord } from '../../src/app/memory.ts';
import { speedRecord } from '../../src/app/speed.ts';
import { type RunResult, runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const MODEL = ['--model', 'llama-3.2-1b', '--quantization', 'q4_k_m'];

/** This very machine, as a person measured it; its id is that of its processor or card. */
async function measuredHere(): Promise<{
  readonly run: (...argv: readonly string[]) => Promise<RunResult>;
  readonly id: string;
}> {
  const env = { HWROI_STORE: join(temporaryFolder(), 'store') };
  const run = (...argv: readonly string[]): Promise<RunResult> => runInMemory(argv, { env });
  const figures = ['--decode', '400', '--prefill', '9000', '--watts-load', '90', '--watts-idle', '30'];
  const { stdout } = await run('bench', 'add', '--hardware', 'this', ...MODEL, ...figures, '--json');
  return { run, id: JSON.parse(stdout).result.rows[0].id };
}

function lines(...records: readonly object[]): string {
  const file = join(temporaryFolder(), 'lines.jsonl');
  writeFileSync(file, records.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return file;
}

const WORK = { model: 'llama-3.2-1b', quantization: 'q4_k_m', users: 1, useCase: 'chat' };

describe('a line of a batch names this machine', () => {
  test.for([
    ['speed', { hardware: 'this', model: 'llama-3.2-1b', quantization: 'q4_k_m' }],
    ['power', { hardware: 'this', hoursPerDay: 8 }],
    ['tco', { option: 'own:this=500', ...WORK }],
    ['breakeven', { options: ['own:this=500', 'api:llama-3.1-8b'], ...WORK }],
    ['compare', { options: ['own:this=500', 'api:llama-3.1-8b'], ...WORK }],
  ] as const)('%s names the measurement its answer rests on', async ([command, record]) => {
    const { run, id } = await measuredHere();
    const { stdout, exitCode } = await run(command, '--batch', lines(record));
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`"measurements":["${id}"]`)]);
    const without = await run(command, '--batch', lines(record), '--no-measured');
    expect(without.stdout).not.toContain(id);
  });

  test('memory takes its size, and several of it', async () => {
    const record = { hardware: 'this', model: 'llama-3.2-1b', quantization: 'q4_k_m' };
    const file = lines(record, { ...record, hardware: '2x this' }, { ...record, hardware: 'rtx-4090' });
    const { stdout } = await runInMemory(['memory', '--batch', file]);
    const [one = 0, two = 0] = stdout
      .trim()
      .split('\n')
      .map((line): number => JSON.parse(line).result.usableBytes);
    expect(one).toBeGreaterThan(1e9);
    expect(two / one).toBeCloseTo(2, 1);
  });

  test('it is looked at when the thousandth line names it, and not before', async () => {
    const plain = Array.from({ length: 1000 }, () => ({ hardware: 'rtx-4090', model: 'llama-3.2-1b' }));
    const { stdout } = await runInMemory([
      'speed',
      '--batch',
      lines(...plain, { hardware: 'this', model: 'llama-3.2-1b' }),
    ]);
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(last.result.fits).toBe(true);
  });
});

describe('memory of this machine', () => {
  test('fits the same model as speed says', async () => {
    const memory = await runInMemory(['memory', 'llama-3.2-1b', '--hardware', 'this', '--json']);
    const speed = await runInMemory(['speed', 'this', '--model', 'llama-3.2-1b', '--json']);
    expect(JSON.parse(memory.stdout).result.fits).toBe(JSON.parse(speed.stdout).result.fits);
  });

  test('with another size beside it takes that', async () => {
    const argv = ['memory', 'llama-3.2-1b', '--hardware', 'this', '--memory-gib', '3', '--json'];
    const { memoryGib } = JSON.parse((await runInMemory(argv)).stdout).result;
    expect(memoryGib).toBe(3);
  });
});

test('where nothing looked at the machine, `this` says what to type next', () => {
  const record = { hardware: 'this', model: 'llama-3.2-1b' };
  for (const evaluate of [memoryRecord, speedRecord])
    expect(() => evaluate(record)).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ hint: expect.stringContaining('hwroi detect') })],
      }),
    );
});
