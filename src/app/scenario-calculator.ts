import { findModel } from '../catalog/index.ts';
import { BYTES_PER_GIB } from '../core/units.ts';
import type { RawValue } from '../scenario/judge.ts';
import { scenarioFrom } from './evaluated.ts';
import { locating, scenarioRequest } from './scenario-request.ts';

/** What a scenario says to the calculators of one machine: one of its workloads on its first machine. */
export interface ScenarioInputs {
  readonly model: string;
  readonly quantization?: string;
  readonly engine?: string;
  readonly promptTokens: string;
  readonly outputTokens: string;
  /** Of a long request: prompt that 95 % stay below, and answer; no more than the model was made for. */
  readonly contextTokens: string;
  readonly hardware?: string;
  readonly count?: string;
  readonly memoryGiB?: string;
  /** Site and prices of the scenario. */
  readonly values: Readonly<Record<string, RawValue | undefined>>;
}

/**
 * Each workload on the first machine; with a typed model the one that runs it, or the first in its place.
 *
 * @throws RequestError with every problem of the scenario.
 */
export async function scenarioInputs(
  name: string,
  stdin: () => AsyncIterable<string>,
  typedModel?: unknown,
): Promise<readonly ScenarioInputs[]> {
  const typed = { origin: 'flag' as const, style: 'flag' as const, values: {} };
  const request = await scenarioRequest({ typed, options: [], scenario: name, stdin });
  const scenario = locating(request.scenario, () => scenarioFrom(request));
  const machine = machineOf(scenario.options);
  const inputs = scenario.workloads.map(({ model, demand }, index): ScenarioInputs => {
    const raw = request.workloads[index]?.values ?? {};
    const text = (key: 'quantization' | 'engine') => (typeof raw[key] === 'string' ? { [key]: raw[key] } : {});
    return {
      model: model.id,
      ...text('quantization'),
      ...text('engine'),
      promptTokens: String(Math.round(demand.promptTokens.value)),
      // Embeddings have none, and a speed is asked of one at least.
      outputTokens: String(Math.max(1, Math.round(demand.outputTokens.value))),
      contextTokens: String(
        Math.min(
          Math.round(demand.promptTokensP95.value + demand.outputTokens.value),
          model.maxContextTokens ?? Number.MAX_SAFE_INTEGER,
        ),
      ),
      ...machine,
      values: request.scenario?.raw.values ?? {},
    };
  });
  if (typedModel === undefined) return inputs;
  const found = findModel(String(typedModel));
  const named = found.kind === 'found' ? inputs.filter(({ model }) => model === found.row.id) : [];
  return named.length > 0 ? named : inputs.slice(0, 1);
}

function machineOf(options: ReturnType<typeof scenarioFrom>['options']) {
  const sides = options.flatMap((option) => (option.kind === 'mix' ? [option.first, option.second] : [option]));
  const machine = sides.find((option) => option.kind === 'own' || option.kind === 'rent');
  if (machine === undefined || !('device' in machine)) return {};
  const { hardware, count, memoryBytes } = machine.device;
  return { hardware: hardware.id, count: String(count), memoryGiB: String(memoryBytes / BYTES_PER_GIB) };
}
