import type { CorrectionSpreads } from '../calibrate.ts';
import { keptIn } from '../kept.ts';
import type { Backend, EngineId, Hardware, Model, Quantization } from '../types.ts';
import { hardwareFamily, lacksDotProduct } from './family.ts';
import { type FormatClass, formatClass } from './format-class.ts';
import { recurrentLayers } from './layers.ts';

/** What the fit learns: each has one physical meaning, stated in docs/formulas/speed.md. */
export const PARAMETERS = [
  'weightEfficiency',
  'dequantCost',
  'expertEfficiency',
  'routingSpread',
  'kvEfficiency',
  'attentionCost',
  'layerSeconds',
  'linearLayerCost',
  'moeLayerCost',
  'stepSeconds',
  'batchCost',
  'sequenceSeconds',
  'prefillUtilization',
  'prefillAttentionCost',
  'prefillExpertFill',
  'prefillLayerSeconds',
  'linkEfficiency',
  'layerSplitCost',
  'pipelineShare',
  'hostBandwidth',
  'concurrencyShare',
] as const;
export type ParameterId = (typeof PARAMETERS)[number];

/** One learned multiplier; in data/engines.json with the rows it was learned from and their scatter (robust, of log ratio). */
export interface FittedEffect {
  readonly factor: number;
  readonly rows?: number;
  readonly spread?: number;
}

/** 80 % half-widths of log(measured ÷ predicted), from cross-validation. */
export interface IntervalWidth {
  readonly low: number;
  readonly high: number;
  readonly rows: number;
}

/** Spreads of log(measured ÷ predicted) that measurements on a machine are weighed by (core/calibrate.ts). */
export interface FittedSpreads extends Partial<CorrectionSpreads> {
  readonly machines: number;
  readonly rows: number;
}

/** The content of data/engines.json. Effects multiply; a level without an entry counts as 1. */
export interface PerformanceConstants {
  readonly fitted: {
    readonly rows: number;
    readonly source: string;
    readonly asOf: string;
    /** Models the fit saw rows of, on any chip. */
    readonly models?: Readonly<Record<Stack, readonly string[]>>;
  };
  /** By parameter and level; in the package the factors alone. */
  readonly effects: Readonly<Record<string, Readonly<Record<string, FittedEffect | number>>>>;
  readonly intervals: Readonly<Record<string, IntervalWidth>>;
  /** By quantity and stack: how far a level of which the fit saw nothing strays, a standard deviation of log(speed). */
  readonly open?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By `phase/stack/seen`, for example `decode/local/device`; what those have in common is under `all`. */
  readonly correction?: Readonly<Record<string, FittedSpreads>>;
}

/** What the constants are asked for. */
export interface ConstantsKey {
  readonly hardware: Hardware;
  readonly engine: EngineId;
  readonly backend: Backend;
  readonly quantization: Quantization;
  readonly model: Model;
  /** A program built on the engine with a speed of its own, for example `llamafile`. */
  readonly runtime?: string;
  /** Set by the fit for rows measured on builds that are no longer current. */
  readonly epoch?: string;
}

/** Parameters resolved for one engine on one device with one format: plain numbers. */
export type Resolved = Readonly<Record<ParameterId, number>>;

/** Serving engines interleave prefill and schedule continuously; the others run what one person runs. */
export type Stack = 'local' | 'serving';
const STACKS: Readonly<Record<EngineId, Stack>> = {
  'llama.cpp': 'local',
  ollama: 'local',
  mlx: 'local',
  vllm: 'serving',
  sglang: 'serving',
  'tensorrt-llm': 'serving',
};
export const stackOf = (engine: EngineId): Stack => STACKS[engine];

/** The native way to run on this hardware, when the user names no backend. */
export function defaultBackend(hardware: Hardware): Backend {
  if (hardware.kind === 'cpu') return 'cpu';
  const { vendor } = hardwareFamily(hardware);
  if (vendor === 'apple') return 'metal';
  if (vendor === 'amd') return hardware.kind === 'apu' && hardware.id.startsWith('radeon') ? 'vulkan' : 'rocm';
  return vendor === 'intel' ? 'vulkan' : 'cuda';
}

/** Kind of model, as far as kernels care. */
function modelKind(model: Model): string {
  if (model.experts > 0) return 'moe';
  return recurrentLayers(model) > 0 ? 'hybrid' : 'dense';
}

/** The levels a set of constants is looked up by, from the widest to the narrowest. */
export function effectKeys(key: ConstantsKey): readonly string[] {
  const { hardware, engine, backend } = key;
  const { vendor, generation, tier } = hardwareFamily(hardware);
  const format: FormatClass = formatClass(key.quantization);
  const kind = modelKind(key.model);
  const stack = stackOf(engine);
  const at = (level: string): string => `${stack}/${level}`;
  return [
    at('all'),
    ...(engine === 'llama.cpp' ? [] : [at(`engine:${engine}`), at(`engine-format:${engine}/${format}`)]),
    at(`vendor:${vendor}`),
    ...(lacksDotProduct(hardware) ? [at('trait:no-dot-product')] : []),
    at(`generation:${generation}`),
    at(`tier:${generation}/${tier}`),
    at(`device:${hardware.id}`),
    ...(backend === defaultBackend(hardware)
      ? []
      : [
          at(`backend:${vendor}/${backend}`),
          at(`generation-backend:${generation}/${backend}`),
          at(`backend-format:${vendor}/${backend}/${format}`),
        ]),
    at(`format:${format}`),
    at(`vendor-format:${vendor}/${format}`),
    at(`generation-format:${generation}/${format}`),
    ...(kind === 'dense' ? [] : [at(`model:${kind}`), at(`vendor-model:${vendor}/${kind}`)]),
    ...(stack === 'serving' ? [] : ownKeys(key, `${vendor}/${backend}`, format).map(at)),
    ...(key.runtime === undefined
      ? []
      : [
          at(`runtime:${key.runtime}`),
          at(`vendor-runtime:${vendor}/${key.runtime}`),
          at(`generation-runtime:${generation}/${key.runtime}`),
          at(`device-runtime:${hardware.id}/${key.runtime}`),
        ]),
    ...(key.epoch === undefined
      ? []
      : [
          at(`epoch:${key.epoch}`),
          at(`vendor-epoch:${vendor}/${key.epoch}`),
          at(`epoch-format:${key.epoch}/${vendor}/${format}`),
        ]),
  ];
}

/** `local/format:q8` → `format`; `local/all` → `all`. */
export const levelOf = (key: string): string => key.slice(key.indexOf('/') + 1).split(':', 1)[0] ?? '';

/** The effects of one level: which parameters it moves, and by how much. */
type OfLevel = readonly (readonly [parameter: ParameterId, factor: number])[];
const byLevel = new WeakMap<PerformanceConstants, ReadonlyMap<string, OfLevel>>();

/** By level instead of by parameter: a combination has a dozen levels, most of them without an effect. */
export function levelsOf(constants: PerformanceConstants): ReadonlyMap<string, OfLevel> {
  return keptIn(byLevel, constants, () => {
    const levels = new Map<string, [ParameterId, number][]>();
    for (const parameter of PARAMETERS) {
      const effects = constants.effects[parameter] ?? {};
      for (const level of Object.keys(effects)) {
        const effect = effects[level] ?? 1;
        const pair: [ParameterId, number] = [parameter, typeof effect === 'number' ? effect : effect.factor];
        const known = levels.get(level);
        if (known === undefined) levels.set(level, [pair]);
        else known.push(pair);
      }
    }
    return levels;
  });
}

/** Every parameter as nothing changes it. */
export const NO_EFFECT: Resolved = {
  weightEfficiency: 1,
  dequantCost: 1,
  expertEfficiency: 1,
  routingSpread: 1,
  kvEfficiency: 1,
  attentionCost: 1,
  layerSeconds: 1,
  linearLayerCost: 1,
  moeLayerCost: 1,
  stepSeconds: 1,
  batchCost: 1,
  sequenceSeconds: 1,
  prefillUtilization: 1,
  prefillAttentionCost: 1,
  prefillExpertFill: 1,
  prefillLayerSeconds: 1,
  linkEfficiency: 1,
  layerSplitCost: 1,
  pipelineShare: 1,
  hostBandwidth: 1,
  concurrencyShare: 1,
};

/**
 * What kernels of one chip do with one format, what an architecture has of its own, and mixtures in one format on one
 * backend. Servers have too few chips and models per source to tell these from how each source measured.
 */
const ownKeys = ({ hardware, model }: ConstantsKey, backend: string, format: FormatClass): readonly string[] => [
  `device-format:${hardware.id}/${format}`,
  `checkpoint:${model.id}`,
  ...(model.experts > 0 ? [`mixture-format:${backend}/${format}`] : []),
];

const NONE: OfLevel = [];

/**
 * The constants of one combination: for each parameter the product of the effects on its levels.
 * Pure look-up; no level is required.
 */
export function resolveConstants(constants: PerformanceConstants, key: ConstantsKey): Resolved {
  const levels = levelsOf(constants);
  const resolved: Record<ParameterId, number> = { ...NO_EFFECT };
  for (const level of effectKeys(key)) {
    const effects = levels.get(level) ?? NONE;
    // By index: this runs before anything is compiled, where an iterator costs several times as much.
    for (let i = 0; i < effects.length; i++) {
      const effect = effects[i];
      if (effect !== undefined) resolved[effect[0]] *= effect[1];
    }
  }
  return resolved;
}
