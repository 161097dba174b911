import type { Problem } from '../core/types.ts';
import type { CommandLine } from './command.ts';
import { textOption } from './options.ts';

export interface NumberRule {
  /** As commander names it. */
  readonly key: string;
  readonly flag: string;
  readonly least: number;
  readonly most: number;
  readonly isWhole?: boolean;
  readonly example: string;
}

/** Reads numbers of a command line; what is wrong with any of them is reported together. */
export class NumberOptions {
  readonly problems: Problem[] = [];
  readonly #options: CommandLine['options'];

  constructor(line: CommandLine) {
    this.#options = line.options;
  }

  /** Undefined where it was not given; The least stands in for one that is wrong: see `problems`. */
  optional(rule: NumberRule): number | undefined {
    const text = textOption(this.#options, rule.key);
    return text === undefined ? undefined : (this.#judged(text, rule) ?? rule.least);
  }

  value(rule: NumberRule): number {
    return this.optional(rule) ?? rule.least;
  }

  /** A list with commas, each once, smallest first. */
  list(rule: NumberRule): readonly number[] | undefined {
    const text = textOption(this.#options, rule.key);
    if (text === undefined) return undefined;
    const values = text.split(',').map((part) => this.#judged(part.trim(), rule) ?? rule.least);
    return [...new Set(values)].sort((a, b) => a - b);
  }

  #judged(text: string, rule: NumberRule): number | null {
    const { flag, least, most, isWhole = true, example } = rule;
    const value = Number(text);
    const isNumber = isWhole ? /^\d+$/.test(text) : /^\d*\.?\d+(?:e-?\d+)?$/i.test(text);
    if (isNumber && value >= least && value <= most) return value;
    const reason = `is not a ${isWhole ? 'whole number' : 'number'} from ${least} to ${most.toLocaleString('en-US')}`;
    this.problems.push({
      kind: 'invalid-value',
      key: flag,
      value: text,
      reason,
      hint: `write for example \`${flag} ${example}\``,
    });
    return null;
  }
}
