import { promises as fs, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { decodeText } from './encoding.ts';
import { FileError, fileErrorOf } from './file-error.ts';
import { patiently } from './patience.ts';

/** What a text file may hold unless its caller says otherwise: no scenario or catalog comes near. */
export const MAX_TEXT_BYTES = 64 * 1024 ** 2;

/** A whole file, refused when it is larger than `maxBytes`; pipes and devices are read up to that bound. */
export async function readBytes(path: string, maxBytes: number = MAX_TEXT_BYTES): Promise<Uint8Array> {
  try {
    const file = await fs.open(path, 'r');
    try {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1024 ** 2 })) {
        if (!(chunk instanceof Uint8Array)) continue;
        size += chunk.length;
        if (size > maxBytes) throw tooLarge(path, maxBytes);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileErrorOf(error, path);
  }
}

/** A whole text file without its byte order mark. */
export async function readText(path: string, maxBytes: number = MAX_TEXT_BYTES): Promise<string> {
  return decodeText(await readBytes(path, maxBytes));
}

/** What reading stops with at a bound. */
export function tooLarge(path: string, maxBytes: number): FileError {
  const reason = `is larger than ${maxBytes} bytes, the most that is read`;
  return new FileError(path, 'too-large', { reason, hint: 'check that it is the right file' });
}

/** Writes a temporary file beside `path`, flushed to disk, hands it on, and leaves nothing behind when that fails. */
async function throughTemporary<T>(
  path: string,
  content: string | Uint8Array,
  place: (temporary: string) => Promise<T>,
): Promise<T> {
  const { randomBytes } = await import('node:crypto');
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await fs.open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    return await place(temporary);
  } catch (error) {
    await fs.unlink(temporary).catch(() => {});
    throw fileErrorOf(error, path);
  }
}

/** Names that mean a device in every folder of Windows; node would make a file of one that few programs can remove. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Writes a file so that a reader sees the old content or the new, never a part: into a temporary file beside it,
 * flushed to disk, then renamed. Nothing is left behind when it fails. What is no file (a pipe, /dev/null, NUL) is written to as
 * it is: a rename would put a file in its place.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  platform: string = process.platform,
): Promise<void> {
  const name = basename(path);
  if (platform === 'win32' && DEVICE.test(name)) {
    if (/^nul$/i.test(name)) return;
    throw new FileError(path, 'other', { reason: 'is the name of a device', hint: 'choose another name' });
  }
  if ((await pathFacts(path))?.kind === 'other')
    return fs.writeFile(path, content).catch((error) => Promise.reject(fileErrorOf(error, path)));
  return throughTemporary(path, content, (temporary) => patiently(() => fs.rename(temporary, path)));
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
/** File systems without hard links say one of these; Windows says EISDIR of exFAT. */
const NO_LINKS: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR'];

/** The same for a name nobody has yet, whoever else writes at the same time. @returns false where it is taken */
export const writeNewFileAtomic = (path: string, content: string | Uint8Array): Promise<boolean> =>
  throughTemporary(path, content, async (temporary) => {
    try {
      await fs.link(temporary, path);
      await fs.unlink(temporary);
      return true;
    } catch (error) {
      const isTaken =
        codeOf(error) === 'EEXIST' || (NO_LINKS.includes(codeOf(error)) && (await pathFacts(path)) !== null);
      if (isTaken) await fs.unlink(temporary);
      else if (NO_LINKS.includes(codeOf(error))) await patiently(() => fs.rename(temporary, path));
      else throw error;
      return !isTaken;
    }
  });

/** A folder and those above it, one by one: of a place that takes none, such as /proc, node's own way never returns. */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await madeAlone(path);
  } catch (error) {
    const above = dirname(path);
    if (codeOf(error) !== 'ENOENT' || above === path) throw fileErrorOf(error, path);
    await makeDirectory(above);
    await madeAlone(path).catch((reason) => Promise.reject(fileErrorOf(reason, path)));
  }
}

async function madeAlone(path: string): Promise<void> {
  try {
    if ((await pathFacts(path))?.kind !== 'directory') await fs.mkdir(path);
  } catch (error) {
    // Another run was quicker.
    if ((await pathFacts(path))?.kind !== 'directory') throw error;
  }
}

/** Names in a folder, sorted; none where it does not exist. At once: every start looks, and `fs.promises` takes long to load. */
export async function listDirectory(path: string): Promise<readonly string[]> {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    const failure = fileErrorOf(error, path);
    if (failure.code === 'not-found') return [];
    throw failure;
  }
}

export interface PathFacts {
  readonly kind: 'file' | 'directory' | 'other';
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

/** What lies at a path, or null; at once, like listDirectory. */
export async function pathFacts(path: string): Promise<PathFacts | null> {
  try {
    const facts = statSync(path);
    const kind = facts.isFile() ? 'file' : facts.isDirectory() ? 'directory' : 'other';
    return { kind, sizeBytes: facts.size, modifiedAtMs: facts.mtimeMs };
  } catch {
    return null;
  }
}

/** Deletes one file. */
export async function removeFile(path: string): Promise<void> {
  try {
    await fs.unlink(path);
  } catch (error) {
    throw fileErrorOf(error, path);
  }
}
