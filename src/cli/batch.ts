import type { BatchEvaluator } from '../app/batch.ts';
import { isRecord } from '../app/batch.ts';
import { RequestError } from '../core/failure.ts';
import type { Problem } from '../core/types.ts';
import { warningJson } from '../report/json.ts';
import { problemMessage } from '../report/messages.ts';
import { FileError, fileProblem } from '../system/file-error.ts';
import { fileChunks, LineSplitter } from '../system/lines.ts';
import type { CommandLine } from './command.ts';
import type { Io } from './io.ts';
import { textOption } from './options.ts';
import { detectThisMachine, lineNamesThis } from './surroundings.ts';

/** Characters gathered before a write: one system call for many lines, and backpressure at each. */
const WRITE_SIZE = 1 << 16;

/** The `--batch` source of a command line: a path, `-` for standard input, or undefined. */
export const batchSource = (line: CommandLine): string | undefined => textOption(line.options, 'batch');

/**
 * JSON Lines in, JSON Lines out, same order and count, in constant memory. A bad line is answered by its error and
 * never stops the others. This machine is looked at once, when a line first names it.
 *
 * @returns 2 if any line was bad, else 0.
 */
export async function runBatch(source: string, evaluate: BatchEvaluator, io: Io): Promise<number> {
  const chunks = source === '-' ? io.stdin() : typedFile(source);
  const splitter = new LineSplitter();
  let held = '';
  let bad = 0;
  let looked = false;
  const answer = async (lines: ReturnType<LineSplitter['push']>): Promise<void> => {
    if (!looked && lines.some(({ text }) => text !== null && lineNamesThis(text))) {
      looked = true;
      await detectThisMachine();
    }
    for (const { text, number } of lines) {
      if (text !== null && text.trim() === '') continue;
      const reply = replyTo(text, number, evaluate);
      if (!reply.ok) bad += 1;
      held += `${reply.json}\n`;
    }
  };
  for await (const chunk of chunks) {
    if (io.signal.aborted) return 130;
    await answer(splitter.push(chunk));
    if (held.length >= WRITE_SIZE) {
      await io.out.write(held);
      held = '';
    }
  }
  await answer(splitter.end());
  if (held !== '') await io.out.write(held);
  return bad > 0 ? 2 : 0;
}

/** The file somebody named: where it cannot be read, the request is wrong. */
async function* typedFile(path: string): AsyncGenerator<string> {
  try {
    yield* fileChunks(path);
  } catch (error) {
    throw error instanceof FileError ? new RequestError([fileProblem(error, path)]) : error;
  }
}

interface Reply {
  readonly ok: boolean;
  readonly json: string;
}

function replyTo(text: string | null, line: number, evaluate: BatchEvaluator): Reply {
  if (text === null)
    return failed({ id: null, line }, [
      { kind: 'invalid-value', key: 'line', value: '', reason: 'is longer than 1 MiB', hint: 'one JSON object a line' },
    ]);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return failed({ id: null, line }, [
      { kind: 'invalid-json', reason: error instanceof Error ? error.message : 'unreadable' },
    ]);
  }
  if (!isRecord(parsed)) return failed({ id: null, line }, [{ kind: 'invalid-json', reason: 'not an object' }]);
  const { id, ...record } = parsed;
  const key = id === undefined ? { id: null, line } : { id };
  try {
    const { result, warnings } = evaluate(record);
    return { ok: true, json: JSON.stringify({ ...key, result, warnings: warnings.map(warningJson) }) };
  } catch (error) {
    return failed(key, problemsOf(error));
  }
}

/** A domain error of the core is about the line's values; anything else is a bug and must be seen as one. */
function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof RequestError) return error.problems;
  if (error instanceof RangeError)
    return [
      { kind: 'invalid-value', key: 'line', value: '', reason: error.message, hint: 'check the numbers of this line' },
    ];
  throw error;
}

function failed(key: object, problems: readonly Problem[]): Reply {
  const [first] = problems;
  const messages = problems.map(problemMessage);
  const kind =
    first === undefined || first.kind === 'usage' || first.kind === 'invalid-file' ? 'invalid-value' : first.kind;
  const message = messages.map((one) => one.text).join('; ');
  const hint = messages.flatMap((one) => (one.hint === null ? [] : [one.hint])).join('; ');
  return { ok: false, json: JSON.stringify({ ...key, error: { kind, message, hint } }) };
}
