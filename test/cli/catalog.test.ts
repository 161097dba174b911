import { describe, expect, test } from 'vitest';
import { golden, runInMemory } from '../helpers/memory-io.ts';

const GOLDEN = '../golden';

interface Case {
  readonly name: string;
  readonly argv: readonly string[];
  readonly tty?: boolean;
  readonly width?: number;
}

const CASES: readonly Case[] = [
  { name: 'tables', argv: [] },
  { name: 'list-tty', argv: ['list', 'hardware', '--vendor', 'apple', '--min-memory', '256'], tty: true },
  { name: 'list-pipe', argv: ['list', 'hardware', '--vendor', 'apple', '--min-memory', '256'] },
  { name: 'list-60-columns', argv: ['list', 'systems', '--gpu', 'gb10', '--sort', 'priceUsd'], tty: true, width: 60 },
  { name: 'list-csv', argv: ['list', 'rental', '--gpu', 'h200-sxm', '--pricing', 'spot', '--csv'] },
  { name: 'list-markdown', argv: ['list', 'api', '--model', 'qwen3.6-27b', '--markdown'] },
  { name: 'show', argv: ['show', 'hardware', 'NVIDIA', 'GeForce', 'RTX', '3090'] },
  { name: 'show-tty', argv: ['show', 'systems', 'mac-studio-m3-ultra-96'], tty: true },
  { name: 'show-derived', argv: ['show', 'models', 'Hermes-3-Llama-3.1-8B'] },
  { name: 'show-region', argv: ['show', 'electricity', 'US-CA'] },
  { name: 'find', argv: ['find', 'm3', 'max'] },
  { name: 'find-everywhere', argv: ['find', 'rtx', '3090'] },
  { name: 'help', argv: ['--help'] },
  { name: 'mistake-row', argv: ['show', 'hardware', 'rtx-490'] },
  { name: 'mistake-ambiguous', argv: ['show', 'hardware', 'm3 max'] },
  { name: 'mistake-table', argv: ['list', 'hardwares'] },
  { name: 'mistake-filters', argv: ['list', 'models', '--sector', 'x', '--region', 'y', '--sort', 'z'] },
  { name: 'mistake-numbers', argv: ['list', 'hardware', '--min-memory', 'lots', '--limit', '-3'] },
  { name: 'mistake-action', argv: ['remove', 'hardware'] },
  { name: 'mistake-prototype', argv: ['__proto__'] },
  { name: 'mistake-words', argv: ['show'] },
  { name: 'none-passes', argv: ['list', 'hardware', '--vendor', 'apple', '--min-memory', '4096'] },
];

describe('hwroi catalog', () => {
  test.for(CASES)('$name', async ({ name, argv, ...io }) => {
    const result = await runInMemory(['catalog', ...argv], io);
    await expect(golden(result)).toMatchFileSnapshot(`${GOLDEN}/catalog-${name}.txt`);
  });

  test('JSON holds every field of the row, unrounded, and what other tables know', async () => {
    const { stdout, exitCode } = await runInMemory(['catalog', 'show', 'hardware', 'rtx-3090', '--json']);
    const envelope = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(envelope).toMatchObject({
      schema: 'hwroi/catalog.show@1',
      inputs: { kind: 'hardware', name: 'rtx-3090' },
      result: { kind: 'hardware', via: 'id', rows: [{ id: 'rtx-3090', memoryGiB: [24], memoryBandwidthGBps: 936 }] },
    });
    expect(Object.keys(envelope.result.related)).toEqual(['prices', 'systems', 'rental', 'power', 'resale']);
  });

  test('each table is listed whole, and no row of it holds NaN, undefined or an object', async () => {
    const tables: { kind: string; rows: number }[] = JSON.parse(
      (await runInMemory(['catalog', 'list', '--json'])).stdout,
    ).result.rows;
    for (const { kind, rows } of tables) {
      const { result } = JSON.parse((await runInMemory(['catalog', 'list', kind, '--json'])).stdout);
      expect(result.rows, kind).toHaveLength(rows);
      for (const value of Object.values(result.rows[0]))
        expect(typeof value === 'object' && !Array.isArray(value) && value !== null).toBe(false);
    }
  });

  test('sorting puts rows without the value last, both ways', async () => {
    const pricesBy = async (sort: string): Promise<(number | null)[]> =>
      JSON.parse((await runInMemory(['catalog', 'list', 'hardware', '--sort', sort, '--json'])).stdout).result.rows.map(
        (row: { priceUsd: number | null }) => row.priceUsd,
      );
    const [up, down] = [await pricesBy('priceUsd'), await pricesBy('-priceUsd')];
    expect(up.at(-1)).toBeNull();
    expect(down.at(-1)).toBeNull();
    expect(up.filter((price) => price !== null)).toEqual(down.filter((price) => price !== null).toReversed());
  });
});
