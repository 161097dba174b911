import type { Backend, EngineId, Hardware, Warning } from '../../core/types.ts';
import { BYTES_PER_GIB, bytes } from '../../core/units.ts';
import { type TypedVendor, typedHardware } from '../../scenario/typed-hardware.ts';
import { CUSTOM_ID } from './formats.ts';

/** What is known of a device without a name. */
export interface CustomFigures {
  readonly memoryGiB: number;
  readonly bandwidth: number;
  readonly fp16: number | undefined;
  readonly unified: boolean;
  readonly vendor: TypedVendor;
}

/** A device known by its figures alone: what a batch line may say instead of a name. */
export function customHardware(given: CustomFigures): Hardware {
  return typedHardware({
    id: CUSTOM_ID,
    name: `${given.memoryGiB} GiB at ${given.bandwidth} GB/s`,
    memoryBytes: bytes(given.memoryGiB * BYTES_PER_GIB),
    unified: given.unified,
    vendor: given.vendor,
    bandwidthGbPerSecond: given.bandwidth,
    fp16Tflops: given.fp16,
  });
}

const BACKEND_VENDORS: Readonly<Partial<Record<Backend, TypedVendor>>> = {
  cuda: 'NVIDIA',
  metal: 'Apple',
  rocm: 'AMD',
  sycl: 'Intel',
};
const ENGINE_VENDORS: Readonly<Partial<Record<EngineId, TypedVendor>>> = {
  mlx: 'Apple',
  'tensorrt-llm': 'NVIDIA',
  vllm: 'NVIDIA',
  sglang: 'NVIDIA',
};

/**
 * Whose devices one known by figures alone is taken to be like: whose software it is to run, else the commonest with
 * that kind of memory.
 *
 * @example likelyVendor({ engine: null, backend: null, unified: true }) // 'Apple'
 */
export function likelyVendor(asked: {
  readonly engine: EngineId | null;
  readonly backend: Backend | null;
  readonly unified: boolean;
}): TypedVendor {
  const { engine, backend, unified } = asked;
  const byBackend = backend === null ? undefined : BACKEND_VENDORS[backend];
  const byEngine = engine === null ? undefined : ENGINE_VENDORS[engine];
  return byBackend ?? byEngine ?? (unified ? 'Apple' : 'NVIDIA');
}

/** Said once per device, since everything after it rests on it. */
export const likeVendor = (vendor: TypedVendor): Warning => ({
  kind: 'assumed',
  what: 'device known by its figures',
  value: `like one of ${vendor}'s`,
  why: 'engines reach very different shares of the same figures on different makes; name the device, or its backend',
});
