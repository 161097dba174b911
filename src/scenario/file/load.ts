import { type Document, isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { Problem } from '../../core/types.ts';
import { type Issue, issueProblems, type Path, type Where } from './problems.ts';
import { SCENARIO_FILE } from './schema.ts';
import { syntaxProblems, unfoldedProblem } from './syntax.ts';
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
  if (document.errors.length > 0) return refused(syntaxProblems(document.errors, { path, text, at }));
  if (document.contents === null) {
    const hint = '`hwroi scenario init > mine.yaml` starts one';
    return refused([{ kind: 'invalid-file', path, at: null, reason: 'is empty', hint }]);
  }
  const unfolded = unfold(document);
  if ('error' in unfolded) return refused([unfoldedProblem(unfolded.error, path)]);
  const parsed = SCENARIO_FILE.safeParse(unfolded.value);
  if (!parsed.success) {
    const where: Where = (issuePath, ofKey = false) => {
      const offset = offsetOf(document, issuePath, ofKey);
      return offset === null ? null : at(offset);
    };
    const problems = parsed.error.issues.flatMap((issue) => issueProblems(issue, path, where));
    const rest = mendedFile(unfold(document), parsed.error.issues);
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

const refused = (problems: readonly Problem[]): LoadedScenario => ({ kind: 'problems', problems, mended: null });

type Unfolded = { readonly value: unknown } | { readonly error: unknown };

/** A document as plain values, aliases written out as often as is safe. */
function unfold(document: Document): Unfolded {
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { error };
  }
}

/** The file without unknown keys and values of the wrong kind; null where it is none even so. */
function mendedFile(unfolded: Unfolded, issues: readonly Issue[]): ScenarioFile | null {
  const whole = 'value' in unfolded ? unfolded.value : null;
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

/** A value as a problem shows it; of one with a range its middle and its ends. */
function valuesOf(node: unknown): readonly string[] {
  if (isScalar(node)) return [String(node.value)];
  if (!isMap(node)) return [];
  const [value, low, high] = ['value', 'low', 'high'].map((key) => String(node.get(key) ?? ''));
  return [value ?? '', `${low}…${high}`];
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
        for (const value of valuesOf(node.value)) note(keys, `${String(node.key.value)}=${value}`, place);
        // Of what has more to say than its kind (`site: kind: office`), the kind is the value.
        const kind = isMap(node.value) ? node.value.get('kind', true) : undefined;
        if (isScalar(kind)) note(keys, `${String(node.key.value)}=${String(kind.value)}`, startOf(kind));
      }
      visit(node.value);
    } else if (typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items)) {
      for (const item of node.items) visit(item);
    }
  };
  visit(document.contents);
  return { ofKey: (key) => keys.get(key) ?? null, ofText: (text) => texts.get(text) ?? null };
}
