import { createReadStream } from 'node:fs';
import { encodingOf } from './encoding.ts';
import { fileErrorOf } from './file-error.ts';

/** One line without its end. `text` is null where the line was longer than allowed; its length is still counted. */
export interface Line {
  readonly number: number;
  readonly text: string | null;
  readonly length: number;
}

export const MAX_LINE_LENGTH = 1024 ** 2;

/** Cuts text that arrives in chunks into lines, holding at most one line of `maxLength` characters. */
export class LineSplitter {
  readonly #maxLength: number;
  #held = '';
  #dropped = 0;
  #number = 0;

  constructor(maxLength: number = MAX_LINE_LENGTH) {
    this.#maxLength = maxLength;
  }

  push(chunk: string): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      this.#hold(chunk.slice(start, end));
      lines.push(this.#take());
      start = end + 1;
    }
    this.#hold(chunk.slice(start));
    return lines;
  }

  /** The last line, where the text did not end in a line break. */
  end(): Line[] {
    return this.#held === '' && this.#dropped === 0 ? [] : [this.#take()];
  }

  #hold(part: string): void {
    if (this.#dropped > 0) {
      this.#dropped += part.length;
    } else if (this.#held.length + part.length > this.#maxLength) {
      this.#dropped = this.#held.length + part.length;
      this.#held = '';
    } else {
      this.#held += part;
    }
  }

  #take(): Line {
    this.#number += 1;
    const text = this.#dropped > 0 ? null : this.#held.endsWith('\r') ? this.#held.slice(0, -1) : this.#held;
    const line = { number: this.#number, text, length: this.#dropped || this.#held.length };
    this.#held = '';
    this.#dropped = 0;
    return line;
  }
}

/** Lines of any stream of text, in constant memory. */
export async function* linesOf(
  chunks: AsyncIterable<string>,
  maxLength: number = MAX_LINE_LENGTH,
): AsyncGenerator<Line> {
  const splitter = new LineSplitter(maxLength);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}

/** Lines of a text file, in constant memory. */
export async function* readLines(path: string, maxLength: number = MAX_LINE_LENGTH): AsyncGenerator<Line> {
  yield* linesOf(fileChunks(path), maxLength);
}

/** A text file as chunks of text, without a byte-order mark. */
export async function* fileChunks(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, { encoding: encodingOf(path), highWaterMark: 256 * 1024 });
  try {
    let first = true;
    for await (const chunk of stream) {
      const text = String(chunk);
      yield first ? text.replace(/^\uFEFF/, '') : text;
      first = false;
    }
  } catch (error) {
    throw fileErrorOf(error, path);
  } finally {
    stream.destroy();
  }
}
