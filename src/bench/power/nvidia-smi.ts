import { type Reading, type StreamMeter, wattsOf } from './provider.ts';

const INTERVAL_MS = 100;

/** `index, power.draw` lines of every card, ten times a second. On Ampere and later each is a mean over one second. */
export function nvidiaReadings(line: string): readonly Reading[] {
  const [device = '', power = ''] = line.split(',').map((part) => part.trim());
  const watts = wattsOf(power);
  return watts === null || !/^\d+$/.test(device) ? [] : [{ device, watts }];
}

export const nvidiaSmi: StreamMeter = {
  kind: 'stream',
  id: 'nvidia-smi',
  scope: 'gpu',
  command: 'nvidia-smi',
  args: ['--query-gpu=index,power.draw', '--format=csv,noheader,nounits', '-lms', String(INTERVAL_MS)],
  intervalMs: INTERVAL_MS,
  parse: nvidiaReadings,
};

/** Clocks held back for a reason other than idling: bits of `clocks_event_reasons.active`. */
const REASONS: readonly (readonly [bit: bigint, text: string])[] = [
  [0x4n, 'power limit'],
  [0x8n, 'hardware slowdown'],
  [0x20n, 'thermal limit (software)'],
  [0x40n, 'thermal limit (hardware)'],
  [0x80n, 'power brake'],
];

/** Why a card ran below its clocks, from the bit mask its driver prints. */
export function throttleReasons(mask: string): readonly string[] {
  if (!/^0x[0-9a-f]+$/i.test(mask.trim())) return [];
  const bits = BigInt(mask.trim());
  return REASONS.filter(([bit]) => (bits & bit) !== 0n).map(([, text]) => text);
}
