import type { Hardware } from '../core/types.ts';
import { type Bytes, gbPerSecond, tflops } from '../core/units.ts';

/** What a person or a batch line says of a device instead of its name. */
export interface TypedDevice {
  readonly id: string;
  readonly name: string;
  readonly memoryBytes: Bytes;
  readonly unified: boolean;
  readonly bandwidthGbPerSecond?: number;
  readonly fp16Tflops?: number | undefined;
  readonly source?: string;
}

/** A device known by its figures alone; everything not said is null. */
export function typedHardware(device: TypedDevice): Hardware {
  const { bandwidthGbPerSecond, fp16Tflops, unified } = device;
  return {
    id: device.id,
    name: device.name,
    aliases: [],
    vendor: 'custom',
    kind: unified ? 'apu' : 'discrete-gpu',
    memoryArchitecture: unified ? 'unified' : 'discrete',
    memoryOptionsBytes: [device.memoryBytes],
    memoryType: null,
    memoryBandwidth: bandwidthGbPerSecond === undefined ? null : gbPerSecond(bandwidthGbPerSecond),
    fp32: null,
    fp16: fp16Tflops === undefined ? null : tflops(fp16Tflops),
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
    source: device.source ?? null,
    asOf: null,
  };
}
