import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { noneLeft, processesWith } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const hasTerminal = spawnSync('script', ['--version']).status === 0;
/** Of the engine's sleep, as /proc shows a command line. */
const MARK = '61.7533';
const CTRL_C = '\x03';

beforeAll(() => {
  if (!existsSync('dist/cli/main.cjs')) spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}, 120_000);

/** An engine that finishes one test, then takes its time over the next. */
const ENGINE = `#!/bin/sh
[ "$1" = --version ] && exit 0
echo '{"model_filename":"a.gguf","n_prompt":512,"n_gen":0,"samples_ns":[1000000000,1000000000]}'
sleep ${MARK}
`;

/** The words of a bench with that engine, into that store. */
function benchOf(folder: string): readonly string[] {
  const enginePath = join(folder, 'llama-bench');
  writeFileSync(enginePath, ENGINE, { mode: 0o755 });
  const words = [process.execPath, 'bin/hwroi.js', 'bench', '--model', 'a.gguf', '--no-power'];
  return [...words, '--engine-path', enginePath, '--store', join(folder, 'store')];
}

async function engineRuns(): Promise<void> {
  for (let i = 0; i < 200 && processesWith(MARK).length === 0; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test.skipIf(process.platform === 'win32').for(['SIGTERM', 'SIGHUP'] as const)(
  '%s without a terminal does so too',
  { timeout: 30_000 },
  async (signal) => {
    const folder = temporaryFolder();
    const [command = '', ...args] = benchOf(folder);
    const bench = spawn(command, args, { stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => bench.on('close', resolve));
    await engineRuns();
    bench.kill(signal);
    expect(await ended).toBe(130);
    expect(readdirSync(join(folder, 'store'))).toHaveLength(1);
    expect(await noneLeft(MARK)).toEqual([]);
  },
);

test.skipIf(!hasTerminal)(
  'Ctrl-C in a terminal keeps what is finished, ends the engine and exits 130',
  async () => {
    const folder = temporaryFolder();
    const command = benchOf(folder).join(' ');
    // `script` gives the command a terminal of its own: the key goes through its line discipline to the whole group.
    const terminal = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let text = '';
    const ended = new Promise<number | null>((resolve) => terminal.on('close', resolve));
    terminal.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await engineRuns();
    terminal.stdin.write(CTRL_C);
    const status = await ended;
    expect(text).toContain('512');
    expect(text).toContain('only what was finished is stored');
    expect(status).toBe(130);
    expect(readdirSync(join(folder, 'store'))).toHaveLength(1);
    expect(await noneLeft(MARK)).toEqual([]);
  },
  30_000,
);
