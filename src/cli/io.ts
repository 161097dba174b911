/** One output stream: where text goes, whether a person looks at it, how wide it is, how to color it. */
export interface OutStream {
  readonly isTty: boolean;
  readonly width: number;
  /** 1: styled by chalk, which is loaded only then (report/paint.ts). */
  readonly colorLevel: 0 | 1;
  /** Resolves when the stream can take more: await it in loops, so that a slow reader slows the writer. */
  write(text: string): Promise<void>;
}

/** Everything a command may touch of the process, with an in-memory twin for tests (test/helpers/memory-io.ts). */
export interface Io {
  readonly out: OutStream;
  readonly err: OutStream;
  /** Standard input as chunks of text. */
  readonly stdin: () => AsyncIterable<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => Date;
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Color of one stream: `--no-color` > `NO_COLOR` set and not empty > `FORCE_COLOR` > `TERM=dumb` > is it a TTY.
 */
export function colorLevel(options: {
  readonly noColorFlag: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTty: boolean;
}): 0 | 1 {
  const { noColorFlag, env, isTty } = options;
  if (noColorFlag) return 0;
  if (env.NO_COLOR) return 0;
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force === '0' || force === 'false' ? 0 : 1;
  if (env.TERM === 'dumb') return 0;
  return isTty ? 1 : 0;
}
