import type { HelpConfiguration } from 'commander';

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
    const indent = ' '.repeat(termWidth + 2 * GAP);
    const text = helper.boxWrap(description, (helper.helpWidth ?? 80) - indent.length).replaceAll('\n', `\n${indent}`);
    const first = `${' '.repeat(GAP)}${term}`;
    if (description === '') return first;
    return term.length > termWidth ? `${first}\n${indent}${text}` : `${first.padEnd(indent.length)}${text}`;
  },
};
