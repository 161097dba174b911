import { allHardware, allModels, hardwareById, modelById } from '../../../catalog/index.ts';
import type { CatalogRows } from '../../../catalog/user/tables.ts';
import type { Warning } from '../../../core/types.ts';
import type { Answer } from '../../answer.ts';
import { forgetCatalogFile, readCatalogFile, useCatalogFile } from './file.ts';

export interface TableCount {
  readonly table: string;
  /** Rows of the table. */
  readonly rows: number;
  /** Rows that stand in front of ours of the same id. */
  readonly replaceOurs: number;
  /** Prices, tariffs and specifications without a date. */
  readonly undated: number;
}
export interface Validation {
  readonly file: string;
  /** Whether the file is a lock. */
  readonly locked: boolean;
  /** Each table of the file. */
  readonly tables: readonly TableCount[];
  /** Ids the file names that no table has. */
  readonly unknownReferences: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

/** A file of the user's own: valid (or every problem with line and column), what it holds, what it leaves open. */
export async function validateCatalog(file: string): Promise<Answer<Validation>> {
  const catalog = await readCatalogFile(file);
  const ours: Readonly<Record<string, ReadonlySet<string>>> = {
    hardware: new Set(allHardware().map((row) => row.id)),
    models: new Set(allModels().map((row) => row.id)),
  };
  const tables = tablesOf(catalog.rows).map(([table, rows]) => ({
    table,
    rows: rows.length,
    replaceOurs: rows.filter((row) => ours[table]?.has(String(row.id))).length,
    undated: rows.filter((row) => isUndated(row, catalog.collectedOn)).length,
  }));
  await useCatalogFile(file);
  const unknownReferences = dangling(catalog.rows);
  forgetCatalogFile();
  const result = { file, locked: catalog.lock !== undefined, tables, unknownReferences };
  const warnings = unknownReferences.map((text): Warning => ({ kind: 'note', text: `${text} is not in any catalog` }));
  return { command: 'catalog.validate', inputs: { file }, assumptions: [], result, warnings, seed: 0 };
}

function tablesOf(rows: CatalogRows): readonly (readonly [string, readonly Row[]])[] {
  return Object.entries(rows)
    .filter(([, list]) => list !== undefined && list.length > 0)
    .map(([table, list]) => [table, (list ?? []).map((row: object) => ({ ...row }))]);
}

function isUndated(row: Row, collectedOn: string | undefined): boolean {
  const prices: readonly unknown[] = Array.isArray(row.prices) ? row.prices : [];
  const open = prices.some((price) => typeof price === 'object' && price !== null && !('asOf' in price));
  return open || (typeof row.asOf !== 'string' && collectedOn === undefined);
}

/** References to hardware and models that neither this file nor our catalog has. */
function dangling(rows: CatalogRows): readonly string[] {
  const hardware = [...(rows.systems ?? []), ...(rows.rental ?? [])].flatMap(({ id, hardwareId }) =>
    hardwareId && hardwareById(hardwareId) === undefined ? [`hardware \`${hardwareId}\` of ${id}`] : [],
  );
  const models = (rows.api ?? []).flatMap(({ id, modelId }) =>
    modelId && modelById(modelId) === undefined ? [`model \`${modelId}\` of ${id}`] : [],
  );
  return [...hardware, ...models];
}
