import type { UsageResult } from '../../app/usage/from-log.ts';
import type { UsageSummary } from '../../app/usage/summary.ts';
import type { Replay, ReplayedOption } from '../../core/usage/replay.ts';
import type { Document, Section } from '../document.ts';
import { formatCell, roughly, significant } from '../format.ts';

/** A document with the log it rests on at its end; the document itself where there is none. */
export function withUsageSections(document: Document, usage: UsageResult | undefined): Document {
  return usage === undefined ? document : { ...document, sections: [...document.sections, ...usageSections(usage)] };
}

/** What was understood of a log, and what it would have been like through each option. */
export function usageSections(usage: UsageResult): readonly Section[] {
  const { summary, replay, belowServiceLevel } = usage;
  const { workloads } = usage;
  if (replay === null) return [logSection(summary), ownersSection(workloads, [NOT_REPLAYED])];
  if (workloads.length > 0) return [logSection(summary), ownersSection(workloads), ...sharedSections(replay)];
  return [logSection(summary), replayTable(replay, new Set(belowServiceLevel)), feltSection(replay)].filter(
    (section): section is Section => section !== null,
  );
}

/** Which workload each part of the log stands in for. */
export function ownersSection(workloads: UsageResult['workloads'], more: readonly Fact[] = []): Section {
  const facts = workloads.map(({ workload, entries, requests }) => ({
    label: workload ?? 'the workload',
    value: `${plural(entries, 'entry').replace('entrys', 'entries')}, ${requests === null ? 'requests not in the log' : plural(requests, 'request')}`,
  }));
  return { kind: 'facts', title: 'Whose log it is', facts: [...facts, ...more] };
}

interface Fact {
  readonly label: string;
  readonly value: string;
}

const NOT_REPLAYED: Fact = {
  label: 'not replayed',
  value: 'the log leaves out how many requests there were',
};

const amount = (value: number | null, unit = ''): string =>
  value === null ? 'not in the log' : `${significant(value, 3)}${unit}`;
const plural = (count: number, one: string): string => `${significant(count, 6)} ${one}${count === 1 ? '' : 's'}`;

export function logSection(summary: UsageSummary): Section {
  const formats = Object.keys(summary.formats).sort().join(', ');
  const prompt = `${amount(summary.promptTokens, ' tokens')}${cachedText(summary)}`;
  return {
    kind: 'facts',
    title: `Your log, ${summary.from} to ${summary.to}`,
    facts: [
      {
        label: 'read',
        value: `${plural(summary.filesRead, 'file')} (${formats}), ${plural(summary.entries, 'entry').replace('entrys', 'entries')}`,
      },
      { label: 'requests', value: `${amount(summary.requests)} on ${plural(summary.activeDays, 'day')}` },
      { label: 'prompts', value: prompt },
      { label: 'answers', value: amount(summary.outputTokens, ' tokens') },
      { label: 'at once', value: concurrencyText(summary) },
      ...notCounted(summary),
    ],
  };
}

const cachedText = (summary: UsageSummary): string =>
  summary.cachedShare === null ? '' : `, ${formatCell(summary.cachedShare, 'percent')} of them cached`;

function concurrencyText({ concurrency }: UsageSummary): string {
  if (!concurrency.known) return 'not known: the log tells no durations';
  return `${concurrency.most} at most, ${significant(concurrency.meanWhileBusy, 3)} on average while busy`;
}

/** Everything that was set aside, by reason: nothing is dropped in silence. */
function notCounted(summary: UsageSummary): { label: string; value: string }[] {
  const parts = [
    ...(summary.duplicates > 0 ? [`${plural(summary.duplicates, 'repeat')} of the same request`] : []),
    ...summary.setAside,
  ];
  const doubts = [
    ...(summary.clockJumps > 0 ? [`the clock ran backwards ${plural(summary.clockJumps, 'time')}`] : []),
    ...(summary.timesWithoutZone > 0
      ? [`${plural(summary.timesWithoutZone, 'time')} without a zone taken as UTC`]
      : []),
    ...(summary.timesInOtherZones > 0
      ? [`${plural(summary.timesInOtherZones, 'time')} of another zone turned to UTC`]
      : []),
  ];
  return [
    ...(parts.length > 0 ? [{ label: 'set aside', value: parts.join('; ') }] : []),
    ...(doubts.length > 0 ? [{ label: 'doubtful', value: doubts.join('; ') }] : []),
  ];
}

/** Several workloads by the hour: cost, and the hours that ask for too much. */
function sharedSections(replay: Replay): readonly Section[] {
  return [
    {
      kind: 'table',
      title: `The same ${lengthOf(replay)} again, hour by hour`,
      columns: [
        { key: 'option', label: 'option', priority: 1 },
        { key: 'total', label: 'cost', format: 'usd', priority: 1 },
        { key: 'monthly', label: 'per month', format: 'usd', priority: 2 },
        { key: 'hours', label: 'overloaded', unit: 'h', format: 'integer', priority: 1 },
        { key: 'share', label: 'requests in them', format: 'percent', priority: 2 },
      ],
      rows: replay.options.map(({ label, totalUsd, usdPerMonth, overload }) => ({
        option: label,
        total: roughly(totalUsd),
        monthly: usdPerMonth === null ? null : roughly(usdPerMonth),
        hours: overload?.hours ?? null,
        share: overload?.shareOfRequests ?? null,
      })),
    },
    {
      kind: 'text',
      tone: 'quiet',
      lines: [
        'Overloaded: more is asked in that hour than its machines carry within every service level. Single waits of models that take turns are not replayed.',
      ],
    },
  ];
}

const lengthOf = ({ hours }: Replay): string =>
  hours < 48 ? plural(hours, 'hour') : plural(Math.round(hours / 24), 'day');

function replayTable(replay: Replay, slow: ReadonlySet<string>): Section {
  return {
    kind: 'table',
    title: `The same ${lengthOf(replay)} again, at today’s prices`,
    columns: [
      { key: 'option', label: 'option', priority: 1 },
      { key: 'total', label: 'cost', format: 'usd', priority: 1 },
      { key: 'monthly', label: 'per month', format: 'usd', priority: 2 },
      { key: 'ttft', label: 'TTFT p50', unit: 's', format: 'seconds', priority: 4 },
      { key: 'ttftP95', label: 'TTFT p95', unit: 's', format: 'seconds', priority: 3 },
      { key: 'over', label: 'wait over 30 s', format: 'percent', priority: 1 },
      { key: 'atOnce', label: 'at once', format: 'integer', priority: 5 },
    ],
    rows: replay.options.map((option) => replayRow(option, slow.has(option.id))),
  };
}

function replayRow(option: ReplayedOption, slow: boolean) {
  const { waits } = option;
  const felt = waits.known
    ? {
        ttft: waits.timeToFirstTokenP50Seconds,
        ttftP95: waits.timeToFirstTokenP95Seconds,
        over: waits.overLimit.at(-1)?.share ?? null,
        atOnce: waits.mostAtOnce,
      }
    : { ttft: null, ttftP95: null, over: null, atOnce: null };
  return {
    option: slow ? `${option.label} (slower than you asked)` : option.label,
    total: option.totalUsd,
    monthly: option.usdPerMonth,
    ...felt,
  };
}

/** One line for each option on which somebody would have waited. */
function feltSection(replay: Replay): Section | null {
  const lines = replay.options.flatMap((option) => feltLine(option) ?? []);
  const drawn = replay.drawnRequests;
  const note =
    drawn > 0 ? [`${plural(drawn, 'request')} came from rows that add up several: their moments were drawn.`] : [];
  return lines.length + note.length === 0 ? null : { kind: 'text', lines: [...lines, ...note] };
}

function feltLine(option: ReplayedOption): string | null {
  const { waits } = option;
  if (!waits.known) return null;
  const worst = waits.overLimit.at(-1);
  if (worst === undefined || worst.share === 0) return null;
  const share = worst.share < 0.01 ? 'less than 1%' : formatCell(worst.share, 'percent');
  const day = waits.worstDay;
  const broke =
    day === null
      ? ''
      : `; the day that broke it was ${new Date(day.daySeconds * 1000).toISOString().slice(0, 10)} (${significant(day.overLimit, 3)} of ${significant(day.requests, 3)})`;
  return `${option.label}: ${share} of your turns would have waited more than ${worst.limitSeconds} s${broke}.`;
}
