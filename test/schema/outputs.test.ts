import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { outputSchemas } from '../../scripts/output-schemas.ts';
import { ANSWERED_LINES } from '../helpers/command-lines.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'schema');
const PRINTED = z.object({ schema: z.string().regex(/^hwroi\/[a-z.]+@1$/) });
/** Made once: it reads the types of the whole program. */
const GENERATED = outputSchemas();
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

describe('the JSON of every command', () => {
  const seen = new Set<string>();

  test.each(ANSWERED_LINES)('hwroi %s', async (line) => {
    const { stdout, stderr, exitCode } = await runInMemory([...line.split(' '), '--json']);
    expect(exitCode, stderr).toBe(0);
    const document: unknown = JSON.parse(stdout);
    const command = PRINTED.parse(document).schema.replace(/^hwroi\/|@1$/g, '');
    seen.add(command);
    const validate = validatorOf(command);
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
  });

  test('catalog add, validate, diff and lock on a file of the user; bench on a store', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'mine.json');
    const store = `--store ${join(folder, 'store')}`;
    const typed = '--model llama-3.1-8b --quantization Q4_K_M --engine llama.cpp --date 2026-11-20';
    for (const line of [
      `bench add --hardware rtx-4090 ${typed} --decode 142 ${store}`,
      `bench add --hardware rtx-3090 ${typed} --decode 88 ${store}`,
      `bench list ${store}`,
      `bench show 20261120-000000-rtx-4090-llama-3.1-8b-llama.cpp-typed ${store}`,
      `bench compare rtx-4090 rtx-3090 ${store}`,
      `bench export --output ${file}.runs ${store}`,
      `bench import ${file}.runs ${store}2`,
      `bench forget 20261120-000000-rtx-3090-llama-3.1-8b-llama.cpp-typed ${store}`,
      `catalog add systems id=box name=Box hardwareId=rtx-4090 hardwareCount=1 memoryGiB=24 price=2500 --into ${file}`,
      `catalog validate ${file}`,
      `catalog diff ${file}`,
      `catalog lock rtx-4090 --into ${file}.lock`,
    ]) {
      const { stdout, stderr, exitCode } = await runInMemory([...line.split(' '), '--json']);
      expect(exitCode, stderr).toBe(0);
      if (stdout === '') continue;
      const command = line.split(' ').slice(0, 2).join('.');
      seen.add(command);
      const validate = validatorOf(command);
      validate(JSON.parse(stdout));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  afterAll(() => {
    const untried = [...GENERATED.keys()]
      .map((file) => file.replace('.schema.json', ''))
      .filter((name) => !seen.has(name));
    // Measuring and downloading need an engine or a network: their own tests check their documents.
    expect(untried.sort()).toEqual(['bench', 'bench.endpoint', 'catalog.import']);
  });
});

test('the schemas that are published are those of the types', () => {
  for (const [file, text] of GENERATED) {
    expect(readFileSync(join(FOLDER, file), 'utf8'), `${file}: npm run schemas`).toBe(text);
  }
});
