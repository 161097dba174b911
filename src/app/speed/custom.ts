import type { Hardware } from '../../core/types.ts';
import { BYTES_PER_GIB, bytes, gbPerSecond, tflops } from '../../core/units.ts';
import { CUSTOM_ID } from './formats.ts';

/** A device known by its figures alone: what a batch line may say instead of a name. */
export function customHardware(given: {
  readonly memoryGiB: number;
  readonly bandwidth: number;
  readonly fp16: number | undefined;
  readonly unified: boolean;
}): Hardware {
  return {
    id: CUSTOM_ID,
    name: `${given.memoryGiB} GiB at ${given.bandwidth} GB/s`,
    aliases: [],
    vendor: 'custom',
    kind: given.unified ? 'apu' : 'discrete-gpu',
    memoryArchitecture: given.unified ? 'unified' : 'discrete',
    memoryOptionsBytes: [bytes(given.memoryGiB * BYTES_PER_GIB)],
    memoryType: null,
    memoryBandwidth: gbPerSecond(given.bandwidth),
    fp32: null,
    fp16: given.fp16 === undefined ? null : tflops(given.fp16),
    int8: null,
    fp8: null,
    fp4: null,
    tdpWatts: null,
    typicalInferenceWatts: null,
    idleWatts: null,
    pcieGeneration: null,
    pcieLanes: null,
    interconnect: null,
    launchDate: null,
    launchPrice: null,
    prices: [],
    gpuCores: null,
    notes: null,
    source: null,
    asOf: null,
  };
}
