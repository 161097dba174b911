import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';

export interface MemoryIoOptions {
  readonly tty?: boolean;
  readonly width?: number;
  readonly color?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly now?: Date;
  readonly cwd?: string;
}

const NO_STORE = join(tmpdir(), 'hwroi-tests-without-a-store');

/** The in-memory twin of the process: what was written can be read back. */
export function memoryIo(options: MemoryIoOptions = {}): { io: Io; stdout: () => string; stderr: () => string } {
  const written = { out: '', err: '' };
  const stream = (key: 'out' | 'err') => ({
    isTty: options.tty ?? false,
    width: options.width ?? 80,
    colorLevel: options.color ? (1 as const) : (0 as const),
    write: async (text: string) => {
      written[key] += text;
    },
  });
  const io: Io = {
    out: stream('out'),
    err: stream('err'),
    stdin: async function* () {
      yield options.stdin ?? '';
    },
    // Never the measurements of whoever runs the tests.
    env: { HWROI_STORE: NO_STORE, ...options.env },
    cwd: options.cwd ?? process.cwd(),
    now: () => options.now ?? new Date('2026-11-25T12:00:00Z'),
    signal: new AbortController().signal,
  };
  return { io, stdout: () => written.out, stderr: () => written.err };
}

export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in process: the exit code and both streams. */
export async function runInMemory(argv: readonly string[], options: MemoryIoOptions = {}): Promise<RunResult> {
  const { io, stdout, stderr } = memoryIo(options);
  const exitCode = await run(argv, io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** One golden text: exit code, then stdout, then stderr. */
export function golden(result: RunResult): string {
  return `exit ${result.exitCode}\n--- stdout ---\n${result.stdout}--- stderr ---\n${result.stderr}`;
}
