/**
 * Styles a text for a terminal, or leaves it as it is. Bold, red and magenta are all there is: the other named colors, and
 * faint text, fade into a light or a dark background in one common palette or another (test/report/paint.test.ts measures).
 */
export interface Painter {
  readonly bold: Style;
  /** The word `error:`, no sentence. */
  readonly error: Style;
  /** The word `warning:`, no sentence. */
  readonly warning: Style;
}

export type Style = (text: string) => string;

const asItIs: Style = (text) => text;

/** Writes no escape at all. */
export const PLAIN: Painter = { bold: asItIs, error: asItIs, warning: asItIs };

/** The painter of a stream: chalk is loaded only where something is styled. */
export const painterFor = async (level: 0 | 1): Promise<Painter> =>
  level === 0 ? PLAIN : (await import('./styled.ts')).STYLED;
