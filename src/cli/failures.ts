import { CommanderError } from 'commander';
import { RequestError, SurroundingsError } from '../core/failure.ts';
import { problemMessage } from '../report/messages.ts';
import { type Painter, painterFor } from '../report/paint.ts';
import { bounded } from '../report/text-safety.ts';
import { visible } from '../report/visible.ts';
import { wrap } from '../report/wrap.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';

/** A file of another kind is wrong in every line: so many say it. */
const MOST_PROBLEMS = 20;
/** Lines too long for a terminal go on this far in. */
const HANG = 2;

/** `error:` what is wrong, `hint:` what to type next; no stack trace without --debug. */
export async function reportFailure(error: unknown, argv: readonly string[], io: Io): Promise<void> {
  const lines = wrap(failureLines(error, argv), io.err.isTty ? io.err.width : null, HANG);
  const painter = await painterFor(io.err.colorLevel);
  await io.err.write(lines.map((line) => `${painted(line, painter)}\n`).join(''));
  if (argv.includes('--debug') && error instanceof Error) await io.err.write(`${error.stack ?? ''}\n`);
}

function painted(line: string, { error, bold }: Painter): string {
  return line.replace(/^error:/, (word) => error(word)).replace(/^hint:/, (word) => bold(word));
}

function failureLines(error: unknown, argv: readonly string[]): string[] {
  const pair = (text: string, hint: string | null): string[] => [
    `error: ${visible(bounded(text))}`,
    ...(hint === null ? [] : [`hint: ${visible(bounded(hint))}`]),
  ];
  if (error instanceof RequestError) {
    const messages = error.problems.slice(0, MOST_PROBLEMS).map(problemMessage);
    const more = error.problems.length - messages.length;
    // The same advice for several problems is given once, after the last of them.
    const told = messages.flatMap(({ text, hint }, index) =>
      pair(text, messages[index + 1]?.hint === hint ? null : hint),
    );
    return more > 0 ? [...told, `error: and ${more} more`] : told;
  }
  if (error instanceof CommanderError) return commanderLines(error, argv, pair);
  if (error instanceof SurroundingsError) {
    const [first, ...rest] = pair(error.message, error.hint);
    return [first ?? '', ...error.details.map((line) => `  ${visible(line)}`), ...rest];
  }
  const text = error instanceof Error ? error.message : String(error);
  return pair(`hwroi has a bug: ${text}`, 'please report it with the command you typed; `--debug` prints the trace');
}

function commanderLines(
  error: CommanderError,
  argv: readonly string[],
  pair: (text: string, hint: string | null) => string[],
): string[] {
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const text = first.replace(/'([^']*)'/g, '`$1`');
  const [, flag, value] = /^option `(\S+?)( .*)?` argument missing$/.exec(text) ?? [];
  if (flag !== undefined)
    return pair(`\`${flag}\` needs a value: \`${flag}${value ?? ''}\``, helpOf(argv, 'says of what kind'));
  const hint = suggestion?.replace(/[()]/g, '').replace(/^Did you mean (.*)\?$/, 'did you mean `$1`?');
  return pair(text, hint ?? helpOf(argv, 'shows what it takes, with examples'));
}

const helpOf = (argv: readonly string[], does: string): string => `\`hwroi ${argv[0] ?? ''} --help\` ${does}`;

/** Reports what went wrong and says with which code to end. */
export async function exitCodeOf(error: unknown, argv: readonly string[], io: Io): Promise<number> {
  if (isClosedPipe(error)) return EXIT.answered;
  if (io.signal.aborted) return EXIT.interrupted;
  await reportFailure(error, argv, io);
  if (error instanceof RequestError || error instanceof CommanderError) return EXIT.wrongRequest;
  if (error instanceof SurroundingsError) return EXIT.surroundings;
  return EXIT.bug;
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
