import { LineSplitter } from '../../system/lines.ts';

/** Longest event that is held: a chunk with its timings is under a kilobyte. */
const MAX_EVENT_LENGTH = 256 * 1024;

/**
 * Server-sent events out of text that arrives in pieces: the data of each event, its `data:` lines joined; null where
 * it was longer than can be held. Lines end in CR, LF or both; comments and other fields are passed over (WHATWG HTML,
 * section 9.2.6).
 */
export class SseParser {
  readonly #splitter = new LineSplitter(MAX_EVENT_LENGTH);
  #data: string[] = [];
  #length = 0;
  #tooLong = false;
  #endedInCr = false;

  push(chunk: string): (string | null)[] {
    if (chunk === '') return [];
    // A line ends at its CR: the event is here, and an LF that follows in the next chunk belongs to it.
    const text = this.#endedInCr && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
    this.#endedInCr = chunk.endsWith('\r');
    return this.#splitter.push(text.replace(/\r\n?/g, '\n')).flatMap((line) => this.#line(line.text));
  }

  /** The last event, where the stream ended without its blank line. */
  end(): (string | null)[] {
    return [...this.#splitter.end().flatMap(({ text }) => this.#line(text)), ...this.#line('')];
  }

  #line(line: string | null): (string | null)[] {
    if (line === '') return this.#take();
    if (line === null) this.#tooLong = true;
    else if (line.startsWith('data:')) this.#hold(line.slice(line[5] === ' ' ? 6 : 5));
    return [];
  }

  #hold(data: string): void {
    this.#length += data.length;
    if (this.#length > MAX_EVENT_LENGTH) this.#tooLong = true;
    else this.#data.push(data);
  }

  #take(): (string | null)[] {
    const event = this.#tooLong ? [null] : this.#data.length > 0 ? [this.#data.join('\n')] : [];
    this.#data = [];
    this.#length = 0;
    this.#tooLong = false;
    return event;
  }
}
