import type { Problem } from '../core/types.ts';
import type { Positions, RawScenario } from '../scenario/file/types.ts';
import { withoutNumber } from '../scenario/option-ids.ts';
import { resolveScenario } from '../scenario/resolve.ts';
import { BUILTIN_TABLES } from './tables.ts';

/** A file, or what is left of it without what is wrong in it, and where its values stand. */
export interface ReadFile {
  readonly raw: RawScenario;
  readonly positions: Positions;
  readonly path: string | null;
}

/** What is wrong with the values and names of a file whose structure is wrong too: all of it is said at once. */
export function problemsOfValues(file: ReadFile): readonly Problem[] {
  const { raw } = file;
  const [first] = raw.workloads;
  const values = { ...raw.values, ...first?.values };
  const resolved = resolveScenario({
    name: raw.id,
    layers: [{ origin: 'scenario', style: 'key', values }],
    options: raw.options.map((entry) => ({ ...entry, text: entry.option })),
    workloads: raw.workloads,
    mode: 'interactive',
    tables: BUILTIN_TABLES,
    seed: 1,
  });
  return resolved.kind === 'problems' ? resolved.problems.map((problem) => located(problem, file)) : [];
}

/** A problem with the place in the file where its value stands. */
export function located(problem: Problem, file: ReadFile): Problem {
  const { path } = file;
  const found = placeOf(problem, file);
  return found === null || path === null ? problem : { kind: 'in-file', path, at: found, problem };
}

function placeOf(problem: Problem, { positions, raw }: ReadFile): string | null {
  if ('key' in problem && !problem.key.startsWith('--')) {
    const exact = 'value' in problem ? positions.ofKey(`${problem.key}=${problem.value}`) : null;
    const found = exact ?? positions.ofKey(problem.key);
    if (found !== null) return found;
  }
  return [...textsOf(problem), ...optionsNaming(problem, raw)].reduce<string | null>(
    (known, text) => known ?? positions.ofText(text),
    null,
  );
}

/** A name stands within an option: `2x<name>@<provider>:spot`. */
const optionsNaming = (problem: Problem, { options }: RawScenario): readonly string[] =>
  'name' in problem ? options.map(({ option }) => option).filter((option) => option.includes(problem.name)) : [];

const textsOf = (problem: Problem): readonly string[] => [
  ...('name' in problem ? [problem.name, `own:${problem.name}`, `rent:${problem.name}`, `api:${problem.name}`] : []),
  ...('option' in problem ? [withoutNumber(problem.option)] : []),
  ...('value' in problem ? [problem.value] : []),
];
