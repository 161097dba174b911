import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RequestError, SurroundingsError } from '../../src/core/failure.ts';
import { FileError, fileProblem } from '../../src/system/file-error.ts';
import {
  listDirectory,
  makeDirectory,
  pathFacts,
  readText,
  writeFileAtomic,
  writeNewFileAtomic,
} from '../../src/system/files.ts';
import { openRandomAccess } from '../../src/system/random-access.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const failure = async (work: Promise<unknown>): Promise<FileError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FileError)) throw new Error(`expected a FileError, got ${String(error)}`);
  return error;
};

describe('atomic writes', () => {
  test('replace the old content and leave nothing beside it', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.json');
    writeFileSync(path, 'old');
    await writeFileAtomic(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  test('a target that is a folder fails, keeps the folder and leaves no temporary file', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'taken', 'x'), { recursive: true });
    const error = await failure(writeFileAtomic(join(folder, 'taken'), 'text'));
    expect(error).toBeInstanceOf(SurroundingsError);
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  test('a missing folder is told by its cause', async () => {
    const error = await failure(writeFileAtomic(join(temporaryFolder(), 'no', 'a.json'), 'text'));
    expect(error.code).toBe('not-found');
  });

  test('a reader never sees a part of what is being written', async () => {
    const path = join(temporaryFolder(), 'a');
    const texts = ['a'.repeat(4_000_000), 'b'.repeat(4_000_000)] as const;
    writeFileSync(path, texts[0]);
    let done = false;
    const seen = new Set<string>();
    const watching = (async () => {
      while (!done) {
        const text = readFileSync(path, 'utf8');
        seen.add(text === texts[0] ? 'a' : text === texts[1] ? 'b' : `a part of ${text.length}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let i = 1; i <= 20; i += 1) await writeFileAtomic(path, texts[i % 2] ?? '');
    done = true;
    await watching;
    expect([...seen].filter((one) => one.length > 1)).toEqual([]);
  });

  test('twenty writers at once leave one whole file', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a');
    await Promise.all(Array.from({ length: 20 }, (_, i) => writeFileAtomic(path, String(i).repeat(10_000))));
    const text = readFileSync(path, 'utf8');
    expect(new Set(text.length > 15_000 ? (text.match(/../g) ?? []) : text)).toHaveProperty('size', 1);
    expect(readdirSync(folder)).toEqual(['a']);
  });
});

describe('writing a new file', () => {
  test('one of twenty writers at once gets the name, and the others are told', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a');
    const won = await Promise.all(Array.from({ length: 20 }, (_, i) => writeNewFileAtomic(path, String(i))));
    expect(won.filter((one) => one)).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(String(won.indexOf(true)));
    expect(readdirSync(folder)).toEqual(['a']);
  });
});

describe('bounded reads', () => {
  test('a file over the bound is refused', async () => {
    const path = join(temporaryFolder(), 'big');
    writeFileSync(path, 'x'.repeat(1001));
    expect((await failure(readText(path, 1000))).code).toBe('too-large');
    expect(await readText(path, 1001)).toHaveLength(1001);
  });

  test('a byte order mark is not content', async () => {
    const path = join(temporaryFolder(), 'bom');
    writeFileSync(path, '\uFEFF{}');
    expect(await readText(path)).toBe('{}');
  });

  test('an absent path the user typed becomes a problem of the request', async () => {
    const error = await failure(readText('/nowhere/at/all.yaml'));
    const problem = fileProblem(error, 'all.yaml');
    expect(problem).toMatchObject({ kind: 'invalid-file', path: 'all.yaml', reason: 'no such file or directory' });
    expect(new RequestError([problem]).problems).toEqual([problem]);
  });

  test('a folder is not a file', async () => {
    const folder = temporaryFolder();
    expect((await failure(readText(folder))).code).toBe('is-directory');
    expect((await pathFacts(folder))?.kind).toBe('directory');
    expect(await pathFacts(join(folder, 'none'))).toBeNull();
    expect(await listDirectory(join(folder, 'none'))).toEqual([]);
  });
});

describe('random access', () => {
  test('reads pieces, and less at the end', async () => {
    const path = join(temporaryFolder(), 'a');
    writeFileSync(path, '0123456789');
    const file = await openRandomAccess(path);
    expect(file.sizeBytes).toBe(10);
    expect(Buffer.from(await file.read(3, 4)).toString()).toBe('3456');
    expect(Buffer.from(await file.read(8, 100)).toString()).toBe('89');
    expect(await file.read(50, 4)).toHaveLength(0);
    await expect(file.read(-1, 4)).rejects.toThrow(RangeError);
    await expect(file.read(0, 2 ** 40)).rejects.toThrow(RangeError);
    await file.close();
  });
});

test('a folder is made with those above it, by several at once', async () => {
  const folder = join(temporaryFolder(), 'a', 'b', 'c');
  await Promise.all(Array.from({ length: 8 }, () => makeDirectory(folder)));
  expect((await pathFacts(folder))?.kind).toBe('directory');
});

test('a folder below a file is told, with the part of the path that is in the way', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(await failure(makeDirectory(file))).toMatchObject({ path: file });
  expect((await failure(makeDirectory(join(file, 'a', 'b')))).code).toBe('not-directory');
});

test.skipIf(process.platform !== 'linux')('a folder where none can be made is told at once', async () => {
  expect(await failure(makeDirectory('/proc/hwroi/a'))).toMatchObject({ path: '/proc/hwroi' });
});
