import type { Warning } from '../../core/types.ts';
import type { UsageEvent } from '../../core/usage/event.ts';
import type { UsageFigures } from '../../core/usage/figures.ts';

const SHORT_LOG_DAYS = 7;
const FEW_REQUESTS = 30;
const SECONDS_PER_HOUR = 3600;
/** Rows further apart than this cannot tell one hour from the next. */
const COARSE_SECONDS = 1.5 * SECONDS_PER_HOUR;
/** Of the gaps between rows, how many must be alike to be the step of the log. */
const MOST = 0.9;

/** What of a log a person should know before trusting it; `workload` is null where there is one. */
export function logWarnings(
  figures: UsageFigures,
  events: readonly UsageEvent[],
  workload: string | null,
): readonly Warning[] {
  const notes: string[] = [];
  const log = workload === null ? 'the log' : `the log of \`${workload}\``;
  if (figures.days < SHORT_LOG_DAYS) {
    notes.push(
      `${log} covers ${figures.days < 2 ? 'about a day' : `${Math.round(figures.days)} days`}: a month made from it is a guess`,
    );
  }
  if (figures.requests !== null && figures.requests < FEW_REQUESTS) {
    notes.push(`${log} holds ${figures.requests} requests: too few to trust its rhythm`);
  }
  if (figures.requests === null) {
    notes.push(
      `${log} leaves out how many requests there were: they are counted as answers of typical length, and waits are not replayed`,
    );
  }
  const untold = requestsWithoutLengths(events);
  if (untold > 0)
    notes.push(
      `${log} tells no tokens of ${Number(untold.toPrecision(3)).toLocaleString('en-US')} requests: they are taken to be as long as the others`,
    );
  const sums = sumsThatLookLikeMeans(figures, events);
  if (sums !== null)
    notes.push(
      `prompt tokens of ${log} are read as sums of their rows, ${Number(sums.toPrecision(2))} a request; where they are of one request, multiply them by \`requests\``,
    );
  const step = stepSeconds(events);
  if (step !== null) {
    const hours = Math.round((step / SECONDS_PER_HOUR) * 10) / 10;
    notes.push(
      `rows of ${log} stand ${hours} h apart: each is counted in the one hour it names; an \`end_time\` column spreads it over all it adds up`,
    );
  }
  return notes.map((text) => ({ kind: 'note', text }));
}

/** Requests of entries without tokens, where others tell theirs: beside them the lengths of all are known. */
function requestsWithoutLengths(events: readonly UsageEvent[]): number {
  const untold = events.filter(({ promptTokens, outputTokens }) => promptTokens === null && outputTokens === null);
  return untold.length === events.length ? 0 : untold.reduce((sum, { requests }) => sum + (requests ?? 0), 0);
}

/** Shorter than most of what is sent to a model, instructions included. */
const FEW_PROMPT_TOKENS = 50;

/** Prompt tokens a request of rows that count many, where they are too few to be believed; else null. */
function sumsThatLookLikeMeans({ meanPromptTokens }: UsageFigures, events: readonly UsageEvent[]): number | null {
  if (meanPromptTokens === null || meanPromptTokens >= FEW_PROMPT_TOKENS) return null;
  return events.some(({ requests, promptTokens }) => (requests ?? 0) > 1 && (promptTokens ?? 0) > 0)
    ? meanPromptTokens
    : null;
}

/** The step of a log whose rows add up more than an hour without saying so; null where they do not. Sorted by time. */
function stepSeconds(events: readonly UsageEvent[]): number | null {
  const rows = events.filter(({ requests, spanSeconds }) => spanSeconds === 0 && requests !== 1);
  if (rows.length < 3 || rows.length < events.length * MOST) return null;
  const gaps = rows.slice(1).map((row, index) => row.atSeconds - (rows[index]?.atSeconds ?? 0));
  const middle = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const alike = gaps.filter((gap) => gap === middle).length;
  return middle > COARSE_SECONDS && alike >= gaps.length * MOST ? middle : null;
}
