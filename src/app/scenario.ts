import { RequestError } from '../core/failure.ts';
import { type ScenarioFile, toFile } from '../scenario/file/to-raw.ts';
import type { RawScenario } from '../scenario/file/types.ts';
import type { Answer } from './answer.ts';
import { builtinFile, builtinScenarios, scenarioOrStudy } from './scenarios.ts';

export interface ScenarioRow {
  readonly id: string;
  readonly title: string | null;
  readonly model: string | null;
  readonly users: number | null;
  /** How many options it compares. */
  readonly options: number;
}
export interface ScenarioListResult {
  readonly rows: readonly ScenarioRow[];
}

const plain = <R extends object>(command: string, inputs: Readonly<Record<string, unknown>>, result: R): Answer<R> => ({
  command,
  inputs,
  assumptions: [],
  result,
  warnings: [],
  seed: 1,
});

/** The built-in scenarios. */
export async function listScenarios(): Promise<Answer<ScenarioListResult>> {
  const rows = [...(await builtinScenarios()).values()].map(rowOf);
  return plain('scenario.list', {}, { rows });
}

function rowOf(raw: RawScenario): ScenarioRow {
  const work = raw.workloads[0]?.values ?? {};
  const users = work.users;
  return {
    id: raw.id,
    title: raw.title,
    model: typeof work.model === 'string' ? work.model : null,
    users: typeof users === 'number' ? users : typeof users === 'object' ? Number(users.value) : null,
    options: raw.options.length,
  };
}

/** One scenario as a file: a built-in one, or a user's after checking. */
export async function showScenario(name: string, stdin: () => AsyncIterable<string>): Promise<Answer<ScenarioFile>> {
  const builtin = await builtinFile(name);
  if (builtin !== undefined) return plain('scenario.show', { name }, builtin);
  const { raw } = await scenarioOrStudy(name, stdin);
  return plain('scenario.show', { name }, toFile(raw));
}

/** The text of a new scenario file, from a built-in one. @throws RequestError for a name that is none. */
export async function scenarioTemplate(name: string): Promise<string> {
  const file = await builtinFile(name);
  if (file === undefined) {
    const hint = '`hwroi scenario list` shows them';
    throw new RequestError([{ kind: 'usage', message: `no built-in scenario named \`${name}\``, hint }]);
  }
  return scenarioText({ $schema: SCHEMA_ID, ...file });
}

/** A scenario as the YAML of a file. */
export async function scenarioText(file: object): Promise<string> {
  const { yamlText } = await import('../scenario/file/yaml-text.ts');
  return yamlText(file);
}

export const SCHEMA_ID = 'https://hwroi.dev/schema/scenario.schema.json';

/** The published JSON Schema of the file. */
export async function scenarioSchema(): Promise<Answer> {
  const { scenarioJsonSchema } = await import('../scenario/file/schema.ts');
  return plain('scenario.schema', {}, scenarioJsonSchema());
}
