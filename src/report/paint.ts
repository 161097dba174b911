import { Chalk } from 'chalk';

/** Styles a text for a terminal, or leaves it as it is. */
export interface Painter {
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly yellow: Style;
  readonly cyan: Style;
}

export type Style = (text: string) => string;

/** Level 0 writes no escape at all. chalk's own detection ignores NO_COLOR, so its default instance is never used. */
export const paint = (level: 0 | 1): Painter => new Chalk({ level });
