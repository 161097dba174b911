import type { Assumption } from '../core/assumption.ts';
import type { Warning } from '../core/types.ts';

/**
 * What every use-case of app/ returns: the contract's parts, unrounded. The view (report/views) turns it into a
 * Document; report/json.ts into the envelope `{schema, version, catalog, seed, inputs, assumptions, result, warnings}`.
 */
export interface Answer<Result extends object = object> {
  /** Schema name: the command, with dots for sub-commands, for example `catalog.list`. */
  readonly command: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly assumptions: readonly Assumption[];
  readonly result: Result;
  readonly warnings: readonly Warning[];
  readonly seed: number;
}

/** What several answers warn of, each once. */
export const warningsOfAll = (answers: readonly Pick<Answer<object>, 'warnings'>[]): readonly Warning[] => [
  ...new Map(answers.flatMap(({ warnings }) => warnings).map((one) => [JSON.stringify(one), one])).values(),
];
