import type { Io } from './io.ts';

const SHOWN_AFTER_MS = 500;
const EVERY_MS = 100;

export interface ProgressLine {
  readonly show: (text: string) => void;
  /** Erases the line. */
  readonly clear: () => Promise<void>;
}

/** One line on standard error that says how far it is: for a person only, after half a second, erased at the end. */
export function progressLine(io: Io, quiet: boolean): ProgressLine {
  if (!io.err.isTty || quiet) return { show: () => {}, clear: async () => {} };
  const startMs = performance.now();
  let shownMs = 0;
  let longest = 0;
  return {
    show: (text) => {
      const now = performance.now();
      if (now - startMs < SHOWN_AFTER_MS || now - shownMs < EVERY_MS) return;
      shownMs = now;
      const fitted = text.slice(0, io.err.width - 1);
      void io.err.write(`\r${fitted.padEnd(longest)}`);
      longest = Math.max(longest, fitted.length);
    },
    clear: async () => {
      if (longest > 0) await io.err.write(`\r${' '.repeat(longest)}\r`);
    },
  };
}
