import { findModel } from '../catalog/index.ts';
import type { Assumption } from '../core/assumption.ts';
import type {
  ApiOption,
  DemandAssumptions,
  EngineChoice,
  Hardware,
  Model,
  ScenarioOption,
  ScenarioWorkload,
  Warning,
} from '../core/types.ts';
import { type AskedWorkload, Resolution } from './context.ts';
import { resolveDemand, resolveServiceLevel, useCaseShape } from './demand.ts';
import { engineChoices, type TypedChoice, typedChoice } from './engines.ts';
import { grouped } from './judge.ts';
import { resolveApi } from './resolve-others.ts';

/** A workload with the engine and format its author asked for. */
export interface ResolvedWorkload {
  readonly workload: ScenarioWorkload;
  readonly asked: TypedChoice;
  /** Where its own values stand before the scenario's. */
  readonly scope: Resolution;
}

/** All workloads of a request, the first as resolved already; each later one from its own values, never the first's. */
export function resolveWorkloads(
  resolution: Resolution,
  first: ResolvedWorkload,
  modelNamed: (scope: Resolution) => Model | null,
): readonly ResolvedWorkload[] {
  const [head, ...rest] = resolution.request.workloads ?? [];
  if (head === undefined || rest.length === 0) return [first];
  const others = rest.flatMap((asked): readonly ResolvedWorkload[] => {
    const scope = scopeOf(resolution, head, asked);
    const model = modelNamed(scope);
    const shape = useCaseShape(scope);
    const demand = renamed(resolveDemand(scope, shape), asked.id);
    const serviceLevel = resolveServiceLevel(scope, shape);
    const choice = typedChoice(scope);
    return model === null ? [] : [{ workload: { id: asked.id, model, demand, serviceLevel }, asked: choice, scope }];
  });
  return [{ ...first, workload: { ...first.workload, id: head.id } }, ...others];
}

/** Says which workload has requests longer than its model was made for, and whether somebody gave their length. */
export function warnOfLength(warnings: Warning[], workloads: readonly ResolvedWorkload[]): void {
  for (const { workload } of workloads) {
    const { demand, model } = workload;
    const most = model.maxContextTokens;
    const given = [demand.promptTokensP95, demand.promptTokens].find(({ origin }) => origin !== 'default');
    const beyond = [given, demand.promptTokensP95].find(
      (prompt) => most !== null && prompt !== undefined && lengthOf(prompt, demand) > most,
    );
    if (beyond === undefined || most === null) continue;
    const whose = beyond.origin === 'default' ? ' (assumed: `--prompt-tokens-p95` says how long yours are)' : '';
    const text = `requests of ${grouped(lengthOf(beyond, demand))} tokens${whose} are more than ${model.name} was made for (${grouped(most)}): an engine cuts or refuses them`;
    warnings.push({ kind: 'note', text });
  }
}

const lengthOf = (prompt: Assumption, { outputTokens }: DemandAssumptions): number =>
  Math.round(prompt.value + outputTokens.value);

/** Flags stand before everything; the first workload's own values and a log are the first's alone. */
function scopeOf(resolution: Resolution, first: AskedWorkload, asked: AskedWorkload): Resolution {
  const { layers } = resolution.request;
  const flags = layers.filter((layer) => layer.origin === 'flag');
  const shared = layers
    .filter((layer) => layer.origin !== 'flag' && layer.origin !== 'log')
    .map((layer) => ({
      ...layer,
      values: Object.fromEntries(Object.entries(layer.values).filter(([key]) => first.values[key] === undefined)),
    }));
  const own = { origin: 'scenario' as const, style: 'key' as const, values: asked.values };
  const log = asked.log === undefined ? [] : [asked.log];
  const scope = new Resolution({ ...resolution.request, layers: [...flags, own, ...shared, ...log] }, resolution);
  scope.judgeAll();
  return scope;
}

/** Figures of different workloads do not move together. */
function renamed(demand: DemandAssumptions, id: string): DemandAssumptions {
  const of = (assumption: Assumption): Assumption => ({ ...assumption, id: `${assumption.id}.${id}` });
  return {
    ...demand,
    users: of(demand.users),
    requestsPerUserPerDay: of(demand.requestsPerUserPerDay),
    activeDaysPerMonth: of(demand.activeDaysPerMonth),
    activeHoursPerDay: of(demand.activeHoursPerDay),
    peakToMean: of(demand.peakToMean),
    promptTokens: of(demand.promptTokens),
    promptTokensP95: of(demand.promptTokensP95),
    cachedShare: of(demand.cachedShare),
    outputTokens: of(demand.outputTokens),
  };
}

/** Options that serve several workloads: engines for each model on a machine, each model's own price at an API. */
export function servingAll(
  resolution: Resolution,
  options: readonly ScenarioOption[],
  workloads: readonly ResolvedWorkload[],
): readonly ScenarioOption[] {
  if (workloads.length < 2) return options;
  return options.map((option) => serving(resolution, option, workloads));
}

function serving(
  resolution: Resolution,
  option: ScenarioOption,
  workloads: readonly ResolvedWorkload[],
): ScenarioOption {
  switch (option.kind) {
    case 'own':
      return { ...option, choicesByWorkload: choicesOf(option.device.hardware, workloads) };
    case 'rent':
      return { ...option, choicesByWorkload: choicesOf(option.device.hardware, workloads) };
    case 'api':
      return servingApi(resolution, option, workloads);
    case 'flat':
      return option;
    case 'mix': {
      const first = serving(resolution, option.first, workloads);
      return { ...option, first, second: serving(resolution, option.second, workloads) };
    }
    default:
      return option satisfies never;
  }
}

/** Empty where no engine of the hardware reads the format: then the option cannot do the work, and says so. */
function choicesOf(hardware: Hardware, workloads: readonly ResolvedWorkload[]): readonly (readonly EngineChoice[])[] {
  return workloads.map(({ workload, asked }) => {
    const choices = engineChoices(hardware, workload.model, asked);
    return 'kind' in choices ? [] : choices;
  });
}

/** An API of one of the models serves the others by theirs; one of another model stands in for all. */
function servingApi(resolution: Resolution, option: ApiOption, workloads: readonly ResolvedWorkload[]): ApiOption {
  const named = findModel(option.modelName);
  const isNamed = (model: Model): boolean => named.kind === 'found' && named.row.id === model.id;
  const own = workloads.some(({ workload }) => isNamed(workload.model));
  if (!own) return option;
  const { warnings } = resolution;
  const told = warnings.findIndex((warning) => warning.kind === 'different-model' && warning.option === option.id);
  if (told >= 0) warnings.splice(told, 1);
  const byWorkload = workloads.map(({ workload, scope }) =>
    isNamed(workload.model) ? option : apiOf(scope, workload.model),
  );
  const others = new Set(byWorkload.flatMap((own) => (own === null || own === option ? [] : [own.id]))).size;
  const label = others === 0 ? option.label : `${option.label} and ${others} more`;
  return { ...option, label, sameWeights: true, byWorkload };
}

/** Null where nobody sells it and the file types in no price. */
function apiOf(resolution: Resolution, model: Model): ApiOption | null {
  const [problems, warnings] = [resolution.problems.length, resolution.warnings.length];
  const raw = { kind: 'api' as const, text: `api:${model.id}`, name: model.id, batch: false };
  const found = resolveApi(resolution, raw, model);
  resolution.problems.splice(problems);
  resolution.warnings.splice(warnings);
  return found;
}
