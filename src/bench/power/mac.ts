import { isFields, parsedJson, type Reading, type StreamMeter, wattsOf } from './provider.ts';

const INTERVAL_MS = 500;

/**
 * One line of `macmon pipe`: watts of the whole machine where given, else of the chip. A processor that reads 0 W
 * under load is a sensor that is gone (macOS 27), so `all_power` counts only when the processor reads something.
 */
export function macmonReadings(line: string): readonly Reading[] {
  const row = parsedJson(line);
  if (!isFields(row)) return [];
  const system = wattsOf(row.sys_power);
  if (system !== null && system > 0) return [{ device: 'system', watts: system }];
  const all = wattsOf(row.all_power);
  return all !== null && (wattsOf(row.cpu_power) ?? 0) > 0 ? [{ device: 'system', watts: all }] : [];
}

/** One object of `mactop --headless`, which prints an array with one object a line. */
export function mactopReadings(line: string): readonly Reading[] {
  const row = parsedJson(line.trim().replace(/^[[,]+|[\],]+$/g, ''));
  const metrics = isFields(row) ? row.soc_metrics : undefined;
  if (!isFields(metrics)) return [];
  const watts = [wattsOf(metrics.system_power), wattsOf(metrics.total_power)].find((one) => one !== null && one > 0);
  return watts === undefined || watts === null ? [] : [{ device: 'system', watts }];
}

/** A line of `powermetrics`: only the combined power of the chip, in mW; older systems call it package power. */
export function powermetricsReadings(line: string): readonly Reading[] {
  const match = /^(?:Combined Power \(CPU \+ GPU \+ ANE\)|Package Power): (\d+(?:\.\d+)?) mW$/.exec(line.trim());
  return match === null ? [] : [{ device: 'soc', watts: Number(match[1]) / 1e3 }];
}

const stream = { kind: 'stream', intervalMs: INTERVAL_MS } as const;
export const macmon: StreamMeter = {
  ...stream,
  id: 'macmon',
  scope: 'system',
  command: 'macmon',
  args: ['pipe', '-i', String(INTERVAL_MS)],
  parse: macmonReadings,
};
export const mactop: StreamMeter = {
  ...stream,
  id: 'mactop',
  scope: 'system',
  command: 'mactop',
  args: ['--headless', '--interval', String(INTERVAL_MS)],
  parse: mactopReadings,
};
/** `sudo -n` fails at once where a password would be asked for. */
export const powermetrics: StreamMeter = {
  ...stream,
  id: 'powermetrics',
  scope: 'soc',
  command: 'sudo',
  args: ['-n', 'powermetrics', '--samplers', 'cpu_power,gpu_power', '-i', String(INTERVAL_MS), '-b', '1'],
  parse: powermetricsReadings,
};
