import type { Hardware } from '../../core/types.ts';
import { BYTES_PER_GIB, bytes } from '../../core/units.ts';
import { typedHardware } from '../../scenario/typed-hardware.ts';
import { CUSTOM_ID } from './formats.ts';

/** A device known by its figures alone: what a batch line may say instead of a name. */
export function customHardware(given: {
  readonly memoryGiB: number;
  readonly bandwidth: number;
  readonly fp16: number | undefined;
  readonly unified: boolean;
}): Hardware {
  return typedHardware({
    id: CUSTOM_ID,
    name: `${given.memoryGiB} GiB at ${given.bandwidth} GB/s`,
    memoryBytes: bytes(given.memoryGiB * BYTES_PER_GIB),
    unified: given.unified,
    bandwidthGbPerSecond: given.bandwidth,
    fp16Tflops: given.fp16,
  });
}
