import type { RequestColumns } from './requests.ts';

/** How fast a group of like machines serves. */
export interface ServiceModel {
  readonly units: number;
  /** Requests one machine decodes at once; more wait. */
  readonly slotsPerUnit: number;
  /** One machine, prompts one after another. */
  readonly prefillTokensPerSecond: number;
  /** One stream alone on a machine. */
  readonly decodeTokensPerSecondAlone: number;
  /** Each stream when all slots of a machine are taken. */
  readonly decodeTokensPerSecondFull: number;
}

export interface QueueResult {
  /** Arrival to first token, per request, in order of arrival. */
  readonly timeToFirstTokenSeconds: Float64Array;
  /** Arrival to last token. */
  readonly answerSeconds: Float64Array;
  /** Machine-seconds with at least one request on the machine. */
  readonly busySeconds: number;
  readonly mostAtOnce: number;
}

/** The state of one machine: when its slots fall free and when its prompt processing does. */
interface Unit {
  /** End times of what runs, smallest first (a binary heap). */
  readonly ends: number[];
  prefillFreeAt: number;
  /** Until when time has been counted as busy. */
  busyUntil: number;
}

/**
 * Serves requests in order of arrival: each goes to the machine with the fewest running, waits for a free slot, has
 * its fresh prompt tokens processed after those already in line, then decodes.
 *
 *   time per output token with n running = alone + (n − 1) ÷ (slots − 1) × (full − alone)
 *
 * A request keeps the pace it starts with, so a machine that fills up later slows nobody: waits under sudden load
 * are a little too short. Arrivals are those of the log: a person who waits longer would ask less, so waits beyond
 * the machine's capacity are too long.
 *
 * @throws RangeError for a service without machines, slots or speed.
 * @see docs/formulas/usage.md#queue
 * @example serveQueue(requests, { units: 1, slotsPerUnit: 4, prefillTokensPerSecond: 2000, … })
 */
export function serveQueue(requests: RequestColumns, service: ServiceModel): QueueResult {
  checkService(service);
  const units = Array.from({ length: service.units }, (): Unit => ({ ends: [], prefillFreeAt: 0, busyUntil: 0 }));
  const timeToFirstTokenSeconds = new Float64Array(requests.count);
  const answerSeconds = new Float64Array(requests.count);
  let [busySeconds, mostAtOnce] = [0, 0];
  for (let i = 0; i < requests.count; i += 1) {
    const at = requests.atSeconds[i] ?? 0;
    const unit = leastLoaded(units, at);
    const slotAt = unit.ends.length < service.slotsPerUnit ? at : Math.max(at, popSmallest(unit.ends));
    const prefillAt = Math.max(slotAt, unit.prefillFreeAt);
    const firstTokenAt = prefillAt + (requests.freshTokens[i] ?? 0) / service.prefillTokensPerSecond;
    const perToken = secondsPerToken(service, unit.ends.length + 1);
    const endAt = firstTokenAt + (requests.outputTokens[i] ?? 0) * perToken;
    unit.prefillFreeAt = firstTokenAt;
    pushEnd(unit.ends, endAt);
    busySeconds += Math.max(0, endAt - Math.max(slotAt, unit.busyUntil));
    unit.busyUntil = Math.max(unit.busyUntil, endAt);
    timeToFirstTokenSeconds[i] = firstTokenAt - at;
    answerSeconds[i] = endAt - at;
    mostAtOnce = Math.max(mostAtOnce, runningOn(units));
  }
  return { timeToFirstTokenSeconds, answerSeconds, busySeconds, mostAtOnce };
}

function checkService(service: ServiceModel): void {
  for (const [name, value] of Object.entries(service)) {
    if (!Number.isFinite(value) || value <= 0) throw new RangeError(`${name} must be above 0, got ${value}`);
  }
}

/** Seconds per output token of each stream while n run on a machine: linear in n, as a memory-bound step is. */
export function secondsPerToken(service: ServiceModel, running: number): number {
  const alone = 1 / service.decodeTokensPerSecondAlone;
  const full = 1 / service.decodeTokensPerSecondFull;
  if (service.slotsPerUnit <= 1) return alone;
  return (
    alone + ((Math.min(running, service.slotsPerUnit) - 1) / (service.slotsPerUnit - 1)) * Math.max(0, full - alone)
  );
}

/** Takes finished requests off every machine and picks the one with the fewest left. */
function leastLoaded(units: readonly Unit[], at: number): Unit {
  let best = units[0] ?? { ends: [], prefillFreeAt: 0, busyUntil: 0 };
  for (const unit of units) {
    while ((unit.ends[0] ?? Number.POSITIVE_INFINITY) <= at) popSmallest(unit.ends);
    if (comesFirst(unit, best)) best = unit;
  }
  return best;
}

/** Fewer running first; of two alike, the one that falls free sooner. */
function comesFirst(a: Unit, b: Unit): boolean {
  if (a.ends.length !== b.ends.length) return a.ends.length < b.ends.length;
  return Math.max(a.ends[0] ?? 0, a.prefillFreeAt) < Math.max(b.ends[0] ?? 0, b.prefillFreeAt);
}

const runningOn = (units: readonly Unit[]): number => units.reduce((sum, unit) => sum + unit.ends.length, 0);

function pushEnd(heap: number[], value: number): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] ?? 0) <= value) break;
    heap[at] = heap[parent] ?? 0;
    at = parent;
  }
  heap[at] = value;
}

function popSmallest(heap: number[]): number {
  const smallest = heap[0] ?? 0;
  const last = heap.pop() ?? 0;
  const size = heap.length;
  if (size === 0) return smallest;
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    const right = child + 1;
    const smaller = right < size && (heap[right] ?? 0) < (heap[child] ?? 0) ? right : child;
    if ((heap[smaller] ?? 0) >= last) break;
    heap[at] = heap[smaller] ?? 0;
    at = smaller;
  }
  heap[at] = last;
  return smallest;
}
