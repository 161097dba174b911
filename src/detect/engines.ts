import { delimiter, join } from 'node:path';
import { pathFacts } from '../system/files.ts';
import { runProcess } from '../system/process.ts';

export interface FoundEngine {
  readonly engine: 'llama.cpp' | 'mlx';
  /** The program that is run: llama-bench, or a Python that has mlx_lm. */
  readonly path: string;
  /** What it says it is; null where it does not say. */
  readonly version: string | null;
}

export interface EngineSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--engine-path`: llama-bench, or the folder that holds it. */
  readonly enginePath?: string | undefined;
  readonly python?: string | undefined;
  /** Ends the asking. */
  readonly signal?: AbortSignal | undefined;
}

const PROBE_SECONDS = 30;
const MAX_PROBE_BYTES = 1024 ** 2;

async function firstFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if ((await pathFacts(path))?.kind === 'file') return path;
  return null;
}

const isWindows = delimiter === ';';
/** The files a program's path may mean: on Windows nobody types its ending. */
export const programFiles = (path: string, windows = isWindows): readonly string[] =>
  windows && !/\.exe$/i.test(path) ? [`${path}.exe`, path] : [path];
/** A program of a folder as this system names it. */
const programs = (folder: string, name: string): readonly string[] => programFiles(join(folder, name));

const onPath = (env: EngineSearch['env'], name: string): readonly string[] =>
  (env.PATH ?? env.Path ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => programs(folder, name));

/** llama-bench where it was named, or on PATH. */
export async function findLlamaBench(search: EngineSearch): Promise<string | null> {
  const { enginePath, env } = search;
  if (enginePath === undefined) return firstFile(onPath(env, 'llama-bench'));
  const folder = (await pathFacts(enginePath))?.kind === 'directory';
  return folder
    ? firstFile([...programs(enginePath, 'llama-bench'), ...programs(join(enginePath, 'bin'), 'llama-bench')])
    : firstFile(programFiles(enginePath));
}

/** What a program prints on both streams, or null where it does not run. */
async function said(command: string, args: readonly string[], signal?: AbortSignal): Promise<string | null> {
  const spec = { command, args, timeoutSeconds: PROBE_SECONDS, maxOutputBytes: MAX_PROBE_BYTES };
  const { end, stdoutTail, stderrTail } = await runProcess(signal === undefined ? spec : { ...spec, signal });
  return end.kind === 'exit' && end.code === 0 ? [...stdoutTail, ...stderrTail].join('\n') : null;
}

/** The version llama-bench says it has; null for builds that do not say. */
export async function llamaBenchVersion(path: string, signal?: AbortSignal): Promise<string | null> {
  const text = await said(path, ['--version'], signal);
  return text === null ? null : (/^version: (.+)$/m.exec(text)?.[1]?.trim() ?? null);
}

/** Pythons that may have mlx_lm: the named one, the active environment's, those on PATH. */
export async function pythonCandidates(search: EngineSearch): Promise<readonly string[]> {
  const { python, env } = search;
  if (python !== undefined) return [python];
  const active = env.VIRTUAL_ENV ? programs(join(env.VIRTUAL_ENV, isWindows ? 'Scripts' : 'bin'), 'python') : [];
  const found = await Promise.all([
    firstFile(active),
    firstFile(onPath(env, 'python3')),
    firstFile(onPath(env, 'python')),
  ]);
  return [...new Set(found.filter((path) => path !== null))];
}

/** The version of mlx_lm a Python has, without importing it; null where it has none. */
export async function mlxVersion(python: string, signal?: AbortSignal): Promise<string | null> {
  const code = 'import importlib.metadata as m; print(m.version("mlx-lm"))';
  const text = await said(python, ['-c', code], signal);
  return text === null ? null : (/^\d[\w.]*$/m.exec(text)?.[0] ?? null);
}

/** Every engine on this machine. Nothing is installed, ever. */
export async function findEngines(search: EngineSearch): Promise<readonly FoundEngine[]> {
  const bench = await findLlamaBench(search);
  const llama: FoundEngine[] =
    bench === null
      ? []
      : [{ engine: 'llama.cpp', path: bench, version: await llamaBenchVersion(bench, search.signal) }];
  for (const python of await pythonCandidates(search)) {
    const version = await mlxVersion(python, search.signal);
    if (version !== null) return [...llama, { engine: 'mlx', path: python, version }];
  }
  return llama;
}
