import { ownValue } from '../../core/own-value.ts';
import { type ByteSource, Cursor, HeaderError } from './source.ts';

export interface SafetensorsTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}
export interface SafetensorsHeader {
  readonly tensors: readonly SafetensorsTensor[];
  readonly totalBytes: number;
}

/** The format allows 100 MB; the largest real headers are a few. */
const MAX_HEADER_BYTES = 16 * 1024 ** 2;
const LENGTH_BYTES = 8;
const MAX_TENSORS = 262_144;
const DAMAGED = 'the file is damaged or incomplete: download it again';

/** Bits of each stored type. */
const DTYPE_BITS: Readonly<Record<string, number>> = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E4M3: 8,
  F8_E5M2: 8,
  F8_E8M0: 8,
  U16: 16,
  I16: 16,
  F16: 16,
  BF16: 16,
  U32: 32,
  I32: 32,
  F32: 32,
  U64: 64,
  I64: 64,
  F64: 64,
  C64: 64,
};

/**
 * The header of a safetensors file: names, types, shapes and exact bytes, no weights.
 *
 * @throws HeaderError for anything that is not a whole safetensors file.
 * @see https://github.com/huggingface/safetensors#format
 */
export function readSafetensors(source: ByteSource): SafetensorsHeader {
  const cursor = new Cursor(source, MAX_HEADER_BYTES + LENGTH_BYTES);
  if (source.sizeBytes < LENGTH_BYTES + 2) cursor.fail('is too short for a safetensors file', DAMAGED);
  const length = cursor.u64();
  if (length > MAX_HEADER_BYTES || length > source.sizeBytes - LENGTH_BYTES) {
    cursor.fail(`claims a header of ${length} bytes, more than the file can hold`, DAMAGED);
  }
  const text = decoded(cursor.bytes(length));
  const parsed = parsedObject(text, 'header');
  const repeated = repeatedKey(text);
  if (repeated !== null) throw new HeaderError(`has \`${repeated}\` twice`, DAMAGED);
  const room = source.sizeBytes - LENGTH_BYTES - length;
  const entries = Object.entries(parsed).filter(([name]) => name !== '__metadata__');
  if (entries.length > MAX_TENSORS) throw new HeaderError(`lists ${entries.length} tensors`, DAMAGED);
  const tensors = entries.map(([name, value]) => tensorOf(name, value, room));
  return { tensors, totalBytes: tensors.reduce((sum, tensor) => sum + tensor.bytes, 0) };
}

function decoded(raw: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    throw new HeaderError('has a header that is not text', 'is this another format?');
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON text as an object. @throws HeaderError where it is none. */
export function parsedObject(text: string, what: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HeaderError(`has a ${what} that is not JSON`, DAMAGED);
  }
  if (!isObject(value)) throw new HeaderError(`has a ${what} that is not a JSON object`, DAMAGED);
  return value;
}

/** The first key of the outer object that comes twice: JSON.parse would silently keep the last. */
function repeatedKey(text: string): string | null {
  const seen = new Set<string>();
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === '"') {
      const end = stringEnd(text, at);
      const key = depth === 1 && /^\s*:/.test(text.slice(end + 1, end + 16)) ? text.slice(at + 1, end) : null;
      if (key !== null && seen.has(key)) return key.slice(0, 80);
      if (key !== null) seen.add(key);
      at = end;
    }
  }
  return null;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function tensorOf(name: string, value: unknown, room: number): SafetensorsTensor {
  const shown = `\`${name.slice(0, 80)}\``;
  if (!isObject(value))
    throw new HeaderError(`describes the tensor ${shown} by something else than an object`, DAMAGED);
  const { dtype, shape, data_offsets: offsets } = value;
  const bits = typeof dtype === 'string' ? ownValue(DTYPE_BITS, dtype) : undefined;
  if (typeof dtype !== 'string' || bits === undefined) {
    throw new HeaderError(
      `has a tensor of an unknown type: ${shown}`,
      'a newer format than this program knows, or a damaged file',
    );
  }
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw new HeaderError(`has a tensor without shape or place: ${shown}`, DAMAGED);
  }
  const [begin = 0, end = 0] = offsets;
  const expected = (shape.reduce((product, size) => product * size, 1) * bits) / 8;
  if (begin > end || end - begin !== expected) {
    throw new HeaderError(`gives the tensor ${shown} a place that is not its size`, DAMAGED);
  }
  if (end > room) throw new HeaderError(`ends before the tensor ${shown} does`, 'the download is incomplete');
  return { name, dtype, shape, bytes: end - begin };
}

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length <= 16 && value.every((one) => Number.isSafeInteger(one) && one >= 0);

/** The shard files an index names. @throws HeaderError where it is not an index, or points outside its folder. */
export function readSafetensorsIndex(text: string): readonly string[] {
  const { weight_map: map } = parsedObject(text, 'shard index');
  if (!isObject(map)) throw new HeaderError('has no `weight_map`', 'name the folder or a .safetensors file');
  const files = new Set<string>();
  for (const file of Object.values(map)) {
    if (typeof file !== 'string' || /[/\\]|^\.\.?$/.test(file)) {
      throw new HeaderError('names a shard outside its folder', DAMAGED);
    }
    files.add(file);
  }
  return [...files].sort();
}
