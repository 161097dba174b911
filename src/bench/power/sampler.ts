import { readText } from '../../system/files.ts';
import { monotonicMs } from '../../system/http.ts';
import { runProcess, startProcess } from '../../system/process.ts';
import { counterJoules, type FileMeter, type PollMeter, type PowerMeter, type StreamMeter } from './provider.ts';
import type { PowerSample } from './samples.ts';

export interface ClockReading {
  readonly atMs: number;
  readonly heldBackBy: readonly string[];
}

/** A meter that runs beside a benchmark. It never fails it: what cannot be read leaves no samples. */
export interface Sampler {
  readonly samples: readonly PowerSample[];
  /** Every reading that said whether clocks were held back, and by what. */
  readonly clockReadings: readonly ClockReading[];
  readonly stop: () => Promise<void>;
}

const LONGEST_RUN_SECONDS = 24 * 3600;
const POLL_SECONDS = 10;

export function startSampler(meter: PowerMeter): Sampler {
  switch (meter.kind) {
    case 'stream':
      return streamSampler(meter);
    case 'file':
      return repeated(meter.intervalMs, fileReader(meter));
    case 'poll':
      return repeated(meter.intervalMs, () => polled(meter));
    default:
      return meter satisfies never;
  }
}

/** Devices report one after the other: a sample is their sum each time the first of them reports again. */
function streamSampler(meter: StreamMeter): Sampler {
  const samples: PowerSample[] = [];
  const clockReadings: ClockReading[] = [];
  const latest = new Map<string, number>();
  const running = startProcess({
    command: meter.command,
    args: meter.args,
    timeoutSeconds: LONGEST_RUN_SECONDS,
    onStdout: (line) => {
      for (const { device, watts, heldBackBy } of meter.parse(line)) {
        latest.set(device, watts);
        if (heldBackBy !== undefined) clockReadings.push({ atMs: monotonicMs(), heldBackBy });
        if (latest.keys().next().value === device) {
          samples.push({ atMs: monotonicMs(), watts: [...latest.values()].reduce((sum, one) => sum + one, 0) });
        }
      }
    },
  });
  return {
    samples,
    clockReadings,
    stop: async () => {
      await running.stop();
    },
  };
}

function repeated(intervalMs: number, read: () => Promise<number | null>): Sampler {
  const samples: PowerSample[] = [];
  let stopped = false;
  let wake = (): void => {};
  const loop = async (): Promise<void> => {
    while (!stopped) {
      const watts = await read().catch(() => null);
      if (watts !== null) samples.push({ atMs: monotonicMs(), watts });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, intervalMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const done = loop();
  return {
    samples,
    clockReadings: [],
    stop: () => {
      stopped = true;
      wake();
      return done;
    },
  };
}

async function polled(meter: PollMeter): Promise<number | null> {
  const lines: string[] = [];
  const { end } = await runProcess({
    command: meter.command,
    args: meter.args,
    timeoutSeconds: POLL_SECONDS,
    onStdout: (line) => lines.push(line),
  });
  const readings = end.kind === 'exit' && end.code === 0 ? meter.parse(lines.join('\n')) : [];
  return readings.length === 0 ? null : readings.reduce((sum, one) => sum + one.watts, 0);
}

const MICRO = 1e6;

/** Power itself, or the climb of an energy counter since the last reading divided by the time. */
function fileReader(meter: FileMeter): () => Promise<number | null> {
  let before: { readonly atMs: number; readonly values: readonly number[] } | null = null;
  return async () => {
    const values = await Promise.all(meter.paths.map(async (path) => Number(await readText(path, 4096))));
    if (values.some((value) => !Number.isFinite(value))) return null;
    if (meter.unit === 'microwatts') return values.reduce((sum, value) => sum + value, 0) / MICRO;
    const now = { atMs: monotonicMs(), values };
    const last = before;
    before = now;
    if (last === null) return null;
    const joules = values.reduce(
      (sum, value, i) => sum + counterJoules(last.values[i] ?? value, value, meter.wrapsAt?.[i]),
      0,
    );
    return (joules * 1e3) / (now.atMs - last.atMs);
  };
}
