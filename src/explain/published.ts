import { schemas } from 'virtual:published-schemas';
import { RESULT_KEYS } from './glossary.ts';
import { CATALOG_KEYS } from './glossary-catalog.ts';
import { unitOf } from './units.ts';

/** One place at which a key stands in what `--json` prints, or in a file of the user's own. */
export interface KeyUse {
  /** The schema it is published in: `breakeven`, `bench.list`, `catalog`. */
  readonly document: string;
  /** The keys that lead to it, outermost first, itself the last. */
  readonly path: readonly string[];
  /** What it means there; null where nobody said. */
  readonly text: string | null;
  readonly unit: string;
  readonly nullable: boolean;
}

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const partsOf = (value: unknown): readonly (readonly [string, Schema])[] =>
  isSchema(value) ? Object.entries(value).flatMap(([key, part]) => (isSchema(part) ? [[key, part] as const] : [])) : [];

let read: readonly KeyUse[] | undefined;

/** Every key of every published schema with what it means there. The schemas are read when first asked for. */
export function publishedKeys(): readonly KeyUse[] {
  read ??= [...Object.entries(schemas()).flatMap(([document, text]) => keysIn(document, JSON.parse(text))), ...ROWS];
  return read;
}

const keysIn = (document: string, root: unknown): readonly KeyUse[] =>
  isSchema(root) ? keysOf({ document, root }, root, { path: [], open: [] }) : [];

/** Rows that `catalog list` and `catalog show` print: their keys differ by table, so no schema has them. */
const ROWS: readonly KeyUse[] = Object.entries(CATALOG_KEYS).map(([key, text]) => {
  const path = ['result', 'rows', key];
  return { document: 'catalog.list', path, text, unit: unitOf(path) ?? 'none', nullable: false };
});

interface Place {
  readonly path: readonly string[];
  /** References being followed: a type that holds itself is entered once. */
  readonly open: readonly string[];
}
interface Published {
  readonly document: string;
  readonly root: Schema;
}

/** The keys below one part of a schema: through references, alternatives and lists. */
function keysOf(from: Published, part: Schema, { path, open }: Place): readonly KeyUse[] {
  const { $ref } = part;
  if (typeof $ref === 'string') {
    const target = targetOf(from.root, $ref);
    return target === null || open.includes($ref) ? [] : keysOf(from, target, { path, open: [...open, $ref] });
  }
  const inner = [part.items, part.additionalProperties, ...listOf(part.anyOf), ...listOf(part.oneOf)];
  return [
    ...partsOf(part.properties).flatMap(([key, value]) => {
      const below = [...path, key];
      return [useOf(from, value, below), ...keysOf(from, value, { path: below, open })];
    }),
    ...inner.filter(isSchema).flatMap((one) => keysOf(from, one, { path, open })),
  ];
}

function targetOf(root: Schema, reference: string): Schema | null {
  let found: unknown = root;
  for (const step of reference.replace(/^#\//, '').split('/'))
    found = isSchema(found) ? found[decodeURIComponent(step)] : undefined;
  return isSchema(found) ? found : null;
}

function useOf(from: Published, value: Schema, path: readonly string[]): KeyUse {
  const types = typesOf(from.root, value);
  return {
    document: from.document,
    path,
    text: textOf(from, value, path),
    unit: types.has('number') || types.has('integer') ? (unitOf(path) ?? 'a plain number') : shapeOf(types),
    nullable: types.has('null'),
  };
}

/** Said at the key itself, else the same everywhere. */
function textOf({ document, root }: Published, value: Schema, path: readonly string[]): string | null {
  const said = saidAt(root, value);
  if (said !== null) return said;
  const key = path.at(-1) ?? '';
  const tables = document === 'catalog' ? [CATALOG_KEYS, RESULT_KEYS] : [RESULT_KEYS];
  return tables.find((table) => Object.hasOwn(table, key))?.[key] ?? null;
}

/** Files of the user's own describe a value where it is defined; what a result's type is for says nothing of the key. */
function saidAt(root: Schema, value: Schema): string | null {
  const { description, $ref } = value;
  if (typeof description === 'string') return description;
  const target = typeof $ref === 'string' && $ref.startsWith('#/$defs/') ? targetOf(root, $ref) : null;
  return target === null ? null : saidAt(root, target);
}

/** The JSON types a value may have. */
function typesOf(root: Schema, value: Schema): ReadonlySet<string> {
  const { $ref, type } = value;
  if (typeof $ref === 'string') return typesOf(root, targetOf(root, $ref) ?? {});
  const own = [...(typeof type === 'string' ? [type] : []), ...listOf(type)].map(String);
  const others = [...listOf(value.anyOf), ...listOf(value.oneOf)].filter(isSchema);
  return new Set([...own, ...others.flatMap((one) => [...typesOf(root, one)])]);
}

const SHAPES: Readonly<Record<string, string>> = {
  boolean: 'none, true or false',
  array: 'none, a list',
  object: 'none, a group of keys',
};

function shapeOf(types: ReadonlySet<string>): string {
  for (const [type, shape] of Object.entries(SHAPES)) if (types.has(type)) return shape;
  return 'none, a text';
}
