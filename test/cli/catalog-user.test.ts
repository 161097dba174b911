import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeCatalogFile } from '../../src/app/catalog/user/file.ts';
import { RequestError } from '../../src/core/failure.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const FEEDS = join(import.meta.dirname, '..', 'fixtures', 'feeds');
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hwroi-catalog-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const hwroi = (...argv: readonly string[]) => runInMemory(argv);
const resultOf = async (...argv: readonly string[]) => JSON.parse((await hwroi(...argv, '--json')).stdout).result;

async function served(answer: { status: number; body: string }, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((_, response) => response.writeHead(answer.status).end(answer.body));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  try {
    await work(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api.json`);
  } finally {
    server.close();
  }
}

describe('a catalog of your own', () => {
  test('a price typed in is the price that counts, with its date', async () => {
    await hwroi('catalog', 'add', 'hardware', 'id=rtx-3090', 'price=650', 'priceKind=used', '--into', at('my.json'));
    const shown = await resultOf('catalog', 'show', 'hardware', 'rtx-3090', '--catalog', at('my.json'));
    expect(shown.rows[0]).toMatchObject({ priceUsd: 650, priceKind: 'used', priceAsOf: '2026-11-25', memoryGiB: [24] });
    expect((await resultOf('catalog', 'show', 'hardware', 'rtx-3090')).rows[0].priceUsd).toBe(800);
  });

  test('a card you were quoted is priced by that, in a host built around it', async () => {
    const line = ['breakeven', 'own:rtx-3090', 'api:qwen3.6-27b'];
    const ownOf = async (...more: readonly string[]) =>
      (await resultOf(...line, ...more)).options.find(({ kind }: { kind: string }) => kind === 'own');
    await hwroi('catalog', 'add', 'hardware', 'id=rtx-3090', 'price=650', '--into', at('my.json'));
    await hwroi('catalog', 'add', 'hardware', 'id=rtx-3090', 'price=660', '--into', at('dearer.json'));
    const [listed, quoted, dearer] = [
      await ownOf(),
      await ownOf('--catalog', at('my.json')),
      await ownOf('--catalog', at('dearer.json')),
    ];
    expect(quoted.upfrontUsd).not.toBe(listed.upfrontUsd);
    expect(dearer.upfrontUsd - quoted.upfrontUsd).toBeCloseTo(10 * quoted.units, 6);
  });

  test('a quoted card is a candidate beside the machines listed with it, never twice the same', async () => {
    const line = ['recommend', 'llama-3.1-8b', '--on-premises', '--top', '40'];
    const rowsOf = async (...more: readonly string[]): Promise<readonly { option: string; upfrontUsd: number }[]> =>
      (await resultOf(...line, ...more)).rows;
    await hwroi('catalog', 'add', 'hardware', 'id=rtx-3090', 'price=450', '--into', at('cheap.json'));
    const [before, after] = [await rowsOf(), await rowsOf('--catalog', at('cheap.json'))];
    const added = after.map(({ option }) => option).filter((option) => !before.some((row) => row.option === option));
    expect(added).toContain('own:1xrtx-3090');
    expect(after.map(({ option }) => option)).toContain('own:desktop-1x-rtx-3090');
    const fours = after.filter(({ option }) => /4x-?rtx-3090/.test(option));
    expect(new Set(fours.map(({ upfrontUsd }) => upfrontUsd)).size).toBe(fours.length);
  });

  test('a machine nobody lists is found by its name', async () => {
    const fields = [
      'id=garage-box',
      'name=Garage Box',
      'hardwareId=rtx-3090',
      'hardwareCount=2',
      'memoryGiB=48',
      'price=1,900',
    ];
    await hwroi('catalog', 'add', 'systems', ...fields, '--into', at('my.json'));
    const { stdout, exitCode } = await runInMemory(['catalog', 'find', 'garage', 'box'], {
      env: { HWROI_CATALOG: at('my.json') },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('garage-box');
  });

  test('an invalid field writes nothing and says which keys there are', async () => {
    const { exitCode, stderr } = await hwroi('catalog', 'add', 'hardware', 'id=x', 'foo=1', '--into', at('my.json'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('foo: unknown key');
    await expect(readFile(at('my.json'))).rejects.toThrow();
  });

  test('validate reports every problem of a file at its line and column', async () => {
    await writeFile(at('bad.yaml'), 'hardware:\n  - id: My Card\n    tdp: 3\n');
    const { exitCode, stderr, stdout } = await hwroi('catalog', 'validate', at('bad.yaml'));
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('bad.yaml:2:9: hardware[0].id');
    expect(stderr).toContain('bad.yaml:3:5: hardware[0].tdp: unknown key; the catalog calls it `tdpWatts`');
    expect(stderr.match(/^hint:/gm)).toHaveLength(1);
  });

  test('validate counts the rows and names references that lead nowhere', async () => {
    const row = {
      id: 'a',
      provider: 'p',
      gpuName: 'g',
      hardwareId: 'no-such',
      gpuCount: 1,
      usdPerGpuHour: 1,
      pricing: 'spot',
    };
    await writeFile(at('my.json'), JSON.stringify({ rental: [row] }));
    const { result, warnings } = JSON.parse((await hwroi('catalog', 'validate', at('my.json'), '--json')).stdout);
    expect(result.tables).toEqual([{ table: 'rental', rows: 1, replaceOurs: 0, undated: 1 }]);
    expect(warnings[0].message).toContain('no-such');
  });

  test('diff names the rows and the prices that differ', async () => {
    await hwroi('catalog', 'add', 'hardware', 'id=rtx-3090', 'price=650', '--into', at('my.json'));
    const diff = await resultOf('catalog', 'diff', at('my.json'));
    expect(diff).toMatchObject({ added: 0, removed: 0, changed: 1 });
    expect(diff.changes).toContainEqual({
      table: 'hardware',
      id: 'rtx-3090',
      change: 'changed',
      field: 'prices',
      before: 800,
      after: 650,
    });
    await writeFile(at('empty.json'), '{}');
    expect(await resultOf('catalog', 'diff', at('my.json'), at('empty.json'))).toMatchObject({ removed: 1 });
    expect(await resultOf('catalog', 'diff', at('my.json'), at('my.json'))).toMatchObject({ changes: [] });
  });
});

describe('importing price feeds', () => {
  const feed = (name: string): string => `${name}=${join(FEEDS, `${name.replace('.', '-')}.json`)}`;

  test('rows of several feeds land in one file, each with where it is from', async () => {
    const result = await resultOf('catalog', 'import', feed('models.dev'), feed('litellm'), '--into', at('my.json'));
    expect(result.sources.map((one: { rows: number; skipped: number }) => [one.rows, one.skipped])).toEqual([
      [2, 1],
      [2, 1],
    ]);
    const written = JSON.parse(await readFile(at('my.json'), 'utf8'));
    expect(written.imports.map((one: { feed: string }) => one.feed)).toEqual(['models.dev', 'litellm']);
    expect(written.api).toHaveLength(4);
  });

  test('a second import of a source replaces its rows', async () => {
    for (const _ of [1, 2]) await hwroi('catalog', 'import', feed('litellm'), '--into', at('my.json'));
    const written = JSON.parse(await readFile(at('my.json'), 'utf8'));
    expect([written.api.length, written.imports.length]).toEqual([2, 1]);
  });

  test('a source that fails keeps its last good rows, and the others are imported', async () => {
    const body = await readFile(join(FEEDS, 'models-dev.json'), 'utf8');
    await served({ status: 200, body }, async (url) => {
      await hwroi('catalog', 'import', `models.dev=${url}`, '--into', at('my.json'));
    });
    await served({ status: 503, body: 'down' }, async (url) => {
      const { stdout, stderr, exitCode } = await hwroi(
        'catalog',
        'import',
        `models.dev=${url}`,
        feed('litellm'),
        '--into',
        at('my.json'),
        '--json',
      );
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout).result).toMatchObject({ failed: 1, sources: [{ keptRows: 2 }, { rows: 2 }] });
      expect(stderr + stdout).toContain('answered with status 503');
    });
    expect(JSON.parse(await readFile(at('my.json'), 'utf8')).api).toHaveLength(4);
  });

  test('when nothing answers the file stays as it was: exit 3 for the network, 2 for a wrong path', async () => {
    await served({ status: 404, body: '' }, async (url) => {
      expect((await hwroi('catalog', 'import', `litellm=${url}`, '--into', at('my.json'))).exitCode).toBe(3);
    });
    expect((await hwroi('catalog', 'import', `litellm=${at('none')}`, '--into', at('my.json'))).exitCode).toBe(2);
    expect((await hwroi('catalog', 'import', 'lite=x', '--into', at('my.json'))).stderr).toContain(
      'no feed named `lite`',
    );
    await expect(readFile(at('my.json'))).rejects.toThrow();
  });
});

describe('a lock', () => {
  const BREAKEVEN = [
    'breakeven',
    'own:2xrtx-3090',
    'rent:rtx-4090',
    'api:qwen3.6-27b',
    '--model',
    'qwen3.6-27b',
    '--users',
    '5',
    '--json',
  ];

  test('gives the same bytes as the catalog it was taken from', async () => {
    await hwroi('catalog', 'lock', '--into', at('all.json'));
    const [free, locked] = [await hwroi(...BREAKEVEN), await hwroi(...BREAKEVEN, '--catalog', at('all.json'))];
    expect(locked.exitCode).toBe(0);
    expect(locked.stdout).toBe(free.stdout);
  });

  test('of the rows that were named gives the same answer too, and knows nothing else', async () => {
    await hwroi('catalog', 'lock', 'own:2xrtx-3090', 'rent:rtx-4090', 'api:qwen3.6-27b', '--into', at('some.json'));
    const [free, locked] = [await hwroi(...BREAKEVEN), await hwroi(...BREAKEVEN, '--catalog', at('some.json'))];
    expect(JSON.parse(locked.stdout).result).toEqual(JSON.parse(free.stdout).result);
    expect((await resultOf('catalog', 'list', 'hardware', '--catalog', at('some.json'))).total).toBe(2);
    expect((await hwroi('catalog', 'lock', 'own:no-such-card', '--into', at('x.json'))).exitCode).toBe(2);
  });

  test('of machines alone holds no model, and is as it was locked', async () => {
    await hwroi('catalog', 'lock', 'own:2xrtx-3090', 'rent:rtx-4090', '--into', at('cards.json'));
    const totals = ['hardware', 'models', 'api'].map((table) =>
      resultOf('catalog', 'list', table, '--catalog', at('cards.json')),
    );
    expect((await Promise.all(totals)).map(({ total }) => total)).toEqual([2, 0, 0]);
  });

  test('that was edited is refused', async () => {
    await hwroi('catalog', 'lock', 'rtx-3090', '--into', at('l.json'));
    await writeFile(at('l.json'), (await readFile(at('l.json'), 'utf8')).replace('"usd":800', '"usd":8'));
    const { exitCode, stderr } = await hwroi('catalog', 'list', '--catalog', at('l.json'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('was changed after it was locked');
  });

  test('an answer with a catalog of your own says so in its hash, and the next one is ours again', async () => {
    const hashOf = async (...more: readonly string[]): Promise<string> =>
      JSON.parse((await hwroi('catalog', 'list', '--json', ...more)).stdout).catalog.sha256;
    const ours = await hashOf();
    await writeFile(at('my.json'), '{"links":[]}');
    expect(await hashOf('--catalog', at('my.json'))).not.toBe(ours);
    expect(await hashOf()).toBe(ours);
  });
});

test('no file is written that would be too large to be read again', () => {
  const catalog = { rows: {}, collectedOn: 'x'.repeat(33 * 1024 ** 2) };
  expect(() => writeCatalogFile(at('large.json'), catalog)).toThrow(RequestError);
  expect(existsSync(at('large.json'))).toBe(false);
});
