import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { decodeText } from './encoding.ts';
import { FileError, fileErrorOf } from './file-error.ts';

/** A file read in pieces, at once: for headers, which are small and read before anything can be answered. */
export interface OpenByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly read: (offset: number, length: number) => Uint8Array;
  readonly close: () => void;
}

const MAX_TEXT_BYTES = 16 * 1024 ** 2;

/** Opens a regular file. @throws FileError */
export function openByteSource(path: string): OpenByteSource {
  try {
    // Before opening: a pipe would wait for its writer.
    if (!statSync(path).isFile()) {
      throw new FileError(path, 'is-directory', { reason: 'is not a regular file', hint: 'name a file' });
    }
    const file = openSync(path, 'r');
    const facts = fstatSync(file);
    return {
      name: path,
      sizeBytes: facts.size,
      close: () => closeSync(file),
      read: (offset, length) => {
        const wanted = Math.max(0, Math.min(length, facts.size - offset));
        const buffer = new Uint8Array(wanted);
        let filled = 0;
        while (filled < wanted) {
          const read = readSync(file, buffer, filled, wanted - filled, offset + filled);
          if (read === 0) break;
          filled += read;
        }
        return buffer.subarray(0, filled);
      },
    };
  } catch (error) {
    throw fileErrorOf(error, path);
  }
}

/** True for a folder. @throws FileError where nothing is there. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw fileErrorOf(error, path);
  }
}

/** Names in a folder, sorted. @throws FileError */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw fileErrorOf(error, folder);
  }
}

/** A small text file as a whole. @throws FileError also when it is larger than any configuration. */
export function readSmallText(path: string): string {
  try {
    if (statSync(path).size > MAX_TEXT_BYTES) {
      throw new FileError(path, 'too-large', {
        reason: 'is larger than a configuration can be',
        hint: 'name a config.json',
      });
    }
    return decodeText(readFileSync(path));
  } catch (error) {
    throw fileErrorOf(error, path);
  }
}
