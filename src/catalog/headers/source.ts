/** Bytes at hand in pieces: a file far larger than memory, or an array in a test. */
export interface ByteSource {
  /** The user's own name for it. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Up to `length` bytes from `offset`; fewer at the end, none beyond it. */
  readonly read: (offset: number, length: number) => Uint8Array;
}

/** A header that cannot be what it claims: truncated, corrupt, foreign or hostile. */
export class HeaderError extends Error {
  /** Where in the file, in bytes; null where no place is to blame. */
  readonly offset: number | null;
  readonly hint: string;
  constructor(message: string, hint: string, offset: number | null = null) {
    super(message);
    this.name = 'HeaderError';
    this.offset = offset;
    this.hint = hint;
  }
}

const WINDOW_BYTES = 256 * 1024;
const DOWNLOAD_AGAIN = 'the file is damaged or incomplete: download it again';

/** Reads forward through a source with one small window, never past `limitBytes`. */
export class Cursor {
  readonly #source: ByteSource;
  readonly #limit: number;
  #offset = 0;
  #windowStart = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));

  constructor(source: ByteSource, limitBytes: number) {
    this.#source = source;
    this.#limit = Math.min(limitBytes, source.sizeBytes);
  }

  get offset(): number {
    return this.#offset;
  }

  /** Bytes left in the file, or to the limit of a header. */
  get remaining(): number {
    return this.#limit - this.#offset;
  }

  fail(message: string, hint = DOWNLOAD_AGAIN): never {
    throw new HeaderError(message, hint, this.#offset);
  }

  skip(length: number): void {
    this.#need(length);
    this.#offset += length;
  }

  u8(): number {
    return this.#at(1, (view, at) => view.getUint8(at));
  }
  i8(): number {
    return this.#at(1, (view, at) => view.getInt8(at));
  }
  u16(): number {
    return this.#at(2, (view, at) => view.getUint16(at, true));
  }
  i16(): number {
    return this.#at(2, (view, at) => view.getInt16(at, true));
  }
  u32(): number {
    return this.#at(4, (view, at) => view.getUint32(at, true));
  }
  i32(): number {
    return this.#at(4, (view, at) => view.getInt32(at, true));
  }
  f32(): number {
    return this.#at(4, (view, at) => view.getFloat32(at, true));
  }
  f64(): number {
    return this.#at(8, (view, at) => view.getFloat64(at, true));
  }
  /** Exact up to 2^53, near it beyond: counts that large are refused anyway. */
  u64(): number {
    return this.#at(8, (view, at) => Number(view.getBigUint64(at, true)));
  }
  i64(): number {
    return this.#at(8, (view, at) => Number(view.getBigInt64(at, true)));
  }

  /** The next bytes, copied. Callers bound the length first. */
  bytes(length: number): Uint8Array {
    this.#need(length);
    if (length > WINDOW_BYTES) {
      const read = this.#source.read(this.#offset, length);
      if (read.length < length) this.fail('the file ends inside its header');
      this.#offset += length;
      return read;
    }
    const at = this.#fill(length);
    this.#offset += length;
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length).slice();
  }

  #need(length: number): void {
    if (!(length <= this.remaining)) this.fail('the file ends inside its header');
  }

  #at(length: number, get: (view: DataView, at: number) => number): number {
    this.#need(length);
    const at = this.#fill(length);
    const value = get(this.#view, at);
    this.#offset += length;
    return value;
  }

  /** Brings the next bytes into the window; where in it they begin. */
  #fill(length: number): number {
    const at = this.#offset - this.#windowStart;
    if (at >= 0 && at + length <= this.#view.byteLength) return at;
    const window = this.#source.read(this.#offset, Math.min(WINDOW_BYTES, this.remaining));
    if (window.byteLength < length) this.fail('the file ends inside its header');
    this.#windowStart = this.#offset;
    this.#view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    return 0;
  }
}
