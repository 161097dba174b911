import type { HelpConfiguration } from 'commander';
import { wrap } from '../report/wrap.ts';

/** A longer term has its description on the next line, so that one long flag does not squeeze all the others. */
const WIDEST_TERM = 30;
const GAP = 2;

/** How `--help` lays out its items: terms in one column, descriptions wrapped beside them, at 60 columns and up. */
export const HELP_FORMAT: HelpConfiguration = {
  minWidthToWrap: 20,
  padWidth: (command, helper) => {
    const terms = [
      ...helper.visibleOptions(command).map((option) => helper.optionTerm(option)),
      ...helper.visibleArguments(command).map((argument) => helper.argumentTerm(argument)),
    ];
    return Math.max(0, ...terms.map((term) => term.length).filter((length) => length <= WIDEST_TERM));
  },
  formatItem: (term, termWidth, description, helper) => {
    const hang = termWidth + 2 * GAP;
    const first = `${' '.repeat(GAP)}${term}`;
    if (description === '') return first;
    const lines =
      term.length > termWidth ? [first, ' '.repeat(hang) + description] : [first.padEnd(hang) + description];
    return wrap(lines, helper.helpWidth ?? 80, hang).join('\n');
  },
};

/** Lines below the options that are too long go on this far in. */
const INDENT = 4;
const EXAMPLE = /^ {2}hwroi /;

/** The whole help at `width`: sentences go on indented, examples as a shell reads them on. */
export function helpText(help: string, width: number): string {
  return help
    .split('\n')
    .flatMap((line) => (EXAMPLE.test(line) ? example(line, width) : wrap([line], width, INDENT)))
    .join('\n');
}

/** Goes on at a flag, so that it keeps its value beside it, else between words. */
function example(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const room = width - ' \\'.length;
  const lines: string[] = [];
  for (const part of line.split(/ (?=--)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + part.length <= room) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(last === undefined ? part : `${' '.repeat(INDENT)}${part}`);
  }
  const fitted = wrap(lines, room, INDENT);
  return fitted.map((part, index) => (index < fitted.length - 1 ? `${part} \\` : part));
}
