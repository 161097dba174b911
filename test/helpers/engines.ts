import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const ENGINES = join(ROOT, '.engines');
export const LLAMA_FOLDER = join(ENGINES, 'llama.cpp', 'bin');
export const MLX_PYTHON = join(ENGINES, 'mlx', 'bin', 'python');
export const GGUF_MODEL = join(ENGINES, 'model', 'SmolLM2-135M-Instruct.Q4_1.gguf');
export const HARNESS_PYTHON = join(ENGINES, 'harness', 'bin', 'python');
export const MLX_MODEL = join(ENGINES, 'model', 'SmolLM2-135M-Instruct-4bit');

const PARTS = {
  'llama.cpp': join(LLAMA_FOLDER, 'llama-server'),
  model: GGUF_MODEL,
  mlx: join(MLX_MODEL, 'config.json'),
  harness: join(ENGINES, 'harness', 'ready'),
} as const;

/** Why a part of scripts/engines.sh is not here; null where all are. */
export function missingPart(...parts: readonly (keyof typeof PARTS)[]): string | null {
  for (const part of parts) {
    if (existsSync(PARTS[part])) continue;
    const marker = join(ENGINES, `${part}.unavailable`);
    return existsSync(marker) ? `no ${part}: ${readFileSync(marker, 'utf8').trim()}` : 'run scripts/engines.sh first';
  }
  return null;
}

/** What a title says where its tests are skipped. */
export const skippedFor = (missing: string | null): string => (missing === null ? '' : ` (skipped: ${missing})`);

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
export interface CliProcess {
  readonly child: ChildProcess;
  readonly done: Promise<CliRun>;
}

/** `hwroi …` as a process of its own, from the sources. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliProcess {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'scripts', 'run.mjs'), join(ROOT, 'src', 'cli', 'main.ts'), ...args],
    {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const done = new Promise<CliRun>((resolve) => child.once('close', (exitCode) => resolve({ exitCode, ...text })));
  return { child, done };
}

export const runCli = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliRun> =>
  startCli(args, env).done;

/** A real llama-server on a free port for one test: its origin, when it answers. */
export async function llamaServer(args: readonly string[]): Promise<string> {
  const child = spawn(join(LLAMA_FOLDER, 'llama-server'), ['--host', '127.0.0.1', '--port', '0', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let log = '';
  const origin = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (chunk: string) => {
      log += chunk;
      const found = /listening on (http:\/\/[\d.]+:\d+)/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`llama-server ended with ${code}:\n${log.slice(-2000)}`)));
  });
  for (let tries = 0; tries < 600; tries += 1) {
    const health = await fetch(`${origin}/health`, { headers: { connection: 'close' } }).catch(() => null);
    if (health?.ok) return origin;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`llama-server is not ready:\n${log.slice(-2000)}`);
}
