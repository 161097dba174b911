/** Styles a text for a terminal, or leaves it as it is. */
export interface Painter {
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly yellow: Style;
  readonly cyan: Style;
}

export type Style = (text: string) => string;

const ESCAPE = '\u001b[';
const plain: Style = (text) => text;

/** SGR codes that begin and end a style; it begins again after a line break, so that pagers keep it. */
function style(begin: number, end: number): Style {
  const [open, close] = [`${ESCAPE}${begin}m`, `${ESCAPE}${end}m`];
  return (text) => (text === '' ? text : open + text.replaceAll('\n', `${close}\n${open}`) + close);
}

/** Level 0 writes no escape at all. @example paint(1).bold('x') // '\u001b[1mx\u001b[22m' */
export function paint(level: 0 | 1): Painter {
  if (level === 0) return { bold: plain, dim: plain, red: plain, yellow: plain, cyan: plain };
  return { bold: style(1, 22), dim: style(2, 22), red: style(31, 39), yellow: style(33, 39), cyan: style(36, 39) };
}
