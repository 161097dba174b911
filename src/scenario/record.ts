import type { Problem } from '../core/types.ts';
import type { Layer, RawValue } from './judge.ts';
import { ALL_KEYS } from './keys.ts';

/** The keys a record may have, and other names for them. */
export interface RecordKeys {
  readonly known: ReadonlySet<string>;
  readonly aliases: Readonly<Record<string, string>>;
}
const SCENARIO_KEYS: RecordKeys = {
  known: new Set(ALL_KEYS.map((key) => key.key)),
  aliases: { context: 'contextTokens', hoursPerDay: 'activeHoursPerDay', precision: 'quantization' },
};

export interface ReadRecord {
  readonly layer: Layer;
  readonly options: readonly string[];
  readonly problems: readonly Problem[];
}

/** One JSON record of inputs as a layer of raw values; unknown keys and wrong types are its problems. */
export function readRecord(
  record: Readonly<Record<string, unknown>>,
  nearest: (key: string) => readonly string[],
  keys: RecordKeys = SCENARIO_KEYS,
): ReadRecord {
  const values: Record<string, RawValue> = {};
  const problems: Problem[] = [];
  for (const [name, raw] of Object.entries(record)) {
    if (name === 'options') continue;
    const key = keys.aliases[name] ?? name;
    const value = key === 'model' ? (sizeText(raw) ?? rawValue(raw)) : rawValue(raw);
    if (!keys.known.has(key)) problems.push({ kind: 'unknown-key', key: name, nearest: nearest(name) });
    else if (value === null)
      problems.push({
        kind: 'invalid-value',
        key: name,
        value: JSON.stringify(raw) ?? '',
        reason: 'is neither a number nor a text',
        hint: 'write a number, or {"value", "low", "high"}',
      });
    else values[key] = value;
  }
  const options = optionList(record.options, problems);
  return { layer: { origin: 'flag', style: 'key', values }, options, problems };
}

function optionList(raw: unknown, problems: Problem[]): readonly string[] {
  if (raw === undefined) return [];
  if (Array.isArray(raw) && raw.every((item): item is string => typeof item === 'string')) return raw;
  problems.push({
    kind: 'invalid-value',
    key: 'options',
    value: JSON.stringify(raw) ?? '',
    reason: 'is not a list of options',
    hint: 'write ["own:rtx-4090", "api:qwen3-32b"]',
  });
  return [];
}

/** `{paramsB, activeParamsB?}` in place of a model's name, as the size it says: `30b-a3b`. */
function sizeText(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null || !('paramsB' in raw) || typeof raw.paramsB !== 'number') return null;
  const active = 'activeParamsB' in raw && typeof raw.activeParamsB === 'number' ? `-a${raw.activeParamsB}b` : '';
  return `${raw.paramsB}b${active}`;
}

const isPart = (value: unknown): value is string | number =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

function rawValue(raw: unknown): RawValue | null {
  if (isPart(raw) || typeof raw === 'boolean') return raw;
  if (typeof raw !== 'object' || raw === null || !('value' in raw) || !isPart(raw.value)) return null;
  const part = (key: 'low' | 'high'): string | number | undefined => {
    const found: unknown = Reflect.get(raw, key);
    return isPart(found) ? found : undefined;
  };
  const text = (key: 'source' | 'asOf'): string | undefined => {
    const found: unknown = Reflect.get(raw, key);
    return typeof found === 'string' ? found : undefined;
  };
  return { value: raw.value, low: part('low'), high: part('high'), source: text('source'), asOf: text('asOf') };
}
