import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readStore, saveAll, saveMeasurement } from '../../src/store/measurements.ts';
import { type StoredMeasurement, storedMeasurement } from '../../src/store/record.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

function stored(id: string, decode: number): StoredMeasurement {
  const record = storedMeasurement({
    schema: 'hwroi/measurement@1',
    id,
    takenAt: '2026-11-20T00:00:00.000Z',
    hardwareName: 'x',
    modelName: 'y',
    engine: 'llama.cpp',
    promptTokens: 1,
    outputTokens: 1,
    decodeTokensPerSecond: decode,
    origin: 'typed',
  });
  if (typeof record === 'string') throw new Error(record);
  return record;
}

describe('the store', () => {
  test('thirty writers of one id at once keep thirty measurements', async () => {
    const folder = join(temporaryFolder(), 'store');
    const speeds = Array.from({ length: 30 }, (_, i) => i + 1);
    await Promise.all(speeds.map((speed) => saveMeasurement(folder, stored('same', speed))));
    const { measurements, broken } = await readStore(folder);
    expect(broken).toEqual([]);
    expect(measurements.map((one) => one.decodeTokensPerSecond).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(
      speeds,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('all or nothing: where one cannot be written, those before it are taken back', async () => {
    const folder = join(temporaryFolder(), 'store');
    // A name longer than file systems allow stands for a disk that gives out in the middle.
    const rows = [stored('first', 1), { ...stored('second', 2), id: 'x'.repeat(300) }];
    await expect(saveAll(folder, rows)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('nothing is written that could not be read again', async () => {
    const folder = join(temporaryFolder(), 'store');
    const large = { ...stored('large', 1), details: { log: 'x'.repeat(4 * 1024 ** 2) } };
    await expect(saveMeasurement(folder, large)).rejects.toThrow('`large` is too large');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder that cannot be written is told, and nothing is left', async () => {
    const folder = join(temporaryFolder(), 'file');
    writeFileSync(folder, '');
    await expect(saveMeasurement(join(folder, 'store'), stored('a', 1))).rejects.toThrow();
  });

  test.skipIf(process.getuid?.() === 0)('a read-only store is told', async () => {
    const folder = join(temporaryFolder(), 'store');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    await expect(saveMeasurement(folder, stored('a', 1))).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});
