import type { Problem } from '../../core/types.ts';

interface SyntaxError {
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** A broken file breaks on: what follows the first few is mostly their echo. */
const SHOWN = 8;
const LONGEST = 80;

/** What keeps a text from being YAML or JSON, with line and column, in its user's words. */
export function syntaxProblems(
  errors: readonly SyntaxError[],
  file: { readonly path: string; readonly text: string; readonly at: (offset: number) => string },
): readonly Problem[] {
  const deep = errors.filter(({ message }) => message.includes('call stack'));
  const worst = deep.length > 0 ? deep.slice(0, 1) : errors;
  const first = worst.filter((error, index) => index === 0 || error.pos[0] !== worst[index - 1]?.pos[0]);
  const problems = first.slice(0, SHOWN).map((error): Problem => {
    const { reason, hint } = told(error, file.text);
    return { kind: 'invalid-file', path: file.path, at: file.at(error.pos[0]), reason, hint };
  });
  const left = first.length - problems.length;
  if (left === 0) return problems;
  const reason = `and ${left} more, which may go away with these`;
  return [...problems, { kind: 'invalid-file', path: file.path, at: null, reason, hint: VALID }];
}

const VALID = '`hwroi scenario show coding-team` prints a valid file';

function told({ message, pos }: SyntaxError, text: string): { readonly reason: string; readonly hint: string } {
  const first = message.split(/ at line |\n/)[0] ?? '';
  if (first.includes('keys must be unique')) {
    const key = /^["']?([^\s:"'{},]+)/.exec(text.slice(pos[0], pos[0] + LONGEST))?.[1] ?? '';
    return { reason: `\`${key}\` stands twice in one place`, hint: 'keep one of them' };
  }
  if (first.includes('multiple documents'))
    return {
      reason: 'holds several documents',
      hint: 'one scenario a file: what follows the second `---` goes elsewhere',
    };
  if (first.includes('call stack')) return { reason: 'is nested too deep', hint: VALID };
  if (first.startsWith('Tabs are not')) return { reason: 'is indented by a tab', hint: 'YAML indents by spaces' };
  const short = first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first;
  return { reason: short === '' ? 'is not YAML or JSON' : short, hint: VALID };
}

/** Aliases that unfold without end, or that name no anchor. */
export function unfoldedProblem(error: unknown, path: string): Problem {
  const message = error instanceof Error ? error.message : '';
  const endless = message.includes('alias count');
  return {
    kind: 'invalid-file',
    path,
    at: null,
    reason: endless ? 'unfolds its aliases (`*name`) too often' : (message.split('\n')[0] ?? 'cannot be read'),
    hint: endless ? 'write the values out, or repeat an anchor fewer times' : VALID,
  };
}
