import type { Hardware } from '../core/types.ts';
import { type Bytes, gbPerSecond, tflops } from '../core/units.ts';

export type TypedVendor = 'NVIDIA' | 'AMD' | 'Apple' | 'Intel';

/** What a person or a batch line says of a device instead of its name. */
export interface TypedDevice {
  readonly id: string;
  readonly name: string;
  readonly memoryBytes: Bytes;
  readonly unified: boolean;
  /** Whose devices it is taken to be like. */
  readonly vendor?: TypedVendor;
  readonly bandwidthGbPerSecond?: number;
  readonly fp16Tflops?: number | undefined;
  readonly source?: string;
}

/**
 * Bandwidth (GB/s) no desktop card has: above it are accelerators of a server, joined by fast links; from the second on
 * with 8-bit, from the third with 4-bit arithmetic at twice and four times the 16-bit rate (data/hardware.json: A100
 * 2,039 without; H100 3,350, MI300X 5,300; B200 8,000).
 */
const SERVER_GBPS = 2000;
const FP8_GBPS = 2500;
const FP4_GBPS = 7000;
const SERVER_LINK = 'NVLink 900GB/s (assumed)';

/** A device known by its figures alone; everything not said is null. */
export function typedHardware(device: TypedDevice): Hardware {
  const { bandwidthGbPerSecond, fp16Tflops, unified } = device;
  const atLeast = (limit: number): boolean => !unified && (bandwidthGbPerSecond ?? 0) >= limit;
  return {
    id: device.id,
    name: device.name,
    aliases: [],
    vendor: device.vendor ?? 'custom',
    kind: kindOf(device),
    memoryArchitecture: unified ? 'unified' : 'discrete',
    memoryOptionsBytes: [device.memoryBytes],
    memoryType: null,
    memoryBandwidth: bandwidthGbPerSecond === undefined ? null : gbPerSecond(bandwidthGbPerSecond),
    fp32: null,
    fp16: fp16Tflops === undefined ? null : tflops(fp16Tflops),
    int8: null,
    fp8: atLeast(FP8_GBPS) && fp16Tflops !== undefined ? tflops(2 * fp16Tflops) : null,
    fp4: atLeast(FP4_GBPS) && fp16Tflops !== undefined ? tflops(4 * fp16Tflops) : null,
    tdpWatts: null,
    typicalInferenceWatts: null,
    idleWatts: null,
    pcieGeneration: null,
    pcieLanes: null,
    interconnect: atLeast(SERVER_GBPS) ? SERVER_LINK : null,
    launchDate: null,
    launchPrice: null,
    prices: [],
    gpuCores: null,
    notes: null,
    source: device.source ?? null,
    asOf: null,
  };
}

function kindOf({ unified, vendor, bandwidthGbPerSecond = 0 }: TypedDevice): Hardware['kind'] {
  if (unified) return vendor === 'Apple' ? 'apple-soc' : 'apu';
  return bandwidthGbPerSecond >= SERVER_GBPS ? 'datacenter-gpu' : 'discrete-gpu';
}
