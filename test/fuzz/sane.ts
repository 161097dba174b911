import { RequestError } from '../../src/core/failure.ts';

/** Where a value holds NaN, an infinity or undefined, or null where it holds none. */
export function insane(value: unknown, path = 'result'): string | null {
  if (value === undefined) return `${path} is undefined`;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} is ${value}`;
  if (typeof value !== 'object' || value === null) return null;
  if (ArrayBuffer.isView(value)) return insaneView(value, path);
  for (const [key, inner] of Object.entries(value)) {
    const found = insane(inner, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function insaneView(view: ArrayBufferView, path: string): string | null {
  const values = view instanceof Float64Array ? view : [];
  const at = values.findIndex((each) => !Number.isFinite(each));
  return at === -1 ? null : `${path}[${at}] is ${values[at]}`;
}

/** Runs a function that may refuse its input in the documented way; anything it returns must be sane. */
export function mustBeSane(run: () => unknown): void {
  let value: unknown;
  try {
    value = run();
  } catch (error) {
    if (error instanceof RangeError || error instanceof RequestError) return;
    throw error;
  }
  const found = insane(value);
  if (found !== null) throw new Error(found);
}

const WORDS = /\bNaN\b|\bInfinity\b|\bundefined\b|\[object Object\]/;
const TRACE = /^\s+at .+:\d+:\d+\)?$/m;
/** Escapes, bells and the like: nothing in a plain stream may move a cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** What is wrong with a stream of text, or null. What the user typed may come back, so its words are not held against it. */
export function textFault(text: string, argv: readonly string[]): string | null {
  if (TRACE.test(text)) return 'a stack trace';
  const typed = argv.join(' ');
  if (!WORDS.test(typed)) {
    const word = WORDS.exec(text);
    if (word !== null) return `the word ${word[0]}`;
  }
  return CONTROL.test(text.replaceAll('\r\n', '\n')) ? 'a control character' : null;
}
