import { Chalk } from 'chalk';
import type { Painter } from './paint.ts';

/** chalk's own detection ignores NO_COLOR, so its default instance is never used. */
const chalk = new Chalk({ level: 1 });

export const STYLED: Painter = { bold: chalk.bold, error: chalk.bold.red, warning: chalk.bold.magenta };
