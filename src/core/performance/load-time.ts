import { DISK_BYTES_PER_SECOND } from '../defaults/speed.ts';
import { weightsBytes } from '../memory/weights.ts';
import type { Device, Model, Quantization } from '../types.ts';
import { deviceLink } from './split.ts';

export interface LoadTime {
  readonly diskSeconds: number;
  /** Over the slot to a discrete card; 0 where memory is shared. */
  readonly linkSeconds: number;
  readonly totalSeconds: number;
}

/**
 * Seconds from disk to ready: the file is read once, and to discrete cards crosses the slot, side by side on several.
 *
 *   disk = weights ÷ disk bandwidth;  link = weights ÷ devices ÷ link bandwidth;  the two follow one another
 *
 * The only place where PCIe matters for a model that fits. A file already in the page cache skips the disk.
 *
 * @see docs/formulas/speed.md#load-time
 */
export function loadSeconds(device: Device, model: Model, quantization: Quantization): LoadTime {
  const weights = weightsBytes(model, quantization);
  const diskSeconds = weights / DISK_BYTES_PER_SECOND.value;
  const discrete = device.hardware.memoryArchitecture === 'discrete';
  const slot = deviceLink({ ...device.hardware, interconnect: null }).bytesPerSecond;
  const linkSeconds = discrete ? weights / device.count / slot : 0;
  return { diskSeconds, linkSeconds, totalSeconds: diskSeconds + linkSeconds };
}
