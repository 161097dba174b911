import { EXAMPLE } from '../core/defaults/workload.ts';
import { evaluateAll, prepare } from '../core/evaluate.ts';
import type { Evaluation, PreparedOption } from '../core/evaluation/types.ts';
import { RequestError } from '../core/failure.ts';
import type { Privacy, Scenario } from '../core/types.ts';
import type { ResolveRequest, Tables } from '../scenario/context.ts';
import { type OpenScenario, openScenario } from '../scenario/resolve.ts';
import { speedSource } from './measured/current.ts';
import { BUILTIN_TABLES } from './tables.ts';

/** Flags and a scenario, as every deciding command takes them. */
export interface DecideRequest {
  readonly layers: ResolveRequest['layers'];
  readonly options: ResolveRequest['options'];
  readonly workloads?: ResolveRequest['workloads'];
  readonly name?: string | null;
  readonly tables?: Tables;
  /** A batch line takes the widest of an ambiguous name; a person is asked. */
  readonly mode?: ResolveRequest['mode'];
  readonly minimumBitsPerWeight?: number | undefined;
  readonly privacy?: Privacy;
}

export interface Evaluated {
  readonly scenario: Scenario;
  readonly prepared: readonly PreparedOption[];
  readonly evaluations: readonly Evaluation[];
}

export { usersServed } from '../core/evaluation/served.ts';

const SEED = 1;

export const scenarioFrom = (request: DecideRequest): Scenario => openedScenario(request).scenario;

/** The same, left open for more options. @throws RequestError with every problem. */
export function openedScenario(request: DecideRequest): OpenScenario {
  const opened = openScenario({
    name: request.name ?? EXAMPLE.name,
    layers: request.layers,
    options: request.options.length > 0 ? request.options : EXAMPLE.options,
    ...(request.workloads === undefined ? {} : { workloads: request.workloads }),
    mode: request.mode ?? 'interactive',
    tables: request.tables ?? BUILTIN_TABLES,
    seed: SEED,
    ...(request.privacy === undefined ? {} : { privacy: request.privacy }),
    ...(request.minimumBitsPerWeight === undefined ? {} : { minimumBitsPerWeight: request.minimumBitsPerWeight }),
  });
  if ('problems' in opened) throw new RequestError(opened.problems);
  return opened;
}

/** Resolve, prepare, evaluate. @throws RequestError with every problem. */
export function evaluated(request: DecideRequest): Evaluated {
  return evaluatedScenario(scenarioFrom(request));
}

export function evaluatedScenario(scenario: Scenario): Evaluated {
  const prepared = prepare(scenario, speedSource());
  return { scenario, prepared, evaluations: evaluateAll(scenario, prepared) };
}

/** What was typed, key by key, flags before the file. */
export function inputsOf(request: DecideRequest): Readonly<Record<string, unknown>> {
  const values: Readonly<Record<string, unknown>> = Object.assign(
    {},
    ...[...request.layers].reverse().flatMap((l) => (l.origin === 'log' ? [] : [l.values])),
  );
  const options = request.options.map((option) => (typeof option === 'string' ? option : option.text));
  return { ...values, ...(options.length > 0 ? { options } : {}) };
}
