import { type Reading, type StreamMeter, wattsOf } from './provider.ts';

const INTERVAL_MS = 100;

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

/** `index, power.draw[, reasons]` lines of every card, ten times a second. On Ampere and later watts are a mean over one second. */
export function nvidiaReadings(line: string): readonly Reading[] {
  const [device = '', power = '', mask] = line.split(',').map((part) => part.trim());
  const watts = wattsOf(power);
  if (watts === null || !/^\d+$/.test(device)) return [];
  return [{ device, watts, ...(mask === undefined ? {} : { heldBackBy: throttleReasons(mask) }) }];
}

const meter = (reasonsField: string | null): StreamMeter => ({
  kind: 'stream',
  id: 'nvidia-smi',
  scope: 'gpu',
  command: 'nvidia-smi',
  args: [
    `--query-gpu=${['index', 'power.draw', ...(reasonsField === null ? [] : [reasonsField])].join(',')}`,
    '--format=csv,noheader,nounits',
    '-lms',
    String(INTERVAL_MS),
  ],
  intervalMs: INTERVAL_MS,
  parse: nvidiaReadings,
});

/** The same meter under the field's name since driver 535, under its older name, and without it: one unknown field ends the program. */
export const nvidiaSmi: readonly StreamMeter[] = [
  meter('clocks_event_reasons.active'),
  meter('clocks_throttle_reasons.active'),
  meter(null),
];
