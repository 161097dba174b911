import type { Bytes, BytesPerSecond } from '../units.ts';
import type { Hardware } from './facts.ts';

/** A device (or several alike) with the memory it was bought with: what memory and speed calculators take. */
export interface Device {
  readonly hardware: Hardware;
  /** Of one device. */
  readonly memoryBytes: Bytes;
  readonly count: number;
  /** Host memory beside a discrete card, where known: weights that spill live there. */
  readonly systemRamBytes?: Bytes | null;
  /** Peak bandwidth of that memory, where known. */
  readonly hostBandwidth?: BytesPerSecond | null;
}
