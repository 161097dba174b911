import { createHash } from 'node:crypto';
import { catalogIdentity, useIdentity } from '../../../catalog/identity.ts';
import { usePerformanceConstants } from '../../../catalog/performance.ts';
import { readUserCatalog, type UserCatalog } from '../../../catalog/user/read.ts';
import { type CatalogRows, resetRows, useRows } from '../../../catalog/user/tables.ts';
import { RequestError } from '../../../core/failure.ts';
import type { PerformanceConstants } from '../../../core/performance/constants.ts';
import type { Problem } from '../../../core/types.ts';
import { fileProblem } from '../../../system/file-error.ts';
import { pathFacts, readText, writeFileAtomic } from '../../../system/files.ts';

/** A catalog of a person's own is far smaller; a feed of everything is not larger. */
const MAX_CATALOG_BYTES = 32 * 1024 ** 2;

/** The same value the same text, whatever the order of its keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Of what a lock holds: its rows and the fitted constants. */
export const lockHash = (rows: CatalogRows, engines: unknown): string => sha256(canonical({ rows, engines }));

/** A catalog file of the user, or every problem of it with line and column. */
export async function readCatalogFile(path: string): Promise<UserCatalog> {
  let text: string;
  try {
    text = await readText(path, MAX_CATALOG_BYTES);
  } catch (error) {
    throw new RequestError([fileProblem(error, path)]);
  }
  const result = readUserCatalog(text);
  if (!result.ok) {
    const problems = result.issues.map(
      (issue): Problem => ({
        kind: 'invalid-file',
        path,
        at: issue.at,
        reason: issue.reason,
        hint: 'the keys and units are those of data/*.json; `hwroi catalog show` prints a row',
      }),
    );
    throw new RequestError(problems);
  }
  return unchanged(path, result.catalog);
}

function unchanged(path: string, catalog: UserCatalog): UserCatalog {
  const { lock, rows, engines } = catalog;
  if (lock === undefined || lockHash(rows, engines) === lock.sha256) return catalog;
  const reason = 'was changed after it was locked: its rows do not have the hash it states';
  const hint = 'lock again, or remove `lock` to use it as a catalog of your own';
  throw new RequestError([{ kind: 'invalid-file', path, at: null, reason, hint }]);
}

/** Answers rest on this file too: its rows in front of ours, or, of a lock, instead of ours. */
export async function useCatalogFile(path: string): Promise<void> {
  const catalog = await readCatalogFile(path);
  const { lock, rows, engines } = catalog;
  const collectedOn = catalog.collectedOn ?? null;
  useRows(rows, { collectedOn, instead: lock !== undefined });
  if (lock !== undefined) {
    useIdentity(lock.catalog);
    if (engines !== undefined) usePerformanceConstants(constantsOf(engines));
    return;
  }
  const ours = catalogIdentity();
  useIdentity({
    asOf: collectedOn !== null && collectedOn > ours.asOf ? collectedOn : ours.asOf,
    sha256: sha256(`${ours.sha256}\n${canonical(rows)}`),
  });
}

/** A lock's hash vouches that these are constants we wrote: their shape is not checked again. */
function constantsOf(engines: unknown): PerformanceConstants {
  return JSON.parse(JSON.stringify(engines));
}

/** Our own catalog again, for the next command in this process. */
export function forgetCatalogFile(): void {
  resetRows();
  useIdentity(undefined);
  usePerformanceConstants(undefined);
}

/** The file's catalog, or an empty one where there is no file yet. */
export async function catalogOrNew(path: string): Promise<UserCatalog> {
  return (await pathFacts(path)) === null ? { rows: {} } : readCatalogFile(path);
}

/** One row a line, so that a diff shows which row changed. A lock says of an empty table that it is empty: its hash holds it. */
export function catalogText(catalog: UserCatalog): string {
  const { rows, ...head } = catalog;
  const parts = Object.entries(head)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const tables = Object.entries(rows)
    .filter(([, list]) => list !== undefined && (list.length > 0 || catalog.lock !== undefined))
    .map(
      ([table, list]) =>
        `${JSON.stringify(table)}: [\n${(list ?? []).map((row: object) => JSON.stringify(row)).join(',\n')}\n]`,
    );
  return `{\n${[...parts, ...tables].join(',\n')}\n}\n`;
}

/** @throws RequestError if it would be larger than what is read again */
export function writeCatalogFile(path: string, catalog: UserCatalog): Promise<void> {
  const text = catalogText(catalog);
  if (Buffer.byteLength(text) <= MAX_CATALOG_BYTES) return writeFileAtomic(path, text);
  const reason = `would be larger than ${MAX_CATALOG_BYTES} bytes, the most that is read again`;
  throw new RequestError([
    { kind: 'invalid-file', path, at: null, reason, hint: 'import less, or into several files' },
  ]);
}
