import { RequestError } from '../core/failure.ts';
import type { Classified } from '../core/routing.ts';
import type { Problem, Warning } from '../core/types.ts';
import type { AskedOption } from '../scenario/context.ts';
import type { Layer } from '../scenario/judge.ts';
import { parseQuantity } from '../scenario/number.ts';
import { fileProblem } from '../system/file-error.ts';
import { readText } from '../system/files.ts';
import { type CompareRequest, compare, type PriceBasis } from './compare.ts';
import { type Side, sideOf } from './compare-diff.ts';
import { sideOfRun } from './compare-run.ts';
import type { HarnessRequest } from './harness.ts';
import { askedOptions, requestOf, type ScenarioRequest } from './scenario-request.ts';
import { type NamedScenario, namedScenario } from './scenarios.ts';

type Options = Readonly<Record<string, unknown>>;
export interface CompareLine {
  readonly positionals: readonly string[];
  readonly options: Options;
  readonly stdin: () => AsyncIterable<string>;
  /** Flags that stand before what the files say. */
  readonly typed: Layer;
}

export interface CompareInputs {
  readonly optionTexts: readonly string[];
  /** Options of the quote files. */
  readonly quoted: readonly AskedOption[];
  /** The work that the first of them is quoted for; null where none says. */
  readonly work: QuotedWork | null;
  readonly parts: Pick<CompareRequest, 'basis' | 'harness' | 'before'>;
  readonly metrics: readonly string[];
}

/** What a quote file says of the work, beside its offers. */
export interface QuotedWork {
  readonly path: string;
  readonly request: ScenarioRequest;
  /** Files quoted for other work: theirs is not used. */
  readonly others: readonly string[];
}

const METRICS = [
  'usd-per-tflop',
  'usd-per-tflop-hour',
  'usd-per-gb',
  'usd-per-gbps',
  'usd-per-tps',
  'joules-per-token',
];
const isFile = (text: string): boolean => /\.(ya?ml|json)$/i.test(text);

/** Everything of the line besides scenario and options, files read, every problem together. */
export async function compareInputs(line: CompareLine): Promise<CompareInputs> {
  const problems: Problem[] = [];
  const metrics = metricsOf(line.options, problems);
  const basis = basisOf(line.options, problems);
  const harness = await harnessOf(line.options, problems);
  const files = line.positionals.filter(isFile);
  const loaded = await Promise.all(files.map((path) => namedScenario(path, line.stdin)));
  if (problems.length > 0) throw new RequestError(problems);
  const before = await beforeOf(line);
  return {
    optionTexts: line.positionals.filter((text) => !isFile(text)),
    quoted: loaded.flatMap((scenario) => askedOptions(scenario, line.typed)),
    work: quotedWork(loaded, files, line.typed),
    parts: {
      basis,
      ...(harness === null ? {} : { harness }),
      ...(before === null ? {} : { before }),
    },
    metrics,
  };
}

function quotedWork(loaded: readonly NamedScenario[], files: readonly string[], typed: Layer): QuotedWork | null {
  const asking = loaded.flatMap((scenario, i) =>
    scenario.raw.workloads.length > 0
      ? [{ scenario, path: files[i] ?? '', work: JSON.stringify(scenario.raw.workloads) }]
      : [],
  );
  const [first] = asking;
  if (first === undefined) return null;
  const others = asking.flatMap(({ path, work }) => (work === first.work ? [] : [path]));
  return { path: first.path, request: requestOf(first.scenario, typed, []), others };
}

/** Offers are compared at the work they were quoted for, unless a scenario is named; flags stand before both. */
export function atQuotedWork(scenario: ScenarioRequest, work: QuotedWork | null): ScenarioRequest {
  if (work === null || scenario.scenario !== null) return scenario;
  const { layers, workloads, name } = work.request;
  return { ...scenario, layers, workloads, name };
}

/** Offers for other work stand beside those whose work is used: said, since a vendor sized them for it. */
export function workNotes(scenario: ScenarioRequest, work: QuotedWork | null): readonly Warning[] {
  if (work === null) return [];
  const left = scenario.scenario === null ? work.others : [work.path, ...work.others];
  if (left.length === 0) return [];
  const used = scenario.scenario === null ? work.path : 'the scenario';
  return [
    {
      kind: 'note',
      text: `${left.join(', ')} ${left.length === 1 ? 'tells' : 'tell'} of other work; that of ${used} is used`,
    },
  ];
}

const textOf = (options: Options, key: string): string | undefined => {
  const value = options[key];
  return typeof value === 'string' ? value : undefined;
};
const listOf = (text: string): readonly string[] => text.split(',').map((part) => part.trim());

const wrong = (key: string, value: string, reason: string, hint: string): Problem => ({
  kind: 'invalid-value',
  key,
  value,
  reason,
  hint,
});

function metricsOf(options: Options, problems: Problem[]): readonly string[] {
  const text = textOf(options, 'metric');
  if (text === undefined) return [];
  const names = listOf(text);
  for (const name of names.filter((n) => !METRICS.includes(n)))
    problems.push(wrong('--metric', name, 'is not a known ratio', `one of ${METRICS.join(', ')}`));
  return names;
}

function basisOf(options: Options, problems: Problem[]): PriceBasis {
  const text = textOf(options, 'basis') ?? 'system';
  if (text === 'system' || text === 'card') return text;
  problems.push(wrong('--basis', text, 'is not a basis', '`system` or `card`'));
  return 'system';
}

async function harnessOf(options: Options, problems: Problem[]): Promise<HarnessRequest | null> {
  if (options.harness !== true && textOf(options, 'queries') === undefined) return null;
  const share = shareOf(options, 'localShare', problems);
  const path = textOf(options, 'queries');
  return {
    ...(share === null ? {} : { localShare: share }),
    ...(path === undefined ? {} : { queries: queriesOf(await typedText(path), path) }),
    localLabels: listOf(textOf(options, 'localLabels') ?? 'simple_qa'),
    minimumConfidence: shareOf(options, 'minConfidence', problems) ?? 0.6,
  };
}

function shareOf(options: Options, key: string, problems: Problem[]): number | null {
  const text = textOf(options, key);
  if (text === undefined) return null;
  const value = parseQuantity(text, 'share');
  if (value >= 0 && value <= 1) return value;
  problems.push(wrong(key, text, 'is not a share from 0 to 1', 'write 0.6 or 60%'));
  return null;
}

async function typedText(path: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    throw new RequestError([fileProblem(error, path)]);
  }
}

/** Labelled queries, one JSON object a line. @throws RequestError naming every bad line. */
function queriesOf(text: string, path: string): readonly Classified[] {
  const problems: Problem[] = [];
  const queries = text.split('\n').flatMap((row, index): Classified[] => {
    if (row.trim() === '') return [];
    const parsed = queryOf(row);
    if (parsed !== null) return [parsed];
    const hint = 'each line is one object, for example {"label":"simple_qa","score":0.9}';
    problems.push({
      kind: 'invalid-file',
      path,
      at: `${index + 1}:1`,
      reason: 'expected a label and a score from 0 to 1',
      hint,
    });
    return [];
  });
  if (problems.length > 0) throw new RequestError(problems);
  return queries;
}

function queryOf(row: string): Classified | null {
  try {
    const value: unknown = JSON.parse(row);
    if (typeof value !== 'object' || value === null || !('label' in value) || !('score' in value)) return null;
    const { label, score } = value;
    return typeof label === 'string' && typeof score === 'number' && score >= 0 && score <= 1 ? { label, score } : null;
  } catch {
    return null;
  }
}

/** The other side of `--diff`: an earlier run's JSON, or another scenario evaluated now. */
async function beforeOf(line: CompareLine): Promise<Side | null> {
  const name = textOf(line.options, 'diff');
  if (name === undefined) return null;
  if (/\.json$/i.test(name)) {
    const side = sideOfRun(await typedText(name), name);
    if (side !== null) return side;
  }
  const scenario = await namedScenario(name, line.stdin);
  const request = requestOf(scenario, { origin: 'flag', style: 'flag', values: {} }, []);
  return sideOf(compare(request));
}
