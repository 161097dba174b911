import { Chalk } from 'chalk';
import type { Painter } from './paint.ts';

/** chalk's own detection ignores NO_COLOR, so its default instance is never used. */
export const STYLED: Painter = new Chalk({ level: 1 });
