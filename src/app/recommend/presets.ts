import type { Constraints } from '../../core/constraints.ts';
import { RequestError } from '../../core/failure.ts';
import type { MachineForm, Problem, Scenario } from '../../core/types.ts';
import type { Layer, RawValue } from '../../scenario/judge.ts';

/** A kind of user or goal as figures: what the guide answered by a fixed table is computed from them. */
export interface Preset {
  readonly title: string;
  readonly values: Readonly<Record<string, RawValue>>;
  readonly budgetUsd?: number;
  readonly budgetUsdPerMonth?: number;
  readonly onPremises?: boolean;
  /** Somebody must stand behind it, since others rely on it. */
  readonly warranty?: boolean;
  readonly forms?: readonly MachineForm[];
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

/** The preset by its name, with the people who were typed where they are not its own. */
export function titleOf({ title, values }: Preset, { workloads }: Scenario): string {
  const users = workloads.reduce((sum, { demand }) => sum + demand.users.value, 0);
  return values.users === undefined || Number(values.users) === users
    ? title
    : `${title}, for ${users} users instead of ${values.users}`;
}

/**
 * What goes without saying, by who relies on the machine. A person may buy anything. A team's machine stands in an office,
 * where somebody is paid to look after it. What a company serves to a hundred people or more stands in a rack, at a
 * colocation. Who answers for others buys what a seller stands behind: whole, new, no cards made for games.
 */
const TEAM = { site: 'office' } as const;
const SERVICE = { site: 'colocation' } as const;
const RACK: readonly MachineForm[] = ['workstation', 'rack-server'];
const ANSWERABLE = { warranty: true, forms: RACK } as const;

/** In place of a name: every preset of the kind. */
export const ALL_PRESETS = 'all';

export const PRESETS: Readonly<Record<PresetKind, Readonly<Record<string, Preset>>>> = {
  useCase: {
    'local-development': {
      title: 'write code and try models on a laptop',
      values: chat('llama-3.1-8b', 1, 50),
      onPremises: true,
      forms: ['laptop'],
    },
    'personal-project': { title: 'a project that serves five to ten people', values: chat('llama-3.1-8b', 8, 30) },
    'research-lab': {
      title: 'four researchers with long prompts',
      values: { ...coding('qwen3-32b', 4), ...TEAM },
    },
    'small-startup': {
      title: 'a product with uneven load and nobody to run machines',
      values: chat('llama-3.1-8b', 200, 20),
      warranty: true,
    },
    'growing-startup': {
      title: 'a steady core load and peaks',
      values: { ...chat('qwen3-32b', 500, 20), ...SERVICE },
      ...ANSWERABLE,
    },
    'production-100': {
      title: '100 users of a 7–8B model',
      values: { ...chat('llama-3.1-8b', 100, 60), ...SERVICE },
      ...ANSWERABLE,
    },
    'enterprise-1000': {
      title: '1,000 users of a 70B model',
      values: { ...chat('llama-3.3-70b', 1000, 30), ...SERVICE },
      ...ANSWERABLE,
    },
  },
  profile: {
    hobbyist: {
      title: 'a chat for one, up to $500 a month',
      values: chat('llama-3.1-8b', 1, 60),
      budgetUsdPerMonth: 500,
    },
    researcher: {
      title: 'two with long prompts, up to $5,000 a month',
      values: coding('qwen3-32b', 2),
      budgetUsdPerMonth: 5000,
    },
    startup: {
      title: 'a product for 3,000, up to $100,000 a month',
      values: { ...chat('llama-3.3-70b', 3000, 40), ...SERVICE },
      budgetUsdPerMonth: 100_000,
      ...ANSWERABLE,
    },
    enterprise: {
      title: 'a service for 20,000',
      values: { ...chat('llama-3.3-70b', 20_000, 40), ...SERVICE },
      ...ANSWERABLE,
    },
  },
  role: {
    engineer: { title: 'one engineer with a coding assistant', values: coding('qwen3.6-27b', 1) },
    manager: { title: 'a team of five', values: { ...coding('qwen3.6-27b', 5), ...TEAM }, warranty: true },
    founder: {
      title: 'a seed-stage team: $4,000 and $1,000 a month',
      values: { ...coding('qwen3.6-27b', 3), ...TEAM },
      budgetUsd: 4000,
      budgetUsdPerMonth: 1000,
    },
    'platform-head': {
      title: 'an internal assistant for 300 people',
      values: { ...coding('qwen3.6-27b', 300), ...SERVICE },
      ...ANSWERABLE,
    },
  },
  goal: {
    learn: { title: 'learn how models run', values: chat('qwen3.5-4b', 1, 20), budgetUsd: 1000 },
    dev: { title: 'develop against a local model', values: coding('qwen3.6-35b-a3b', 1), onPremises: true },
    personal: { title: 'an assistant for oneself', values: chat('qwen3.6-27b', 1, 60) },
    team: {
      title: 'one machine for five',
      values: { ...coding('qwen3.6-27b', 5), ...TEAM },
      onPremises: true,
      warranty: true,
    },
    'small-api': { title: 'a small API for 50 people', values: chat('llama-3.1-8b', 50, 100), warranty: true },
    production: {
      title: 'a service for 1,000',
      values: { ...chat('llama-3.3-70b', 1000, 50), ...SERVICE },
      ...ANSWERABLE,
    },
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

/** The limits typed, and behind them those the preset brings; a limit that was lifted stays so. */
export function withPreset({ constraints, lifted }: TypedLimits, preset: Preset | null): Constraints {
  if (preset === null) return constraints;
  const implied = (key: LiftableLimit): boolean => preset[key] !== undefined && !lifted.includes(key);
  return {
    ...constraints,
    budgetUsd: constraints.budgetUsd ?? preset.budgetUsd ?? null,
    budgetUsdPerMonth: constraints.budgetUsdPerMonth ?? preset.budgetUsdPerMonth ?? null,
    onPremises: constraints.onPremises || (implied('onPremises') && preset.onPremises === true),
    warranty: constraints.warranty || (implied('warranty') && preset.warranty === true),
    forms: constraints.forms ?? (implied('forms') ? (preset.forms ?? null) : null),
  };
}

/** Limits a preset may bring, each with the flag that lifts it. */
export type LiftableLimit = 'onPremises' | 'warranty' | 'forms';
export interface TypedLimits {
  readonly constraints: Constraints;
  readonly lifted: readonly LiftableLimit[];
}
