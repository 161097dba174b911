import { EXPECTED } from '../../core/evaluation/values.ts';
import { monthlyWork } from '../../core/evaluation/work.ts';
import { RequestError } from '../../core/failure.ts';
import type { Warning } from '../../core/types.ts';
import type { UsageEvent } from '../../core/usage/event.ts';
import { readUsage } from '../../logs/read.ts';
import type { AskedWorkload } from '../../scenario/context.ts';
import { scenarioFrom } from '../evaluated.ts';
import type { LogRequest } from './from-log.ts';
import { assignedByModel, type LogPath, namesIn } from './workloads.ts';

interface Parts {
  readonly parts: readonly { readonly workload: string | null; readonly events: readonly UsageEvent[] }[];
  readonly warnings: readonly Warning[];
}

/**
 * Of several workloads: the logs named after one, of the others each entry by its workload or model, and of a CSV rows that
 * name neither by the requests the scenario has of each. @throws RequestError for a log of nobody's
 */
export async function partsOf(
  paths: readonly LogPath[],
  request: LogRequest,
  events: readonly UsageEvent[],
): Promise<Parts> {
  const { workloads } = request;
  if (workloads.length < 2) return { parts: [{ workload: null, events }], warnings: [] };
  const read = (workload: string | null) =>
    readUsage(paths.filter((one) => one.workload === workload).map((p) => p.path));
  const shared = await read(null);
  const isCsv = shared.files.every(({ format }) => format === 'plain-csv');
  const nameless = isCsv ? shared.events.filter(isNameless) : [];
  const named = isCsv ? shared.events.filter((event) => !isNameless(event)) : shared.events;
  const told = named.length === 0 ? NOTHING : assignedByModel(named, workloads);
  if ('kind' in told) throw new RequestError([told]);
  const shares = nameless.length === 0 ? new Map<string, number>() : requestShares(request);
  const parts = [];
  for (const { id } of workloads) {
    const own = [
      ...(await read(id)).events,
      ...(told.byWorkload.get(id) ?? []),
      ...nameless.map((event) => part(event, shares.get(id) ?? 0)),
    ];
    if (own.length > 0) parts.push({ workload: id, events: own.toSorted((a, b) => a.atSeconds - b.atSeconds) });
  }
  return { parts, warnings: [...leftOut(told.leftOut), ...splitUp(nameless, shares)] };
}

const NOTHING = { byWorkload: new Map<string, readonly UsageEvent[]>(), leftOut: [] };

const isNameless = ({ model, requests }: UsageEvent): boolean => model === null && requests !== null;

/** A share of a row's requests; their lengths are the workload's own, since the row knows those of all together. */
const part = (event: UsageEvent, share: number): UsageEvent => ({
  ...event,
  requests: (event.requests ?? 0) * share,
  promptTokens: null,
  cachedTokens: null,
  outputTokens: null,
});

/** Of the requests of a month, as the scenario has them without a log. */
function requestShares({ layers, workloads, options }: LogRequest): ReadonlyMap<string, number> {
  const scenario = scenarioFrom({ layers, workloads, options: options ?? [] });
  const months = scenario.workloads.map(({ demand }) => monthlyWork(demand, EXPECTED).requestsPerMonth);
  const all = months.reduce((sum, requests) => sum + requests, 0);
  return new Map(
    workloads.map(({ id }: AskedWorkload, i) => [id, all > 0 ? (months[i] ?? 0) / all : 1 / months.length]),
  );
}

function leftOut(events: readonly UsageEvent[]): readonly Warning[] {
  if (events.length === 0) return [];
  const many =
    events.length === 1
      ? '1 entry of the log belongs to no workload and is'
      : `${events.length} entries of the log belong to no workload and are`;
  const text = `${many} left out: ${namesIn(events)}; \`usageModels\` in a workload claims them`;
  return [{ kind: 'note', text }];
}

function splitUp(events: readonly UsageEvent[], shares: ReadonlyMap<string, number>): readonly Warning[] {
  if (events.length === 0) return [];
  const each = [...shares].map(([id, share]) => `${id} ${Number((share * 100).toPrecision(2))}%`).join(', ');
  const rows = events.length === 1 ? '1 row of the log names' : `${events.length} rows of the log name`;
  const text = `${rows} no workload: the requests are split as the scenario has them (${each}), each with its own lengths; a column \`workload\` says whose they are`;
  return [{ kind: 'note', text }];
}
