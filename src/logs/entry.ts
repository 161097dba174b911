import { ABSURD_TOKENS_PER_REQUEST, ABSURD_TOKENS_PER_ROW, countOf, sumOf } from './counts.ts';
import type { Entry, Sink } from './reader.ts';
import type { SkipReason } from './skip.ts';
import { readTime } from './time.ts';

/** An entry's fields as the log wrote them; lists of counts are added up. */
export interface RawEntry {
  readonly at: unknown;
  readonly promptTokens: readonly unknown[];
  readonly cachedTokens: readonly unknown[];
  readonly outputTokens: readonly unknown[];
  readonly model: string | null;
  readonly requestId: string | null;
  /** Undefined: one request. */
  readonly requests?: unknown;
  /** The row adds up requests whose number the export leaves out. */
  readonly requestsUnknown?: boolean;
  readonly spanSeconds?: number;
  readonly durationSeconds?: number | null;
  /** Where `at` is already a number of seconds read from a stamp without a time zone. */
  readonly assumedUtc?: boolean;
  readonly growing?: boolean;
  readonly ordered?: boolean;
}

/** Checks an entry's time and counts and hands it on, or says why not. A row that counts none tells of a quiet time. */
export function emitEntry(raw: RawEntry, sink: Sink): void {
  const entry = checkEntry(raw);
  if (typeof entry === 'string') sink.skip(entry);
  else if (entry.event.requests === 0 && !isQuiet(entry)) sink.other();
  else sink.entry(entry);
}

/** Nothing was asked, and the row says until when: the hours of a log begin and end with it. */
const isQuiet = ({ event }: Entry): boolean => (event.promptTokens ?? 0) === 0 && (event.outputTokens ?? 0) === 0;

function checkEntry(raw: RawEntry): Entry | SkipReason {
  if (raw.at === undefined || raw.at === null || raw.at === '') return 'no-time';
  const time = readTime(raw.at);
  if (time === null) return 'bad-time';
  const counts = checkCounts(raw);
  if (typeof counts === 'string') return counts;
  const event = {
    atSeconds: time.atSeconds,
    spanSeconds: raw.spanSeconds ?? 0,
    durationSeconds: raw.durationSeconds ?? null,
    ...counts,
    model: raw.model,
    requestId: raw.requestId,
  };
  const assumedUtc = time.assumedUtc || (raw.assumedUtc ?? false);
  const { otherZone } = time;
  return { event, assumedUtc, otherZone, growing: raw.growing ?? false, ordered: raw.ordered ?? false };
}

interface Counts {
  readonly requests: number | null;
  readonly promptTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number | null;
}

function checkCounts(raw: RawEntry): Counts | SkipReason {
  const requests = raw.requestsUnknown === true ? null : countOf(raw.requests ?? 1);
  if (typeof requests === 'string') return requests;
  const promptTokens = sumOf(raw.promptTokens);
  if (typeof promptTokens === 'string') return promptTokens;
  const cachedTokens = sumOf(raw.cachedTokens);
  if (typeof cachedTokens === 'string') return cachedTokens;
  const outputTokens = sumOf(raw.outputTokens);
  if (typeof outputTokens === 'string') return outputTokens;
  return judge({ requests, promptTokens, cachedTokens, outputTokens }, raw);
}

function judge(counts: Counts, raw: RawEntry): Counts | SkipReason {
  const { requests, promptTokens, cachedTokens, outputTokens } = counts;
  if (promptTokens === null && outputTokens === null && raw.requests === undefined) return 'no-counts';
  const limit = raw.requests === undefined && !raw.requestsUnknown ? ABSURD_TOKENS_PER_REQUEST : ABSURD_TOKENS_PER_ROW;
  if ((promptTokens ?? 0) > limit || (outputTokens ?? 0) > limit || (requests ?? 0) > limit) return 'absurd-count';
  if (cachedTokens !== null && cachedTokens > (promptTokens ?? 0)) return 'cache-above-prompt';
  return counts;
}
