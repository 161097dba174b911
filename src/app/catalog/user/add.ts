import * as z from 'zod';
import { readUserCatalog } from '../../../catalog/user/read.ts';
import { rowSchemas } from '../../../catalog/user/schema.ts';
import { rowsInUse } from '../../../catalog/user/tables.ts';
import { RequestError } from '../../../core/failure.ts';
import type { Answer } from '../../answer.ts';
import { kindOrFail } from '../list.ts';
import { catalogOrNew, catalogText, writeCatalogFile } from './file.ts';

export interface AddRequest {
  readonly table: string;
  /** "key=value" as typed. */
  readonly fields: readonly string[];
  readonly file: string;
  readonly today: string;
}

export interface AddedRow {
  readonly file: string;
  readonly table: string;
  readonly id: string;
  /** True where a row of that id was there: its fields were changed and its price appended. */
  readonly replaced: boolean;
  /** The row as it stands in the file now. */
  readonly row: Readonly<Record<string, unknown>>;
}

type Fields = Record<string, unknown>;
type Table = keyof typeof rowSchemas;
const isTable = (name: string): name is Table => Object.hasOwn(rowSchemas, name);
const TABLE_OF_KIND: Readonly<Record<string, string>> = { 'host-parts': 'hostParts' };

/** Puts one row into a catalog file of the user's own, checked against the schema before anything is written. */
export async function addRow(request: AddRequest): Promise<Answer<AddedRow>> {
  const kind = kindOrFail(request.table);
  const table = TABLE_OF_KIND[kind.name] ?? kind.name;
  if (!isTable(table))
    throw usage(`rows of ${kind.name} cannot be added`, 'add hardware, systems, models, rental, api …');
  const catalog = await catalogOrNew(request.file);
  const typed = fieldsOf(request);
  const rows: readonly Fields[] = (catalog.rows[table] ?? []).map((row) => ({ ...row }));
  const before = rows.find((row) => row.id === typed.id && typed.id !== undefined);
  const row = shaped(table, merged(before ?? ourRow(table, typed.id), typed));
  const next = before === undefined ? [...rows, row] : rows.map((one) => (one === before ? row : one));
  const text = catalogText({ ...catalog, rows: { ...catalog.rows, [table]: next } });
  const checked = readUserCatalog(text);
  if (!checked.ok)
    throw usage(
      checked.issues.map((issue) => issue.reason.replace(/^\w+\[\d+\]\.?/, '')).join('; '),
      `keys of ${kind.name}: ${keysOf(table).join(', ')}`,
    );
  await writeCatalogFile(request.file, checked.catalog);
  return {
    command: 'catalog.add',
    inputs: { table: kind.name, file: request.file, fields: request.fields },
    assumptions: [],
    result: {
      file: request.file,
      table: kind.name,
      id: String(row.id ?? row.region ?? ''),
      replaced: before !== undefined,
      row,
    },
    warnings: [],
    seed: 0,
  };
}

/** A known id starts from the shipped row, so that its price alone can be typed. */
function ourRow(table: Table, id: unknown): Fields | undefined {
  const ours: readonly object[] = rowsInUse()[table] ?? [];
  const row = ours.find((one) => 'id' in one && one.id === id && id !== undefined);
  return row === undefined ? undefined : { ...row };
}

const usage = (message: string, hint: string): RequestError => new RequestError([{ kind: 'usage', message, hint }]);

/** "memoryGiB=24" → { memoryGiB: "24" }; `price=1500` becomes a dated price. */
function fieldsOf({ fields, today, table }: AddRequest): Fields {
  const typed: Fields = Object.create(null);
  for (const field of fields) {
    const at = field.indexOf('=');
    if (at < 1)
      throw usage(
        `\`${field}\` is not \`key=value\``,
        `for example \`hwroi catalog add ${table} id=my-card price=1500\``,
      );
    typed[field.slice(0, at)] = field.slice(at + 1);
  }
  const { price, priceKind, ...rest } = typed;
  const source = rest.source ?? 'typed in';
  const asOf = rest.asOf ?? today;
  const prices =
    price === undefined ? {} : { prices: [{ usd: scalar(price), kind: priceKind ?? 'quote', source, asOf }] };
  return { ...rest, ...prices, source, asOf };
}

function merged(before: Fields | undefined, typed: Fields): Fields {
  const prices = [before?.prices, typed.prices].flatMap((list) => (Array.isArray(list) ? list : []));
  return { ...before, ...typed, ...(prices.length > 0 ? { prices } : {}) };
}

/** Text as the number or truth it spells. */
function scalar(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (/^[+-]?(\d[\d_,]*)(\.\d+)?$/.test(value)) return Number(value.replace(/[,_]/g, ''));
  if (value === 'true' || value === 'false') return value === 'true';
  return value;
}

/** Each field in the shape its schema wants: "24,48" a list where a list is meant, "24" a number where a number is. */
function shaped(table: Table, fields: Fields): Fields {
  const shape = shapeOf(table);
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const schema: unknown = Reflect.get(shape, key);
      if (!(schema instanceof z.ZodType) || typeof value !== 'string') return [key, value];
      const options = [value, scalar(value), value.split(',').map((part) => scalar(part.trim()))];
      return [key, options.find((option) => schema.safeParse(option).success) ?? scalar(value)];
    }),
  );
}

function shapeOf(table: Table): object {
  const list = rowSchemas[table].unwrap();
  const row: unknown = list.element;
  return row instanceof z.ZodObject ? row.shape : {};
}

const keysOf = (table: Table): readonly string[] => Object.keys(shapeOf(table));
