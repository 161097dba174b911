import type { ToldService } from '../core/types.ts';
import type { Resolution } from './context.ts';

/** What a person says of an API's or subscription's first token and speed; the catalog says nothing of it. */
export function toldService(resolution: Resolution): ToldService {
  return {
    timeToFirstTokenSecondsP95: resolution.typedNumber('apiFirstTokenSeconds'),
    decodeTokensPerSecond: resolution.typedNumber('apiTokensPerSecond'),
  };
}
