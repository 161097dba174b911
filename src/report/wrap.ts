/** Stands for a space that is no place to break while lines are broken; never in a text, which has no control characters. */
const HELD = '\u0001';

/** Chinese, Japanese and Korean letters take two places (UAX 11, wide and full width): this stands in the second. */
const SECOND = '\u0002';
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

/** What a number is of. */
const UNITS = [
  '[GMTk]i?B(?:/s)?|B/s|bytes?|tok(?:ens?)?(?:/s)?|tokens?/s',
  '[kM]?W|kWh(?:/year|/month)?|[VA]|J|BTU/h|k?g(?:/kWh)?|dB|GHz|T?FLOPS',
  'ms|s|min|minutes?|seconds?|h|hours?|days?|weeks?|months?|years?',
  'users?|people|requests?|streams?|units?|machines?|GPUs?|cards?|layers?|bits?|turns?|%|USD|FTE',
].join('|');
const NUMBER = String.raw`[$€£]?\d[\d,.]*[kM]?`;
/** `24 GB`, `2 × RTX`, `3 in 10`. */
const QUANTITY = new RegExp(String.raw`(?<![\w.,])${NUMBER} (?:(?:${UNITS})(?![\w/])|× \S+|in \d+)`, 'g');

/**
 * Breaks long lines at spaces; continuation lines are indented like the first, or by `hang`. A `code span` stays in one
 * piece where a line can hold it, and so does a number with its unit. A word too long for what the indent leaves (an address) goes as far left as it must.
 */
export function wrap(lines: readonly string[], width: number | null, hang?: number): string[] {
  if (width === null) return [...lines];
  return lines.flatMap((line) => {
    const even = line.replace(WIDE, `$&${SECOND}`);
    return even.length <= width ? [line] : wrapLine(even, width, hang).map((text) => text.replaceAll(SECOND, ''));
  });
}

function wrapLine(line: string, width: number, hang?: number): string[] {
  const start = line.length - line.trimStart().length;
  const indent = hang ?? start;
  const hold = (span: string): string => (span.length <= width - indent ? span.replaceAll(' ', HELD) : span);
  let rest = line.replace(/`[^`]+`/g, hold).replace(QUANTITY, hold);
  let floor = start;
  const out: string[] = [];
  while (rest.length > width) {
    const cut = breakOf(rest, width, floor);
    if (cut === -1) break;
    out.push(rest.slice(0, cut).trimEnd());
    const next = rest.slice(cut).trimStart();
    const word = next.split(' ', 1)[0] ?? '';
    floor = Math.max(0, Math.min(indent, width - word.length));
    rest = ' '.repeat(floor) + next;
  }
  return [...out, rest].map((text) => text.replaceAll(HELD, ' '));
}

/** The last space at which the line fits, else the first after its long word; -1 where there is none. */
function breakOf(text: string, width: number, floor: number): number {
  const last = text.lastIndexOf(' ', width);
  return last > floor ? last : text.indexOf(' ', Math.max(width, floor));
}

/** A place after which a long name may be broken. */
const JOINT = /[-/_.:,+@=]/;

/** Text of a narrow column: lines of at most `width` characters, broken at spaces, else inside names at a joint. */
export function breakText(text: string, width: number): string[] {
  return wrap([text], width).flatMap((line) => {
    const parts: string[] = [];
    let rest = line;
    while (rest.length > width) {
      let cut = width;
      while (cut > width / 2 && !JOINT.test(rest[cut - 1] ?? '')) cut -= 1;
      const at = cut > width / 2 ? cut : width;
      parts.push(rest.slice(0, at));
      rest = rest.slice(at);
    }
    return [...parts, rest];
  });
}
