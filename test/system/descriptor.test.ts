import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isFileOrPipe, writeDirectly } from '../../src/system/descriptor.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-descriptor-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

describe.skipIf(process.platform === 'win32')('writing without a stream', () => {
  test('a file gets every byte', () => {
    const path = join(folder, 'file');
    const file = openSync(path, 'w');
    expect(isFileOrPipe(file)).toBe(true);
    expect(writeDirectly(file, Buffer.from('2 × RTX\n'))).toMatchObject({ rest: { length: 0 }, error: null });
    closeSync(file);
    expect(readFileSync(path, 'utf8')).toBe('2 × RTX\n');
    expect(isFileOrPipe(file)).toBe(false);
  });

  test('a full pipe that nobody wants to wait for leaves a rest, and loses nothing', () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, O_RDONLY | O_NONBLOCK);
    const writer = openSync(path, O_WRONLY | O_NONBLOCK);
    const bytes = Buffer.alloc(1_000_000, 'ab');
    const { rest, error } = writeDirectly(writer, bytes);
    expect([error, isFileOrPipe(writer)]).toEqual([null, true]);
    expect(rest.length).toBeGreaterThan(0);
    const taken = Buffer.alloc(bytes.length);
    const read = readSync(reader, taken);
    closeSync(reader);
    expect(Buffer.concat([taken.subarray(0, read), rest]).equals(bytes)).toBe(true);
    expect(writeDirectly(writer, bytes).error).toMatchObject({ code: 'EPIPE' });
    closeSync(writer);
  });

  test('a terminal or the null device is neither', () => {
    const nothing = openSync('/dev/null', 'w');
    expect(isFileOrPipe(nothing)).toBe(false);
    closeSync(nothing);
  });
});
