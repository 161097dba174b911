import { type Assumption, exactly, type Origin } from '../core/assumption.ts';
import type { Problem } from '../core/types.ts';
import { flagOf, type NumberKey } from './keys.ts';
import { parseQuantity } from './number.ts';

/** A value as it arrives: typed on a line, in JSON, or in a scenario file with its own range and source. */
export type RawValue = string | number | boolean | RangedValue;
export interface RangedValue {
  readonly value: string | number;
  readonly low?: string | number | undefined;
  readonly high?: string | number | undefined;
  readonly source?: string | undefined;
  readonly asOf?: string | undefined;
}

/** Values of one place (a line, a file, a log), all with the same origin. */
export interface Layer {
  readonly origin: Origin;
  /** How the user wrote the key there: a flag on a command line, a key in a file. */
  readonly style: 'flag' | 'key';
  readonly values: Readonly<Record<string, RawValue | undefined>>;
}

export interface Typed {
  readonly raw: RawValue;
  readonly origin: Origin;
  readonly style: Layer['style'];
}

/** The first layer that has the key: flags before the scenario file before the log. */
export function typed(layers: readonly Layer[], key: string): Typed | undefined {
  for (const layer of layers) {
    const raw = Object.hasOwn(layer.values, key) ? layer.values[key] : undefined;
    if (raw !== undefined) return { raw, origin: layer.origin, style: layer.style };
  }
  return undefined;
}

export function typedText(layers: readonly Layer[], key: string): string | undefined {
  const found = typed(layers, key);
  return typeof found?.raw === 'string' || typeof found?.raw === 'number' ? String(found.raw) : undefined;
}

export const isRanged = (raw: RawValue): raw is RangedValue => typeof raw === 'object' && raw !== null;

/** What the user typed for a key as an assumption with its range, or what is wrong with it. */
export function judgeNumber(spec: NumberKey, found: Typed): Assumption | Problem {
  const { raw, origin } = found;
  const parts = isRanged(raw) ? raw : { value: typeof raw === 'boolean' ? String(raw) : raw };
  const value = numberOf(parts.value, spec);
  const problem = outside(spec, found, parts.value, value);
  if (problem !== null) return problem;
  const low = parts.low === undefined ? value : numberOf(parts.low, spec);
  const high = parts.high === undefined ? value : numberOf(parts.high, spec);
  if (!(low <= value && value <= high)) {
    return invalid(
      spec,
      found,
      `${parts.low ?? ''}…${parts.high ?? ''}`,
      `is a range that does not hold ${value}`,
      'low ≤ value ≤ high',
    );
  }
  const source = parts.source ?? (origin === 'flag' ? 'command line' : null);
  return exactly({ id: spec.key, value, unit: spec.unit, origin, low, high, source, asOf: parts.asOf ?? null });
}

function numberOf(raw: string | number, spec: NumberKey): number {
  return typeof raw === 'number' ? raw : parseQuantity(raw, spec.kind);
}

function outside(spec: NumberKey, found: Typed, raw: string | number, value: number): Problem | null {
  if (!Number.isFinite(value)) {
    return invalid(spec, found, String(raw), 'is not a number', wordHint(String(raw)) ?? hintFor(spec));
  }
  if (value < spec.low || value > spec.high) {
    return invalid(
      spec,
      found,
      String(raw),
      `is outside ${grouped(spec.low)}–${grouped(spec.high)} ${spec.unit}`,
      spec.hint ?? hintFor(spec),
    );
  }
  return null;
}

/** With thousands, as people read a count or a limit. */
export const grouped = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 15 });

/** What is a number but for how it is written. */
function wordHint(text: string): string | null {
  const point = text.replace(',', '.');
  if (/^\d*,\d{1,2}$/.test(text)) return `a point parts the decimals: write ${point}`;
  const unit = /^([\d.,]+) ?(€|EUR|GBP|CHF|£)$/i.exec(text.trim());
  return unit === null ? null : 'amounts are in US dollars: turn it into them, and write the number alone';
}

function hintFor(spec: NumberKey): string {
  const example = spec.kind === 'share' ? '0.3 or 30%' : spec.kind === 'usd' ? '0.30 or 1,000' : '10, 1,000 or 10k';
  return spec.hint ?? `write ${spec.unit} as a number, for example ${example}`;
}

function invalid(spec: NumberKey, found: Typed, value: string, reason: string, hint: string): Problem {
  return { kind: 'invalid-value', key: found.style === 'flag' ? flagOf(spec) : spec.key, value, reason, hint };
}

export const isProblem = (value: object): value is Problem => 'kind' in value;
