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
  const contextTokens = work.promptTokensP95 + work.outputTokens;
  const sizes = allModels.keysBy(({ paramsTotal }) => (paramsTotal * bytesPerWeight < memory ? paramsTotal : null));
  // Rows are made as far as one fits: the first or second does, as a rule.
  for (const id of sizes) {
    const model = allModels.byKey(id);
    if (model === undefined || !model.openWeights || model.missing !== undefined) continue;
    if ((model.maxContextTokens ?? contextTokens) < contextTokens) continue;
    const plan = planMemory({ model, quantization, engine, contextTokens, sequences: 1, device: option.device });
    if (plan.fits === true) return model.id;
  }
  return null;
}
