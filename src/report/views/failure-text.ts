import type { Infeasible } from '../../core/capacity/types.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { BYTES_PER_GIB } from '../../core/units.ts';
import { significant } from '../format.ts';

/** Why an option cannot do the work, after its name. */
export function failureText(evaluation: Evaluation): string {
  const { failure } = evaluation;
  if (failure === null) return 'cannot do it';
  return `${reasonText(failure)}${failure.workload === undefined ? '' : ` (${failure.workload})`}`;
}

function reasonText(failure: Infeasible): string {
  switch (failure.reason) {
    case 'does-not-fit':
      return `does not fit, short by ${significant(failure.shortfallBytes / BYTES_PER_GIB, 3)} GiB`;
    case 'first-token-too-slow':
      return `too slow: first token of a long prompt after ${significant(failure.timeToFirstTokenSecondsP95 ?? 0, 3)} s, more than \`--max-time-to-first-token-seconds\` allows`;
    case 'decode-too-slow':
      return `too slow: ${significant(failure.decodeTokensPerSecond ?? 0, 3)} tok/s for one stream, less than \`--min-tokens-per-second\` asks`;
    case 'no-engine':
      return 'no engine for it reads that format';
    case 'answers-later':
      return 'a batch endpoint answers within a day, and here somebody waits';
    case 'not-sold':
      return 'not sold by the token';
    default:
      return failure.reason satisfies never;
  }
}
