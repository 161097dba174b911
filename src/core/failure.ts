import type { Problem } from './types.ts';

/** The request was wrong: every problem of it, reported together. Exit code 2. */
export class RequestError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.kind).join(', '));
    this.name = 'RequestError';
    this.problems = problems;
  }
}

/** The surroundings failed: a read or write, an engine, the network. Exit code 3. */
export class SurroundingsError extends Error {
  /** What to try next, as a sentence without a final full stop. */
  readonly hint: string;
  /** The last lines an engine printed, or other evidence. */
  readonly details: readonly string[];
  constructor(message: string, hint: string, details: readonly string[] = []) {
    super(message);
    this.name = 'SurroundingsError';
    this.hint = hint;
    this.details = details;
  }
}
