import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** Surroundings that say where a user's caches lie. */
export interface CachePlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

/**
 * The folder of what was compiled before: the user's cache folder (XDG on Linux, Library/Caches on macOS, LOCALAPPDATA on
 * Windows). Null with `HWROI_NO_CACHE`, on a build server, or without a home: nothing is kept there.
 */
export function cacheFolder({ env, platform, home }: CachePlace): string | null {
  if (env.HWROI_NO_CACHE || env.CI || home === '') return null;
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'hwroi');
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'hwroi', 'Cache');
  const caches = env.XDG_CACHE_HOME ?? '';
  return join(isAbsolute(caches) ? caches : join(home, '.cache'), 'hwroi');
}

/** A bundle as one function of a CommonJS module, whose last line is its hash (scripts/program-module.ts), and where what V8 makes of it is kept; null keeps nothing. */
export interface CompiledBundle {
  readonly file: string;
  readonly folder: string | null;
  /** What is run: other functions are needed for other work, so each has a file of its own. */
  readonly name: string;
  /** Whether the run is short, so that code is not optimized soon. */
  readonly brief: boolean;
}

const ID_LENGTH = 16;

/** One file a name, bundle, version of Node and kind of processor. */
const cacheFileOf = ({ folder, name }: CompiledBundle, source: string): string | null =>
  folder === null || typeof crc32 !== 'function'
    ? null
    : join(folder, `${name}-${source.slice(-ID_LENGTH)}-${process.version}-${process.arch}.bin`);

/** How often a file is written anew with the functions that the runs since needed: later ones rarely need others. */
const GENERATIONS = 3;
const TRAILER_BYTES = 8;
const MOST_BYTES = 32 * 1024 ** 2;

/**
 * Bytes of bytecode a function runs before V8 thinks of optimizing it, fifteen times V8's own: a run of a tenth of a second
 * is over before the optimizing compiler has earned its keep.
 */
const BYTECODE_BEFORE_OPTIMIZING = 1_000_000;

/** The flag of V8 that says so, or null: V8 12 (Node 22) counts in another way, and says on stderr of a flag that it does not know it. */
export const lateOptimizing = (version: string): string | null =>
  /^v20\./.test(version) ? `--interrupt-budget=${BYTECODE_BEFORE_OPTIMIZING}` : null;

/**
 * Runs the bundle and returns what it exports. Functions that an earlier run compiled are taken from the cache; what this
 * run compiled is added to it when the process ends well.
 *
 * A cache file is used only if this user alone can write it and its checksum holds: V8 runs what it is given. Whatever the
 * disk refuses leaves the program as slow as without a cache, and never stops it.
 *
 * @see docs/decisions/0090-compiled-code-is-kept.md
 */
export function runCompiled(bundle: CompiledBundle): unknown {
  const { file } = bundle;
  // Before anything is compiled: V8 refuses what was kept under other flags.
  const flag = bundle.brief ? lateOptimizing(process.version) : null;
  if (flag !== null) setFlagsFromString(flag);
  const source = readFileSync(file, 'latin1');
  const cacheFile = cacheFileOf(bundle, source);
  const kept = cacheFile === null ? null : readCache(cacheFile);
  const script = new Script(source, {
    filename: file,
    ...(kept === null ? {} : { cachedData: kept.data }),
  });
  const generation = kept === null || script.cachedDataRejected === true ? 0 : kept.generation;
  if (cacheFile !== null && generation < GENERATIONS) {
    process.once('exit', (code) => {
      if (code === 0) writeCache(cacheFile, { data: script.createCachedData(), generation: generation + 1 });
    });
  }
  const module = { exports: {} };
  const run: unknown = script.runInThisContext();
  if (typeof run === 'function') run(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports;
}

interface Kept {
  readonly data: Buffer;
  readonly generation: number;
}

/** Only what the file system refuses is passed over; anything else is a bug and must be heard of. */
function unlessRefused<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return null;
    throw error;
  }
}

const readCache = (path: string): Kept | null =>
  unlessRefused(() => {
    const handle = openSync(path, 'r');
    try {
      const facts = fstatSync(handle);
      return isMine(facts) && facts.size <= MOST_BYTES ? checked(readFileSync(handle)) : null;
    } finally {
      closeSync(handle);
    }
  });

/** Of this user's that nobody else may write. Windows has no such modes: there the folder is the user's. */
function isMine({ uid, mode }: Stats): boolean {
  const user = process.getuid?.();
  return user === undefined || (uid === user && (mode & 0o022) === 0);
}

function checked(content: Buffer): Kept | null {
  const end = content.length - TRAILER_BYTES;
  if (end <= 0 || crc32(content.subarray(0, end + 4)) !== content.readUInt32LE(end + 4)) return null;
  return { data: content.subarray(0, end), generation: content.readUInt32LE(end) };
}

function withTrailer({ data, generation }: Kept): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(generation, 0);
  const content = Buffer.concat([data, trailer]);
  content.writeUInt32LE(crc32(content.subarray(0, -4)), content.length - 4);
  return content;
}

/** Whole or not at all, by a rename; then what earlier versions kept under the same first word is removed. */
const writeCache = (path: string, kept: Kept): void => {
  unlessRefused(() => {
    const folder = dirname(path);
    // The folder above may be missing in a new home, the one above that may not: a home is not made up.
    unlessRefused(() => mkdirSync(dirname(folder), { mode: 0o700 }));
    unlessRefused(() => mkdirSync(folder, { mode: 0o700 }));
    if (!isMine(statSync(folder))) return;
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, withTrailer(kept), { flag: 'wx', mode: 0o600 });
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    removeOthers(folder, path);
  });
};

function removeOthers(folder: string, path: string): void {
  const name = path.slice(folder.length + 1);
  const [command = ''] = name.split('-');
  for (const other of readdirSync(folder))
    if (other !== name && other.startsWith(`${command}-`) && other.endsWith('.bin')) rmSync(join(folder, other));
}
