import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readStore } from '../../src/store/measurements.ts';
import { startCli } from '../helpers/engines.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import { noneLeft } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const ROW = (prompt: number, output: number): string =>
  `{"model_filename":"a.gguf","build_number":1,"backends":"CPU","n_prompt":${prompt},"n_gen":${output},"samples_ns":[1000000000]}`;
const GOOD = `echo '${ROW(512, 0)}'; echo '${ROW(0, 128)}'`;
const SLEEP = 'sleep 61.0713';

interface Misbehavior {
  readonly name: string;
  readonly script: string;
  readonly exitCode: number;
  /** Measurements left in the store. */
  readonly stored: number;
  readonly times: number;
}

/** Engines as shell scripts: they start in a millisecond. Three hundred runs together. */
const MISBEHAVIORS: readonly Misbehavior[] = [
  { name: 'does its work', script: GOOD, exitCode: 0, stored: 1, times: 40 },
  { name: 'leaves a child behind', script: `${GOOD}; ${SLEEP} & exit 0`, exitCode: 0, stored: 1, times: 30 },
  { name: 'sleeps', script: SLEEP, exitCode: 3, stored: 0, times: 20 },
  { name: 'sleeps after a row', script: `${GOOD}; ${SLEEP}`, exitCode: 3, stored: 1, times: 20 },
  { name: 'ignores SIGTERM', script: `trap '' TERM; ${SLEEP}; ${SLEEP}`, exitCode: 3, stored: 0, times: 20 },
  { name: 'floods standard output', script: 'exec yes "not a row"', exitCode: 3, stored: 0, times: 8 },
  { name: 'floods one endless line', script: "exec cat /dev/zero | tr '\\0' x", exitCode: 3, stored: 0, times: 4 },
  { name: 'floods standard error', script: 'exec yes "warning" >&2', exitCode: 3, stored: 0, times: 8 },
  {
    name: 'dies by SIGKILL after a row',
    script: `echo '${ROW(512, 0)}'; kill -KILL $$`,
    exitCode: 3,
    stored: 1,
    times: 30,
  },
  { name: 'dies by SIGSEGV', script: 'kill -SEGV $$', exitCode: 3, stored: 0, times: 30 },
  {
    name: 'prints another version',
    script: 'echo "| model | test | t/s |"; echo "| a | pp512 | 12.3 |"',
    exitCode: 3,
    stored: 0,
    times: 30,
  },
  {
    name: 'lies about its times',
    script: `echo '${ROW(512, 0).replace('1000000000', '-1e400,null')}'`,
    exitCode: 3,
    stored: 0,
    times: 30,
  },
  {
    name: 'exits 1 after half a row',
    script: `echo '${ROW(512, 0)}'; printf '{"model_fil'; exit 1`,
    exitCode: 3,
    stored: 1,
    times: 30,
  },
];

function fakeEngine(folder: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'llama-bench');
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && { echo "version: 1 (fake)" >&2; exit 0; }\n${script}\n`, {
    mode: 0o755,
  });
  return path;
}

const argv = (enginePath: string, store: string, timeout: string): readonly string[] => [
  'bench',
  '--model',
  'a.gguf',
  '--engine-path',
  enginePath,
  '--store',
  store,
  '--timeout',
  timeout,
];

/** Runs all jobs, so many at once. */
async function pool(jobs: readonly (() => Promise<void>)[], atOnce: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < jobs.length) await jobs[next++]?.();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

describe.skipIf(process.platform === 'win32')('three hundred runs of engines that misbehave', () => {
  test('leave no process, no temporary file and no corrupt store', async () => {
    const folder = temporaryFolder();
    const store = join(folder, 'store');
    const wrong: string[] = [];
    const jobs = MISBEHAVIORS.flatMap(({ name, script, exitCode, times }, index) => {
      const enginePath = fakeEngine(join(folder, String(index)), script);
      return Array.from({ length: times }, () => async () => {
        const run = await runInMemory(argv(enginePath, store, '1'), { env: {} });
        if (run.exitCode !== exitCode) wrong.push(`${name}: exit ${run.exitCode}\n${run.stderr}`);
        if (exitCode !== 0 && !/^hint: \S/m.test(run.stderr)) wrong.push(`${name}: no hint\n${run.stderr}`);
      });
    });
    expect(jobs).toHaveLength(300);
    await pool(jobs, 12);
    expect(wrong.slice(0, 3)).toEqual([]);
    const { measurements, broken } = await readStore(store);
    expect(broken).toEqual([]);
    expect(measurements).toHaveLength(MISBEHAVIORS.reduce((sum, one) => sum + one.stored * one.times, 0));
    expect(readdirSync(store).filter((name) => !name.endsWith('.json') || name.startsWith('.'))).toEqual([]);
    expect(await noneLeft(folder)).toEqual([]);
    expect(await noneLeft('61.0713')).toEqual([]);
  });

  test.for(['SIGINT', 'SIGTERM'] as const)(
    '%s keeps what was finished and ends the engine and its children',
    async (signal) => {
      const folder = temporaryFolder();
      const store = join(folder, 'store');
      const mark = signal === 'SIGINT' ? '61.0714' : '61.0715';
      const started = join(folder, 'started');
      const script = `echo '${ROW(512, 0)}'; sleep ${mark} & touch ${started}; trap '' TERM INT; sleep ${mark}; sleep ${mark}`;
      const { child, done } = startCli([...argv(fakeEngine(folder, script), store, '600'), '--json'], {
        PATH: '/usr/bin:/bin',
      });
      while (!readdirSync(folder).includes('started')) await new Promise((resolve) => setTimeout(resolve, 50));
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill(signal);
      const { exitCode, stdout } = await done;
      expect(exitCode).toBe(130);
      expect(JSON.parse(stdout).result).toMatchObject({ complete: false, rows: [{ prefillTokensPerSecond: 512 }] });
      const [file] = readdirSync(store);
      expect(JSON.parse(readFileSync(join(store, file ?? ''), 'utf8')).prefillTokensPerSecond).toBe(512);
      expect(await noneLeft(mark)).toEqual([]);
    },
  );
});
