/** A moment read from a log. `assumedUtc`: the log named no time zone. */
export interface LogTime {
  readonly atSeconds: number;
  readonly assumedUtc: boolean;
  /** The log named a zone that is not UTC. */
  readonly otherZone: boolean;
}

/** Language-model APIs are younger than this; a log that says otherwise has a broken clock. 2018-01-01 UTC. */
const EARLIEST_SECONDS = 1_514_764_800;
/** 2100-01-01 UTC. */
const LATEST_SECONDS = 4_102_444_800;
/** From here on a bare number counts milliseconds, and a thousand times further on microseconds. */
const FIRST_MILLISECONDS = 1e11;
const FIRST_MICROSECONDS = 1e14;

const STAMP =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;

/** A moment from ISO 8601, `2026-08-24 22:00:18.189`, `2026-08-24`, or seconds, milliseconds, microseconds since 1970. */
export function readTime(value: unknown): LogTime | null {
  if (typeof value === 'number') return within(epochSeconds(value));
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^\d{9,17}(\.\d+)?$/.test(text)) return within(epochSeconds(Number(text)));
  return readStamp(text);
}

function readStamp(text: string): LogTime | null {
  const match = STAMP.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const fields = { year: year ?? 0, month: month ?? 0, day: day ?? 0, hour: hour ?? 0, minute: minute ?? 0 };
  const atSeconds = utcSeconds(fields);
  if (atSeconds === null || (second ?? 0) > 60) return null;
  const fraction = Number(`0.${match[7] ?? '0'}`);
  const zone = match[8];
  const offset = zoneSeconds(zone);
  const found = within(atSeconds + (second ?? 0) + fraction - offset);
  return found === null ? null : { ...found, assumedUtc: zone === undefined, otherZone: offset !== 0 };
}

interface MinuteFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** Null for a date the calendar does not have, such as 30 February. */
function utcSeconds(at: MinuteFields): number | null {
  if (at.hour > 24 || at.minute > 59) return null;
  const milliseconds = Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute);
  const date = new Date(Date.UTC(at.year, at.month - 1, at.day));
  const exists = date.getUTCMonth() === at.month - 1 && date.getUTCDate() === at.day;
  return exists ? milliseconds / 1000 : null;
}

function zoneSeconds(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (match === null) return 0;
  const size = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60;
  return match[1] === '-' ? -size : size;
}

function epochSeconds(value: number): number {
  if (value >= FIRST_MICROSECONDS) return value / 1e6;
  return value >= FIRST_MILLISECONDS ? value / 1e3 : value;
}

function within(atSeconds: number): LogTime | null {
  const plausible = atSeconds >= EARLIEST_SECONDS && atSeconds <= LATEST_SECONDS;
  return plausible ? { atSeconds, assumedUtc: false, otherZone: false } : null;
}
