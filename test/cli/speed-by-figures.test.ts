import { describe, expect, test } from 'vitest';
import { allHardware } from '../../src/catalog/index.ts';
import type { Hardware } from '../../src/core/types.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import type { Line, Range } from '../helpers/speed-line.ts';

async function answers(lines: readonly object[]): Promise<ReadonlyMap<string, Line>> {
  const stdin = lines.map((line) => JSON.stringify(line)).join('\n');
  const { stdout } = await runInMemory(['speed', '--batch', '-'], { stdin });
  const parsed = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return new Map(parsed.map((line) => [line.id, line]));
}

const ENGINES: Readonly<Record<string, string>> = { NVIDIA: 'llama.cpp-cuda', AMD: 'llama.cpp-rocm', Apple: 'mlx' };
const GB = 1e9;
const TERA = 1e12;

/** Cards and chips of the last generations with 16 GiB or more: what somebody may type the figures of. */
const typical = allHardware().filter(
  (row) =>
    row.vendor in ENGINES &&
    row.memoryBandwidth !== null &&
    (row.fp16 !== null || row.vendor === 'Apple') &&
    Math.max(...row.memoryOptionsBytes) >= 16 * 2 ** 30 &&
    (row.launchDate ?? '2022') >= '2020' &&
    row.kind !== 'cpu' &&
    row.kind !== 'apu',
);

const question = (row: Hardware, model: string | object) => ({
  model,
  quantization: row.vendor === 'Apple' ? '4bit' : 'Q4_K_M',
  engine: ENGINES[row.vendor],
});

function figures(row: Hardware) {
  return {
    memoryGiB: Math.max(...row.memoryOptionsBytes) / 2 ** 30,
    memoryBandwidthGBps: (row.memoryBandwidth ?? 0) / GB,
    ...(row.fp16 === null ? {} : { fp16Tflops: row.fp16 / TERA }),
    unified: row.memoryArchitecture === 'unified',
  };
}

describe('a device known by its figures alone', () => {
  test('is answered near what the same device is by name, mostly within the interval', async () => {
    const lines = typical.flatMap((row) => [
      { id: `${row.id} named`, hardware: row.id, ...question(row, 'llama-3.1-8b') },
      { id: `${row.id} figures`, hardware: figures(row), ...question(row, 'llama-3.1-8b') },
    ]);
    const found = await answers(lines);
    const compared = typical.map(({ id }) => {
      const named = found.get(`${id} named`)?.result;
      const typed = found.get(`${id} figures`)?.result;
      if (named === undefined || typed === undefined) throw new Error(`${id} has no answer`);
      return { named, typed };
    });
    const share = (holds: (one: (typeof compared)[number]) => boolean): number =>
      compared.filter(holds).length / compared.length;
    const within = (range: Range, value: number): boolean => range.low <= value && value <= range.high;
    const ratio = (a: Range, b: Range): number => Math.exp(Math.abs(Math.log(a.expected / b.expected)));
    expect(compared.length).toBeGreaterThan(60);
    const decode = 'decodeTokensPerSecond';
    const prefill = 'prefillTokensPerSecond';
    expect(share(({ named, typed }) => ratio(named[decode], typed[decode]) < 1.5)).toBeGreaterThan(0.8);
    expect(share(({ named, typed }) => within(typed[decode], named[decode].expected))).toBeGreaterThan(0.75);
    expect(share(({ named, typed }) => ratio(named[prefill], typed[prefill]) < 2.5)).toBeGreaterThan(0.8);
    expect(share(({ named, typed }) => within(typed[prefill], named[prefill].expected))).toBeGreaterThan(0.75);
  });

  test('is said to be taken for one of a make, by the engine it is to run', async () => {
    const hardware = { memoryGiB: 64, memoryBandwidthGBps: 400, unified: true };
    const ask = { model: 'llama-3.1-8b' };
    const found = await answers([
      { id: 'mlx', hardware, engine: 'mlx', ...ask },
      { id: 'cuda', hardware, engine: 'llama.cpp-cuda', ...ask },
      { id: 'card', hardware: { memoryGiB: 24, memoryBandwidthGBps: 900 }, ...ask },
    ]);
    const said = (id: string): string =>
      found
        .get(id)
        ?.warnings?.map(({ message }) => message)
        .join(' ') ?? '';
    expect(said('mlx')).toContain('Apple');
    expect(said('cuda')).toContain('NVIDIA');
    expect(said('card')).toContain('NVIDIA');
  });

  test('has a wider interval than a device with a name', async () => {
    const card = { model: 'llama-3.1-8b', quantization: 'Q4_K_M' };
    const found = await answers([
      { id: 'named', hardware: 'rtx-3090', ...card },
      { id: 'figures', hardware: { memoryGiB: 24, memoryBandwidthGBps: 936, fp16Tflops: 71 }, ...card },
    ]);
    const width = (id: string): number => {
      const range = found.get(id)?.result?.decodeTokensPerSecond;
      return range === undefined ? Number.NaN : range.high / range.low;
    };
    expect(width('figures')).toBeGreaterThan(width('named'));
  });
});

describe('a model known by its size alone', () => {
  test.for([
    ['llama-3.1-8b', { paramsB: 8.03 }],
    ['llama-3.2-1b', { paramsB: 1.24 }],
    ['qwen3-32b', { paramsB: 32.8 }],
    ['qwen3-30b-a3b', { paramsB: 30.5, activeParamsB: 3.35 }],
  ] as const)('%s by name and by %j decode within a fifth of each other', async ([model, size]) => {
    const ask = { hardware: 'rtx-5090', quantization: 'Q4_K_M' };
    const found = await answers([
      { id: 'named', model, ...ask },
      { id: 'size', model: size, ...ask },
    ]);
    const speed = (id: string): number => found.get(id)?.result?.decodeTokensPerSecond.expected ?? Number.NaN;
    expect(Math.abs(speed('size') / speed('named') - 1)).toBeLessThan(0.2);
  });
});
