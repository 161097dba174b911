import { type ChildProcess, spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { LineSplitter } from './lines.ts';

/** A program to run: never through a shell, always with an end. */
export interface ProcessSpec {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutSeconds: number;
  /** Output beyond this stops the program: it floods. */
  readonly maxOutputBytes?: number;
  readonly maxLineLength?: number;
  readonly onStdout?: (line: string) => void;
  readonly onStderr?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Why a program ended. */
export type ProcessEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'flood'; readonly bytes: number }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface ProcessResult {
  readonly end: ProcessEnd;
  /** The last lines of each stream. */
  readonly stdoutTail: readonly string[];
  readonly stderrTail: readonly string[];
  readonly durationSeconds: number;
}

export interface RunningProcess {
  readonly pid: number | undefined;
  readonly done: Promise<ProcessResult>;
  /** Asks it to end, then makes it end; resolves when it and its children are gone. */
  readonly stop: () => Promise<ProcessResult>;
}

const MAX_OUTPUT_BYTES = 64 * 1024 ** 2;
const MAX_PROGRAM_LINE = 256 * 1024;
const TAIL_LINES = 20;
const TAIL_LINE_LENGTH = 500;
/** Between SIGTERM and SIGKILL, and between a program's exit and the closing of pipes its children may still hold. */
const GRACE_MS = 1500;
const PIPE_GRACE_MS = 300;

const alive = new Set<ChildProcess>();
let exitHookSet = false;

/** When hwroi itself ends, whatever it started ends first. */
function remember(child: ChildProcess): void {
  alive.add(child);
  if (exitHookSet) return;
  exitHookSet = true;
  process.once('exit', () => {
    for (const one of alive) killGroup(one, 'SIGKILL');
  });
}

/**
 * Programs are started as leaders of their own process group, so that children of theirs end with them. Windows has
 * neither groups nor a polite signal: the tree is ended at once, from its root, which must still be there to be found.
 */
export function killTree(child: Killable, signal: NodeJS.Signals, { platform, spawnQuietly, kill }: Killer): void {
  if (child.pid === undefined) return;
  if (platform === 'win32') {
    const isGone = child.exitCode !== null || child.signalCode !== null;
    // Where taskkill fails, at least the root is ended.
    if (!isGone) spawnQuietly('taskkill', ['/pid', String(child.pid), '/T', '/F'], () => child.kill(signal));
    return;
  }
  try {
    kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

type Killable = Pick<ChildProcess, 'pid' | 'exitCode' | 'signalCode' | 'kill'>;
interface Killer {
  readonly platform: string;
  readonly spawnQuietly: typeof spawnQuietly;
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
}
/** Runs a program nobody listens to; tells where it is missing or fails. */
export function spawnQuietly(command: string, args: readonly string[], onFailure: () => void): void {
  const child = spawn(command, [...args], { stdio: 'ignore', windowsHide: true });
  child.once('error', onFailure).once('exit', (code) => {
    if (code !== 0) onFailure();
  });
}
const KILLER: Killer = {
  platform: process.platform,
  spawnQuietly,
  kill: (pid, signal) => void process.kill(pid, signal),
};
const killGroup = (child: ChildProcess, signal: NodeJS.Signals): void => killTree(child, signal, KILLER);

class Tail {
  readonly lines: string[] = [];
  add(line: string): void {
    this.lines.push(line.length > TAIL_LINE_LENGTH ? `${line.slice(0, TAIL_LINE_LENGTH)}…` : line);
    if (this.lines.length > TAIL_LINES) this.lines.shift();
  }
}

interface Watch {
  readonly spec: ProcessSpec;
  readonly child: ChildProcess;
  readonly stdout: Tail;
  readonly stderr: Tail;
  readonly stopFor: (end: ProcessEnd) => void;
}

/** Feeds a stream's whole lines to its listener and its tail; counts bytes over both streams. */
function listen(watch: Watch, which: 'stdout' | 'stderr', counter: { bytes: number }): void {
  const { spec, child } = watch;
  const stream = child[which];
  const splitter = new LineSplitter(spec.maxLineLength ?? MAX_PROGRAM_LINE);
  const listener = which === 'stdout' ? spec.onStdout : spec.onStderr;
  const deliver = (line: { text: string | null; length: number }): void => {
    watch[which].add(line.text ?? `(a line of ${line.length} characters)`);
    if (line.text !== null) listener?.(line.text);
  };
  stream?.setEncoding('utf8');
  stream?.on('error', () => {});
  stream?.on('data', (chunk: string) => {
    counter.bytes += chunk.length;
    if (counter.bytes > (spec.maxOutputBytes ?? MAX_OUTPUT_BYTES)) {
      stream.pause();
      watch.stopFor({ kind: 'flood', bytes: counter.bytes });
      return;
    }
    for (const line of splitter.push(chunk)) deliver(line);
  });
  stream?.on('end', () => {
    for (const line of splitter.end()) deliver(line);
  });
}

/** Windows runs batch files by a shell: node refuses to start them without one, and we never use one. */
const BATCH_FILE = /\.(?:bat|cmd)$/i;

function startFailure(error: Error, command: string): ProcessEnd {
  if ('code' in error && error.code === 'ENOENT') return { kind: 'not-found' };
  if (BATCH_FILE.test(command))
    return { kind: 'not-started', reason: 'it is a batch file; name the program it starts' };
  return { kind: 'not-started', reason: error.message.replace(/^spawn /, '') };
}

function ended(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
  return signal === null ? { kind: 'exit', code: code ?? 0 } : { kind: 'signal', signal };
}

/** The program, or why it cannot be started where node knows at once: a batch file, a command line too long. */
function opened(spec: ProcessSpec): ChildProcess | ProcessEnd {
  try {
    return spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: { ...process.env, ...spec.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
      shell: false,
    });
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return startFailure(error, spec.command);
  }
}

/** Starts a program; its lines go to the listeners as they come, and it always ends: by itself, by time, or by us. */
export function startProcess(spec: ProcessSpec): RunningProcess {
  const startedMs = performance.now();
  const child = opened(spec);
  if ('kind' in child) {
    const done = Promise.resolve({ end: child, stdoutTail: [], stderrTail: [], durationSeconds: 0 });
    return { pid: undefined, done, stop: () => done };
  }
  remember(child);
  let cause: ProcessEnd | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  const stopFor = (end: ProcessEnd): void => {
    if (cause !== undefined) return;
    cause = end;
    killGroup(child, 'SIGTERM');
    killTimer = setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS);
  };
  const watch: Watch = { spec, child, stdout: new Tail(), stderr: new Tail(), stopFor };
  const counter = { bytes: 0 };
  listen(watch, 'stdout', counter);
  listen(watch, 'stderr', counter);
  const timer = setTimeout(() => stopFor({ kind: 'timeout', seconds: spec.timeoutSeconds }), spec.timeoutSeconds * 1e3);
  const onAbort = (): void => stopFor({ kind: 'aborted' });
  if (spec.signal?.aborted) onAbort();
  spec.signal?.addEventListener('abort', onAbort, { once: true });
  const done = settle(child, spec.command).then((end) => {
    clearTimeout(timer);
    clearTimeout(killTimer);
    spec.signal?.removeEventListener('abort', onAbort);
    killGroup(child, 'SIGKILL');
    alive.delete(child);
    return {
      end: cause ?? end,
      stdoutTail: watch.stdout.lines,
      stderrTail: watch.stderr.lines,
      durationSeconds: (performance.now() - startedMs) / 1e3,
    };
  });
  const stop = (): Promise<ProcessResult> => {
    stopFor({ kind: 'aborted' });
    return done;
  };
  return { pid: child.pid, done, stop };
}

/** Resolves when the program is gone and its output read; pipes held by its children are closed after a moment. */
function settle(child: ChildProcess, command: string): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve(startFailure(error, command));
    });
    child.once('exit', (code, signal) => {
      const finish = (): void => resolve(ended(code, signal));
      const timer = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        finish();
      }, PIPE_GRACE_MS);
      child.once('close', () => {
        clearTimeout(timer);
        finish();
      });
    });
  });
}

/** Runs a program to its end. */
export const runProcess = (spec: ProcessSpec): Promise<ProcessResult> => startProcess(spec).done;
