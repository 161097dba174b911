import { HOST_BANDWIDTH_SHARE, HOST_BYTES_PER_SECOND } from '../defaults/speed.ts';
import type { Device } from '../types.ts';
import type { SpeedContext } from './context.ts';
import type { LocalSpeeds } from './local.ts';
import type { Room } from './room.ts';
import type { Traffic } from './traffic.ts';

/** Share of the weights that stays on the device when they do not all fit. */
export function shareOnDevice(room: Room): number {
  return Math.max(0, Math.min(1, (room.usableBytes - room.sequenceBytes) / room.weightBytes));
}

/** Bytes/s at which the host reads weights: its memory's own figure where known, else a desktop's. */
export function hostBytesPerSecond(device: Device, end: 'low' | 'value' | 'high' = 'value'): number {
  const { hostBandwidth } = device;
  if (hostBandwidth === undefined || hostBandwidth === null) return HOST_BYTES_PER_SECOND[end];
  return hostBandwidth * HOST_BANDWIDTH_SHARE[end];
}

/**
 * Bytes of spilled weights that one token reads. Of a mixture the routed experts are spilled first, of which a token
 * reads few; of a dense model whole layers.
 *
 *   spilled experts S ≤ E: S ÷ E × experts of a token;  beyond: those, and the rest of the other weights
 */
export function hostBytesRead(traffic: Traffic, spilledBytes: number): number {
  const { expertBytesTotal, expertBytesPerToken, fixedBytes } = traffic;
  if (expertBytesTotal <= 0) return Math.min(spilledBytes, fixedBytes);
  const experts = Math.min(spilledBytes, expertBytesTotal);
  return (experts / expertBytesTotal) * expertBytesPerToken + Math.min(fixedBytes, spilledBytes - experts);
}

/**
 * Speeds with part of the layers in host memory: each part is read from the memory that holds it, one after the
 * other; in prefill the spilled part crosses at the same rate.
 *
 *   step = step on the device × (1 − spilled bytes read ÷ all bytes read) + spilled bytes read ÷ host bandwidth
 *
 * @see docs/formulas/speed.md#offload
 */
export function offloadedSpeeds(
  context: SpeedContext,
  whole: LocalSpeeds,
  { room, end = 'value' }: { readonly room: Room; readonly end?: 'low' | 'value' | 'high' },
): LocalSpeeds {
  const onDevice = shareOnDevice(room);
  const spilled = 1 - onDevice;
  const { traffic, resolved, input } = context;
  const hostBandwidth = hostBytesPerSecond(input.device, end) * resolved.hostBandwidth;
  const hostBytes = hostBytesRead(traffic, spilled * room.weightBytes);
  const kept = 1 - hostBytes / (traffic.fixedBytes + traffic.expertBytesPerToken);
  const seconds = kept / whole.decodeTokensPerSecond + hostBytes / hostBandwidth;
  const batch = whole.outputTokensPerSecond / whole.decodeTokensPerSecond;
  const hostPrefill = (spilled * room.weightBytes) / hostBandwidth;
  return {
    step: whole.step,
    prefillSecondsPerPrompt: whole.prefillSecondsPerPrompt + hostPrefill,
    decodeTokensPerSecond: 1 / seconds,
    outputTokensPerSecond: batch / seconds,
  };
}

/** How much wider the range of the host's rate makes that of decoding, as logarithms. */
export function offloadWidth(context: SpeedContext, whole: LocalSpeeds, room: Room): { low: number; high: number } {
  const at = (end: 'low' | 'value' | 'high'): number =>
    Math.log(offloadedSpeeds(context, whole, { room, end }).decodeTokensPerSecond);
  return { low: at('value') - at('low'), high: at('high') - at('value') };
}
