import { spawn, spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

type Surroundings = Readonly<Record<string, string>>;

/** Milliseconds of one run of node with these arguments; throws where it fails, for a failing run is no measurement. */
export function startMilliseconds(args: readonly string[], env: Surroundings = {}): number {
  const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args], options);
  if (status !== 0) throw new Error(`node ${args.join(' ')} exited ${status}: ${stderr.slice(0, 300)}`);
  return performance.now() - begun;
}

/** Least times of several commands, run in turn: the least disturbed run of each, on a machine that does other things. */
export function interleaved(
  commands: readonly (readonly string[])[],
  { rounds, env }: { readonly rounds: number; readonly env: Surroundings },
): number[] {
  const times = commands.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    commands.forEach((args, i) => {
      times[i]?.push(startMilliseconds(args, env));
    });
  }
  return times.map((each) => Math.min(...each));
}

/** Seconds this process has computed: what is left out is waiting for a core. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** How often a second of one core runs it, warm: a second goes by before counting starts. */
export function perSecond(run: () => void): number {
  runFor(run, 1);
  return runFor(run, 1);
}

function runFor(run: () => void, seconds: number): number {
  const begun = cpuSeconds();
  let count = 0;
  while (cpuSeconds() - begun < seconds) {
    for (let i = 0; i < 20; i += 1) run();
    count += 20;
  }
  return count / (cpuSeconds() - begun);
}

export interface Streamed {
  readonly seconds: number;
  readonly linesOut: number;
  readonly peakMebibytes: number;
  readonly exitCode: number;
}

/** Feeds lines to a command with backpressure, counts the lines that come back, watches its memory. */
export async function stream(
  args: readonly string[],
  lines: Iterable<string>,
  onLine?: (line: string, index: number) => void,
): Promise<Streamed> {
  const begun = performance.now();
  const child = spawn(process.execPath, [...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let [linesOut, peakKibibytes, held] = [0, 0, ''];
  const watch = setInterval(() => {
    const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' });
    peakKibibytes = Math.max(peakKibibytes, Number(stdout) || 0);
  }, 100);
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (held + chunk).split('\n');
    held = parts.pop() ?? '';
    for (const part of parts) {
      onLine?.(part, linesOut);
      linesOut += 1;
    }
  });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  for (const batch of batches(lines)) {
    if (!child.stdin.write(batch)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  child.stdin.end();
  const exitCode = await ended;
  clearInterval(watch);
  return { seconds: (performance.now() - begun) / 1000, linesOut, peakMebibytes: peakKibibytes / 1024, exitCode };
}

function* batches(lines: Iterable<string>): Generator<string> {
  let held = '';
  for (const line of lines) {
    held += `${line}\n`;
    if (held.length >= 65_536) {
      yield held;
      held = '';
    }
  }
  if (held !== '') yield held;
}
