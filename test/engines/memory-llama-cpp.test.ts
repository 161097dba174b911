import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readModelFile } from '../../src/app/memory/file.ts';
import { modelById } from '../../src/catalog/index.ts';
import { cacheBits } from '../../src/core/memory/cache-format.ts';
import { planMemory } from '../../src/core/memory/plan.ts';
import { ARCHITECTURES, specOf } from '../helpers/architectures.ts';
import { writeSparseGguf } from '../helpers/gguf.ts';
import { loadLog, noLlamaCpp } from '../helpers/llama-load.ts';
import { quantizationOf } from '../helpers/models.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const missing = noLlamaCpp();

/** The larger of 3 % and 20 MiB. */
const tolerance = (measured: number): number => Math.max(0.03 * measured, 20 * MIB);

const RUNS = [
  { name: '4,096 tokens', contextTokens: 4096, sequences: 1, kv: 'f16', args: ['-c', '4096', '-np', '1'] },
  {
    name: 'two sequences of 1,024, micro-batch 256, cache q8_0',
    contextTokens: 1024,
    sequences: 2,
    kv: 'q8_0',
    microBatch: 256,
    args: ['-c', '2048', '-np', '2', '-ub', '256', '-fa', 'on', '-ctk', 'q8_0', '-ctv', 'q8_0'],
  },
] as const;

describe(`llama.cpp allocates what we predict${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hwroi-engines-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const cases = ARCHITECTURES.flatMap((architecture) =>
    RUNS.map((run) => [architecture.id, run.name, architecture, run] as const),
  );

  test.skipIf(missing !== null).for(cases)('%s, %s', async ([id, , architecture, run]) => {
    const path = join(folder, `${id}.gguf`);
    const fileBytes = writeSparseGguf(path, specOf(architecture));
    const measured = await loadLog(path, run.args);
    expect(measured.peakResidentBytes).toBeLessThan(3 * GIB);

    const fromFile = readModelFile(path);
    expect(fileBytes - (fromFile.exactWeightsBytes ?? 0)).toBeLessThan(MIB);
    const catalogued = modelById(id);
    for (const model of [fromFile.model, ...(catalogued === undefined ? [] : [catalogued])]) {
      const plan = planMemory({
        model,
        quantization: quantizationOf('f16'),
        engine: 'llama.cpp',
        contextTokens: run.contextTokens,
        sequences: run.sequences,
        kvBits: cacheBits(run.kv) ?? { key: 16, value: 16 },
        ...('microBatch' in run ? { engineOptions: { prefillChunkTokens: run.microBatch } } : {}),
      });
      const off = {
        kv: Math.abs(plan.kvCacheBytes - measured.kvBytes) / tolerance(measured.kvBytes),
        state: Math.abs(plan.stateBytes - measured.stateBytes) / tolerance(measured.stateBytes),
        compute: Math.abs(plan.computeBytes - measured.computeBytes) / tolerance(measured.computeBytes),
      };
      expect(off.kv, `${model.source}: KV ${plan.kvCacheBytes} against ${measured.kvBytes}`).toBeLessThanOrEqual(1);
      expect(off.state, `${model.source}: state ${plan.stateBytes} against ${measured.stateBytes}`).toBeLessThanOrEqual(
        1,
      );
      expect(
        off.compute,
        `${model.source}: compute ${plan.computeBytes} against ${measured.computeBytes}`,
      ).toBeLessThanOrEqual(1);
    }
  });
});
