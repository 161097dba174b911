import { RequestError } from '../core/failure.ts';
import type { Problem } from '../core/types.ts';
import type { AskedOption, AskedWorkload } from '../scenario/context.ts';
import { PRICE_KEYS } from '../scenario/file/to-raw.ts';
import type { RawScenarioOption } from '../scenario/file/types.ts';
import { isRanged, type Layer, type RawValue } from '../scenario/judge.ts';
import { located } from './scenario-problems.ts';
import { builtinFile, CURRENT, type NamedScenario, namedScenario, scenarioOrStudy } from './scenarios.ts';

export { isOption } from '../scenario/options.ts';

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
  const fromFile = askedOptions(scenario, typed);
  return {
    layers: [typed, file],
    options: options.length > 0 ? options : fromFile,
    workloads: raw.workloads,
    name: raw.id,
    scenario,
  };
}

/** The options of a scenario, each with what the file types in for it alone and how old its prices are. */
export function askedOptions({ raw, path }: NamedScenario, typed: Layer): readonly AskedOption[] {
  return raw.options.map((entry) => {
    const { option: text, ...rest } = entry;
    const pricedOn = path === null ? undefined : priceDate(entry, typed);
    return {
      text,
      ...rest,
      ...(pricedOn === undefined ? {} : { pricedOn }),
      optional: raw.id.endsWith(CURRENT),
    };
  });
}

/** An offer holds until its last day; another price is as old as the file says, or of no date. Flags stand before it. */
function priceDate({ option, values, quote }: RawScenarioOption, typed: Layer): string | null | undefined {
  if (quote !== null && quote.validUntil !== null) return undefined;
  const keys = PRICE_KEYS.filter((key) => values[key] !== undefined && typed.values[key] === undefined);
  const dates = keys.map((key) => dateOf(values[key]));
  if (option.includes('=') || dates.includes(null)) return null;
  return dates.toSorted()[0];
}

const dateOf = (price: RawValue | undefined): string | null =>
  price !== undefined && isRanged(price) ? (price.asOf ?? null) : null;

/** Runs a use-case and says of every problem where in the file its value stands. */
export function locating<T>(scenario: NamedScenario | null, useCase: () => T): T {
  try {
    return useCase();
  } catch (error) {
    if (!(error instanceof RequestError) || scenario === null || scenario.path === null) throw error;
    throw new RequestError(error.problems.map((problem) => located(problem, scenario)));
  }
}
