import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { tableSchema } from '../../src/catalog/schemas/common.ts';
import { hardwareSchema } from '../../src/catalog/schemas/hardware.ts';
import { modelSchema } from '../../src/catalog/schemas/model.ts';
import { quantizationSchema } from '../../src/catalog/schemas/quantization.ts';

const DATA = join(import.meta.dirname, '..', '..', 'data');
const read = (name: string): unknown => JSON.parse(readFileSync(join(DATA, `${name}.json`), 'utf8'));

interface Kind {
  readonly file: string;
  readonly schema: z.ZodType;
  /** Rows the facts were collected in; rows of ours come on top. */
  readonly facts: number;
}

const KINDS: readonly Kind[] = [
  { file: 'hardware', schema: hardwareSchema, facts: 146 },
  { file: 'models', schema: modelSchema, facts: 143 },
  { file: 'quantizations', schema: quantizationSchema, facts: 52 },
];

describe('the shipped tables', () => {
  test.for(KINDS)('every row of $file is valid', ({ file, schema }) => {
    expect(tableSchema(schema).safeParse(read(file)).error?.issues ?? []).toEqual([]);
  });

  test.for(KINDS)('$file holds all $facts collected rows, collected 2026-11-22', ({ file, facts }) => {
    expect(read(file)).toMatchObject({ collectedOn: '2026-11-22' });
    expect(Reflect.get(Object(read(file)), 'rows').length).toBeGreaterThanOrEqual(facts);
  });
});
