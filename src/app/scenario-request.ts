import { RequestError } from '../core/failure.ts';
import type { Problem, Warning } from '../core/types.ts';
import type { AskedOption, AskedWorkload } from '../scenario/context.ts';
import { PRICE_KEYS } from '../scenario/file/to-raw.ts';
import { isRanged, type Layer } from '../scenario/judge.ts';
import { located } from './scenario-problems.ts';
import { builtinFile, CURRENT, type NamedScenario, namedScenario, scenarioOrStudy } from './scenarios.ts';

/** Flags and, where one was named, a scenario: what every use-case resolves. */
export interface ScenarioRequest {
  readonly layers: readonly Layer[];
  readonly options: readonly (string | AskedOption)[];
  readonly workloads: readonly AskedWorkload[];
  readonly name: string | null;
  readonly scenario: NamedScenario | null;
}

export interface ScenarioRequestInput {
  readonly typed: Layer;
  /** Options typed on the line: they replace those of the file. */
  readonly options: readonly string[];
  readonly scenario: string | undefined;
  readonly stdin: () => AsyncIterable<string>;
  /** The command answers published studies too. */
  readonly studies?: boolean;
}

/** Loads the scenario that was named, if any, and puts the flags in front of it. */
export async function scenarioRequest(input: ScenarioRequestInput): Promise<ScenarioRequest> {
  const { typed, options, scenario: name } = input;
  await refuseScenarioNames(options);
  if (name === undefined) return { layers: [typed], options, workloads: [], name: null, scenario: null };
  const find = input.studies === true ? scenarioOrStudy : namedScenario;
  return requestOf(await find(name, input.stdin), typed, options);
}

/** A built-in scenario typed where an option belongs. @throws RequestError with the flag it goes to. */
async function refuseScenarioNames(options: readonly string[]): Promise<void> {
  const problems: Problem[] = [];
  for (const text of options.filter((option) => !option.includes(':')))
    if ((await builtinFile(text.replace(CURRENT, ''))) !== undefined)
      problems.push({
        kind: 'usage',
        message: `\`${text}\` is a scenario, no option`,
        hint: `\`--scenario ${text}\` takes it`,
      });
  if (problems.length > 0) throw new RequestError(problems);
}

export function requestOf(scenario: NamedScenario, typed: Layer, options: readonly string[]): ScenarioRequest {
  const { raw } = scenario;
  const [first] = raw.workloads;
  const file: Layer = { origin: 'scenario', style: 'key', values: { ...raw.values, ...first?.values } };
  const fromFile = raw.options.map(({ option, values, label, substitutes, quote }) => ({
    text: option,
    values,
    label,
    substitutes,
    quote,
    optional: raw.id.endsWith(CURRENT),
  }));
  return {
    layers: [typed, file],
    options: options.length > 0 ? options : fromFile,
    workloads: raw.workloads,
    name: raw.id,
    scenario,
  };
}

/** Prices a user's own file types in without saying of when: nobody can tell whether they still hold. */
export function undatedPrices(scenario: NamedScenario | null): readonly Warning[] {
  if (scenario === null || scenario.path === null) return [];
  return scenario.raw.options.filter(isUndated).map(({ option }) => ({ kind: 'undated-price', option }));
}

function isUndated({ option, values, quote }: NamedScenario['raw']['options'][number]): boolean {
  if (quote !== null && quote.validUntil !== null) return false;
  const prices = PRICE_KEYS.map((key) => values[key]).filter((value) => value !== undefined);
  const dated = (value: (typeof prices)[number]): boolean => isRanged(value) && value.asOf !== undefined;
  return option.includes('=') || prices.some((price) => !dated(price));
}

/** Runs a use-case and says of every problem where in the file its value stands. */
export function locating<T>(scenario: NamedScenario | null, useCase: () => T): T {
  try {
    return useCase();
  } catch (error) {
    if (!(error instanceof RequestError) || scenario === null || scenario.path === null) throw error;
    throw new RequestError(error.problems.map((problem) => located(problem, scenario)));
  }
}
