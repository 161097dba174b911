import { HOST_BYTES_PER_SECOND } from '../defaults/speed.ts';
import type { SpeedContext } from './context.ts';
import type { LocalSpeeds } from './local.ts';
import type { Room } from './room.ts';

/** Share of the weights that stays on the device when they do not all fit. */
export function shareOnDevice(room: Room): number {
  return Math.max(0, Math.min(1, (room.usableBytes - room.sequenceBytes) / room.weightBytes));
}

/**
 * Speeds with part of the layers in host memory: each part is read from the memory that holds it, one after the
 * other; prefill of the spilled part runs through the host link.
 *
 *   step = on-device share × step + spilled bytes read ÷ host bandwidth
 *
 * @see docs/formulas/speed.md#offload
 */
export function offloadedSpeeds(context: SpeedContext, whole: LocalSpeeds, room: Room): LocalSpeeds {
  const onDevice = shareOnDevice(room);
  const spilled = 1 - onDevice;
  const { traffic, resolved } = context;
  const hostBandwidth = HOST_BYTES_PER_SECOND.value * resolved.hostBandwidth;
  const hostSeconds = (spilled * (traffic.fixedBytes + traffic.expertBytesPerToken)) / hostBandwidth;
  const seconds = onDevice / whole.decodeTokensPerSecond + hostSeconds;
  const batch = whole.outputTokensPerSecond / whole.decodeTokensPerSecond;
  const hostPrefill = (spilled * room.weightBytes) / hostBandwidth;
  return {
    step: whole.step,
    prefillSecondsPerPrompt: whole.prefillSecondsPerPrompt + hostPrefill,
    decodeTokensPerSecond: 1 / seconds,
    outputTokensPerSecond: batch / seconds,
  };
}
