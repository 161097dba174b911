import type * as z from 'zod';
import { nearestIds } from '../../catalog/index.ts';
import type { Problem } from '../../core/types.ts';
import { fileKeyOf, keysOf, OPTION_VALUES } from './sections.ts';

export type Path = readonly PropertyKey[];
/** Where a value, or the key itself, stands. */
export type Where = (path: Path, ofKey?: boolean) => string | null;
export type Issue = z.core.$ZodIssue;

const SCHEMA_HINT = '`hwroi scenario schema` says what each key takes';

/** What is wrong with the structure of a file, in its user's words. */
export function issueProblems(issue: Issue, path: string, where: Where): readonly Problem[] {
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
  return [{ kind: 'invalid-file', path, at: where(issue.path), ...told(issue) }];
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  null: 'nothing',
  undefined: 'nothing',
};

function told(issue: Issue): { readonly reason: string; readonly hint: string } {
  const name = `\`${dotted(issue.path)}\``;
  if (issue.code === 'too_small') {
    const least = issue.origin === 'number' ? `must be ${issue.minimum} or more` : 'is empty';
    return { reason: `${name} ${least}`, hint: SCHEMA_HINT };
  }
  if (issue.code !== 'invalid_type') return { reason: `${name}: ${issue.message}`, hint: SCHEMA_HINT };
  const received = /received (\w+)/.exec(issue.message)?.[1] ?? '';
  const [wanted, got] = [WORDS[issue.expected] ?? issue.expected, WORDS[received] ?? received];
  if (issue.path.length === 0) {
    const hint =
      'for example `options: [own:rtx-5090, api:qwen3.6-27b]`; `hwroi scenario show coding-team` prints a whole one';
    return { reason: `a scenario file is sections (workloads, options, site, finance), not ${got}`, hint };
  }
  if (received === 'undefined') return { reason: `${name} is missing`, hint: SCHEMA_HINT };
  const hint = issue.expected === 'array' ? 'write each entry after a `- `, or all of them in `[…]`' : SCHEMA_HINT;
  return { reason: `${name}: expected ${wanted}, got ${got}`, hint };
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
        reason: `\`${dotted(issue.path)}\`: ${issue.path[0] === 'options' && issue.path.length === 2 ? 'expected an option as a text, or {option, …}' : 'expected a number, a text or {value, low, high, source, asOf}'}`,
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
  const inOption = Object.entries(OPTION_VALUES).find(([, flag]) => flag === key)?.[0];
  if (path[0] === 'options' && inOption !== undefined) return `an option calls it \`${inOption}\``;
  const elsewhere = (['workload', 'site', 'finance', 'calculator'] as const).find((name) =>
    keysOf(name).some((known) => fileKeyOf(known) === key),
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
  const keys = keysOf(section).map(fileKeyOf);
  return section === 'workload' ? ['id', 'usageModels', ...keys] : keys;
}
