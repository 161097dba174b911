import { describe, expect, test } from 'vitest';
import type { DetectResult } from '../../src/app/bench/detect.ts';
import type { BenchResult } from '../../src/app/bench/local.ts';
import type { Document } from '../../src/report/document.ts';
import { type Format, render } from '../../src/report/index.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { benchDocument, detectDocument } from '../../src/report/views/bench.ts';
import { storedMeasurement } from '../../src/store/record.ts';

/** Two contexts measured, beside their predictions; watts only where a meter was there. */
function result(isMetered: boolean): BenchResult {
  const rows = [0, 4096].map((depthTokens) => {
    const record = storedMeasurement({
      schema: 'hwroi/measurement@1',
      id: `20261101-120000-rtx-4090-llama-3.1-8b-llama.cpp-d${depthTokens}-c1`,
      takenAt: '2026-11-01T12:00:00Z',
      hardwareName: 'GeForce RTX 4090',
      modelName: 'Llama 3.1 8B',
      engine: 'llama.cpp',
      promptTokens: 512,
      outputTokens: 128,
      depthTokens,
      prefillTokensPerSecond: 8000,
      decodeTokensPerSecond: depthTokens === 0 ? 140 : 118,
      coefficientOfVariation: 0.012,
      repetitions: 5,
      idleWatts: isMetered ? 22 : null,
      loadWatts: isMetered ? 350 : null,
      powerScope: isMetered ? 'gpu' : null,
      joulesPerToken: isMetered ? { prefill: { gross: 0.044, net: 0.041 }, decode: { gross: 2.5, net: 2.34 } } : null,
      origin: 'bench',
      predicted: { prefillTokensPerSecond: 9000, decodeTokensPerSecond: 133 },
    });
    if (typeof record === 'string') throw new Error(record);
    return record;
  });
  return { rows, complete: !isMetered };
}

const shown = (format: Format, width: number, of: object, document: Document) =>
  render(format, () => ({
    answer: { command: 'bench', inputs: {}, assumptions: [], result: of, warnings: [], seed: 0 },
    document,
    catalog: { asOf: '2026-01-01', sha256: 'x' },
    color: PLAIN,
    width,
    unicode: true,
  }));

describe('a finished measurement', () => {
  test.for([
    ['tty', true, 'table', 80],
    ['tty-60', true, 'table', 60],
    ['tty-no-meter', false, 'table', 80],
    ['markdown', false, 'markdown', 80],
    ['csv', false, 'csv', 80],
  ] as const)('as %s', async ([name, isMetered, format, width]) => {
    const text = await shown(format, width, result(isMetered), benchDocument(result(isMetered)));
    expect(text.split('\n').every((line) => format !== 'table' || line.length <= width)).toBe(true);
    await expect(text).toMatchFileSnapshot(`../golden/bench-done-${name}.txt`);
  });
});

test('a machine with a card, without an engine', async () => {
  const found: DetectResult = {
    hardwareId: 'rtx-4090',
    hardwareName: 'GeForce RTX 4090',
    hardwareCount: 1,
    memoryBytes: 24 * 1024 ** 3,
    machine: {
      platform: 'linux',
      arch: 'x64',
      cpuName: 'AMD Ryzen 9 7950X 16-Core Processor',
      boardName: null,
      cpuCores: 32,
      memoryBytes: 62.7 * 1024 ** 3,
      accelerators: [
        {
          name: 'NVIDIA GeForce RTX 4090',
          vendor: 'nvidia',
          memoryBytes: 24564 * 1024 ** 2,
          driver: '550.54.14',
          seenBy: 'nvidia-smi',
          isPartitioned: false,
        },
      ],
      appleGpuCores: null,
      memoryChannels: null,
    },
    engines: [],
    reasons: {},
  };
  const text = await shown('table', 80, found, detectDocument(found));
  await expect(text).toMatchFileSnapshot('../golden/detect-tty.txt');
});

test('one run is one repetition', async () => {
  const { rows, complete } = result(false);
  const once = {
    rows: rows.slice(0, 1).map((row) => ({ ...row, repetitions: 1, coefficientOfVariation: null })),
    complete,
  };
  expect(await shown('table', 80, once, benchDocument(once))).toContain('(1 repetition)');
});
