import { type Document, isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type * as z from 'zod';
import { nearestIds } from '../../catalog/index.ts';
import type { Problem } from '../../core/types.ts';
import { SCENARIO_FILE } from './schema.ts';
import { keysOf, OPTION_VALUES } from './sections.ts';
import { type ScenarioFile, toRawScenario } from './to-raw.ts';
import type { Positions, RawScenario } from './types.ts';

export type LoadedScenario =
  | { readonly kind: 'loaded'; readonly raw: RawScenario; readonly positions: Positions }
  | {
      readonly kind: 'problems';
      readonly problems: readonly Problem[];
      /** The file without what is wrong with its structure, where that can be read: its values may be wrong too. */
      readonly mended: Mended | null;
    };
export interface Mended {
  readonly raw: RawScenario;
  readonly positions: Positions;
}

type Path = readonly PropertyKey[];
/** Where a value, or the key itself, stands. */
type Where = (path: Path, ofKey?: boolean) => string | null;

/**
 * A scenario file's text (YAML, of which JSON is a part) → the raw scenario, or every problem of the file with its
 * line and column. Numbers and names are judged later, by the resolver, together with the flags.
 */
export function loadScenario(text: string, path: string): LoadedScenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  if (document.errors.length > 0)
    return { kind: 'problems', problems: document.errors.map(syntaxProblem(path, at)), mended: null };
  const parsed = SCENARIO_FILE.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const where: Where = (issuePath, ofKey = false) => {
      const offset = offsetOf(document, issuePath, ofKey);
      return offset === null ? null : at(offset);
    };
    const problems = parsed.error.issues.flatMap((issue) => issueProblems(issue, path, where));
    const rest = mendedFile(document.toJS(), parsed.error.issues);
    const positions = positionsOf(document, at);
    return {
      kind: 'problems',
      problems,
      mended: rest === null ? null : { raw: toRawScenario(rest, nameOf(path)), positions },
    };
  }
  const file: ScenarioFile = parsed.data;
  return { kind: 'loaded', raw: toRawScenario(file, nameOf(path)), positions: positionsOf(document, at) };
}

/** The file without unknown keys and values of the wrong kind; null where it is none even so. */
function mendedFile(whole: unknown, issues: readonly Issue[]): ScenarioFile | null {
  for (const { at, key } of issues.flatMap((issue) => placesOf(issue, []))) removeAt(whole, [...at, key]);
  const parsed = SCENARIO_FILE.safeParse(whole ?? {});
  return parsed.success ? parsed.data : null;
}

function placesOf(issue: Issue, above: Path): readonly { readonly at: Path; readonly key: PropertyKey }[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ at: path, key }));
  if (issue.code === 'invalid_union') {
    const [nearest] = issue.errors.filter((errors) =>
      errors.every((e) => e.code !== 'invalid_type' || e.path.length > 0),
    );
    if (nearest !== undefined && nearest.length > 0) return nearest.flatMap((inner) => placesOf(inner, path));
  }
  const key = path.at(-1);
  return key === undefined ? [] : [{ at: path.slice(0, -1), key }];
}

function removeAt(whole: unknown, path: Path): void {
  let node: unknown = whole;
  for (const part of path.slice(0, -1)) node = isRecord(node) ? node[String(part)] : undefined;
  const key = path.at(-1);
  if (isRecord(node) && !Array.isArray(node) && key !== undefined) delete node[String(key)];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const nameOf = (path: string): string =>
  path
    .replace(/^.*[/\\]/, '')
    .replace(/\.(ya?ml|json)$/i, '')
    .replace(/^-$/, 'stdin');

function syntaxProblem(path: string, at: (offset: number) => string) {
  return (error: { readonly message: string; readonly pos: readonly [number, number] }): Problem => ({
    kind: 'invalid-file',
    path,
    at: at(error.pos[0]),
    reason: error.message.split(/ at line |\n/)[0] ?? 'is not YAML or JSON',
    hint: '`hwroi scenario show coding-team` prints a valid file',
  });
}

/** Start of the deepest node of a path that exists; for a key, of the key itself. */
function offsetOf(document: Document, path: Path, ofKey: boolean): number | null {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [index, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (pair === undefined) return offset;
      const last = index === path.length - 1;
      offset = (last && ofKey ? startOf(pair.key) : startOf(pair.value)) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else {
      const item: unknown = document.getIn(path.slice(0, index + 1).map(String), true);
      node = item;
      offset = startOf(item) ?? offset;
    }
  }
  return offset;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'range' in value;
const startOf = (value: unknown): number | null => (isNode(value) ? (value.range?.[0] ?? null) : null);

type Issue = z.core.$ZodIssue;

function issueProblems(issue: Issue, path: string, where: Where): readonly Problem[] {
  const parent = dotted(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      kind: 'invalid-file' as const,
      path,
      at: where([...issue.path, key], true),
      reason: `unknown key \`${parent === '' ? '' : `${parent}.`}${key}\``,
      hint: keyHint(key, issue.path),
    }));
  }
  if (issue.code === 'invalid_union') return [unionProblem(issue, path, where)].flat();
  return [
    {
      kind: 'invalid-file',
      path,
      at: where(issue.path),
      reason: `\`${parent}\`: ${issue.message.replace(/^Invalid input: /, '')}`,
      hint: '`hwroi scenario schema` says what each key takes',
    },
  ];
}

/** The branch of a union that came nearest speaks: an object's own keys rather than "expected a string". */
function unionProblem(
  issue: Issue & { readonly code: 'invalid_union' },
  path: string,
  where: Where,
): readonly Problem[] {
  const branches = issue.errors.filter((errors) => errors.every((e) => e.code !== 'invalid_type' || e.path.length > 0));
  const [nearest] = branches;
  if (nearest === undefined || nearest.length === 0) {
    return [
      {
        kind: 'invalid-file',
        path,
        at: where(issue.path),
        reason: `\`${dotted(issue.path)}\`: expected a number, a text or {value, low, high, source, asOf}`,
        hint: '`hwroi scenario schema` says what each key takes',
      },
    ];
  }
  return nearest.flatMap((inner) => issueProblems({ ...inner, path: [...issue.path, ...inner.path] }, path, where));
}

const dotted = (path: Path): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );

/** The nearest key of the section the unknown one stands in, else of any section with its place. */
function keyHint(key: string, path: Path): string {
  const section = sectionAt(path);
  const own = nearestIds(
    key,
    section.flatMap((id) => [id, id.replace(/(Usd.*|Months|Share|Watts|Seconds)$/, '')].map((name) => ({ id, name }))),
  );
  const near = [...new Set(own)];
  if (near.length > 0) return `did you mean ${near.map((id) => `\`${id}\``).join(' or ')}?`;
  const elsewhere = (['workload', 'site', 'finance', 'calculator'] as const).find((name) =>
    keysOf(name).some((known) => known.key === key),
  );
  if (elsewhere !== undefined) return `\`${key}\` belongs in \`${elsewhere === 'workload' ? 'workloads' : elsewhere}\``;
  return `known here: ${section.join(', ')}`;
}

const TOP = [
  '$schema',
  'id',
  'title',
  'description',
  'source',
  'workloads',
  'options',
  'site',
  'finance',
  'calculator',
  'study',
  'answers',
];
const STUDY_KEYS = ['asOf', 'notes', 'years', 'shared', 'machines', 'alternatives', 'printed'];
const QUOTE = ['option', 'label', 'vendor', 'validUntil', 'warrantyMonths', 'substitutes'];
const RANGE = ['value', 'low', 'high', 'source', 'asOf'];

function sectionAt(path: Path): readonly string[] {
  const [first] = path;
  if (first === undefined) return TOP;
  if (first === 'study') return STUDY_KEYS;
  const depth = first === 'workloads' || first === 'options' ? 2 : 1;
  if (path.length > depth) return RANGE;
  if (first === 'options') return [...QUOTE, ...Object.keys(OPTION_VALUES)];
  const section = first === 'workloads' ? 'workload' : first === 'site' || first === 'finance' ? first : 'calculator';
  const keys = keysOf(section).map((key) => key.key);
  return section === 'workload' ? ['id', 'usageModels', ...keys] : keys;
}

/** First place of each key and of each text, so that a problem found later can say where it stands. */
function positionsOf(document: Document, at: (offset: number) => string): Positions {
  const keys = new Map<string, string>();
  const texts = new Map<string, string>();
  const note = (map: Map<string, string>, name: unknown, offset: number | null): void => {
    if (offset !== null && !map.has(String(name))) map.set(String(name), at(offset));
  };
  const visit = (node: unknown): void => {
    if (isScalar(node)) note(texts, node.value, startOf(node));
    else if (isPair(node)) {
      if (isScalar(node.key)) {
        const place = startOf(node.value) ?? startOf(node.key);
        note(keys, node.key.value, place);
        if (isScalar(node.value)) note(keys, `${String(node.key.value)}=${String(node.value.value)}`, place);
      }
      visit(node.value);
    } else if (typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items)) {
      for (const item of node.items) visit(item);
    }
  };
  visit(document.contents);
  return { ofKey: (key) => keys.get(key) ?? null, ofText: (text) => texts.get(text) ?? null };
}
