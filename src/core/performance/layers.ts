import type { Model } from '../types.ts';

/** Bytes of state a layer keeps per number of its width, from which on it steps a recurrence and does not merely shift a short convolution. */
const RECURRENT_BYTES = 64;

const withoutContext = (model: Model): number =>
  model.linearLayers ?? Math.max(0, model.layers - model.fullAttentionLayers - model.slidingLayers);

/**
 * Layers that step a recurrent state: linear attention, Mamba. Layers that keep the last few values of a short convolution (LFM2) have no
 * more to do than others.
 *
 * @see docs/formulas/speed.md#decode-step
 * @example recurrentLayers(qwen3Next80B) // 36
 */
export function recurrentLayers(model: Model): number {
  const layers = withoutContext(model);
  const state = model.linearStateBytesPerSequence;
  return state > RECURRENT_BYTES * layers * model.hiddenSize ? layers : 0;
}

/**
 * Layers of a mixer (attention, a recurrence) and a feed-forward part each, which launch as many kernels: half of them where a layer is either
 * the one or the other (Nemotron-H).
 *
 * @example wholeLayers(nemotron3Nano) // 26 of its 52
 */
export function wholeLayers(model: Model): number {
  const { layers, linearLayers, fullAttentionLayers, slidingLayers } = model;
  const mixers = linearLayers === undefined ? layers : linearLayers + fullAttentionLayers + slidingLayers;
  return mixers < layers ? layers / 2 : layers;
}
