import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { golden, type RunResult, runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const goldenPath = (name: string): string => join(import.meta.dirname, '..', 'golden', `${name}.txt`);

/** A store of its own, with a 4090 that a person measured at 120 tok/s where about 142 is predicted. */
async function withStore(): Promise<(...argv: readonly string[]) => Promise<RunResult>> {
  const env = { HWROI_STORE: join(temporaryFolder(), 'store') };
  const run = (...argv: readonly string[]): Promise<RunResult> => runInMemory(argv, { env });
  await run(...ADD, '--decode', '120', '--prefill', '5000', '--watts-load', '380', '--watts-idle', '65');
  return run;
}
const MODEL = ['--model', 'llama-3.1-8b', '--quantization', 'Q4_K_M'];
const ADD = ['bench', 'add', '--hardware', 'rtx-4090', ...MODEL, '--date', '2026-11-20', '--source', 'a colleague'];
const ID = '20261120-000000-rtx-4090-llama-3.1-8b-llama.cpp-typed';
const json = async (running: Promise<RunResult>) => JSON.parse((await running).stdout);

test('an empty store says so, and what to type', async () => {
  const env = { HWROI_STORE: join(temporaryFolder(), 'none') };
  const { exitCode, stdout } = await runInMemory(['bench', 'list'], { env });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('No measurement is stored yet: `hwroi bench --model <file>`');
  expect(stdout).not.toContain('prefill');
});

test.for(['list more', 'import a.json b.json', 'show a b', 'export runs.csv', 'compare a b c'])(
  'a word too many is told, not passed over: bench %s',
  async (words) => {
    const { exitCode, stdout, stderr } = await runInMemory(['bench', ...words.split(' ')], { env: {} });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`\`${words.split(' ').at(-1)}\` is one word too many`);
  },
);

test('a machine that draws less at work than idle is a mistake', async () => {
  const { exitCode, stderr } = await runInMemory([...ADD, '--watts-load', '10', '--watts-idle', '50'], { env: {} });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('`--watts-idle 50` is more than `--watts-load 10`');
});

test('scatter is explained where it is shown, and nowhere else', async () => {
  const env = { HWROI_STORE: join(temporaryFolder(), 'store') };
  await runInMemory([...ADD, '--decode', '120'], { env });
  expect((await runInMemory(['bench', 'list'], { env })).stdout).not.toContain('standard deviation');
});

describe('a measurement corrects what comes after it', () => {
  test('speed of its own model comes near it, of another moves towards it, without it nothing moves', async () => {
    const run = await withStore();
    const decode = async (model: string, ...more: readonly string[]): Promise<number> => {
      const argv = ['speed', 'rtx-4090', '--model', model, '--quantization', 'q4_k_m', '--json', ...more];
      return (await json(run(...argv))).result.decodeTokensPerSecond.expected;
    };
    const [own, plain] = [await decode('llama-3.1-8b'), await decode('llama-3.1-8b', '--no-measured')];
    expect(plain).toBeGreaterThan(130);
    expect(Math.abs(own - 120)).toBeLessThan(Math.abs(plain - 120) / 2);
    const [other, otherPlain] = [await decode('qwen3-14b'), await decode('qwen3-14b', '--no-measured')];
    expect(other).toBeLessThan(otherPlain);
    expect(other / otherPlain).toBeGreaterThan(own / plain);
  });

  test('another device is left as it is', async () => {
    const run = await withStore();
    const argv = ['speed', 'rtx-3090', ...MODEL, '--json'];
    const [measured, plain] = await Promise.all([run(...argv), runInMemory(argv)]);
    expect(JSON.parse(measured.stdout).result).toEqual(JSON.parse(plain.stdout).result);
  });

  test('breakeven says in text and JSON that it rests on it, with speeds and watts of that origin', async () => {
    const run = await withStore();
    const argv = ['breakeven', 'own:rtx-4090', 'api:llama-3.1-8b', '--model', 'llama-3.1-8b', '--users', '1'];
    expect((await run(...argv)).stdout).toContain('Rests on measurements');
    const { result, assumptions } = await json(run(...argv, '--json'));
    expect(result.options[0].measurements).toEqual([ID]);
    const measured = assumptions.filter((one: { origin: string }) => one.origin === 'measured');
    expect(measured).toMatchObject([
      { id: 'own:rtx-4090.idleWatts', value: 65 },
      { id: 'own:rtx-4090.loadWatts', value: 380 },
      { unit: 'measured ÷ predicted', source: ID, asOf: '2026-11-20' },
      { unit: 'measured ÷ predicted', source: ID, asOf: '2026-11-20' },
    ]);
    const { stdout } = await run(...argv, '--no-measured', '--json');
    expect(stdout).not.toContain('measured ÷ predicted');
    expect(JSON.parse(stdout).result.options[0]).not.toHaveProperty('measurements');
  });

  test('compare, tco and plan rest on it too', async () => {
    const run = await withStore();
    const options = ['own:rtx-4090', 'rent:rtx-4090', '--model', 'qwen3-14b', '--users', '2'];
    for (const command of ['compare', 'tco', 'plan']) {
      const [measured, plain] = [
        await run(command, ...options, '--json'),
        await run(command, ...options, '--json', '--no-measured'),
      ];
      expect([command, measured.exitCode]).toEqual([command, 0]);
      expect([command, measured.stdout === plain.stdout]).toEqual([command, false]);
    }
  });

  test('a batch line is corrected like one typed alone', async () => {
    const run = await withStore();
    const file = join(temporaryFolder(), 'lines.jsonl');
    writeFileSync(file, '{"hardware":"rtx-4090","model":"llama-3.1-8b","quantization":"q4_k_m"}\n');
    const { result } = JSON.parse((await run('speed', '--batch', file)).stdout);
    expect(result.measurements).toEqual([ID]);
    const alone = await json(run('speed', 'rtx-4090', ...MODEL, '--json'));
    expect(result.decodeTokensPerSecond).toEqual(alone.result.decodeTokensPerSecond);
  });
});

describe('the store by hand', () => {
  test('list, show, compare, export', async () => {
    const run = await withStore();
    await run('bench', 'add', '--hardware', 'rtx-3090', ...MODEL, '--decode', '88', '--date', '2026-11-21');
    const shown = [
      await run('bench', 'list'),
      await run('bench', 'show', ID),
      await run('bench', 'compare', 'rtx-4090', 'rtx-3090'),
      await run('bench', 'export', '--format', 'csv'),
    ];
    await expect(shown.map(golden).join('\n')).toMatchFileSnapshot(goldenPath('bench-store'));
  });

  test('what is exported can be imported elsewhere, and once more changes nothing', async () => {
    const run = await withStore();
    const file = join(temporaryFolder(), 'runs.json');
    await run('bench', 'export', '--output', file);
    const again = await json(run('bench', 'import', file, '--json'));
    expect(again.result).toMatchObject({ imported: 0, duplicates: 1 });
    const elsewhere = ['--store', join(temporaryFolder(), 'other'), '--json'];
    expect((await json(run('bench', 'import', file, ...elsewhere))).result).toMatchObject({
      imported: 1,
      duplicates: 0,
    });
    const [row] = (await json(run('bench', 'list', ...elsewhere))).result.rows;
    expect(row).toEqual(JSON.parse(readFileSync(file, 'utf8'))[0]);
  });

  test('a file with a bad line is refused whole', async () => {
    const run = await withStore();
    const file = join(temporaryFolder(), 'bad.json');
    const exported = (await run('bench', 'export')).stdout.split('\n')[1] ?? '';
    writeFileSync(file, `[\n${exported.replace('120', '121')},\n{"schema":"hwroi/measurement@1"}\n]\n`);
    const { exitCode, stderr } = await run('bench', 'import', file);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${file}:3: `);
    expect((await json(run('bench', 'list', '--json'))).result.rows).toHaveLength(1);
  });

  test.for([
    ['nothing', ['bench', 'add']],
    ['names', ['bench', 'add', '--hardware', 'rtx-490', '--model', 'llama-9', '--quantization', 'Q9', '--decode', '1']],
    ['numbers', ['bench', 'add', '--hardware', 'rtx-4090', '--decode', '-3', '--prefill', 'fast']],
    ['future', [...ADD.slice(0, -4), '--decode', '100', '--date', '2031-02-30']],
    ['compare-one', ['bench', 'compare', 'rtx-4090']],
    ['unknown', ['bench', 'show', 'nothing-like-it']],
    ['action', ['bench', 'lits']],
    ['format', ['bench', 'export', '--format', 'xml']],
    ['import-nowhere', ['bench', 'import', '/nowhere/runs.json']],
  ] as const)('%s', async ([name, argv]) => {
    const result = await runInMemory([...argv]);
    expect(result.exitCode).toBe(2);
    await expect(golden(result)).toMatchFileSnapshot(goldenPath(`bench-mistake-${name}`));
  });
});
