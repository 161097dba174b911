import type { LevelRun } from '../../../bench/endpoint/session.ts';
import type { Warning } from '../../../core/types.ts';
import { heldBackWarnings } from '../conditions.ts';
import { withoutKey } from './failure.ts';
import type { Described } from './measurement.ts';

/** Further from what was asked than this is told. */
const TELLING_SHARE = 0.1;

const note = (text: string): Warning => ({ kind: 'note', text });

export function levelName(run: { readonly concurrency: number | null; readonly requestRate: number | null }): string {
  return run.requestRate === null ? `concurrency ${run.concurrency}` : `${run.requestRate} requests/s`;
}

function failures(run: LevelRun, apiKey: string | null): readonly Warning[] {
  if (run.failed === 0) return [];
  const kinds = Object.entries(run.errors).map(([kind, count]) => `${kind} × ${count}`);
  const said = withoutKey(run.lastFailure?.detail ?? '', apiKey);
  const last = said === '' ? '' : `; last: ${said}`;
  const text = `${levelName(run)}: ${run.failed} of ${run.failed + run.completed} requests failed (${kinds.join(', ')})`;
  return [note(text + last)];
}

function lengths(run: LevelRun, described: Described): readonly Warning[] {
  const { promptTokens, outputTokens } = described.request;
  const output = run.totalOutputTokens / run.completed;
  const input = run.totalInputTokens === null ? promptTokens : run.totalInputTokens / run.completed;
  const short = output < outputTokens * (1 - TELLING_SHARE);
  const other = Math.abs(input - promptTokens) > promptTokens * TELLING_SHARE;
  return [
    ...(short ? [note(`${levelName(run)}: answers ended after ${Math.round(output)} of ${outputTokens} tokens`)] : []),
    ...(other
      ? [note(`${levelName(run)}: prompts had ${Math.round(input)} tokens, ${promptTokens} were asked for`)]
      : []),
  ];
}

function cached(run: LevelRun): readonly Warning[] {
  const share = (run.cachedInputTokens ?? 0) / (run.totalInputTokens ?? 1);
  if (share <= TELLING_SHARE) return [];
  return [note(`${levelName(run)}: ${Math.round(share * 100)}% of the prompts came from the server's cache`)];
}

/** Counters further apart than this are of others' requests too. */
const OTHERS_SHARE = 0.03;

/** The server's counters see everybody. */
function others(run: LevelRun): readonly Warning[] {
  const counted = run.metrics?.outputTokens ?? null;
  if (counted === null || run.countedBy === 'chunks' || run.failed > 0) return [];
  if (counted <= run.totalOutputTokens * (1 + OTHERS_SHARE)) return [];
  const more = Math.round(counted - run.totalOutputTokens);
  return [note(`${levelName(run)}: the server wrote ${more} tokens more than were asked for here: others use it too`)];
}

function ofLevel(run: LevelRun, described: Described): readonly Warning[] {
  const { slots } = described.server;
  const waits = slots !== null && (run.concurrency ?? 0) > slots;
  const ended = run.end === 'failures' ? [note(`${levelName(run)} was given up: too many failures in a row`)] : [];
  return [
    ...failures(run, described.request.apiKey),
    ...(run.completed === 0 ? [] : [...lengths(run, described), ...cached(run), ...others(run)]),
    ...(waits ? [note(`${levelName(run)}: the server works on ${slots} at once, the others wait in its queue`)] : []),
    ...ended,
  ];
}

/** What a reader of the figures must know: what failed, what was counted how, what differs from what was asked. */
export function endpointWarnings(runs: readonly LevelRun[], described: Described): readonly Warning[] {
  const { apiKey, address } = described.request;
  const counted = runs.some((run) => run.completed > 0 && run.countedBy === 'chunks');
  return [
    ...runs.flatMap((run) => ofLevel(run, described)),
    ...heldBackWarnings(described.power),
    ...(counted
      ? [note('the server sends no usable count of tokens: pieces of text were counted, at least one token each')]
      : []),
    ...(apiKey !== null && !address.isEncrypted && !address.isLocal
      ? [note('the key was sent over a connection without encryption')]
      : []),
  ];
}
