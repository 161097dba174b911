import { join } from 'node:path';
import type { TimedRow } from '../../bench/run.ts';
import type { Warning } from '../../core/types.ts';
import { listDirectory, readText } from '../../system/files.ts';
import { loadAverage } from '../../system/load.ts';
import { runProcess } from '../../system/process.ts';
import type { PowerLog } from './power.ts';

/** A first half of the repetitions this much faster than the second is a machine that slows down as it warms. */
const THROTTLING_RATIO = 1.07;
const LEAST_REPETITIONS = 4;

/**
 * Whether an engine slowed down over the repetitions of a test: the median of the first half against that of the second.
 *
 * @example slowdown([100, 99, 90, 89]) // 1.11
 */
export function slowdown(samples: readonly number[]): number | null {
  if (samples.length < LEAST_REPETITIONS) return null;
  const half = Math.floor(samples.length / 2);
  const middle = (values: readonly number[]): number => {
    const sorted = values.toSorted((a, b) => a - b);
    const [low = 0, high = 0] = [
      sorted[Math.floor((sorted.length - 1) / 2)],
      sorted[Math.ceil((sorted.length - 1) / 2)],
    ];
    return (low + high) / 2;
  };
  const late = middle(samples.slice(-half));
  return late > 0 ? middle(samples.slice(0, half)) / late : null;
}

const note = (text: string): Warning => ({ kind: 'note', text });

function throttling(rows: readonly TimedRow[]): readonly Warning[] {
  return rows.flatMap(({ row }) => {
    const ratio = slowdown(row.samples);
    if (ratio === null || ratio < THROTTLING_RATIO) return [];
    const percent = Math.round((1 - 1 / ratio) * 100);
    return [
      note(`${row.phase} fell by ${percent}% over its repetitions: heat or a power limit; let it cool, measure again`),
    ];
  });
}

/** A limit that held for less of the time than this is the moment before a clock settles. */
const NOTICEABLE_SHARE = 0.1;

/** What held the card's clocks back while it was measured, as its driver says. */
export function heldBackWarnings(power: PowerLog): readonly Warning[] {
  if (power.kind !== 'sampled') return [];
  return [...power.heldBackShare]
    .filter(([, share]) => share >= NOTICEABLE_SHARE)
    .map(([reason, share]) =>
      note(
        `for ${Math.round(share * 100)}% of the run its driver held clocks back: ${reason}; better cooling or a higher limit would be faster`,
      ),
    );
}

const SUPPLIES = '/sys/class/power_supply';
const SMALL = 256;

/** Linux: a battery that is discharging. */
export async function dischargingBattery(root = SUPPLIES): Promise<boolean> {
  for (const name of await listDirectory(root).catch(() => [])) {
    const status = await readText(join(root, name, 'status'), SMALL).catch(() => '');
    const type = await readText(join(root, name, 'type'), SMALL).catch(() => '');
    if (type.trim() === 'Battery' && status.trim() === 'Discharging') return true;
  }
  return false;
}

/** macOS: `pmset -g batt` begins with the source it draws from. */
export const drawsFromBattery = (text: string): boolean => /drawing from 'Battery Power'/i.test(text);

async function onBattery(): Promise<boolean> {
  if (process.platform !== 'darwin') return dischargingBattery();
  const lines: string[] = [];
  await runProcess({
    command: 'pmset',
    args: ['-g', 'batt'],
    timeoutSeconds: 5,
    onStdout: (line) => lines.push(line),
  });
  return drawsFromBattery(lines.join('\n'));
}

/** More than this share of the cores was busy with other things than one engine would keep busy. */
const CONTENTION_SHARE = 1.25;

/** What made the figures worse than the machine is: heat, battery, other programs. */
export async function conditionWarnings(rows: readonly TimedRow[], power: PowerLog): Promise<readonly Warning[]> {
  const battery = await onBattery().catch(() => false);
  const { running, cores } = loadAverage();
  return [
    ...throttling(rows),
    ...heldBackWarnings(power),
    ...(battery ? [note('the machine ran on battery: most slow down then')] : []),
    ...(running > cores * CONTENTION_SHARE
      ? [note(`the load average was ${running.toFixed(1)} on ${cores} cores: other programs took part of the machine`)]
      : []),
  ];
}
