import { SurroundingsError } from '../core/failure.ts';
import type { ProcessEnd, ProcessResult } from '../system/process.ts';
import type { FailureCause } from './engine.ts';

const LINES_SHOWN = 8;

/** Windows ends a program that crashes with a code from here on; this one where a library of it is missing. */
const FIRST_CRASH_CODE = 0xc0000000;
const NO_LIBRARY = 0xc0000135;

function exitSentence(code: number): { readonly text: string; readonly hint: string } {
  if (code === 0)
    return { text: 'output not understood', hint: 'this version may print another format; `--debug` shows more' };
  if (code < FIRST_CRASH_CODE) return { text: `exit code ${code}`, hint: 'run the command above by hand to see more' };
  const hint = code === NO_LIBRARY ? 'a DLL it needs was not found: keep it in its own folder' : CRASHED;
  return { text: `crashed with 0x${code.toString(16)}`, hint };
}
const CRASHED = 'it crashed: try another build of the engine';

function endSentence(end: ProcessEnd): { readonly text: string; readonly hint: string } {
  switch (end.kind) {
    case 'exit':
      return exitSentence(end.code);
    case 'signal':
      return end.signal === 'SIGKILL'
        ? { text: 'killed by SIGKILL (out of memory?)', hint: 'close other programs, or measure a smaller model' }
        : { text: `killed by ${end.signal}`, hint: CRASHED };
    case 'timeout':
      return { text: `timed out after ${end.seconds} s`, hint: 'give it longer: `--timeout <seconds>`' };
    case 'flood':
      return { text: `stopped: it printed more than ${end.bytes} bytes`, hint: 'is it the right program?' };
    case 'aborted':
      return { text: 'interrupted', hint: 'run it again' };
    case 'not-found':
      return { text: 'not found', hint: 'check the path' };
    case 'not-started':
      return { text: `could not be started: ${end.reason}`, hint: 'check that the file may be executed' };
    default:
      return end satisfies never;
  }
}

/** An engine that failed: its command line, the cause, the last lines it printed, what to try. Exit code 3. */
export function engineFailure(input: {
  readonly engine: string;
  readonly commandLine: readonly string[];
  readonly result: ProcessResult;
  readonly known: FailureCause | null;
}): SurroundingsError {
  const { engine, commandLine, result, known } = input;
  const { text, hint } = endSentence(result.end);
  const tail = [...result.stdoutTail, ...result.stderrTail].filter((line) => line.trim() !== '');
  const lines = (result.stderrTail.length > 0 ? result.stderrTail : tail).filter((line) => line.trim() !== '');
  const said = result.end.kind === 'exit' && result.end.code === 0 ? tail : lines;
  return new SurroundingsError(
    known === null ? `${engine} failed: ${text}` : `${engine} failed (${text}): ${known.cause}`,
    known?.hint ?? hint,
    [`$ ${commandLine.map(shown).join(' ')}`, ...said.slice(-LINES_SHOWN)],
  );
}

/** As a shell takes it; a path of Windows keeps its single backslashes. */
const shown = (argument: string): string =>
  /^[\w./\\:=,+@-]+$/.test(argument) ? argument : JSON.stringify(argument).replaceAll('\\\\', '\\');
