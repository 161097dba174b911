import type { ParameterId } from '../../src/core/performance/constants.ts';

/** Where a parameter may vary, and how far (standard deviation of the logarithm) before data has to insist. */
export interface ParameterPrior {
  readonly meaning: string;
  readonly unit: string;
  /** Starting point and its own standard deviation, per stack. */
  readonly local: readonly [start: number, sd: number];
  readonly serving: readonly [start: number, sd: number];
  /** Level name (the part of the key before the colon) → standard deviation. */
  readonly levels: Readonly<Record<string, number>>;
}

export const PRIORS: Readonly<Record<ParameterId, ParameterPrior>> = {
  weightEfficiency: {
    meaning: 'share of the memory bandwidth reached while streaming weights',
    unit: 'share',
    local: [0.8, 0.3],
    serving: [0.7, 0.5],
    levels: {
      engine: 0.1,
      vendor: 0.15,
      generation: 0.15,
      tier: 0.08,
      device: 0.06,
      backend: 0.1,
      'generation-backend': 0.08,
      format: 0.1,
      'vendor-format': 0.06,
      'generation-format': 0.05,
      'engine-format': 0.05,
      runtime: 0.15,
      'vendor-runtime': 0.1,
      epoch: 0.05,
      model: 0.05,
    },
  },
  dequantCost: {
    meaning: 'shader operations spent per weight to unpack and multiply',
    unit: 'FLOP/weight',
    local: [8, 0.7],
    serving: [1, 0.01],
    levels: { vendor: 0.5, generation: 0.3, format: 0.3, backend: 0.3, 'engine-format': 0.2 },
  },
  expertEfficiency: {
    meaning: 'bandwidth share of routed experts relative to dense weights',
    unit: 'share',
    local: [0.75, 0.3],
    serving: [0.8, 0.3],
    levels: { vendor: 0.2, generation: 0.2, backend: 0.2, engine: 0.2 },
  },
  routingSpread: {
    meaning: 'exponent on the batch in experts touched: 1 is uniform routing',
    unit: '1',
    local: [0.85, 0.1],
    serving: [0.85, 0.1],
    levels: {},
  },
  kvEfficiency: {
    meaning: 'share of the memory bandwidth reached while reading the cache',
    unit: 'share',
    local: [0.6, 0.5],
    serving: [0.6, 0.4],
    levels: { vendor: 0.3, generation: 0.2, backend: 0.3, engine: 0.3 },
  },
  attentionCost: {
    meaning: 'decode attention arithmetic relative to the shader (tensor, when serving) rate',
    unit: '1',
    local: [2, 1],
    serving: [3, 1],
    levels: { vendor: 0.5, backend: 0.5, engine: 0.4 },
  },
  layerSeconds: {
    meaning: 'launch and latency overhead per layer and step',
    unit: 's',
    local: [25e-6, 0.7],
    serving: [40e-6, 0.7],
    levels: {
      engine: 0.4,
      vendor: 0.5,
      generation: 0.4,
      device: 0.15,
      backend: 0.4,
      runtime: 0.4,
      'vendor-runtime': 0.2,
      epoch: 0.2,
    },
  },
  linearLayerCost: {
    meaning: 'overhead of a linear-attention layer beyond an ordinary one, in layers',
    unit: 'layers',
    local: [1, 0.7],
    serving: [1, 0.7],
    levels: { vendor: 0.4, generation: 0.3, backend: 0.3, engine: 0.3 },
  },
  moeLayerCost: {
    meaning: 'overhead of a mixture-of-experts layer beyond a dense one, in layers',
    unit: 'layers',
    local: [1, 0.7],
    serving: [1, 0.7],
    levels: { vendor: 0.4, generation: 0.3, backend: 0.3, engine: 0.3 },
  },
  stepSeconds: {
    meaning: 'overhead per step: sampling, synchronization',
    unit: 's',
    local: [0.3e-3, 0.7],
    serving: [3e-3, 0.7],
    levels: { engine: 0.4, vendor: 0.5, generation: 0.3, runtime: 0.5 },
  },
  batchCost: {
    meaning: 'arithmetic of small batches relative to prefill',
    unit: '1',
    local: [4, 0.7],
    serving: [1, 0.5],
    levels: { vendor: 0.4, generation: 0.4, engine: 0.3, model: 0.3, format: 0.2 },
  },
  sequenceSeconds: {
    meaning: 'host time per sequence and step',
    unit: 's',
    local: [50e-6, 0.8],
    serving: [10e-6, 0.8],
    levels: { engine: 0.4, vendor: 0.3 },
  },
  prefillUtilization: {
    meaning:
      'share of the arithmetic rate (shader when local, tensor when serving) reached in prefill; above 1 where matrix units help',
    unit: 'share',
    local: [1, 0.8],
    serving: [0.45, 0.5],
    levels: {
      engine: 0.2,
      vendor: 0.5,
      generation: 0.4,
      tier: 0.12,
      device: 0.15,
      backend: 0.3,
      'generation-backend': 0.25,
      format: 0.15,
      'vendor-format': 0.12,
      'generation-format': 0.12,
      'engine-format': 0.15,
      runtime: 0.3,
      'vendor-runtime': 0.2,
      epoch: 0.15,
      model: 0.15,
      'vendor-model': 0.12,
    },
  },
  prefillAttentionCost: {
    meaning: 'attention arithmetic in prefill relative to matrices',
    unit: '1',
    local: [2, 0.7],
    serving: [2, 0.5],
    levels: { vendor: 0.4, generation: 0.3, backend: 0.4, engine: 0.3, epoch: 0.4 },
  },
  prefillExpertFill: {
    meaning: 'tokens per expert at which half the rate is reached',
    unit: 'tokens',
    local: [30, 0.8],
    serving: [20, 0.5],
    levels: { vendor: 0.4, generation: 0.4, backend: 0.4, engine: 0.4 },
  },
  prefillLayerSeconds: {
    meaning: 'overhead per layer and prefill pass',
    unit: 's',
    local: [60e-6, 0.8],
    serving: [50e-6, 0.5],
    levels: { vendor: 0.4, generation: 0.4, engine: 0.3, runtime: 0.4 },
  },
  linkEfficiency: {
    meaning: 'share of the link bandwidth reached in all-reduce',
    unit: 'share',
    local: [0.6, 0.01],
    serving: [0.5, 0.5],
    levels: { vendor: 0.3, engine: 0.3 },
  },
  layerSplitCost: {
    meaning: 'slowdown per further device of a layer split',
    unit: 'share',
    local: [0.02, 0.7],
    serving: [0.02, 0.01],
    levels: { vendor: 0.4, generation: 0.5 },
  },
  hostBandwidth: {
    meaning: 'bytes/s at which spilled weights are read by the host',
    unit: 'B/s',
    local: [35e9, 0.5],
    serving: [35e9, 0.01],
    levels: {},
  },
  concurrencyShare: {
    meaning: 'sequences decoding at once relative to those in flight',
    unit: 'share',
    local: [1, 0.001],
    serving: [0.9, 0.1],
    levels: { engine: 0.1 },
  },
};
