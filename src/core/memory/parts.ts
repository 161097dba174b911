import type { Model } from '../types.ts';

/** Where a model's parameters sit, because quantizers treat each differently. They sum to `paramsTotal`. */
export interface ParameterParts {
  /** The input table, where it is not also the head. */
  readonly embedding: number;
  /** The output head, or the one table of a tied model. */
  readonly head: number;
  /** Tables only looked up, one per layer (Gemma 4 E2B, E4B). */
  readonly lookup: number;
  /** Routed experts of all layers. */
  readonly experts: number;
  /** Everything else: attention, dense and shared feed-forward, norms. */
  readonly core: number;
}

/**
 * Splits the parameter count.
 *
 *   experts = MoE layers × experts × parameters per expert; core = total − tables − experts
 *
 * A part that the row does not know is 0 and falls to the core.
 *
 * @see docs/formulas/memory.md#weights
 * @example parameterParts(llama31Of8B).head // 525336576: vocabulary × hidden size
 */
export function parameterParts(model: Model): ParameterParts {
  const table = model.inputEmbeddingParams;
  const embedding = model.tiedEmbeddings ? 0 : table;
  const lookup = Math.max(0, model.paramsActive - model.decodeReadParams - embedding);
  const lookupParams = lookup > table / 2 ? lookup : 0;
  const known = embedding + table + lookupParams;
  const experts = Math.min(
    model.moeLayers * model.experts * model.paramsPerExpert,
    Math.max(0, model.paramsTotal - known),
  );
  return {
    embedding,
    head: table,
    lookup: lookupParams,
    experts,
    core: Math.max(0, model.paramsTotal - known - experts),
  };
}
