import { allHardware } from '../catalog/index.ts';
import { cacheBits } from '../core/memory/cache-format.ts';
import type { EngineOptions } from '../core/memory/engine-settings.ts';
import type { FineTuneMethod } from '../core/memory/fine-tune.ts';
import { type CacheBits, FULL_PRECISION_CACHE } from '../core/memory/kv-cache.ts';
import type { SplitMode } from '../core/memory/split.ts';
import type { Device, EngineId, Problem, Quantization, Warning } from '../core/types.ts';
import { gib } from '../core/units.ts';
import { deviceByName, deviceOfSize } from './memory-device.ts';
import {
  type AskedFormat,
  defaultQuantization,
  engineFor,
  formatByName,
  ownFormat,
  quantizationByName,
  readable,
  tellingFormat,
} from './memory-format.ts';
import {
  type AskedModel,
  type Judged,
  type Mode,
  modelByName,
  modelFromBillions,
  modelFromSize,
} from './memory-model.ts';
import type { MemoryValues, NameStyle } from './memory-values.ts';

const DEFAULT_CONTEXT_TOKENS = 8192;

/** One thing to size: names became rows, blanks became defaults. */
export interface MemoryQuery {
  readonly asked: AskedModel;
  readonly quantization: Quantization;
  readonly engine: EngineId;
  readonly device: Device | null;
  readonly work: MemoryWork;
}

/** What every query of one request shares. */
export interface MemoryWork {
  readonly contextTokens: number;
  readonly sequences: number;
  readonly kvQuantization: string;
  readonly kvBits: CacheBits;
  readonly engineOptions: EngineOptions;
  readonly headroomShare?: number;
  readonly gpuLayers?: number;
  readonly cpuExpertLayers?: number;
  readonly split?: SplitMode;
  readonly fineTune?: FineTuneMethod;
}

export interface MemoryRequest {
  readonly values: MemoryValues;
  readonly style: NameStyle;
  readonly mode: Mode;
  /** Read from a file before: the model of its header. */
  readonly fileModel?: AskedModel;
  /** Every device of the catalog. */
  readonly allHardware?: boolean;
  /** What `this` stands for. */
  readonly thisDevice?: Device | null;
}

export interface ResolvedMemory {
  readonly models: readonly AskedModel[];
  /** `[null]` where no hardware was named. */
  readonly devices: readonly (Device | null)[];
  readonly quantizations: readonly AskedFormat[];
  readonly engine: string | undefined;
  readonly work: MemoryWork;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

/** Everything a request names, or every problem with it. */
export function resolveMemory(request: MemoryRequest): ResolvedMemory {
  const problems: Problem[] = [...request.values.problems];
  const warnings: Warning[] = [];
  const take = <T>(judged: Judged<T>): readonly T[] => {
    problems.push(...judged.problems);
    warnings.push(...judged.warnings);
    return judged.value === null ? [] : [judged.value];
  };
  const models = modelsOf(request).flatMap(take);
  const devices = devicesOf(request).flatMap(take);
  const quantizations = (request.values.lists.quantization ?? []).map(formatByName).flatMap(take);
  const work = workOf(request, problems);
  return {
    models,
    devices: devices.length > 0 ? devices : [null],
    quantizations,
    engine: request.values.texts.engine,
    work,
    problems,
    warnings,
  };
}

function modelsOf(request: MemoryRequest): readonly Judged<AskedModel>[] {
  const { texts, numbers, lists } = request.values;
  const found: Judged<AskedModel>[] = [];
  if (request.fileModel !== undefined) found.push({ value: request.fileModel, problems: [], warnings: [] });
  if (texts.params !== undefined) found.push(asAsked(modelFromSize(texts.params)));
  if (numbers.paramsB !== undefined) found.push(asAsked(modelFromBillions(numbers.paramsB, numbers.activeParamsB)));
  for (const name of lists.model ?? []) found.push(asAsked(modelByName(name, request.mode)));
  return found;
}

const asAsked = (judged: Judged<AskedModel['model']>): Judged<AskedModel> => ({
  ...judged,
  value: judged.value === null ? null : { model: judged.value },
});

function devicesOf(request: MemoryRequest): readonly Judged<Device>[] {
  const { numbers, lists } = request.values;
  const { count, memoryGib, systemRamGib } = numbers;
  const shared = {
    mode: request.mode,
    thisDevice: request.thisDevice ?? null,
    ...(count === undefined ? {} : { count }),
    ...(memoryGib === undefined ? {} : { memoryGib }),
    ...(systemRamGib === undefined ? {} : { systemRamGib }),
  };
  if (request.allHardware === true) {
    const withMemory = allHardware().filter((row) => row.memoryOptionsBytes.length > 0);
    return withMemory.map((row) => deviceByName({ ...shared, name: row.id }));
  }
  const names = lists.hardware ?? [];
  if (names.length > 0) return names.map((name) => deviceByName({ ...shared, name }));
  if (memoryGib === undefined) return [];
  const device = deviceOfSize(memoryGib, count === undefined ? {} : { count });
  const ram = systemRamGib === undefined ? null : gib(systemRamGib);
  return [{ value: { ...device, systemRamBytes: ram }, problems: [], warnings: [] }];
}

function workOf(request: MemoryRequest, problems: Problem[]): MemoryWork {
  const { numbers, texts } = request.values;
  const kvQuantization = texts.kvQuantization ?? 'f16';
  const kvBits = cacheBits(kvQuantization);
  if (kvBits === null) {
    const hint = 'f16, q8_0, q4_0, fp8, 8bit, 4bit, or K and V apart: `q8_0/q4_0`';
    problems.push({
      kind: 'invalid-value',
      key: '--kv-quantization',
      value: kvQuantization,
      reason: 'is not a format of the KV cache',
      hint,
    });
  }
  const split = oneOf(request, { key: 'split', known: ['layer', 'tensor', 'pipeline'] as const, problems });
  const fineTune = oneOf(request, { key: 'fineTune', known: ['full', 'lora', 'qlora'] as const, problems });
  return {
    contextTokens: numbers.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
    sequences: numbers.sequences ?? 1,
    kvQuantization,
    kvBits: kvBits ?? FULL_PRECISION_CACHE,
    engineOptions: engineOptionsOf(request.values),
    ...(numbers.headroom === undefined ? {} : { headroomShare: numbers.headroom }),
    ...(numbers.gpuLayers === undefined ? {} : { gpuLayers: numbers.gpuLayers }),
    ...(numbers.cpuExperts === undefined ? {} : { cpuExpertLayers: numbers.cpuExperts }),
    ...(split === undefined ? {} : { split }),
    ...(fineTune === undefined ? {} : { fineTune }),
  };
}

interface Choice<T extends string> {
  readonly key: 'split' | 'fineTune';
  readonly known: readonly T[];
  readonly problems: Problem[];
}

function oneOf<T extends string>(request: MemoryRequest, choice: Choice<T>): T | undefined {
  const text = request.values.texts[choice.key];
  if (text === undefined) return undefined;
  const found = choice.known.find((one) => one === text.toLowerCase());
  if (found === undefined) {
    const key = choice.key === 'fineTune' ? '--fine-tune' : '--split';
    const hint = `one of ${choice.known.join(', ')}`;
    choice.problems.push({ kind: 'invalid-value', key, value: text, reason: 'is not known', hint });
  }
  return found;
}

function engineOptionsOf(values: MemoryValues): EngineOptions {
  const { microBatch, wiredLimit, gpuMemoryUtilization } = values.numbers;
  return {
    ...(microBatch === undefined ? {} : { prefillChunkTokens: microBatch }),
    ...(wiredLimit === undefined ? {} : { wiredLimitBytes: gib(wiredLimit) }),
    ...(gpuMemoryUtilization === undefined ? {} : { claimedShare: gpuMemoryUtilization }),
    ...(values.switches.swaFull === true ? { fullWindowCache: true } : {}),
  };
}

/** Every combination asked for; what does not go together is a problem. */
export function memoryQueries(resolved: ResolvedMemory): {
  readonly queries: readonly MemoryQuery[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
} {
  const problems: Problem[] = [];
  const warnings: Warning[] = [...resolved.warnings];
  const queries: MemoryQuery[] = [];
  for (const asked of resolved.models) {
    for (const device of resolved.devices) {
      const formats = resolved.quantizations.length > 0 ? resolved.quantizations : [undefined];
      for (const format of formats) {
        const query = queryFor({ resolved, asked, device, format });
        if (query.value === null) problems.push(...query.problems);
        else queries.push(query.value);
        warnings.push(...query.warnings);
      }
    }
  }
  problems.push(...queries.flatMap(contextProblem));
  return { queries, problems: withoutRepeats(problems), warnings: withoutRepeats(warnings) };
}

interface Combination {
  readonly resolved: ResolvedMemory;
  readonly asked: AskedModel;
  readonly device: Device | null;
  readonly format: AskedFormat | undefined;
}

function queryFor({ resolved, asked, device, format }: Combination): Judged<MemoryQuery> {
  const ofFile = asked.fileFormat === undefined ? null : quantizationByName(asked.fileFormat).value;
  const hardware = device?.hardware;
  const telling = format === undefined ? (ofFile ?? undefined) : tellingFormat(format, hardware);
  const engine = engineFor(resolved.engine, telling, hardware);
  if (engine.value === null) return { ...engine, value: null };
  const own = format === undefined ? null : ownFormat(format, engine.value);
  const quantization = own?.value ?? ofFile ?? defaultQuantization(engine.value, asked.model);
  if (quantization === undefined) return { value: null, problems: [], warnings: [] };
  const read = readable(engine.value, quantization);
  if (read.value === null) return { ...read, value: null };
  const value = { asked, quantization, engine: engine.value, device, work: resolved.work };
  return { value, problems: [], warnings: own?.warnings ?? [] };
}

function contextProblem(query: MemoryQuery): readonly Problem[] {
  const most = query.asked.model.maxContextTokens;
  if (most === null || query.work.contextTokens <= most) return [];
  return [
    {
      kind: 'invalid-value',
      key: '--context-tokens',
      value: String(query.work.contextTokens),
      reason: `is more than ${query.asked.model.name} was made for`,
      hint: `at most ${most}`,
    },
  ];
}

function withoutRepeats<T>(messages: readonly T[]): readonly T[] {
  if (messages.length < 2) return messages;
  return [...new Map(messages.map((message) => [JSON.stringify(message), message])).values()];
}
