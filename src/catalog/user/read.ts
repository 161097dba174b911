import { isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type * as z from 'zod';
import { nearestIds } from '../nearest.ts';
import type { ImportRecord, LockRecord } from './schema.ts';
import { userCatalogSchema } from './schema.ts';
import type { CatalogRows } from './tables.ts';

export interface UserCatalog {
  readonly collectedOn?: string | undefined;
  readonly notes?: string | null | undefined;
  readonly imports?: readonly ImportRecord[] | undefined;
  readonly lock?: LockRecord | undefined;
  readonly engines?: Readonly<Record<string, unknown>> | undefined;
  readonly rows: CatalogRows;
}

/** What is wrong, where: "12:5", the path in words, what was expected. */
export interface FileIssue {
  readonly at: string | null;
  readonly reason: string;
}

export type UserCatalogResult =
  | { readonly ok: true; readonly catalog: UserCatalog }
  | { readonly ok: false; readonly issues: readonly FileIssue[] };

/** A bomb of YAML aliases stops here; a catalog needs none. */
const MOST_ALIASES = 100;
const MOST_ISSUES = 20;
const MOST_LEVELS = 64;

/** A user's catalog, JSON or YAML, checked against the schema: the rows, or every issue with line and column. */
export function readUserCatalog(text: string): UserCatalogResult {
  if (depthOf(text) > MOST_LEVELS) return failed(null, 'is nested too deeply');
  const json = jsonOf(text);
  const parsed = json === undefined ? undefined : userCatalogSchema.safeParse(json);
  return parsed?.success ? checked(parsed.data) : readYaml(text);
}

/** JSON is read as such, which is far quicker; YAML, and the place of an issue in either, by the slower parser. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How deep brackets go, before any parser has to follow them. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const bracket of text.matchAll(/[[\]{}]/g)) {
    depth += bracket[0] === '[' || bracket[0] === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
    if (deepest > MOST_LEVELS) break;
  }
  return deepest;
}

function readYaml(text: string): UserCatalogResult {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
    const [broken] = document.errors;
    if (broken !== undefined) {
      const reason = (broken.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
      return failed(position(lines, broken.pos[0]), reason);
    }
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    const parsed = userCatalogSchema.safeParse(value);
    if (parsed.success) return checked(parsed.data);
    const issues = parsed.error.issues.flatMap((issue) => issuesOf(issue, { root: document.contents, lines, value }));
    return { ok: false, issues: issues.slice(0, MOST_ISSUES) };
  } catch (error) {
    // Thrown by the YAML library: nesting deeper than the stack, or an alias bomb.
    return failed(null, error instanceof RangeError ? 'is nested too deeply' : messageOf(error));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const failed = (at: string | null, reason: string): UserCatalogResult => ({ ok: false, issues: [{ at, reason }] });

function position(lines: LineCounter, offset: number | undefined): string | null {
  if (offset === undefined) return null;
  const { line, col } = lines.linePos(offset);
  return line === 0 ? null : `${line}:${col}`;
}

function checked(data: z.infer<typeof userCatalogSchema>): UserCatalogResult {
  const { $schema: _schema, collectedOn, notes, imports, lock, engines, ...rows } = data;
  const twice = Object.entries(rows).flatMap(([table, list]) => duplicates(table, list ?? []));
  if (twice.length > 0) return { ok: false, issues: twice.slice(0, MOST_ISSUES) };
  return { ok: true, catalog: { collectedOn, notes, imports, lock, engines, rows } };
}

function duplicates(table: string, rows: readonly object[]): readonly FileIssue[] {
  const seen = new Set<string>();
  return rows.flatMap((row, index) => {
    const id = 'id' in row && typeof row.id === 'string' ? row.id.replaceAll('.', '-') : null;
    if (id === null) return [];
    const before = seen.has(id);
    seen.add(id);
    return before ? [{ at: null, reason: `${table}[${index}].id: ${id} is there twice` }] : [];
  });
}

interface Place {
  readonly root: unknown;
  readonly lines: LineCounter;
  readonly value: unknown;
}
type Path = readonly (string | number)[];

function issuesOf(issue: z.core.$ZodIssue, place: Place): readonly FileIssue[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      at: offsetAt(place, path, key),
      reason: `${pathText([...path, key])}: unknown key${instead(key, path)}`,
    }));
  const got = valueAt(place.value, path);
  const shown = got === undefined ? 'missing' : `got ${shortened(JSON.stringify(got) ?? String(got))}`;
  return [{ at: offsetAt(place, path), reason: `${pathText(path)}: ${expectation(issue)}, ${shown}` }];
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  array: 'a list',
  object: 'an object',
  boolean: 'true or false',
};

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `expected ${KIND_WORDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `expected at least ${String(issue.minimum)}`;
  if (issue.code === 'too_big') return `expected at most ${String(issue.maximum)}`;
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}

/** "hardware[2].memoryGiB" */
function pathText(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

const MOST_LETTERS = 60;
const shortened = (text: string): string => (text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text);

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part) ? Reflect.get(inner, part) : undefined,
    value,
  );
}

/** Line and column of a value, or of a key in it; of what encloses it where it is missing. */
function offsetAt({ root, lines }: Place, path: Path, key?: string): string | null {
  let node: unknown = root;
  let found: Node | undefined = isNode(root) ? root : undefined;
  for (const part of key === undefined ? path : [...path, key]) {
    const last = key !== undefined && part === key;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (pair === undefined) break;
      node = last && isNode(pair.key) ? pair.key : pair.value;
    } else node = typeof part === 'number' && isNode(node) && 'items' in node ? itemOf(node, part) : undefined;
    if (!isNode(node)) break;
    found = node;
  }
  return position(lines, found?.range?.[0]);
}

function itemOf(node: object, index: number): unknown {
  return 'items' in node && Array.isArray(node.items) ? node.items[index] : undefined;
}

/** Names people give a key, and what the catalog calls it. */
const SYNONYMS: Readonly<Record<string, string>> = {
  tdp: 'tdpWatts',
  power: 'tdpWatts',
  vram: 'memoryGiB',
  memory: 'memoryGiB',
  memoryGB: 'memoryGiB',
  bandwidth: 'memoryBandwidthGBps',
  price: 'prices',
  priceUsd: 'prices',
  usdPerHour: 'usdPerGpuHour',
  gpu: 'gpuName',
  model: 'modelName',
};

function instead(key: string, path: Path): string {
  const known = knownKeys(path);
  const meant = Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key] : undefined;
  if (meant !== undefined && known.includes(meant)) return `; the catalog calls it \`${meant}\``;
  const [near] = nearestIds(
    key,
    known.map((id) => ({ id, name: id })),
  );
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

/** The keys allowed at a path: those of the file, or of a row of its table. */
function knownKeys(path: Path): readonly string[] {
  let schema: unknown = userCatalogSchema;
  for (const part of path) schema = inner(schema, part);
  return Object.keys(shapeOf(schema) ?? {});
}

function inner(schema: unknown, part: string | number): unknown {
  const bare = unwrapped(schema);
  if (typeof part === 'number')
    return typeof bare === 'object' && bare !== null && 'element' in bare ? bare.element : undefined;
  const shape = shapeOf(bare);
  return shape === undefined ? undefined : Reflect.get(shape, part);
}

function shapeOf(schema: unknown): object | undefined {
  const bare = unwrapped(schema);
  if (typeof bare !== 'object' || bare === null || !('shape' in bare)) return undefined;
  return typeof bare.shape === 'object' && bare.shape !== null ? bare.shape : undefined;
}

function unwrapped(schema: unknown): unknown {
  if (
    typeof schema === 'object' &&
    schema !== null &&
    'unwrap' in schema &&
    typeof schema.unwrap === 'function' &&
    !('element' in schema)
  )
    return unwrapped(schema.unwrap());
  return schema;
}
