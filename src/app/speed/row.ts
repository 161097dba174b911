import type { Estimate } from '../../core/assumption.ts';
import { measurementIds } from '../../core/evaluation/measured.ts';
import { speedFrom } from '../../core/evaluation/prepare.ts';
import type { SpeedPrediction } from '../../core/performance/predict.ts';
import { speedSource } from '../measured/current.ts';
import type { SpeedQuery } from './query.ts';

/** The contract's keys: null where the model does not fit, with the reason. */
export interface SpeedRow {
  readonly fits: boolean;
  readonly limitedBy: SpeedPrediction['limitedBy'];
  readonly concurrency: number | null;
  readonly prefillTokensPerSecond: Estimate | null;
  readonly decodeTokensPerSecond: Estimate | null;
  readonly outputTokensPerSecond: Estimate | null;
  readonly timeToFirstTokenSeconds: Estimate | null;
  readonly shortfallBytes: number;
  readonly reason?: string;
  /** Ids of the stored measurements it was corrected by, where it was. */
  readonly measurements?: readonly string[];
}

export function predictQuery(query: SpeedQuery): SpeedPrediction {
  return speedFrom(speedSource(), query);
}

/** A prediction in the contract's words. Prefill has no speed without a prompt. */
export function speedRow(prediction: SpeedPrediction): SpeedRow {
  const { fits, limitedBy, shortfallBytes } = prediction;
  if (limitedBy === 'does-not-fit') {
    return {
      fits,
      limitedBy,
      concurrency: null,
      prefillTokensPerSecond: null,
      decodeTokensPerSecond: null,
      outputTokensPerSecond: null,
      timeToFirstTokenSeconds: null,
      shortfallBytes,
      reason: 'does-not-fit',
    };
  }
  const prefill = prediction.prefillTokensPerSecond;
  return {
    fits,
    limitedBy,
    concurrency: prediction.concurrency,
    prefillTokensPerSecond: prefill.expected > 0 ? prefill : null,
    decodeTokensPerSecond: prediction.decodeTokensPerSecond,
    outputTokensPerSecond: prediction.outputTokensPerSecond,
    timeToFirstTokenSeconds: prediction.timeToFirstTokenSeconds,
    shortfallBytes,
    ...(prefill.expected > 0 ? {} : { reason: 'no-prompt' }),
    ...(prediction.assumptions.length === 0 ? {} : { measurements: measurementIds(prediction.assumptions) }),
  };
}
