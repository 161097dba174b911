import { API_FIRST_TOKEN_SECONDS, API_TOKENS_PER_SECOND } from '../../core/defaults/decide.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { RequestError } from '../../core/failure.ts';
import { type Constraints, choose, type Recommendation, type Scored, type Violation } from '../../core/recommend.ts';
import type { Problem, Warning } from '../../core/types.ts';
import type { Layer } from '../../scenario/judge.ts';
import type { Answer } from '../answer.ts';
import { assumptionsOf } from '../assumptions.ts';
import { type OptionResult, optionResult } from '../breakeven.ts';
import { type DecideRequest, inputsOf, usersServed } from '../evaluated.ts';
import { largestModelFor } from './largest-model.ts';
import { type OwnOrRent, ownOrRent } from './own-or-rent.ts';
import { PRESETS, type Preset, type PresetKind, presetOf } from './presets.ts';
import { type SearchResult, searchCatalog } from './search.ts';

export interface RecommendRequest extends DecideRequest {
  readonly constraints: Constraints;
  readonly preset?: { readonly kind: PresetKind; readonly name: string };
  readonly top?: number;
  readonly ownOrRent?: boolean;
  readonly everything?: boolean;
}

export interface RecommendedRow extends OptionResult {
  readonly answerSeconds: number;
  readonly usersServed: number | null;
  readonly relax: readonly Violation[];
  /** The largest model of the catalog that fits at this context; of own rows. */
  readonly largestModel: string | null;
}

export interface RecommendResult {
  readonly kind: Recommendation['kind'];
  readonly pick: string | null;
  /** Why there is no pick. */
  readonly reason: string | null;
  readonly relax: readonly Violation[];
  readonly rows: readonly RecommendedRow[];
  readonly front: readonly { readonly option: string; readonly usdPerMonth: number; readonly answerSeconds: number }[];
  readonly considered: number;
  readonly evaluated: number;
  readonly ownOrRent?: OwnOrRent;
}

export interface RecommendAnswer extends Answer<RecommendResult> {
  readonly recommendation: Recommendation;
  readonly search: SearchResult;
  readonly constraints: Constraints;
  readonly preset: Preset | null;
}

const DEFAULT_TOP = 5;
/** Beyond this many GPUs network and scheduling decide, which nothing here models. */
const FLEET_GPUS = 32;

/** The best of the catalog for a workload under constraints, and what each alternative gives up. */
export function recommend(request: RecommendRequest): RecommendAnswer {
  const preset = presetFor(request);
  const constraints = withPreset(request.constraints, preset);
  const layered = { ...request, layers: presetLayers(request.layers, preset) };
  const top = request.top ?? DEFAULT_TOP;
  const allowed = (e: Evaluation): boolean => choose([e], constraints, answerSecondsOf).kind === 'found';
  const search = searchCatalog(layered, { allowed, wanted: top, everything: request.everything === true });
  const recommendation = choose(search.evaluations, constraints, answerSecondsOf);
  const [best] = recommendation.ranked;
  const result: RecommendResult = {
    kind: recommendation.kind,
    pick: best?.evaluation.option.id ?? null,
    reason: best === undefined ? 'nothing-does-the-work' : null,
    relax: recommendation.relax,
    rows: recommendation.ranked.slice(0, top).map((scored) => rowOf(scored)),
    front: recommendation.front.map(({ evaluation, answerSeconds }) => ({
      option: evaluation.option.id,
      usdPerMonth: evaluation.usdPerMonth,
      answerSeconds,
    })),
    considered: search.considered,
    evaluated: search.evaluatedCount,
    ...(request.ownOrRent === true ? { ownOrRent: ownOrRent(search, constraints) } : {}),
  };
  return {
    command: 'recommend',
    inputs: { ...inputsOf(layered), ...limitsTyped(constraints) },
    assumptions: assumptionsOf({ ...search.scenario, options: best === undefined ? [] : [best.evaluation.option] }),
    result,
    warnings: [...search.scenario.warnings, ...fleetWarning(best)],
    seed: search.scenario.seed,
    recommendation,
    search,
    constraints,
    preset,
  };
}

function presetFor({ preset }: RecommendRequest): Preset | null {
  if (preset === undefined) return null;
  const found = presetOf(preset.kind, preset.name);
  if (found !== undefined) return found;
  const known = Object.keys(PRESETS[preset.kind]).join(', ');
  const flag = preset.kind === 'useCase' ? '--use-case' : `--${preset.kind}`;
  const problem: Problem = {
    kind: 'invalid-value',
    key: flag,
    value: preset.name,
    reason: 'is not known',
    hint: `one of ${known}`,
  };
  throw new RequestError([problem]);
}

/** A preset stands behind the flags and before everything else. */
function presetLayers(layers: readonly Layer[], preset: Preset | null): readonly Layer[] {
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
  return named === preset ? rest : values;
}

function withPreset(constraints: Constraints, preset: Preset | null): Constraints {
  if (preset === null) return constraints;
  return {
    ...constraints,
    budgetUsd: constraints.budgetUsd ?? preset.budgetUsd ?? null,
    budgetUsdPerMonth: constraints.budgetUsdPerMonth ?? preset.budgetUsdPerMonth ?? null,
    onPremises: constraints.onPremises || preset.onPremises === true,
  };
}

const limitsTyped = (constraints: Constraints): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(constraints).filter(([, value]) => value !== null && value !== false));

/** Until the whole answer is there: at peak for machines, by judgment for an API. */
export function answerSecondsOf(e: Evaluation): number {
  const { sized, work } = e;
  if (sized === null) return API_FIRST_TOKEN_SECONDS.value + work.outputTokens / API_TOKENS_PER_SECOND.value;
  return sized.timeToFirstTokenSecondsP95 + work.outputTokens / Math.max(1e-9, sized.decodeTokensPerSecondAtPeak);
}

function rowOf(scored: Scored): RecommendedRow {
  const { evaluation, violations, answerSeconds } = scored;
  return {
    ...optionResult(evaluation),
    answerSeconds,
    usersServed: usersServed(evaluation),
    relax: violations,
    largestModel: largestModelFor(evaluation),
  };
}

function fleetWarning(best: Scored | undefined): readonly Warning[] {
  const e = best?.evaluation;
  if (e === undefined || e.sized === null || !('device' in e.option)) return [];
  const gpus = e.sized.units * e.option.device.count;
  if (gpus <= FLEET_GPUS) return [];
  const text = `${gpus} GPUs: above about ${FLEET_GPUS} the network and the scheduler decide, which is not modelled here`;
  return [{ kind: 'note', text }];
}
