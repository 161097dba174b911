import { performanceConstants } from '../../../src/catalog/performance.ts';
import type { SpeedSource } from '../../../src/core/evaluation/prepare.ts';
import type { CorrectedInput } from '../../../src/core/performance/measured.ts';
import type { SpeedPrediction } from '../../../src/core/performance/predict.ts';
import { say } from './example.ts';

/** Speeds said outright, so that everything after can be recomputed: low half, high twice what is expected. */
export const speeds = (prefill: number, decode: number): Partial<SpeedPrediction> => ({
  fits: true,
  shortfallBytes: 0,
  decodeShare: 1,
  prefillTokensPerSecond: { expected: prefill, low: prefill / 2, high: prefill * 2 },
  decodeTokensPerSecond: { expected: decode, low: decode / 2, high: decode * 2 },
});

export const MEASURED: Partial<SpeedPrediction> = { assumptions: [{ ...say('factor', 1), origin: 'measured' }] };

/** A source that says this of whatever is asked; the calls are those it was asked for. */
export function spoken(
  saying: (input: CorrectedInput, prediction: SpeedPrediction) => Partial<SpeedPrediction>,
): SpeedSource & { readonly calls: CorrectedInput[] } {
  const calls: CorrectedInput[] = [];
  return {
    calls,
    constants: performanceConstants(),
    correctorOf: () => (prediction, input) => {
      calls.push(input);
      return { ...prediction, ...saying(input, prediction) };
    },
  };
}
