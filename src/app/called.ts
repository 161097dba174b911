import { API_FIRST_TOKEN_SECONDS, API_TOKENS_PER_SECOND } from '../core/defaults/decide.ts';
import type { PathLatency } from '../core/routing.ts';
import type { ToldService } from '../core/types.ts';

/** How long an answer of somebody else's service takes: by what was told of it, else by judgment. */
export function calledSeconds(service: ToldService | null, outputTokens: number): PathLatency {
  const first = service?.timeToFirstTokenSecondsP95?.value ?? API_FIRST_TOKEN_SECONDS.value;
  const speed = service?.decodeTokensPerSecond?.value ?? API_TOKENS_PER_SECOND.value;
  return { firstTokenSeconds: first, answerSeconds: first + outputTokens / Math.max(1e-9, speed) };
}
