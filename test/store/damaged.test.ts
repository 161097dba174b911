import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetMeasurement, readStore } from '../../src/store/measurements.ts';
import { storedMeasurement } from '../../src/store/record.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const RECORD = {
  schema: 'hwroi/measurement@1',
  id: 'good',
  takenAt: '2026-11-20T00:00:00.000Z',
  hardwareName: 'x',
  modelName: 'y',
  engine: 'llama.cpp',
  promptTokens: 1,
  outputTokens: 1,
  decodeTokensPerSecond: 10,
  origin: 'typed',
};

/** A store with a good file among those of a crash, of another program and of somebody who means harm. */
function damagedStore(): string {
  const store = join(temporaryFolder(), 'store');
  mkdirSync(store);
  const text = JSON.stringify(RECORD);
  writeFileSync(join(store, 'good.json'), text);
  writeFileSync(join(store, 'cut.json'), text.slice(0, 60));
  writeFileSync(join(store, 'empty.json'), '');
  writeFileSync(join(store, 'list.json'), '[]');
  writeFileSync(join(store, 'away.json'), JSON.stringify({ ...RECORD, id: '../../away' }));
  writeFileSync(join(store, 'large.json'), ' '.repeat(5 * 1024 ** 2));
  return store;
}

test('damaged files are told, left where they are, and hide no other', async () => {
  const store = damagedStore();
  const before = readdirSync(store);
  const { measurements, broken } = await readStore(store);
  expect(measurements.map(({ id }) => id)).toEqual(['good']);
  expect(broken.map(({ file }) => file).sort()).toEqual([
    'away.json',
    'cut.json',
    'empty.json',
    'large.json',
    'list.json',
  ]);
  const { exitCode, stdout, stderr } = await runInMemory(['bench', 'list', '--store', store]);
  expect(exitCode).toBe(0);
  for (const { file } of broken) expect(stdout + stderr).toContain(file);
  expect(readdirSync(store)).toEqual(before);
});

test.each<readonly [field: string, value: unknown]>([
  ['decodeTokensPerSecond', 1e10],
  ['decodeTokensPerSecond', 1e-300],
  ['predicted', { decodeTokensPerSecond: 1e-300 }],
  ['prefillTokensPerSecond', 1e308],
  ['loadWatts', 1e10],
  ['promptTokens', 1e12],
  ['hardwareCount', 1e9],
  ['takenAt', 'yesterday'],
  ['takenAt', '2026-13-01'],
])('%s of %j is a mistake, in a store or an import', (field, value) => {
  expect(storedMeasurement({ ...RECORD, [field]: value })).toContain(field);
});

test('a speed of exactly nothing is one', () => {
  expect(storedMeasurement({ ...RECORD, prefillTokensPerSecond: 0 })).toMatchObject({ prefillTokensPerSecond: 0 });
});

test.each(['../../away', 'a/b', '/etc/passwd', 'a\\b', '', '..', '.hidden', 'x'.repeat(201)])(
  '%j is no id',
  async (id) => {
    expect(storedMeasurement({ ...RECORD, id })).toContain('id');
  },
);

test('forget removes nothing outside its store', async () => {
  const store = damagedStore();
  const outside = join(store, '..', 'outside.json');
  writeFileSync(outside, '{}');
  expect(await forgetMeasurement(store, '../outside')).toBe(false);
  const { exitCode } = await runInMemory(['bench', 'forget', '../outside', '--store', store]);
  expect(exitCode).toBe(2);
  expect(existsSync(outside)).toBe(true);
});
