import type { PowerScope } from '../../core/types.ts';

/** What a line of a meter's output says: a reading of one device, or nothing. */
export interface Reading {
  readonly device: string;
  readonly watts: number;
  /** Why the device ran below its clocks at that moment; absent where the meter does not say. */
  readonly heldBackBy?: readonly string[];
}

/** A program that prints power until it is stopped. */
export interface StreamMeter {
  readonly kind: 'stream';
  readonly id: string;
  readonly scope: PowerScope;
  readonly command: string;
  readonly args: readonly string[];
  readonly intervalMs: number;
  /** Readings of one line; several devices are summed by device. */
  readonly parse: (line: string) => readonly Reading[];
}

/** Files of the kernel that are read at an interval: power itself, or a counter of energy. */
export interface FileMeter {
  readonly kind: 'file';
  readonly id: string;
  readonly scope: PowerScope;
  readonly paths: readonly string[];
  readonly intervalMs: number;
  readonly unit: 'microwatts' | 'microjoules';
  /** Where a counter starts again, for each path. */
  readonly wrapsAt?: readonly number[];
}

/** A program that is called again and again because it only prints once. */
export interface PollMeter {
  readonly kind: 'poll';
  readonly id: string;
  readonly scope: PowerScope;
  readonly command: string;
  readonly args: readonly string[];
  readonly intervalMs: number;
  readonly parse: (text: string) => readonly Reading[];
}

export type PowerMeter = StreamMeter | FileMeter | PollMeter;

/** A figure a meter prints: `[N/A]`, `ERR!` and the like are not one. */
export function wattsOf(text: unknown): number | null {
  const value = typeof text === 'number' ? text : typeof text === 'string' ? Number.parseFloat(text) : Number.NaN;
  return Number.isFinite(value) && value >= 0 ? value : null;
}

/** Joules a counter went up between two readings, over its wrap. */
export function counterJoules(before: number, after: number, wrapsAt: number | undefined): number {
  const steps = after >= before ? after - before : wrapsAt === undefined ? 0 : wrapsAt - before + after;
  return steps / 1e6;
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
export const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
