import { colorLevel, type Io, type OutStream, paint } from './io.ts';
import { run } from './run.ts';

const DEFAULT_WIDTH = 80;

/** A full disk behind a redirection is the surroundings' failure; a reader that went away is not a failure at all. */
async function cannotWrite(error: Error): Promise<Error> {
  if ('code' in error && error.code === 'EPIPE') return error;
  const { fileErrorOf } = await import('../system/file-error.ts');
  return fileErrorOf(error, 'standard output');
}

function outStream(stream: NodeJS.WriteStream, noColorFlag: boolean): OutStream {
  const isTty = stream.isTTY === true;
  return {
    isTty,
    width: stream.columns ?? DEFAULT_WIDTH,
    color: paint(colorLevel({ noColorFlag, env: process.env, isTty })),
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? cannotWrite(error).then(reject) : resolve()));
      }),
  };
}

async function* standardInput(): AsyncIterable<string> {
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) yield String(chunk);
}

function realIo(argv: readonly string[]): Io {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  const noColorFlag = argv.includes('--no-color');
  return {
    out: outStream(process.stdout, noColorFlag),
    err: outStream(process.stderr, noColorFlag),
    stdin: standardInput,
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
    signal: interrupt.signal,
  };
}

// A reader that went away (`| head -1`) is not an error: writes report it to run(), which exits 0.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const argv = process.argv.slice(2);
process.exitCode = await run(argv, realIo(argv));
