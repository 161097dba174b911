import { allModels } from '../../catalog/index.ts';
import { planMemory } from '../../core/memory/plan.ts';
import type { Device, EngineId, Model, Quantization } from '../../core/types.ts';
import type { MemoryWork } from '../../scenario/memory.ts';
import { defaultQuantization, ladderFor } from '../../scenario/memory-format.ts';

/** A model in the best format that fits a device with the context, sequences and headroom asked. */
export interface FittingModel {
  readonly model: Model;
  readonly quantization: Quantization;
  readonly totalBytes: number;
  readonly usableBytes: number;
  readonly maxContextTokens: number;
}

interface Place {
  readonly device: Device;
  readonly engine: EngineId;
  readonly work: MemoryWork;
}

/** The format with most bits per weight that fits; null where none does. */
export function bestQuantization(model: Model, place: Place): FittingModel | null {
  for (const quantization of formatsOf(model, place.engine)) {
    const plan = planMemory({
      model,
      quantization,
      device: place.device,
      engine: place.engine,
      engineOptions: place.work.engineOptions,
      kvBits: place.work.kvBits,
      contextTokens: Math.min(place.work.contextTokens, model.maxContextTokens ?? place.work.contextTokens),
      sequences: place.work.sequences,
      ...(place.work.headroomShare === undefined ? {} : { headroomShare: place.work.headroomShare }),
    });
    if (plan.fits !== true) continue;
    const { totalBytes, usableBytes, maxContextTokens } = plan;
    return { model, quantization, totalBytes, usableBytes: usableBytes ?? 0, maxContextTokens: maxContextTokens ?? 0 };
  }
  return null;
}

/** A model published at four bits has no better format than that. */
function formatsOf(model: Model, engine: EngineId): readonly Quantization[] {
  const native = model.nativeDtype === 'mxfp4' ? defaultQuantization(engine, model) : undefined;
  return native === undefined ? ladderFor(engine) : [native];
}

/** Every model of the catalog that fits, largest first. */
export function whatFits(place: Place): readonly FittingModel[] {
  return allModels()
    .filter((model) => model.openWeights && (model.missing ?? []).length === 0)
    .flatMap((model) => bestQuantization(model, place) ?? [])
    .toSorted((a, b) => b.model.paramsTotal - a.model.paramsTotal || a.model.id.localeCompare(b.model.id));
}
