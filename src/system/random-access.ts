import { promises as fs } from 'node:fs';
import { FileError, fileErrorOf } from './file-error.ts';

/** A file read in pieces: for headers of files far larger than memory. */
export interface RandomAccessFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Up to `length` bytes from `offset`; fewer at the end of the file, none beyond it. */
  readonly read: (offset: number, length: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** The most one read may ask for: a header that claims more is not a header. */
export const MAX_READ_BYTES = 256 * 1024 ** 2;

export async function openRandomAccess(path: string): Promise<RandomAccessFile> {
  try {
    const file = await fs.open(path, 'r');
    const facts = await file.stat();
    if (facts.isDirectory()) {
      await file.close();
      throw new FileError(path, 'is-directory', { reason: 'is a directory', hint: 'name a file' });
    }
    return {
      path,
      sizeBytes: facts.size,
      close: () => file.close(),
      read: async (offset, length) => {
        const wanted = boundedLength(offset, length, facts.size);
        const buffer = new Uint8Array(wanted);
        let filled = 0;
        while (filled < wanted) {
          const { bytesRead } = await file.read(buffer, filled, wanted - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return buffer.subarray(0, filled);
      },
    };
  } catch (error) {
    throw fileErrorOf(error, path);
  }
}

function boundedLength(offset: number, length: number, sizeBytes: number): number {
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0) {
    throw new RangeError(`cannot read ${length} bytes at ${offset}`);
  }
  if (length > MAX_READ_BYTES) throw new RangeError(`cannot read ${length} bytes at once`);
  return Math.max(0, Math.min(length, sizeBytes - offset));
}
