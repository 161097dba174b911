import { fstatSync, type Stats, writeSync } from 'node:fs';

/** What an open descriptor is; null for one that is closed, or of which the system does not say. */
function factsOf(descriptor: number): Stats | null {
  try {
    return fstatSync(descriptor);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return null;
    throw error;
  }
}

/** Whether an open descriptor is surely no terminal. One that is closed is neither. */
export const isFileOrPipe = (descriptor: number): boolean => factsOf(descriptor)?.isCharacterDevice() === false;

/** What was not written: nothing, as a rule. */
export interface Unwritten {
  /** Left where a pipe is full and whoever made it does not want to wait. */
  readonly rest: Uint8Array;
  /** Why the rest cannot be written at all. */
  readonly error: Error | null;
}

/** Writes without a stream, as a program in C does: a slow reader is waited for. */
export function writeDirectly(descriptor: number, bytes: Uint8Array): Unwritten {
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { rest, error: error.code === 'EAGAIN' ? null : error };
  }
  return { rest, error: null };
}

/** Whether a folder was redirected to standard input: node reads nothing from one, and says nothing (`< folder`). */
export const isFolderAtInput = (): boolean => factsOf(0)?.isDirectory() === true;
