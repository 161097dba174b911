import { ownValue } from '../../core/own-value.ts';
import type { Problem } from '../../core/types.ts';
import { parseQuantity } from '../../scenario/number.ts';
import { nearestOf } from '../input-keys.ts';

export type SpeedRecord = Readonly<Record<string, unknown>>;

interface NumberSpec {
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  readonly whole?: boolean;
}

/** Numbers the command and a batch line take. */
export const NUMBER_KEYS = {
  count: { low: 1, high: 1024, unit: 'devices', whole: true },
  memoryGiB: { low: 0.5, high: 65_536, unit: 'GiB' },
  paramsB: { low: 0.001, high: 20_000, unit: 'billion parameters' },
  activeParamsB: { low: 0.001, high: 20_000, unit: 'billion parameters' },
  promptTokens: { low: 0, high: 10_000_000, unit: 'tokens' },
  outputTokens: { low: 1, high: 10_000_000, unit: 'tokens' },
  depthTokens: { low: 0, high: 10_000_000, unit: 'tokens' },
  systemRamGiB: { low: 0, high: 65_536, unit: 'GiB' },
  hostBandwidthGBps: { low: 1, high: 10_000, unit: 'GB/s' },
  acceptanceRate: { low: 0, high: 1, unit: 'share' },
  draftTokens: { low: 1, high: 32, unit: 'tokens', whole: true },
  draftCost: { low: 0, high: 1, unit: 'share of a step' },
} as const satisfies Readonly<Record<string, NumberSpec>>;
export type NumberKey = keyof typeof NUMBER_KEYS;

export const TEXT_KEYS = ['engine', 'backend', 'kvQuantization', 'split'] as const;
export type TextKey = (typeof TEXT_KEYS)[number];
const OTHER_KEYS = ['hardware', 'model', 'quantization', 'concurrency'] as const;

export const SPEED_KEYS: readonly string[] = [...OTHER_KEYS, ...TEXT_KEYS, ...Object.keys(NUMBER_KEYS)];
const ALIASES: Readonly<Record<string, string>> = {
  precision: 'quantization',
  context: 'depthTokens',
  batch: 'concurrency',
};
const KNOWN = new Set(SPEED_KEYS);
const nearest = nearestOf(SPEED_KEYS);

/** How the user wrote a key: a flag on a command line, a key in a batch line. */
export type KeyStyle = 'flag' | 'key';
const kebab = (key: string): string =>
  key
    .replace(/GiB/, 'Gib')
    .replace(/GBps/, 'Gbps')
    .replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
export const written = (key: string, style: KeyStyle): string => (style === 'flag' ? `--${kebab(key)}` : key);

/** Reads one record, gathering what is wrong with it. */
export class SpeedValues {
  readonly problems: Problem[] = [];

  private readonly record: SpeedRecord;

  constructor(
    record: SpeedRecord,
    private readonly style: KeyStyle,
  ) {
    let named = record;
    for (const key in record) {
      if (KNOWN.has(key)) continue;
      const name = ownValue(ALIASES, key);
      if (name === undefined) this.problems.push({ kind: 'unknown-key', key, nearest: nearest(key) });
      else named = { [name]: record[key], ...named };
    }
    this.record = named;
  }

  raw(key: string): unknown {
    const value = this.record[key];
    return value === null ? undefined : value;
  }

  invalid(key: string, value: unknown, reason: string, hint: string): undefined {
    this.problems.push({ kind: 'invalid-value', key: written(key, this.style), value: String(value), reason, hint });
    return undefined;
  }

  text(key: string): string | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'number') return String(value);
    return this.invalid(key, JSON.stringify(value), 'is not a name', 'write it as text');
  }

  number(key: NumberKey): number | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : this.judged(key, value, NUMBER_KEYS[key]);
  }

  judged(key: string, value: unknown, spec: NumberSpec): number | undefined {
    const parsed =
      typeof value === 'number' ? value : typeof value === 'string' ? parseQuantity(value, 'count') : Number.NaN;
    const { low, high, unit } = spec;
    if (!Number.isFinite(parsed))
      return this.invalid(key, value, 'is not a number', `write ${unit} as a number, for example 512 or 8k`);
    if (parsed < low || parsed > high)
      return this.invalid(key, value, `is outside ${low}–${high} ${unit}`, `write ${unit} within that range`);
    if (spec.whole === true && !Number.isInteger(parsed))
      return this.invalid(key, value, 'is not a whole number', `write ${unit} as a whole number`);
    return parsed;
  }

  /** A key that may be given several times: every value. */
  list(key: string): readonly unknown[] {
    const value = this.raw(key);
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
  }
}
