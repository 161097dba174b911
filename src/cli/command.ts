import type { Command } from 'commander';
import type { Answer } from '../app/answer.ts';
import type { Document } from '../report/document.ts';
import type { Io } from './io.ts';

/** The parsed line, still strings: the parser takes strings, src/scenario/resolve.ts judges them. */
export interface CommandLine {
  readonly positionals: readonly string[];
  /** Long option names in camelCase, as commander gives them: strings, arrays of strings, or true. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a command hands back. Rendering, `--output`, `--fail-if` and the exit code are shared (cli/finish.ts). */
export interface Outcome {
  readonly answer: Answer;
  /** Called only when a format needs it; `explain` asks for the formulas with this run's numbers. */
  readonly document: (options: { readonly explain: boolean }) => Document;
  /** 1 when `--strict` found a failed condition; otherwise 0. */
  readonly exitCode?: 0 | 1;
}

/** Every command with its flags configured, for the one that explains them. */
export type EveryCommand = () => Promise<readonly Command[]>;

/** One command: flags in `configure`, a use-case of app/ in `run`. Commands that stream return only an exit code. */
export interface CommandModule {
  /** Adds arguments, options and examples. */
  readonly configure: (command: Command) => void;
  /** False for a line that reads or writes a catalog file itself, instead of answering from it. */
  readonly usesCatalog?: (line: CommandLine) => boolean;
  /** Answers about devices: what was measured on them corrects it, and `this` names the machine here. */
  readonly restsOnMeasurements?: true;
  /** A first word that is a shared flag without the value it takes is what is asked about. */
  readonly explainsFlags?: true;
  readonly run: (line: CommandLine, io: Io, everyCommand: EveryCommand) => Promise<Outcome | number>;
}
