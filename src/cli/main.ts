import { homedir } from 'node:os';
import { isFileOrPipe, isFolderAtInput, writeDirectly } from '../system/descriptor.ts';
import { withHome } from './home.ts';
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

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

/**
 * Node's stream is opened for what may be a terminal, or does not take all at once: to open one costs as much as to start a
 * small command. Files and pipes are written to as they are.
 */
function outStream(name: 'stdout' | 'stderr', noColorFlag: boolean): OutStream {
  const descriptor = DESCRIPTORS[name];
  let opened: NodeJS.WriteStream | undefined;
  const stream = (): NodeJS.WriteStream => {
    // A reader that went away (`| head -1`) is not an error: writes report it to run(), which exits 0.
    opened ??= process[name].on('error', () => {});
    return opened;
  };
  let plain: boolean | undefined;
  const isPlain = (): boolean => {
    plain ??= process.platform !== 'win32' && isFileOrPipe(descriptor);
    return plain && opened === undefined;
  };
  const isTty = (): boolean => !isPlain() && stream().isTTY === true;
  const throughStream = (rest: Uint8Array | string): Promise<void> =>
    new Promise((resolve, reject) => {
      stream().write(rest, (error) => (error ? cannotWrite(error).then(reject) : resolve()));
    });
  return {
    get isTty() {
      return isTty();
    },
    get width() {
      // A terminal nobody gave a size says 0.
      return (isPlain() ? 0 : stream().columns) || DEFAULT_WIDTH;
    },
    get colorLevel() {
      return colorLevel({ noColorFlag, env: process.env, isTty: isTty() });
    },
    async write(text) {
      if (!isPlain()) return throughStream(text);
      const { rest, error } = writeDirectly(descriptor, Buffer.from(text));
      if (error !== null) throw await cannotWrite(error);
      if (rest.length > 0) await throughStream(rest);
    },
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

const argv = withHome(process.argv.slice(2), { platform: process.platform, home: homedir() });
// All is written by now: to take the heap apart piece by piece would only cost time.
void run(argv, realIo(argv)).then((code) => process.exit(code));
