/** Styles a text for a terminal, or leaves it as it is. */
export interface Painter {
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly yellow: Style;
  readonly cyan: Style;
}

export type Style = (text: string) => string;

const asItIs: Style = (text) => text;

/** Writes no escape at all. */
export const PLAIN: Painter = { bold: asItIs, dim: asItIs, red: asItIs, yellow: asItIs, cyan: asItIs };

/** The painter of a stream: chalk is loaded only where something is styled. */
export const painterFor = async (level: 0 | 1): Promise<Painter> =>
  level === 0 ? PLAIN : (await import('./styled.ts')).STYLED;
