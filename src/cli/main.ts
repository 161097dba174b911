import { isFolderAtInput } from '../system/standard-input.ts';
import { colorLevel, type Io, type OutStream } from './io.ts';
import { run } from './run.ts';

const DEFAULT_WIDTH = 80;

/** A full disk behind a redirection is the surroundings' failure; a reader that went away is not a failure at all. */
const cannotWrite = async (error: Error): Promise<Error> =>
  'code' in error && error.code === 'EPIPE' ? error : failedOn('standard output', error);

async function failedOn(stream: string, error: Error): Promise<Error> {
  const { program } = await import('./program.ts');
  const { fileErrorOf } = await program.fileError();
  return fileErrorOf(error, stream);
}

/** A stream is opened when it is first asked about: to open one costs as much as to start a small command. */
function outStream(name: 'stdout' | 'stderr', noColorFlag: boolean): OutStream {
  let opened: NodeJS.WriteStream | undefined;
  const stream = (): NodeJS.WriteStream => {
    // A reader that went away (`| head -1`) is not an error: writes report it to run(), which exits 0.
    opened ??= process[name].on('error', () => {});
    return opened;
  };
  return {
    get isTty() {
      return stream().isTTY === true;
    },
    get width() {
      // A terminal nobody gave a size says 0.
      return stream().columns || DEFAULT_WIDTH;
    },
    get colorLevel() {
      return colorLevel({ noColorFlag, env: process.env, isTty: stream().isTTY === true });
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stream().write(text, (error) => (error ? cannotWrite(error).then(reject) : resolve()));
      }),
  };
}

async function* standardInput(): AsyncIterable<string> {
  if (isFolderAtInput()) throw await failedOn('standard input', Object.assign(new Error(), { code: 'EISDIR' }));
  process.stdin.setEncoding('utf8');
  let first = true;
  for await (const chunk of process.stdin) {
    // PowerShell puts a byte order mark in front of what it pipes.
    yield first ? String(chunk).replace(/^\uFEFF/, '') : String(chunk);
    first = false;
  }
}

/** Ctrl-C, a polite end, a terminal that closes (node is not spared under nohup either), Ctrl-Break on Windows. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

function realIo(argv: readonly string[]): Io {
  const interrupt = new AbortController();
  for (const signal of ENDING) process.once(signal, () => interrupt.abort());
  const noColorFlag = argv.includes('--no-color');
  return {
    out: outStream('stdout', noColorFlag),
    err: outStream('stderr', noColorFlag),
    stdin: standardInput,
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
    signal: interrupt.signal,
  };
}

const argv = process.argv.slice(2);
void run(argv, realIo(argv)).then((code) => {
  process.exitCode = code;
});
