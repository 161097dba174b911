import { join } from 'node:path';
import { SurroundingsError } from '../core/failure.ts';
import { listDirectory, makeDirectory, pathFacts, readText, removeFile, writeNewFileAtomic } from '../system/files.ts';
import { type StoredMeasurement, storedMeasurement } from './record.ts';

/** A file of the store that is no measurement: reported, never deleted. */
export interface BrokenFile {
  readonly file: string;
  readonly reason: string;
}
export interface StoreContent {
  readonly measurements: readonly StoredMeasurement[];
  readonly broken: readonly BrokenFile[];
}

const MAX_RECORD_BYTES = 4 * 1024 ** 2;
const EXTENSION = '.json';

/** Every stored measurement, oldest first. */
export async function readStore(folder: string): Promise<StoreContent> {
  const names = (await listDirectory(folder)).filter((name) => name.endsWith(EXTENSION) && !name.startsWith('.'));
  const measurements: StoredMeasurement[] = [];
  const broken: BrokenFile[] = [];
  for (const file of names) {
    const record = await readRecord(join(folder, file));
    if (typeof record === 'string') broken.push({ file, reason: record });
    else measurements.push(record);
  }
  measurements.sort((a, b) => (a.takenAt < b.takenAt ? -1 : a.takenAt > b.takenAt ? 1 : a.id < b.id ? -1 : 1));
  return { measurements, broken };
}

async function readRecord(path: string): Promise<StoredMeasurement | string> {
  try {
    return storedMeasurement(JSON.parse(await readText(path, MAX_RECORD_BYTES)));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Writes one measurement as one file, whole or not at all; a taken id gets a number. @returns what was stored */
export async function saveMeasurement(folder: string, measurement: StoredMeasurement): Promise<StoredMeasurement> {
  await makeDirectory(folder);
  for (let n = 1; ; n += 1) {
    const stored = { ...measurement, id: n === 1 ? measurement.id : `${measurement.id}-${n}` };
    const text = `${JSON.stringify(stored, null, 2)}\n`;
    if (Buffer.byteLength(text) > MAX_RECORD_BYTES)
      throw new SurroundingsError(`\`${stored.id}\` is too large to be read again`, 'shorten its `details`');
    if (await writeNewFileAtomic(join(folder, stored.id + EXTENSION), text)) return stored;
  }
}

/** Writes all of them or none: where one cannot be written, those before it are taken back. */
export async function saveAll(folder: string, measurements: readonly StoredMeasurement[]): Promise<readonly string[]> {
  const ids: string[] = [];
  try {
    for (const measurement of measurements) ids.push((await saveMeasurement(folder, measurement)).id);
    return ids;
  } catch (error) {
    for (const id of ids) await removeFile(join(folder, id + EXTENSION)).catch(() => {});
    throw error;
  }
}

/** The one way a measurement is deleted: by its id, by the user. @returns false where there is none */
export async function forgetMeasurement(folder: string, id: string): Promise<boolean> {
  const path = join(folder, id + EXTENSION);
  if (!/^[\w.-]+$/.test(id) || (await pathFacts(path)) === null) return false;
  await removeFile(path);
  return true;
}

/** A readable id: when, on what, of which model. */
export function measurementId(parts: {
  readonly takenAt: string;
  readonly hardware: string;
  readonly model: string;
  readonly suffix: string;
}): string {
  const when = parts.takenAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const plain = (text: string, most: number): string =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, most);
  return [when, plain(parts.hardware, 24), plain(parts.model, 40), plain(parts.suffix, 24)]
    .filter((part) => part !== '')
    .join('-');
}
