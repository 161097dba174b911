import type { Constraints } from '../../core/constraints.ts';
import { RequestError } from '../../core/failure.ts';
import type { Problem } from '../../core/types.ts';
import type { Layer, RawValue } from '../../scenario/judge.ts';

/** A kind of user or goal as figures: what the guide answered by a fixed table is computed from them. */
export interface Preset {
  readonly title: string;
  readonly values: Readonly<Record<string, RawValue>>;
  readonly budgetUsd?: number;
  readonly budgetUsdPerMonth?: number;
  readonly onPremises?: boolean;
}
export interface AskedPreset {
  readonly kind: PresetKind;
  readonly name: string;
}
export type PresetKind = 'useCase' | 'profile' | 'role' | 'goal';

const chat = (model: string, users: number, requestsPerUserPerDay: number) => ({
  model,
  useCase: 'chat',
  users,
  requestsPerUserPerDay,
});
const coding = (model: string, users: number) => ({ model, useCase: 'coding-agent', users });

/** In place of a name: every preset of the kind. */
export const ALL_PRESETS = 'all';

export const PRESETS: Readonly<Record<PresetKind, Readonly<Record<string, Preset>>>> = {
  useCase: {
    'local-development': { title: 'write code and try models on a laptop', values: chat('llama-3.1-8b', 1, 50) },
    'personal-project': { title: 'a project that serves five to ten people', values: chat('llama-3.1-8b', 8, 30) },
    'research-lab': { title: 'four researchers with long prompts', values: coding('qwen3-32b', 4) },
    'small-startup': {
      title: 'a product with uneven load and nobody to run machines',
      values: chat('llama-3.1-8b', 200, 20),
    },
    'growing-startup': { title: 'a steady core load and peaks', values: chat('qwen3-32b', 500, 20) },
    'production-100': { title: '100 users of a 7–8B model', values: chat('llama-3.1-8b', 100, 60) },
    'enterprise-1000': { title: '1,000 users of a 70B model', values: chat('llama-3.3-70b', 1000, 30) },
  },
  profile: {
    hobbyist: { title: 'up to $500 a month', values: chat('llama-3.1-8b', 1, 60), budgetUsdPerMonth: 500 },
    researcher: { title: '$1,000–5,000 a month', values: coding('qwen3-32b', 2), budgetUsdPerMonth: 5000 },
    startup: { title: '$20,000–100,000 a month', values: chat('llama-3.3-70b', 3000, 40), budgetUsdPerMonth: 100_000 },
    enterprise: { title: '$100,000 a month and more', values: chat('llama-3.3-70b', 20_000, 40) },
  },
  role: {
    engineer: { title: 'one engineer with a coding assistant', values: coding('qwen3.6-27b', 1) },
    manager: { title: 'a team of five', values: coding('qwen3.6-27b', 5) },
    founder: {
      title: 'a seed-stage team: $4,000 and $1,000 a month',
      values: coding('qwen3.6-27b', 3),
      budgetUsd: 4000,
      budgetUsdPerMonth: 1000,
    },
    'platform-head': { title: 'an internal assistant for 300 people', values: coding('qwen3.6-27b', 300) },
  },
  goal: {
    learn: { title: 'learn how models run', values: chat('qwen3.5-4b', 1, 20), budgetUsd: 1000 },
    dev: { title: 'develop against a local model', values: coding('qwen3.6-35b-a3b', 1) },
    personal: { title: 'an assistant of one’s own', values: chat('qwen3.6-27b', 1, 60) },
    team: { title: 'one machine for five', values: coding('qwen3.6-27b', 5) },
    'small-api': { title: 'a small API for 50 people', values: chat('llama-3.1-8b', 50, 100) },
    production: { title: 'a service for 1,000', values: chat('llama-3.3-70b', 1000, 50) },
  },
};

export const presetOf = (kind: PresetKind, name: string): Preset | undefined =>
  Object.hasOwn(PRESETS[kind], name) ? PRESETS[kind][name] : undefined;

/** The preset asked for. @throws RequestError naming those there are. */
export function presetFor(asked: AskedPreset | undefined): Preset | null {
  if (asked === undefined) return null;
  const found = presetOf(asked.kind, asked.name);
  if (found !== undefined) return found;
  const problem: Problem = {
    kind: 'invalid-value',
    key: asked.kind === 'useCase' ? '--use-case' : `--${asked.kind}`,
    value: asked.name,
    reason: 'is not known',
    hint: `one of ${Object.keys(PRESETS[asked.kind]).join(', ')}, all`,
  };
  throw new RequestError([problem]);
}

/** A preset stands behind the flags and before everything else. */
export function presetLayers(layers: readonly Layer[], preset: Preset | null): readonly Layer[] {
  if (preset === null) return layers;
  const behind: Layer = { origin: 'scenario', style: 'key', values: preset.values };
  const flags = layers
    .filter((layer) => layer.origin === 'flag')
    .map((layer) => ({ ...layer, values: withoutPresetName(layer.values, preset) }));
  return [...flags, behind, ...layers.filter((layer) => layer.origin !== 'flag')];
}

/** `--use-case production-100` names a preset, not a shape of work. */
function withoutPresetName(values: Layer['values'], preset: Preset): Layer['values'] {
  const { useCase, ...rest } = values;
  const named = typeof useCase === 'string' ? presetOf('useCase', useCase) : undefined;
  return named === preset || useCase === ALL_PRESETS ? rest : values;
}

export function withPreset(constraints: Constraints, preset: Preset | null): Constraints {
  if (preset === null) return constraints;
  return {
    ...constraints,
    budgetUsd: constraints.budgetUsd ?? preset.budgetUsd ?? null,
    budgetUsdPerMonth: constraints.budgetUsdPerMonth ?? preset.budgetUsdPerMonth ?? null,
    onPremises: constraints.onPremises || preset.onPremises === true,
  };
}
