import { SurroundingsError } from '../core/failure.ts';
import type { Problem } from '../core/types.ts';

export type FileErrorCode =
  | 'not-found'
  | 'not-permitted'
  | 'is-directory'
  | 'not-directory'
  | 'disk-full'
  | 'too-large'
  | 'other';

/** A read or write that failed, told by its cause. Exit code 3 unless the user typed the path (see `fileProblem`). */
export class FileError extends SurroundingsError {
  readonly path: string;
  readonly code: FileErrorCode;
  readonly reason: string;
  constructor(path: string, code: FileErrorCode, what: { readonly reason: string; readonly hint: string }) {
    super(`${path}: ${what.reason}`, what.hint);
    this.name = 'FileError';
    this.path = path;
    this.code = code;
    this.reason = what.reason;
  }
}

const CAUSES: Readonly<Record<string, readonly [code: FileErrorCode, reason: string, hint: string]>> = {
  ENOENT: ['not-found', 'no such file or directory', 'check the path'],
  EACCES: ['not-permitted', 'permission denied', 'check who may read and write it'],
  EPERM: ['not-permitted', 'operation not permitted', 'check who may read and write it'],
  EROFS: ['not-permitted', 'the file system is read-only', 'choose another folder'],
  EISDIR: ['is-directory', 'is a directory', 'name a file'],
  ENOTDIR: ['not-directory', 'a part of the path is not a directory', 'check the path'],
  EEXIST: ['other', 'already exists', 'choose another name'],
  ENOSPC: ['disk-full', 'the disk is full', 'free some space and run it again'],
  EDQUOT: ['disk-full', 'the disk quota is used up', 'free some space and run it again'],
  EFBIG: ['disk-full', 'the file would be larger than this shell or file system allows', 'see `ulimit -f`'],
  ENODEV: ['other', 'the device is not there', 'check the path'],
  EIO: ['other', 'the disk reports an error', 'check the disk, or write elsewhere'],
  ELOOP: ['other', 'too many symbolic links', 'check the path'],
  ETXTBSY: ['other', 'is in use', 'close what uses it'],
  EBUSY: ['other', 'is in use', 'close what uses it'],
  EMFILE: ['other', 'too many open files', 'close some, or raise `ulimit -n`'],
  ENAMETOOLONG: ['other', 'the name is too long', 'choose a shorter one'],
};

/** Whatever node:fs threw, as a FileError. */
export function fileErrorOf(error: unknown, path: string): FileError {
  if (error instanceof FileError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = CAUSES[code];
  if (known !== undefined) return new FileError(path, known[0], { reason: known[1], hint: known[2] });
  const reason = error instanceof Error ? error.message : String(error);
  return new FileError(path, 'other', { reason, hint: 'check the path' });
}

/** The same failure as a Problem (exit code 2): for a path the user typed. */
export function fileProblem(error: unknown, path: string): Problem {
  const { reason, hint } = fileErrorOf(error, path);
  return { kind: 'invalid-file', path, at: null, reason, hint };
}
