import { type Document, isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { nearestIds } from '../../catalog/index.ts';
import type { Problem } from '../../core/types.ts';
import { SCENARIO_FILE } from './schema.ts';
import { keysOf, OPTION_VALUES } from './sections.ts';
import { type ScenarioFile, toRawScenario } from './to-raw.ts';
import type { Positions, RawScenario } from './types.ts';

export type LoadedScenario =
  | { readonly kind: 'loaded'; readonly raw: RawScenario; readonly positions: Positions }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

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
  if (document.errors.length > 0) return { kind: 'problems', problems: document.errors.map(syntaxProblem(path, at)) };
  const parsed = SCENARIO_FILE.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const where: Where = (issuePath, ofKey = false) => {
      const offset = offsetOf(document, issuePath, ofKey);
      return offset === null ? null : at(offset);
    };
    return { kind: 'problems', problems: parsed.error.issues.flatMap((issue) => issueProblems(issue, path, where)) };
  }
  const file: ScenarioFile = parsed.data;
  return { kind: 'loaded', raw: toRawScenario(file, nameOf(path)), positions: positionsOf(document, at) };
}

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
    section.map((id) => ({ id, name: id })),
  );
  if (own.length > 0) return `did you mean ${own.map((id) => `\`${id}\``).join(' or ')}?`;
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
  return keysOf(section).map((key) => key.key);
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
      if (isScalar(node.key)) note(keys, node.key.value, startOf(node.value) ?? startOf(node.key));
      visit(node.value);
    } else if (typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items)) {
      for (const item of node.items) visit(item);
    }
  };
  visit(document.contents);
  return { ofKey: (key) => keys.get(key) ?? null, ofText: (text) => texts.get(text) ?? null };
}
