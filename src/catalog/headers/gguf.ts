import { GGML_TYPES } from './ggml-types.ts';
import { type ByteSource, Cursor, HeaderError } from './source.ts';

/** Arrays are kept when short and numeric (per-layer settings); of the others only the length is. */
export interface GgufArray {
  readonly length: number;
  readonly values: readonly number[] | null;
}
export type GgufValue = number | string | boolean | GgufArray;

export interface GgufTensor {
  readonly name: string;
  /** Row length first, as ggml orders them. */
  readonly dimensions: readonly number[];
  readonly type: string;
  readonly bytes: number;
}

export interface GgufHeader {
  readonly version: number;
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: readonly GgufTensor[];
  /** Where the data begins. */
  readonly dataOffset: number;
}

/** What no real header reaches: beyond it the file is not believed. */
const MAX_HEADER_BYTES = 128 * 1024 ** 2;
const MAX_PAIRS = 65_536;
const MAX_TENSORS = 262_144;
const MAX_KEY_BYTES = 65_535;
const MAX_STRING_BYTES = 8 * 1024 ** 2;
const MAX_TENSOR_NAME_BYTES = 256;
const MAX_DIMENSIONS = 4;
const MAX_KEPT_VALUES = 4096;
const MAX_ARRAY_DEPTH = 3;
const MAX_ALIGNMENT = 1 << 20;
const DEFAULT_ALIGNMENT = 32;
const SMALLEST_PAIR_BYTES = 13;
const SMALLEST_TENSOR_BYTES = 24;
const NOT_GGUF = 'a GGUF begins with the letters GGUF; is this another format?';

/**
 * The header of a GGUF of version 2 or 3: settings and tensor table, no weights. Memory stays bounded and a file
 * that claims more than it holds is refused.
 *
 * @throws HeaderError for anything that is not a whole little-endian GGUF.
 * @see https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export function readGguf(source: ByteSource): GgufHeader {
  const cursor = new Cursor(source, MAX_HEADER_BYTES);
  const version = readPreamble(cursor);
  const tensorCount = count(cursor, { what: 'tensors', most: MAX_TENSORS, smallest: SMALLEST_TENSOR_BYTES });
  const pairCount = count(cursor, { what: 'settings', most: MAX_PAIRS, smallest: SMALLEST_PAIR_BYTES });
  const metadata = readMetadata(cursor, pairCount);
  const placed = readTensors(cursor, tensorCount);
  const alignment = alignmentOf(metadata, cursor);
  const dataOffset = Math.ceil(cursor.offset / alignment) * alignment;
  for (const { tensor, offset } of placed)
    checkPlace(tensor, { offset, alignment, room: source.sizeBytes - dataOffset });
  return { version, metadata, tensors: placed.map(({ tensor }) => tensor), dataOffset };
}

function readPreamble(cursor: Cursor): number {
  if (cursor.remaining < 24) cursor.fail('is too short for a GGUF', NOT_GGUF);
  const magic = String.fromCharCode(cursor.u8(), cursor.u8(), cursor.u8(), cursor.u8());
  if (magic !== 'GGUF') cursor.fail('is not a GGUF', NOT_GGUF);
  const version = cursor.u32();
  if (version !== 0 && (version & 0xffff) === 0) {
    cursor.fail(
      'is a big-endian GGUF',
      'convert it on the machine it was made for, or download the little-endian file',
    );
  }
  if (version !== 2 && version !== 3) cursor.fail(`is a GGUF of version ${version}`, 'versions 2 and 3 are read');
  return version;
}

function count(
  cursor: Cursor,
  limits: { readonly what: string; readonly most: number; readonly smallest: number },
): number {
  const value = cursor.u64();
  if (value > limits.most || value * limits.smallest > cursor.remaining) {
    cursor.fail(`claims ${value} ${limits.what}, more than the file can hold`);
  }
  return value;
}

function readMetadata(cursor: Cursor, pairs: number): ReadonlyMap<string, GgufValue> {
  const metadata = new Map<string, GgufValue>();
  for (let index = 0; index < pairs; index += 1) {
    const key = readString(cursor, MAX_KEY_BYTES);
    if (metadata.has(key)) cursor.fail(`has the setting ${quoted(key)} twice`);
    metadata.set(key, readValue(cursor, cursor.u32(), 0));
  }
  return metadata;
}

const quoted = (text: string): string => `\`${text.slice(0, 80)}\``;

function readString(cursor: Cursor, most: number): string {
  const length = cursor.u64();
  if (length > most || length > cursor.remaining)
    cursor.fail(`has a text of ${length} bytes where at most ${most} make sense`);
  return new TextDecoder().decode(cursor.bytes(length));
}

/** Bytes of the fixed-size value types, by their number. */
const FIXED: ReadonlyMap<number, { readonly bytes: number; readonly read: (cursor: Cursor) => number }> = new Map([
  [0, { bytes: 1, read: (cursor) => cursor.u8() }],
  [1, { bytes: 1, read: (cursor) => cursor.i8() }],
  [2, { bytes: 2, read: (cursor) => cursor.u16() }],
  [3, { bytes: 2, read: (cursor) => cursor.i16() }],
  [4, { bytes: 4, read: (cursor) => cursor.u32() }],
  [5, { bytes: 4, read: (cursor) => cursor.i32() }],
  [6, { bytes: 4, read: (cursor) => cursor.f32() }],
  [7, { bytes: 1, read: (cursor) => cursor.u8() }],
  [10, { bytes: 8, read: (cursor) => cursor.u64() }],
  [11, { bytes: 8, read: (cursor) => cursor.i64() }],
  [12, { bytes: 8, read: (cursor) => cursor.f64() }],
]);
const BOOLEAN = 7;
const STRING = 8;
const ARRAY = 9;

function readValue(cursor: Cursor, valueType: number, depth: number): GgufValue {
  if (valueType === STRING) return readString(cursor, MAX_STRING_BYTES);
  if (valueType === ARRAY) return readArray(cursor, depth);
  const fixed = FIXED.get(valueType);
  if (fixed === undefined) return cursor.fail(`has a setting of the unknown type ${valueType}`);
  const value = fixed.read(cursor);
  return valueType === BOOLEAN ? value !== 0 : value;
}

function readArray(cursor: Cursor, depth: number): GgufArray {
  if (depth >= MAX_ARRAY_DEPTH) cursor.fail('nests arrays deeper than any model does');
  const elementType = cursor.u32();
  const length = cursor.u64();
  const fixed = FIXED.get(elementType);
  if (length * (fixed?.bytes ?? SMALLEST_ELEMENT_BYTES) > cursor.remaining) {
    cursor.fail(`claims an array of ${length} entries, more than the file can hold`);
  }
  if (fixed !== undefined) return readNumbers(cursor, length, fixed);
  if (elementType !== STRING && elementType !== ARRAY) cursor.fail(`has an array of the unknown type ${elementType}`);
  for (let index = 0; index < length; index += 1) {
    if (elementType === STRING) skipString(cursor);
    else readArray(cursor, depth + 1);
  }
  return { length, values: null };
}
/** A text in an array takes at least its length field. */
const SMALLEST_ELEMENT_BYTES = 8;

function readNumbers(
  cursor: Cursor,
  length: number,
  fixed: { readonly bytes: number; readonly read: (cursor: Cursor) => number },
): GgufArray {
  if (length > MAX_KEPT_VALUES) {
    cursor.skip(length * fixed.bytes);
    return { length, values: null };
  }
  return { length, values: Array.from({ length }, () => fixed.read(cursor)) };
}

function skipString(cursor: Cursor): void {
  const length = cursor.u64();
  if (length > cursor.remaining) cursor.fail(`has a text of ${length} bytes, more than the file can hold`);
  cursor.skip(length);
}

interface Placed {
  readonly tensor: GgufTensor;
  readonly offset: number;
}

function readTensors(cursor: Cursor, tensorCount: number): readonly Placed[] {
  const names = new Set<string>();
  const placed: Placed[] = [];
  for (let index = 0; index < tensorCount; index += 1) {
    const one = readTensor(cursor);
    if (names.has(one.tensor.name)) cursor.fail(`has the tensor ${quoted(one.tensor.name)} twice`);
    names.add(one.tensor.name);
    placed.push(one);
  }
  return placed;
}

function readTensor(cursor: Cursor): Placed {
  const name = readString(cursor, MAX_TENSOR_NAME_BYTES);
  const dimensionCount = cursor.u32();
  if (dimensionCount > MAX_DIMENSIONS) cursor.fail(`has a tensor of ${dimensionCount} dimensions: ${quoted(name)}`);
  const dimensions = Array.from({ length: dimensionCount }, () => cursor.u64());
  const typeNumber = cursor.u32();
  const type = GGML_TYPES.get(typeNumber);
  if (type === undefined) return cursor.fail(`has a tensor of the unknown type ${typeNumber}: ${quoted(name)}`);
  const values = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(values) || (dimensions[0] ?? 1) % type.blockValues !== 0) {
    cursor.fail(`has a tensor of impossible shape: ${quoted(name)}`);
  }
  const bytes = (values / type.blockValues) * type.blockBytes;
  return { tensor: { name, dimensions, type: type.name, bytes }, offset: cursor.u64() };
}

function alignmentOf(metadata: ReadonlyMap<string, GgufValue>, cursor: Cursor): number {
  const value = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (typeof value !== 'number' || !Number.isInteger(value) || value <= 0 || value > MAX_ALIGNMENT) {
    return cursor.fail('has an alignment that is not a small whole number');
  }
  return value;
}

function checkPlace(
  tensor: GgufTensor,
  place: { readonly offset: number; readonly alignment: number; readonly room: number },
): void {
  const { offset, alignment, room } = place;
  if (offset % alignment !== 0) {
    throw new HeaderError(`places the tensor ${quoted(tensor.name)} off its alignment`, 'the file is damaged');
  }
  if (offset + tensor.bytes > room) {
    const hint = 'the download is incomplete, or a shard is missing';
    throw new HeaderError(`ends before the tensor ${quoted(tensor.name)} does`, hint);
  }
}
