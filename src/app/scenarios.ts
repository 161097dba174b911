import { nearestIds } from '../catalog/index.ts';
import { RequestError } from '../core/failure.ts';
import { atCurrentPrices, type ScenarioFile, toRawScenario } from '../scenario/file/to-raw.ts';
import type { Positions, RawScenario } from '../scenario/file/types.ts';
import { FileError, fileProblem } from '../system/file-error.ts';
import { MAX_TEXT_BYTES, pathFacts, readText, tooLarge } from '../system/files.ts';
import { problemsOfValues } from './scenario-problems.ts';

/** What `show` and `init` take where no name is given. */
export const EXAMPLE_SCENARIO = 'coding-team';
const NOWHERE: Positions = { ofKey: () => null, ofText: () => null };
/** After a name: the same scenario at the prices of the catalog. */
export const CURRENT = '@current';
const STDIN = '-';

export interface NamedScenario {
  readonly raw: RawScenario;
  readonly positions: Positions;
  /** Null for a built-in one. */
  readonly path: string | null;
}

/** Every built-in scenario, by id. */
export async function builtinScenarios(): Promise<ReadonlyMap<string, RawScenario>> {
  const { scenarios } = await import('virtual:scenarios');
  return new Map(Object.entries(scenarios).map(([id, text]) => [id, rawOf(id, text)]));
}

function rawOf(id: string, text: string): RawScenario {
  const file: ScenarioFile = JSON.parse(text);
  return toRawScenario(file, id);
}

/** The file of a built-in scenario, or undefined. */
export async function builtinFile(id: string): Promise<ScenarioFile | undefined> {
  const { scenarios } = await import('virtual:scenarios');
  const text = Object.hasOwn(scenarios, id) ? scenarios[id] : undefined;
  return text === undefined ? undefined : JSON.parse(text);
}

/**
 * A built-in scenario by name, a file by path, or standard input for `-`. `@current` after a name or a path drops every
 * price the file types in.
 *
 * @throws RequestError with every problem of the file, with line and column.
 */
export async function namedScenario(
  name: string,
  stdin: () => AsyncIterable<string>,
  read: (path: string) => Promise<string> = readText,
): Promise<NamedScenario> {
  const named = await scenarioOrStudy(name, stdin, read);
  if (named.raw.study === null) return named;
  const message = `${named.raw.id} is a published study`;
  throw new RequestError([{ kind: 'usage', message, hint: `\`hwroi breakeven --scenario ${name}\` answers it` }]);
}

/** The same for the command that answers published studies too. */
export async function scenarioOrStudy(
  name: string,
  stdin: () => AsyncIterable<string>,
  read: (path: string) => Promise<string> = readText,
): Promise<NamedScenario> {
  const current = name.endsWith(CURRENT) && (await pathFacts(name)) === null;
  const base = current ? name.slice(0, -CURRENT.length) : name;
  const builtin = /[/\\]|\.(ya?ml|json)$/i.test(base) ? undefined : await builtinFile(base);
  const named: NamedScenario =
    builtin === undefined
      ? await fromText(await textOf(base, stdin, read), base)
      : { raw: toRawScenario(builtin, base), positions: NOWHERE, path: null };
  return current ? { ...named, raw: atCurrentPrices(named.raw) } : named;
}

async function textOf(
  path: string,
  stdin: () => AsyncIterable<string>,
  read: (path: string) => Promise<string>,
): Promise<string> {
  if (path === STDIN) {
    let text = '';
    for await (const chunk of stdin()) {
      text += chunk;
      if (text.length > MAX_TEXT_BYTES) throw new RequestError([fileProblem(tooLarge(path, MAX_TEXT_BYTES), path)]);
    }
    return text;
  }
  try {
    return await read(path);
  } catch (error) {
    throw await unreadable(path, error);
  }
}

async function unreadable(path: string, error: unknown): Promise<RequestError> {
  const { scenarios } = await import('virtual:scenarios');
  const near = nearestIds(
    path,
    Object.keys(scenarios).map((id) => ({ id, name: id })),
  );
  const hint =
    near.length > 0
      ? `did you mean ${near.map((id) => `\`${id}\``).join(' or ')}?`
      : '`hwroi scenario list` shows the built-in ones';
  const missing = error instanceof FileError && error.code === 'not-found';
  const reason = missing ? 'is no file and no built-in scenario' : 'cannot be read';
  return new RequestError([{ kind: 'invalid-file', path, at: null, reason, hint }]);
}

/** zod and yaml are loaded only here, when a user gives a file. */
async function fromText(text: string, path: string): Promise<NamedScenario> {
  const { loadScenario } = await import('../scenario/file/load.ts');
  const loaded = loadScenario(text, path);
  if (loaded.kind === 'problems') {
    const { mended } = loaded;
    const values = mended === null ? [] : problemsOfValues({ ...mended, path });
    throw new RequestError([...loaded.problems, ...values]);
  }
  return { raw: loaded.raw, positions: loaded.positions, path };
}
