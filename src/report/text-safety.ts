/**
 * The one place that makes text from data harmless before any format shows it. Names and notes come from files
 * and feeds: they may hold terminal escapes, right-to-left overrides or a megabyte of one letter. What is left is
 * what a reader sees, in reading order. Markup is each format's own affair (markdownText, htmlText, csvCell).
 */

/** Longest text shown from one field, in characters; the rest is cut and marked with an ellipsis. */
export const LONGEST_TEXT = 2000;

/** Escape sequences: CSI (`ESC [ … letter`), OSC and its kin up to their terminator, then any other two-byte one. */
const ESCAPE_SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]/g;

/** Bidirectional controls, zero-width fillers and invisible tag characters. ZWJ and ZWNJ stay: scripts need them. */
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text of one line with nothing in it that acts: no escape sequence, no control or bidirectional character, line
 * breaks as spaces.
 * @example safeText('RTX\u202e\u001b[31m 4090\n') // "RTX 4090 "
 */
export function safeText(text: string, longest: number = LONGEST_TEXT): string {
  const head = text.length > longest * 2 ? text.slice(0, longest * 2) : text;
  const clean = head
    .replace(ESCAPE_SEQUENCES, '')
    .replace(BREAKS, ' ')
    .replace(CONTROLS, '')
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATES, '\ufffd');
  return clean.length > longest ? `${cutAt(clean, longest - 1)}…` : clean;
}

/** Cuts without halving a surrogate pair. */
function cutAt(text: string, length: number): string {
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}

/** Letters of a name that is no name: beyond these nobody types one, and so many of it tell which it is. */
const [LONGEST_WORD, KEPT] = [300, 60];
/** What stands in backticks, or a word that long. */
const TYPED = new RegExp(`\`[^\`]*\`|[^\\s\`]{${LONGEST_WORD + 1},}`, 'g');

/** A sentence in which what somebody typed is cut where it is longer than any name, and marked. */
export function bounded(text: string): string {
  if (text.length <= LONGEST_WORD) return text;
  return text.replace(TYPED, (typed) => {
    if (typed.length <= LONGEST_WORD) return typed;
    return typed.startsWith('`') ? `${cutAt(typed, KEPT + 1)}…\`` : `${cutAt(typed, KEPT)}…`;
  });
}

/** `safeText` of several lines: paragraphs and code keep their line breaks and tabs. */
export function safeLines(text: string, longest?: number): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => safeText(line, longest))
    .join('\n');
}

/** Text for HTML, SVG and attributes in double quotes. @example markupText('<b>"x"</b>') // "&lt;b&gt;&quot;x&quot;&lt;/b&gt;" */
export function markupText(text: string): string {
  return safeText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** JSON inside a `<script>` element: no character that could end it or be read as a line end. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
