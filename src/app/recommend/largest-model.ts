import { allModels } from '../../catalog/index.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { planMemory } from '../../core/memory/plan.ts';

/** The largest model of the catalog that fits an own machine at this workload's longest prompts, in the same format. */
export function largestModelFor(e: Evaluation): string | null {
  const { option, prepared, work } = e;
  if (option.kind !== 'own' || prepared === null) return null;
  const { quantization, engine } = prepared.choice;
  const bytesPerWeight = quantization.coreBitsPerWeight / 8;
  const memory = option.device.memoryBytes * option.device.count;
  const models = allModels()
    .filter((model) => model.openWeights && model.paramsTotal * bytesPerWeight < memory && model.missing === undefined)
    .toSorted((a, b) => b.paramsTotal - a.paramsTotal);
  const contextTokens = work.promptTokensP95 + work.outputTokens;
  const fits = models.find(
    (model) =>
      (model.maxContextTokens ?? contextTokens) >= contextTokens &&
      planMemory({ model, quantization, engine, contextTokens, sequences: 1, device: option.device }).fits === true,
  );
  return fits?.id ?? null;
}
