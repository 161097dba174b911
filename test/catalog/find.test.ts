import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allHardware,
  allModels,
  allQuantizations,
  allSystems,
  type Found,
  findHardware,
  findModel,
  findQuantization,
  findSystem,
  findWidestHardware,
  findWidestQuantization,
  hardwareById,
  modelById,
} from '../../src/catalog/index.ts';

const idOf = (found: Found<{ readonly id: string }>): string =>
  found.kind === 'found' ? found.row.id : found.kind === 'ambiguous' ? 'ambiguous' : 'missing';

describe('hardware is found by the name', () => {
  test.for([
    ['RTX 4090', 'rtx-4090'],
    ['rtx4090', 'rtx-4090'],
    ['NVIDIA GeForce RTX 4090', 'rtx-4090'],
    ['nvidia rtx 4090 24gb', 'rtx-4090'],
    ['GeForce RTX 3080 12GB', 'rtx-3080-12gb'],
    ['Apple M3 Max 40-core GPU', 'm3-max-40c'],
    ['m3.max.40c', 'm3-max-40c'],
    ['AMD Radeon RX 7900 XTX (RADV NAVI31)', 'rx-7900-xtx'],
    ['NVIDIA A100-SXM4-80GB', 'a100-sxm-80gb'],
    ['NVIDIA H100 80GB HBM3', 'h100-sxm'],
    ['NVIDIA H200', 'h200-sxm'],
    ['Tesla T4', 't4'],
    ['NVIDIA L40S', 'l40s'],
    ['NVIDIA RTX 6000 Ada Generation', 'rtx-6000-ada'],
    ['AMD Ryzen AI Max+ 395', 'ambiguous'],
    ['DGX Spark', 'gb10-dgx-spark'],
  ])('%s', ([name, id]) => {
    expect(idOf(findHardware(name ?? ''))).toBe(id);
  });

  test('a chip sold with two core counts is ambiguous, and the memory decides where it can', () => {
    expect(idOf(findHardware('M3 Max'))).toBe('ambiguous');
    expect(idOf(findHardware('Apple M3 Max 36GB'))).toBe('m3-max-30c');
    expect(idOf(findHardware('M3 Max', { memoryGiB: 128 }))).toBe('m3-max-40c');
  });

  test('an ambiguous name takes the variant with most memory, then most cores, and says so', () => {
    const found = findWidestHardware('M3 Max');
    expect(found).toMatchObject({ kind: 'found', row: { id: 'm3-max-40c' }, others: [{ id: 'm3-max-30c' }] });
  });

  test('a miss names at most three near ids', () => {
    expect(findHardware('rtx-490')).toEqual({ kind: 'missing', nearest: expect.arrayContaining(['rtx-4090']) });
    expect(findHardware('')).toEqual({ kind: 'missing', nearest: [] });
    expect(findHardware('__proto__')).toEqual({ kind: 'missing', nearest: [] });
  });
});

describe('a model is found by the name', () => {
  test.for([
    ['llama3.1:8b', 'llama-3.1-8b'],
    ['meta-llama/Llama-3.1-8B-Instruct', 'llama-3.1-8b'],
    ['Llama 3 8B', 'llama-3-8b'],
    ['llama-3-1-8b', 'llama-3.1-8b'],
    ['Qwen_Qwen3.5-4B-Q4_K_M', 'qwen3.5-4b'],
    ['gemma-2-9b-it-Q4_K_M-fp16', 'gemma-2-9b'],
    ['unsloth/gpt-oss-20b-GGUF', 'gpt-oss-20b'],
  ])('%s', ([name, id]) => {
    expect(idOf(findModel(name ?? ''))).toBe(id);
  });

  test('a fine-tune resolves to its base, and says that it is derived', () => {
    expect(findModel('Hermes-3-Llama-3.1-8B')).toMatchObject({ via: 'derived', row: { id: 'llama-3.1-8b' } });
  });
});

describe('a quantization is found by the name', () => {
  test.for([
    ['Q4_K_M', 'q4-k-m'],
    ['q4km', 'q4-k-m'],
    ['UD-Q4_K_XL', 'ud-q4-k-xl'],
    ['FP8', 'fp8'],
    ['AWQ-4bit', 'awq-int4-g128'],
    ['4bit', 'mlx-4bit-g64'],
    ['MLX (ollama tag)', 'mlx-4bit-g64'],
    ['fp4', 'ambiguous'],
  ])('%s', ([name, id]) => {
    expect(idOf(findQuantization(name ?? ''))).toBe(id);
  });

  test('of the two 4-bit floating formats the wider is taken in batch', () => {
    expect(findWidestQuantization('fp4')).toMatchObject({ row: { id: 'nvfp4' }, others: [{ id: 'mxfp4' }] });
  });
});

test('an id gives its row, a name that is no id gives none', () => {
  expect(hardwareById('rtx-4090')?.memoryBandwidth).toBe(1.008e12);
  expect(hardwareById('NVIDIA GeForce RTX 4090')).toBeUndefined();
  expect(modelById('llama-3.1-8b')?.layers).toBe(32);
});

describe('whatever the name', () => {
  const FINDERS = [
    ['hardware', findHardware, allHardware],
    ['systems', findSystem, allSystems],
    ['models', findModel, allModels],
    ['quantizations', findQuantization, allQuantizations],
  ] as const;

  test.for(FINDERS)('an id of %s is found however it is cased, dotted, dashed or spaced', ([, find, all]) => {
    for (const { id } of all())
      for (const text of [
        id,
        id.toUpperCase(),
        id.replaceAll('-', '.'),
        id.replaceAll('-', ' '),
        id.replaceAll('.', '-'),
      ])
        expect(find(text), text).toMatchObject({ kind: 'found', row: { id } });
  });

  test.for(FINDERS)('the name of a row of %s leads to it, alone or among others', ([, find, all]) => {
    for (const row of all()) {
      const found = find(row.name);
      const ids =
        found.kind === 'found'
          ? [found.row.id]
          : found.kind === 'ambiguous'
            ? found.candidates.map((one) => one.id)
            : [];
      expect(ids, row.name).toContain(row.id);
    }
  });

  test('no text makes a finder throw, and a miss names at most three ids that exist', () => {
    const ids = new Set(FINDERS.flatMap(([, , all]) => all().map((row) => row.id)));
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'grapheme' }), (text) => {
        for (const [, find] of FINDERS) {
          const found = find(text);
          const nearest = found.kind === 'missing' ? found.nearest : [];
          expect(nearest.length).toBeLessThanOrEqual(3);
          expect(nearest.every((id) => ids.has(id))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a text of a megabyte costs no search', () => {
    for (const [, find] of FINDERS) expect(find('-it'.repeat(350_000))).toEqual({ kind: 'missing', nearest: [] });
  });

  test('a typo of one letter in an id is answered with that id', () => {
    const sample = fc.constantFrom(
      ...allHardware()
        .map((row) => row.id)
        .filter((id) => id.length > 6),
    );
    fc.assert(
      fc.property(sample, fc.nat(), (id, at) => {
        const i = at % id.length;
        const typo = `${id.slice(0, i)}_q${id.slice(i)}`;
        const found = findHardware(typo);
        expect(found.kind === 'found' ? found.row.id : found.kind === 'missing' ? found.nearest : [id]).toContain(id);
      }),
      { numRuns: 200 },
    );
  });
});
