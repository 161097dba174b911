import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import {
  allApiPrices,
  allCarbonIntensities,
  allEconomicsFacts,
  allElectricityPrices,
  allHardware,
  allHostParts,
  allLinks,
  allMeasuredPower,
  allModels,
  allQuantizations,
  allRentalOffers,
  allResalePoints,
  allSystems,
} from '../../src/catalog/builtin.ts';
import { hardwareById } from '../../src/catalog/find-hardware.ts';
import { modelById } from '../../src/catalog/find-model.ts';
import { findSystem } from '../../src/catalog/find-system.ts';
import { tableSchema } from '../../src/catalog/schemas/common.ts';
import { hardwareSchema } from '../../src/catalog/schemas/hardware.ts';
import { modelSchema } from '../../src/catalog/schemas/model.ts';
import { measuredPowerSchema, resaleSchema } from '../../src/catalog/schemas/observed.ts';
import { apiPriceSchema, rentalSchema } from '../../src/catalog/schemas/prices.ts';
import { quantizationSchema } from '../../src/catalog/schemas/quantization.ts';
import {
  carbonSchema,
  economicsSchema,
  electricitySchema,
  hostPartSchema,
  linkSchema,
} from '../../src/catalog/schemas/site.ts';
import { systemSchema } from '../../src/catalog/schemas/system.ts';

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
  { file: 'systems', schema: systemSchema, facts: 119 },
  { file: 'rental-prices', schema: rentalSchema, facts: 371 },
  { file: 'api-prices', schema: apiPriceSchema, facts: 424 },
  { file: 'electricity', schema: electricitySchema, facts: 342 },
  { file: 'carbon', schema: carbonSchema, facts: 661 },
  { file: 'host-parts', schema: hostPartSchema, facts: 82 },
  { file: 'measured-power', schema: measuredPowerSchema, facts: 158 },
  { file: 'resale', schema: resaleSchema, facts: 72 },
  { file: 'economics', schema: economicsSchema, facts: 295 },
  { file: 'links', schema: linkSchema, facts: 12 },
];

describe('the shipped tables', () => {
  test.for(KINDS)('every row of $file is valid', ({ file, schema }) => {
    expect(tableSchema(schema).safeParse(read(file)).error?.issues ?? []).toEqual([]);
  });

  test.for(KINDS)('$file holds all $facts collected rows, collected 2026-11-22', ({ file, facts }) => {
    expect(read(file)).toMatchObject({ collectedOn: '2026-11-22' });
    expect(Reflect.get(Object(read(file)), 'rows').length).toBeGreaterThanOrEqual(facts);
  });

  test('systems keep all 131 collected rows: each dated price, and each machine without one', () => {
    const rows = allSystems().map((system) => Math.max(1, system.prices.length));
    expect(rows.reduce((sum, n) => sum + n, 0)).toBe(131);
  });

  test('the prices of one machine are oldest first', () => {
    for (const system of allSystems()) {
      const dates = system.prices.map((price) => `${price.asOf ?? '0000'}-12-31`.slice(0, 10));
      expect(dates, system.id).toEqual(dates.toSorted());
    }
  });

  test('ids are unique, and every reference leads to a row', () => {
    const tables = [
      allHardware(),
      allSystems(),
      allModels(),
      allQuantizations(),
      allLinks(),
      allRentalOffers(),
      allApiPrices(),
    ];
    for (const rows of tables) expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    const hardware = new Set(allHardware().map((row) => row.id));
    const models = new Set(allModels().map((row) => row.id));
    const referring = [...allSystems(), ...allRentalOffers(), ...allMeasuredPower(), ...allResalePoints()];
    const dangling = referring.flatMap((row) =>
      row.hardwareId === null || hardware.has(row.hardwareId) ? [] : [row.hardwareId],
    );
    expect(dangling).toEqual([]);
    expect(allApiPrices().filter((row) => row.modelId !== null && !models.has(row.modelId))).toEqual([]);
  });

  test('an offer of a GPU "in any form" belongs to no single card', () => {
    for (const offer of allRentalOffers()) if (/any form/.test(offer.gpuName)) expect(offer.hardwareId).toBeNull();
  });

  test('a row without a source or a date says that its quality is low', () => {
    for (const price of allElectricityPrices())
      if (price.source === null || price.asOf === null) expect(price.quality).toBe('low');
    expect(allElectricityPrices().filter((price) => price.quality === 'low').length).toBeGreaterThanOrEqual(49);
  });

  test('the US has an average of its own for every sector in which a site may be', () => {
    const averages = allElectricityPrices().filter(({ region }) => region === 'US');
    expect(averages.map(({ sector }) => sector).toSorted()).toEqual(['commercial', 'industrial', 'residential']);
  });

  test('no row is lost between the file and the program', () => {
    expect(allRentalOffers()).toHaveLength(371);
    expect(allApiPrices()).toHaveLength(424);
    expect(allElectricityPrices()).toHaveLength(343);
    expect(allCarbonIntensities()).toHaveLength(661);
    expect(allHostParts()).toHaveLength(82);
    expect(allMeasuredPower()).toHaveLength(158);
    expect(allResalePoints()).toHaveLength(72);
    expect(allEconomicsFacts()).toHaveLength(295);
  });

  test('a row read alone is the row read with the others', () => {
    for (const row of allHardware()) expect(hardwareById(row.id)).toBe(row);
    for (const row of allModels()) expect(modelById(row.id)).toBe(row);
  });
});

test('no machine answers to the id of a card or chip', () => {
  const both = allHardware().filter(({ id }) => findSystem(id).kind === 'found');
  expect(both.map(({ id }) => id)).toEqual([]);
});

test('of tables that nobody changed a name is known to be of no machine', async () => {
  vi.resetModules();
  const { isHardwareAlone } = await import('../../src/catalog/find-system.ts');
  expect([isHardwareAlone('RTX 4090'), isHardwareAlone('Mac Studio M5 Max 64GB')]).toEqual([true, false]);
});
