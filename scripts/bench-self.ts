/**
 * How fast hwroi is, against its budgets: ratios to bare node in interleaved runs, counts per second on one core, memory,
 * size. `npm run bench:self` after a build. Not part of any test: a busy machine must not turn a suite red.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { breakEven } from '../src/app/breakeven.ts';
import { performanceConstants } from '../src/catalog/performance.ts';
import type { Io } from '../src/cli/io.ts';
import { COMMANDS } from '../src/cli/registry.ts';
import { run } from '../src/cli/run.ts';
import { evaluateAll, prepare } from '../src/core/evaluate.ts';
import { questions } from './bench/lines.ts';
import { cpuSeconds, interleaved, perSecond, stream } from './bench/timing.ts';

const BIN = 'bin/hwroi.js';
const ROUNDS = Number(process.argv[2] ?? 21);
const has = (name: string): boolean => COMMANDS.some((command) => command.name === name);

interface Row {
  readonly what: string;
  readonly budget: string;
  readonly measured: string;
  readonly met: boolean;
}
const rows: Row[] = [];
const note = (what: string, budget: string, measured: string, met: boolean): void => {
  rows.push({ what, budget, measured, met });
  console.log(`${met ? 'met   ' : 'MISSED'}  ${what.padEnd(62)} ${budget.padStart(16)}  ${measured}`);
};

function starts(): void {
  const lines: readonly (readonly [string, number])[] = [
    ['--version', 1.3],
    ['--help', 1.3],
    ['breakeven own:2xrtx-3090 rent:rtx-4090 api:qwen3.6-27b', 1.8],
    ...(has('speed') ? [['speed --hardware rtx-4090 --model llama-3.1-8b', 1.8] as const] : []),
    ...(has('memory') ? [['memory --model llama-3.1-8b --hardware rtx-4090', 1.8] as const] : []),
    ...(has('recommend') ? [['recommend', 2.5] as const] : []),
  ];
  const commands = [['-e', ''], ...lines.map(([line]) => [BIN, ...line.split(' ')])];
  // A folder of its own: what was kept of earlier builds is not measured.
  const cache = mkdtempSync(join(tmpdir(), 'hwroi-bench-'));
  const first = interleaved(commands, { rounds: Math.ceil(ROUNDS / 3), env: { HWROI_NO_CACHE: '1' } });
  const env = { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, CI: '', HWROI_NO_CACHE: '' };
  interleaved(commands, { rounds: 3, env });
  const times = interleaved(commands, { rounds: ROUNDS, env });
  rmSync(cache, { recursive: true });
  const bare = Math.min(times[0] ?? Number.NaN, first[0] ?? Number.NaN);
  lines.forEach(([line, budget], i) => {
    const ratio = (times[i + 1] ?? Number.NaN) / bare;
    const cold = (first[i + 1] ?? Number.NaN) / bare;
    const measured = `${ratio.toFixed(2)} × (nothing kept: ${cold.toFixed(2)} ×; node ${bare.toFixed(0)} ms)`;
    note(`start: ${line}`, `≤ ${budget} × node`, measured, ratio <= budget);
  });
}

function chain(): void {
  const { scenario } = breakEven({
    layers: [{ origin: 'flag', style: 'key', values: { horizonMonths: 60 } }],
    options: ['own:2xrtx-3090', 'api:qwen3.6-27b'],
    mode: 'interactive',
  });
  if (scenario === undefined) throw new Error('no scenario');
  const one = { ...scenario, options: scenario.options.slice(0, 1) };
  const source = { constants: performanceConstants() };
  const prepared = prepare(one, source);
  const evaluations = perSecond(() => evaluateAll(one, prepared));
  note(
    'full-chain evaluations, speeds known (one option, 60 months)',
    '≥ 50,000/s',
    `${Math.round(evaluations)}/s`,
    evaluations >= 50_000,
  );
  const whole = perSecond(() => evaluateAll(one, prepare(one, source)));
  note('the same with engine choice and speeds anew', '(no budget)', `${Math.round(whole)}/s`, true);
}

function draws(): void {
  const time = (count: number): number => {
    const begun = cpuSeconds();
    breakEven({ layers: [], options: ['own:2xrtx-3090', 'api:qwen3.6-27b'], mode: 'interactive', draws: count });
    return cpuSeconds() - begun;
  };
  time(10_000);
  const extra = Math.min(...[1, 2, 3].map(() => time(10_000) - time(200)));
  note('10,000 draws of two options, on top of 200', '≤ 0.5 s', `${extra.toFixed(2)} s`, extra <= 0.5);
}

/** The stream of lines in this process, so that its computing time is known; memory from a process of its own. */
async function batch(): Promise<void> {
  const command = has('speed') ? 'speed' : 'memory';
  const LINES = 100_000;
  const begun = cpuSeconds();
  const code = await run([command, '--batch', '-'], quietIo(questions(LINES, command)));
  const rate = LINES / (cpuSeconds() - begun);
  if (code !== 0) throw new Error(`batch exited ${code}`);
  note(`--batch, 100,000 lines of ${command}`, '≥ 20,000 lines/s', `${Math.round(rate)} lines/s`, rate >= 20_000);
  const small = await stream([BIN, command, '--batch', '-'], questions(20_000, command));
  const large = await stream([BIN, command, '--batch', '-'], questions(200_000, command));
  const grown = large.peakMebibytes - small.peakMebibytes;
  const measured = `${small.peakMebibytes.toFixed(0)} → ${large.peakMebibytes.toFixed(0)} MiB`;
  note('its memory, ten times the lines', 'flat', measured, grown < 64);
}

function quietIo(lines: Iterable<string>): Io {
  const stream_: Io['out'] = { isTty: false, width: 80, colorLevel: 0, write: async () => undefined };
  return {
    out: stream_,
    err: stream_,
    stdin: async function* () {
      for (const line of lines) yield `${line}\n`;
    },
    env: {},
    cwd: process.cwd(),
    now: () => new Date(0),
    signal: new AbortController().signal,
  };
}

function size(): void {
  const [pack] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' }),
  );
  const megabytes = Number(pack.unpackedSize) / 1e6;
  note('package as installed', '≤ 3 MB', `${megabytes.toFixed(2)} MB`, megabytes <= 3);
}

console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${ROUNDS} rounds\n`);
starts();
chain();
draws();
await batch();
size();
console.log(`\n${rows.filter((row) => row.met).length} of ${rows.length} met`);
