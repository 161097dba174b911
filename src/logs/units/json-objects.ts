import { MAX_UNIT_CHARACTERS, type Splitter, type UnitHandler } from './splitter.ts';

/** One object may stand on many lines, many objects on one. */
const NO_LINE = 0;

/**
 * The objects of a JSON document that is one list, or an object around one list (`[{…}, {…}]`, `{"data": [{…}]}`),
 * each handed on as its own text. Follows brackets and strings only, so a gigabyte needs the memory of one object;
 * an object cut off at the end is handed on as it is, for the reader to call it truncated.
 */
export function jsonObjectSplitter(handler: UnitHandler, maxCharacters = MAX_UNIT_CHARACTERS): Splitter {
  const stack: string[] = [];
  let inString = false;
  let escaped = false;
  /** Depth of the object being collected, or 0. */
  let depth = 0;
  let parts: string[] = [];
  let length = 0;

  const startsUnit = (): boolean =>
    depth === 0 && stack.at(-1) === '[' && (stack.length === 1 || isListInObject(stack));
  const finish = (): void => {
    if (length > maxCharacters) handler.tooLong(NO_LINE);
    else handler.unit(parts.join(''), NO_LINE);
    depth = 0;
    parts = [];
    length = 0;
  };
  const collect = (text: string): void => {
    length += text.length;
    if (length <= maxCharacters) parts.push(text);
    else parts = [];
  };
  const push = (chunk: string): void => {
    let from = 0;
    for (let i = 0; i < chunk.length; i += 1) {
      const character = chunk[i];
      if (inString) {
        if (escaped) escaped = false;
        else if (character === '\\') escaped = true;
        else if (character === '"') inString = false;
      } else if (character === '"') inString = true;
      else if (character === '{' || character === '[') {
        if (character === '{' && startsUnit()) {
          depth = stack.length + 1;
          from = i;
        }
        stack.push(character);
      } else if (character === '}' || character === ']') {
        stack.pop();
        if (depth > 0 && stack.length < depth) {
          collect(chunk.slice(from, i + 1));
          finish();
        }
      }
    }
    if (depth > 0) collect(chunk.slice(from));
  };
  return { push, end: () => (depth > 0 ? finish() : undefined) };
}

const isListInObject = (stack: readonly string[]): boolean => stack.length === 2 && stack[0] === '{';
