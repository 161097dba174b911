import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { GGML_TYPES } from '../../src/catalog/headers/ggml-types.ts';

/** A small deterministic writer of GGUF headers: real dimensions, a data section of zeros that takes no disk. */
export type MetaValue =
  | { readonly kind: 'u32' | 'u64' | 'i32' | 'f32'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'u32s' | 'bools' | 'f32s'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] };
export interface TensorSpec {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly type: string;
}
export interface GgufSpec {
  readonly metadata: readonly (readonly [key: string, value: MetaValue])[];
  readonly tensors: readonly TensorSpec[];
}

const ALIGNMENT = 32;
const TYPE_NUMBERS = new Map([...GGML_TYPES].map(([number, type]) => [type.name, { number, type }]));

class Writer {
  #buffer = new Uint8Array(1 << 16);
  #length = 0;
  get length(): number {
    return this.#length;
  }
  done = (): Uint8Array => this.#buffer.slice(0, this.#length);

  #room(bytes: number): DataView {
    while (this.#length + bytes > this.#buffer.length) {
      const larger = new Uint8Array(this.#buffer.length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    const view = new DataView(this.#buffer.buffer, this.#length, bytes);
    this.#length += bytes;
    return view;
  }
  u8 = (value: number): void => this.#room(1).setUint8(0, value);
  u32 = (value: number): void => this.#room(4).setUint32(0, value, true);
  i32 = (value: number): void => this.#room(4).setInt32(0, value, true);
  f32 = (value: number): void => this.#room(4).setFloat32(0, value, true);
  u64 = (value: number): void => this.#room(8).setBigUint64(0, BigInt(value), true);
  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.u64(encoded.length);
    const view = this.#room(encoded.length);
    new Uint8Array(view.buffer, view.byteOffset, encoded.length).set(encoded);
  }
  pad(): void {
    while (this.#length % ALIGNMENT !== 0) this.u8(0);
  }
}

function writeArray<T>(out: Writer, elementType: number, values: readonly T[], write: (value: T) => void): void {
  out.u32(9);
  out.u32(elementType);
  out.u64(values.length);
  for (const value of values) write(value);
}

const SCALARS: Readonly<Record<'u32' | 'i32' | 'f32' | 'u64', number>> = { u32: 4, i32: 5, f32: 6, u64: 10 };

function writeValue(out: Writer, meta: MetaValue): void {
  if (meta.kind === 'string') {
    out.u32(8);
    out.text(meta.value);
  } else if (meta.kind === 'bool') {
    out.u32(7);
    out.u8(meta.value ? 1 : 0);
  } else if (meta.kind === 'strings') {
    writeArray(out, 8, meta.value, (value) => out.text(value));
  } else if (meta.kind === 'u32s' || meta.kind === 'f32s' || meta.kind === 'bools') {
    const type = meta.kind === 'u32s' ? 4 : meta.kind === 'f32s' ? 6 : 7;
    writeArray(out, type, meta.value, meta.kind === 'u32s' ? out.u32 : meta.kind === 'f32s' ? out.f32 : out.u8);
  } else {
    out.u32(SCALARS[meta.kind]);
    if (typeof meta.value === 'number') out[meta.kind](meta.value);
  }
}

export function tensorBytes(tensor: TensorSpec): number {
  const known = TYPE_NUMBERS.get(tensor.type);
  if (known === undefined) throw new Error(`no type ${tensor.type}`);
  const values = tensor.dimensions.reduce((product, one) => product * one, 1);
  return (values / known.type.blockValues) * known.type.blockBytes;
}

/** The header, and how long the whole file is. */
export function ggufHeader(spec: GgufSpec): { readonly header: Uint8Array; readonly fileBytes: number } {
  const out = new Writer();
  for (const char of 'GGUF') out.u8(char.charCodeAt(0));
  out.u32(3);
  out.u64(spec.tensors.length);
  out.u64(spec.metadata.length);
  for (const [key, value] of spec.metadata) {
    out.text(key);
    writeValue(out, value);
  }
  let offset = 0;
  for (const tensor of spec.tensors) {
    out.text(tensor.name);
    out.u32(tensor.dimensions.length);
    for (const dimension of tensor.dimensions) out.u64(dimension);
    out.u32(TYPE_NUMBERS.get(tensor.type)?.number ?? 0);
    out.u64(offset);
    offset += Math.ceil(tensorBytes(tensor) / ALIGNMENT) * ALIGNMENT;
  }
  out.pad();
  return { header: out.done(), fileBytes: out.length + offset };
}

/** Writes the header and a hole of the right length. */
export function writeSparseGguf(path: string, spec: GgufSpec): number {
  const { header, fileBytes } = ggufHeader(spec);
  const file = openSync(path, 'w');
  writeSync(file, header);
  ftruncateSync(file, fileBytes);
  closeSync(file);
  return fileBytes;
}
