import { emitEntry } from '../entry.ts';
import type { FileFacts, Format, FormatReader, Sink } from '../reader.ts';
import { readTime } from '../time.ts';

/**
 * The log of llama-server: per request a `print_timing` block (tokens evaluated, tokens decoded, total time) and a
 * `release` line with the tokens then in the slot. What was in the slot and neither evaluated nor decoded came from
 * the prompt cache: cached = n_tokens + 1 − decoded − evaluated (the last decoded token is never stored;
 * with drafted tokens this is off by one or two).
 *
 * Its own clock counts from the start of the server: `minutes.seconds.milliseconds.microseconds`. Such a log is
 * dated by the file's last change; a stamp before it (docker, systemd with ISO dates) is used where there is one;
 * a log with neither is set aside.
 */
export const llamaServer: Format = { id: 'llama-server', open: (sink, facts) => openLog(sink, facts) };

interface Timing {
  at: Clock;
  evaluatedTokens: number | null;
  decodedTokens: number | null;
  totalMilliseconds: number | null;
}
/** When a line was written: absolute, or since the server's start, or unknown. */
interface Clock {
  readonly stampSeconds: number | null;
  readonly assumedUtc: boolean;
  readonly offsetSeconds: number | null;
}
interface Finished extends Timing {
  readonly slotTokens: number | null;
}

const TASK = /print_timing:.*?\btask\s+(\d+)/;
const RELEASE = /\brelease:.*?\btask\s+(\d+)\s*\|.*?\bn_(?:tokens|past)\s*=\s*(\d+)/;
const EVALUATED = /prompt eval time\s*=\s*[\d.]+ ms \/\s*(\d+) tokens/;
const DECODED = /(?<!prompt )\beval time\s*=\s*[\d.]+ ms \/\s*(\d+) (?:tokens|runs)/;
const TOTAL = /total time\s*=\s*([\d.]+) ms/;
const STAMP = /^\W{0,2}(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?)/;
const OFFSET = /(?:^|[\s|])(\d+)\.(\d{2})\.(\d{3})\.(\d{3}) [A-Z] /;

function openLog(sink: Sink, facts: FileFacts): FormatReader {
  const open = new Map<string, Timing>();
  const undated: Finished[] = [];
  let task = '';
  let lastOffset = 0;
  const finish = (finished: Finished): void => {
    if (finished.evaluatedTokens === null || finished.decodedTokens === null) sink.skip('truncated');
    else if (finished.at.stampSeconds !== null) emitRequest(finished, finished.at.stampSeconds, sink);
    else if (finished.at.offsetSeconds !== null && facts.changedAtSeconds !== null) undated.push(finished);
    else sink.skip('no-time');
  };
  const unit = (line: string): void => {
    const clock = clockOf(line);
    lastOffset = clock.offsetSeconds ?? lastOffset;
    task = TASK.exec(line)?.[1] ?? task;
    const release = RELEASE.exec(line);
    if (release !== null) {
      const timing = open.get(release[1] ?? '');
      open.delete(release[1] ?? '');
      if (timing === undefined) {
        sink.other();
        return;
      }
      finish({ ...timing, slotTokens: Number(release[2]) });
      return;
    }
    if (!noteTiming({ line, task, clock, open })) sink.other();
  };
  const end = (): void => {
    for (const timing of open.values()) finish({ ...timing, slotTokens: null });
    const startSeconds = (facts.changedAtSeconds ?? 0) - lastOffset;
    for (const each of undated) emitRequest(each, startSeconds + (each.at.offsetSeconds ?? 0), sink);
  };
  return { unit, end };
}

interface TimingLine {
  readonly line: string;
  readonly task: string;
  readonly clock: Clock;
  readonly open: Map<string, Timing>;
}

/** Notes a line of a timing block under its task; false for any other line. */
function noteTiming({ line, task, clock, open }: TimingLine): boolean {
  const evaluated = EVALUATED.exec(line)?.[1];
  const decoded = DECODED.exec(line)?.[1];
  const total = TOTAL.exec(line)?.[1];
  if (evaluated === undefined && decoded === undefined && total === undefined) {
    if (TASK.test(line) && /task\s+\d+\s*\|\s*$/.test(line)) open.set(task, blank(clock));
    return false;
  }
  const timing = open.get(task) ?? blank(clock);
  if (evaluated !== undefined) timing.evaluatedTokens = Number(evaluated);
  if (decoded !== undefined) timing.decodedTokens = Number(decoded);
  if (total !== undefined) timing.totalMilliseconds = Number(total);
  open.set(task, timing);
  return true;
}

const blank = (at: Clock): Timing => ({ at, evaluatedTokens: null, decodedTokens: null, totalMilliseconds: null });

function clockOf(line: string): Clock {
  const stamp = STAMP.exec(line);
  const time = stamp === null ? null : readTime(stamp[1]);
  const offset = OFFSET.exec(line);
  const [minutes, seconds, milliseconds] = (offset ?? []).slice(1, 4).map(Number);
  return {
    stampSeconds: time?.atSeconds ?? null,
    assumedUtc: time?.assumedUtc ?? false,
    offsetSeconds: offset === null ? null : (minutes ?? 0) * 60 + (seconds ?? 0) + (milliseconds ?? 0) / 1000,
  };
}

function emitRequest(finished: Finished, endSeconds: number, sink: Sink): void {
  const evaluated = finished.evaluatedTokens ?? 0;
  const decoded = finished.decodedTokens ?? 0;
  const cached = finished.slotTokens === null ? null : Math.max(0, finished.slotTokens + 1 - decoded - evaluated);
  const durationSeconds = (finished.totalMilliseconds ?? 0) / 1000;
  emitEntry(
    {
      at: endSeconds - durationSeconds,
      promptTokens: [evaluated + (cached ?? 0)],
      cachedTokens: [cached],
      outputTokens: [decoded],
      model: null,
      requestId: null,
      durationSeconds: finished.totalMilliseconds === null ? null : durationSeconds,
      assumedUtc: finished.at.assumedUtc,
    },
    sink,
  );
}
