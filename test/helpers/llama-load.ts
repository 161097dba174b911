import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ENGINES = join(import.meta.dirname, '..', '..', '.engines');
const SERVER = join(ENGINES, 'llama.cpp', 'bin', 'llama-server');
const MIB = 1024 ** 2;

/** Why there is no llama.cpp here; null where there is one. */
export function noLlamaCpp(): string | null {
  if (existsSync(SERVER)) return null;
  const marker = join(ENGINES, 'llama.cpp.unavailable');
  return existsSync(marker) ? readFileSync(marker, 'utf8').trim() : 'run scripts/engines.sh first';
}

/** What llama-server says it allocates, in bytes; buffers of one kind summed. */
export interface LoadLog {
  readonly kvBytes: number;
  readonly stateBytes: number;
  readonly computeBytes: number;
  readonly peakResidentBytes: number;
}

/**
 * Starts llama-server on a model and stops it at the line of the compute buffer, before any weight is read: its own
 * fitting pass sizes everything without allocating.
 */
export function loadLog(model: string, args: readonly string[]): Promise<LoadLog> {
  return new Promise((resolve, reject) => {
    const child = spawn(SERVER, ['-m', model, '--no-warmup', '-v', '--port', '0', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let kvBytes = 0;
    let stateBytes = 0;
    const last: string[] = [];
    const line = (text: string): void => {
      last.push(text);
      if (last.length > 20) last.shift();
      kvBytes += mebibytes(text, /llama_kv_cache: size = +([\d.]+) MiB/);
      stateBytes += mebibytes(text, /llama_memory_recurrent: size = +([\d.]+) MiB/);
      const computeBytes = mebibytes(text, /compute buffer size = +([\d.]+) MiB/);
      if (computeBytes === 0) return;
      const peakResidentBytes = residentPeak(child.pid);
      child.kill('SIGKILL');
      resolve({ kvBytes, stateBytes, computeBytes, peakResidentBytes });
    };
    createInterface({ input: child.stderr }).on('line', line);
    createInterface({ input: child.stdout }).on('line', line);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`llama-server ended with ${code}:\n${last.join('\n')}`)));
  });
}

function mebibytes(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0) * MIB;
}

/** High-water mark of a process's resident memory, where the system says it. */
function residentPeak(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
