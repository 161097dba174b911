import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { outputSchemas } from '../../scripts/output-schemas.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'schema');
const PRINTED = z.object({ schema: z.string().regex(/^hwroi\/[a-z.]+@1$/) });
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

function validatorOf(command: string): ValidateFunction {
  return (
    ajv.getSchema(command) ??
    ajv
      .addSchema(JSON.parse(readFileSync(join(FOLDER, `${command}.schema.json`), 'utf8')), command)
      .getSchema(command) ??
    expect.fail(`no schema of ${command}`)
  );
}

const TEAM = 'own:2xrtx-3090 rent:rtx-4090 api:qwen3.6-27b';
const LINES = [
  'breakeven',
  `breakeven ${TEAM} --model qwen3.6-27b --users 5 --sensitivity --uncertainty --sweep utilization=0.05..1`,
  'breakeven --hardware-cost 6000 --annual-opex 1382 --rental-price 3.5 --hours-per-year 2000 --years 5',
  'breakeven own:rtx-4090 api:qwen3.6-27b --currency EUR=0.92@2026-11-20',
  'breakeven own:rtx-4060 api:qwen3.6-27b --model llama-3.1-405b',
  `compare ${TEAM}`,
  'compare own:rtx-5090 api:qwen3.6-27b --harness --local-share 0.6',
  'recommend --model llama-3.1-8b --top 3',
  'recommend --on-premises --budget 500 --top 2',
  'report coding-team',
  `plan ${TEAM} --growth 10%`,
  'plan --stage seed',
  'check coding-team',
  'detect',
  'speed --hardware rtx-4090 --model llama-3.1-8b',
  'speed --hardware rtx-4090 --hardware m3-max-40c --model llama-2-7b --quantization F16 --curve',
  'speed --hardware rtx-4060 --model llama-3.1-405b',
  'power rtx-4090',
  'memory --model llama-3.1-70b --quantization Q4_K_M --hardware m3-max-40c',
  'memory --hardware rtx-4090',
  'memory --matrix',
  'memory --model llama-3.1-8b --model qwen3.6-27b --hardware rtx-4090',
  `tco ${TEAM} --years 3,5`,
  'tco own:rtx-4090 --view cash',
  'scenario list',
  'catalog list hardware --limit 3',
  'catalog show hardware rtx-4090',
  'catalog show model llama-3.1-8b',
  'catalog find 4090',
  'explain',
  'explain kv-cache',
  'explain breakEvenMonth',
];

describe('the JSON of every command', () => {
  const seen = new Set<string>();

  test.each(LINES)('hwroi %s', async (line) => {
    const { stdout, stderr, exitCode } = await runInMemory([...line.split(' '), '--json']);
    expect(exitCode, stderr).toBe(0);
    const document: unknown = JSON.parse(stdout);
    const command = PRINTED.parse(document).schema.replace(/^hwroi\/|@1$/g, '');
    seen.add(command);
    const validate = validatorOf(command);
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
  });

  test('catalog add, validate, diff and lock on a file of the user', async () => {
    const file = join(temporaryFolder(), 'mine.json');
    for (const line of [
      `catalog add systems id=box name=Box hardwareId=rtx-4090 hardwareCount=1 memoryGiB=24 price=2500 --into ${file}`,
      `catalog validate ${file}`,
      `catalog diff ${file}`,
      `catalog lock rtx-4090 --into ${file}.lock`,
    ]) {
      const { stdout, stderr, exitCode } = await runInMemory([...line.split(' '), '--json']);
      expect(exitCode, stderr).toBe(0);
      const command = line.split(' ').slice(0, 2).join('.');
      seen.add(command);
      const validate = validatorOf(command);
      validate(JSON.parse(stdout));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  afterAll(() => {
    const untried = [...outputSchemas().keys()]
      .map((file) => file.replace('.schema.json', ''))
      .filter((name) => !seen.has(name));
    // Measuring and downloading need an engine or a network: their own tests check their documents.
    expect(untried.sort()).toEqual(['bench', 'catalog.import']);
  });
});

test('the schemas that are published are those of the types', () => {
  for (const [file, text] of outputSchemas()) {
    expect(readFileSync(join(FOLDER, file), 'utf8'), `${file}: npm run schemas`).toBe(text);
  }
});
