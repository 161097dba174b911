import { isFields, type PollMeter, parsedJson, type Reading, wattsOf } from './provider.ts';

const KEYS = ['socket_power', 'current_socket_power', 'average_socket_power', 'apu_average_socket_power'] as const;

function powerOf(gpu: Readonly<Record<string, unknown>>): number | null {
  const power = isFields(gpu.power) ? gpu.power : gpu;
  for (const key of KEYS) {
    const value = power[key];
    const watts = wattsOf(isFields(value) ? value.value : value);
    if (watts !== null) return watts;
  }
  return null;
}

/** `amd-smi metric --power --json`: a list, or an object with `gpu_data`; a warning line may come before it. */
export function amdSmiReadings(text: string): readonly Reading[] {
  const start = text.search(/[[{]/);
  const document = parsedJson(start < 0 ? '' : text.slice(start));
  const rows = Array.isArray(document) ? document : isFields(document) ? document.gpu_data : undefined;
  if (!Array.isArray(rows)) return [];
  return rows.filter(isFields).flatMap((gpu, index) => {
    const watts = powerOf(gpu);
    return watts === null ? [] : [{ device: String(gpu.gpu ?? index), watts }];
  });
}

/** `rocm-smi --showpower --json`; the second die of an MI250 prints N/A because the first carries both. */
export function rocmSmiReadings(text: string): readonly Reading[] {
  const start = text.indexOf('{');
  const document = parsedJson(start < 0 ? '' : text.slice(start));
  if (!isFields(document)) return [];
  return Object.entries(document).flatMap(([device, card]) => {
    if (!isFields(card)) return [];
    const key = Object.keys(card).find((name) => /Package Power \(W\)|Socket Power \(W\)/.test(name));
    const watts = wattsOf(key === undefined ? undefined : card[key]);
    return watts === null ? [] : [{ device, watts }];
  });
}

const INTERVAL_MS = 1000;
export const amdSmi: PollMeter = {
  kind: 'poll',
  id: 'amd-smi',
  scope: 'gpu',
  command: 'amd-smi',
  args: ['metric', '--power', '--json'],
  intervalMs: INTERVAL_MS,
  parse: amdSmiReadings,
};
export const rocmSmi: PollMeter = {
  ...amdSmi,
  id: 'rocm-smi',
  command: 'rocm-smi',
  args: ['--showpower', '--json'],
  parse: rocmSmiReadings,
};
