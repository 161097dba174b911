import type { Problem } from '../core/types.ts';
import { kebab } from './keys.ts';
import { MEMORY_KEYS, type MemoryKey, memoryKeyOf } from './memory-keys.ts';
import { parseQuantity } from './number.ts';

/** What was typed for `hwroi memory`, judged: numbers in their unit, texts, lists. Bad values are problems. */
export interface MemoryValues {
  readonly numbers: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly switches: Readonly<Record<string, boolean>>;
  readonly problems: readonly Problem[];
}

export type NameStyle = 'flag' | 'key';
const shown = (key: string, style: NameStyle): string => (style === 'flag' ? `--${kebab(key)}` : key);

interface Gathered {
  readonly numbers: Record<string, number>;
  readonly texts: Record<string, string>;
  readonly lists: Record<string, readonly string[]>;
  readonly switches: Record<string, boolean>;
  readonly problems: Problem[];
}

/** Judges a record of raw values; `nearest` proposes keys for an unknown one. */
export function memoryValues(
  record: Readonly<Record<string, unknown>>,
  style: NameStyle,
  nearest: (name: string) => readonly string[] = () => [],
): MemoryValues {
  const gathered: Gathered = { numbers: {}, texts: {}, lists: {}, switches: {}, problems: [] };
  for (const [name, raw] of Object.entries(record)) {
    if (raw === undefined) continue;
    const spec = memoryKeyOf(name);
    if (spec === undefined) gathered.problems.push({ kind: 'unknown-key', key: name, nearest: nearest(name) });
    else judge(spec, raw, { gathered, name: shown(spec.key, style) });
  }
  return gathered;
}

interface Place {
  readonly gathered: Gathered;
  readonly name: string;
}

function judge(spec: MemoryKey, raw: unknown, place: Place): void {
  const { gathered } = place;
  switch (spec.kind) {
    case 'text':
      if (typeof raw === 'string' || typeof raw === 'number') gathered.texts[spec.key] = String(raw);
      else wrong(place, raw, 'is not a text', `a ${spec.placeholder ?? 'name'}`);
      break;
    case 'list':
      judgeList(spec, raw, place);
      break;
    case 'switch':
      if (typeof raw === 'boolean') gathered.switches[spec.key] = raw;
      else wrong(place, raw, 'is not true or false', 'true or false');
      break;
    default:
      judgeNumber(spec, raw, place);
  }
}

function judgeList(spec: MemoryKey, raw: unknown, place: Place): void {
  const items = Array.isArray(raw) ? raw : [raw];
  const texts = items.filter((item): item is string => typeof item === 'string');
  if (texts.length !== items.length || texts.some((text) => text.trim() === '')) {
    wrong(place, raw, 'is not a name or a list of names', `a ${spec.placeholder ?? 'name'}`);
    return;
  }
  place.gathered.lists[spec.key] = texts.flatMap((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}

function judgeNumber(spec: MemoryKey, raw: unknown, place: Place): void {
  const value = numberOf(spec, raw);
  const whole = spec.kind === 'count';
  if (!Number.isFinite(value)) wrong(place, raw, 'is not a number', `a number, ${forExample(spec)}`);
  else if (whole && !Number.isInteger(value)) wrong(place, raw, 'is not a whole number', forExample(spec));
  else if (value < (spec.low ?? 0) || value > (spec.high ?? Number.MAX_VALUE))
    wrong(place, raw, `is outside ${spec.low ?? 0}–${spec.high ?? '∞'}`, `a number within it, ${forExample(spec)}`);
  else place.gathered.numbers[spec.key] = value;
}

/** `8k` is 8,192 where tokens are counted: contexts come in powers of two. */
function numberOf(spec: MemoryKey, raw: unknown): number {
  if (typeof raw === 'number') return raw;
  if (typeof raw !== 'string') return Number.NaN;
  const binary = spec.placeholder === 'tokens' ? /^(\d+)\s*([kKmM])i?$/.exec(raw.trim()) : null;
  if (binary !== null) return Number(binary[1]) * (binary[2]?.toLowerCase() === 'k' ? 1024 : 1024 ** 2);
  if (spec.kind === 'gib') return parseQuantity(raw.trim().replace(/\s*g(i?b)?$/i, ''), 'plain');
  return parseQuantity(raw, spec.kind === 'share' ? 'share' : 'count');
}

const EXAMPLES: Readonly<Record<string, string>> = { count: '4', share: '35%', gib: '24', billions: '7' };
const forExample = (spec: MemoryKey): string =>
  `for example ${spec.placeholder === 'tokens' ? '8192' : (EXAMPLES[spec.kind] ?? '1')}`;

function wrong(place: Place, raw: unknown, reason: string, example: string): void {
  const value = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? String(raw));
  place.gathered.problems.push({ kind: 'invalid-value', key: place.name, value, reason, hint: `write ${example}` });
}

export const MEMORY_KEY_NAMES: readonly string[] = MEMORY_KEYS.flatMap((one) => [one.key, ...(one.aliases ?? [])]);
