import { findMeter } from '../../bench/power/find.ts';
import { type Sampler, startSampler } from '../../bench/power/sampler.ts';
import {
  energyPerToken,
  idleWatts,
  type PowerSummary,
  type Segment,
  summarizePower,
} from '../../bench/power/samples.ts';
import type { JoulesPerToken, PowerScope } from '../../core/types.ts';
import { monotonicMs } from '../../system/http.ts';

/** Watts somebody read off a wall meter. */
export interface TypedWatts {
  readonly idleWatts: number | null;
  readonly loadWatts: number | null;
}

/** A meter that ran beside a benchmark, or why there was none. */
export type PowerLog =
  | {
      readonly kind: 'sampled';
      readonly meter: string;
      readonly scope: PowerScope;
      readonly samples: Sampler['samples'];
      readonly idleWatts: number | null;
      /** Share of readings during the work at which clocks were held back, by reason. */
      readonly heldBackShare: ReadonlyMap<string, number>;
    }
  | ({ readonly kind: 'typed' } & TypedWatts)
  | { readonly kind: 'none'; readonly reason: string; readonly hint: string | null };

const IDLE_MS = 3000;
/** A meter's average still holds what came before. */
const SETTLE_MS = 1000;

/**
 * Runs work beside the best power meter this machine has, with an idle stretch before and after. Power never fails a run:
 * whatever goes wrong with the meter is the reason why nothing was measured.
 */
export async function withPower<T>(
  asked: { readonly typed: TypedWatts; readonly off: boolean; readonly signal: AbortSignal },
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly power: PowerLog }> {
  const { typed, off, signal } = asked;
  if (typed.idleWatts !== null || typed.loadWatts !== null)
    return { result: await work(), power: { kind: 'typed', ...typed } };
  if (off) return { result: await work(), power: { kind: 'none', reason: 'switched-off', hint: null } };
  const found = await findMeter(process.platform).catch(() => NO_METER);
  if (found.meter === null)
    return { result: await work(), power: { kind: 'none', reason: 'no-power-meter', hint: found.hint } };
  const sampler = startSampler(found.meter);
  try {
    await pause(IDLE_MS, signal);
    const startMs = monotonicMs();
    const result = await work();
    const endMs = monotonicMs();
    await pause(SETTLE_MS + IDLE_MS, signal);
    const { samples } = sampler;
    const before = samples.filter(({ atMs }) => atMs < startMs);
    const after = samples.filter(({ atMs }) => atMs > endMs + SETTLE_MS);
    const { id: meter, scope } = found.meter;
    const heldBackShare = sharesByReason(sampler.clockReadings.filter(({ atMs }) => atMs >= startMs && atMs <= endMs));
    const idle = idleWatts(before, after);
    return { result, power: { kind: 'sampled', meter, scope, samples, idleWatts: idle, heldBackShare } };
  } finally {
    await sampler.stop().catch(() => {});
  }
}

function sharesByReason(readings: Sampler['clockReadings']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const reason of readings.flatMap(({ heldBackBy }) => heldBackBy)) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return new Map([...counts].map(([reason, count]) => [reason, count / readings.length]));
}

const NO_METER = { meter: null, reason: 'no power meter was found', hint: null } as const;

/** Ends early where the run was interrupted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** A phase of one measurement: when its repetitions ran, and how fast. */
export interface PhaseTimes {
  readonly segments: readonly Segment[];
  readonly tokensPerSecond: number | null;
}

/** The power figures of one measurement. */
export interface RunPower {
  readonly idleWatts: number | null;
  readonly loadWatts: number | null;
  readonly powerScope: PowerScope | null;
  readonly joulesPerToken: JoulesPerToken | null;
  readonly reasons: Readonly<Record<string, string>>;
  readonly details: object | null;
}

/** Fewer samples than these, or less of the time between samples, is no measurement of a phase. */
const LEAST_SAMPLES = 3;
const LEAST_COVERAGE = 0.5;

/**
 * Watts and energy per token of one measurement; load watts are those of decode, which takes most of an answer's time.
 *
 *   J/token = mean watts ÷ tokens/s;  net = (mean − idle) ÷ tokens/s
 *
 * @see docs/formulas/bench.md#energy
 */
export function powerOf(
  log: PowerLog,
  phases: { readonly prefill: PhaseTimes; readonly decode: PhaseTimes },
): RunPower {
  if (log.kind === 'none') return unmeasured(log.reason);
  const of = (phase: PhaseTimes): PowerSummary | number | null => {
    if (log.kind === 'typed') return log.loadWatts;
    const summary = summarizePower(log.samples, phase.segments);
    return summary === null || summary.samples < LEAST_SAMPLES || summary.coverage < LEAST_COVERAGE ? null : summary;
  };
  const [prefill, decode] = [of(phases.prefill), of(phases.decode)];
  const loadWatts = wattsIn(decode) ?? wattsIn(prefill);
  if (loadWatts === null && log.idleWatts === null) return unmeasured('too-short-to-sample');
  const energy = (watts: number | null, { tokensPerSecond }: PhaseTimes) =>
    watts === null || tokensPerSecond === null || !(tokensPerSecond > 0)
      ? null
      : energyOf(watts, log.idleWatts, tokensPerSecond);
  const joules = {
    prefill: energy(wattsIn(prefill), phases.prefill),
    decode: energy(wattsIn(decode), phases.decode),
  };
  const none = joules.prefill === null && joules.decode === null;
  return {
    idleWatts: log.idleWatts,
    loadWatts,
    powerScope: log.kind === 'typed' ? 'wall' : log.scope,
    joulesPerToken: none ? null : joules,
    reasons: {
      ...(log.idleWatts === null ? { idleWatts: 'not-measured' } : {}),
      ...(loadWatts === null ? { loadWatts: 'too-short-to-sample' } : {}),
      ...(none ? { joulesPerToken: 'too-short-to-sample' } : {}),
    },
    details: log.kind === 'typed' ? null : { meter: log.meter, scope: log.scope, prefill, decode },
  };
}

const wattsIn = (power: PowerSummary | number | null): number | null =>
  typeof power === 'number' ? power : (power?.meanWatts ?? null);

function energyOf(meanWatts: number, idle: number | null, tokensPerSecond: number) {
  const { grossJoules, netJoules } = energyPerToken({
    meanWatts,
    idleWatts: idle,
    seconds: 1,
    tokens: tokensPerSecond,
  });
  return { gross: grossJoules, net: netJoules };
}

const unmeasured = (reason: string): RunPower => ({
  idleWatts: null,
  loadWatts: null,
  powerScope: null,
  joulesPerToken: null,
  reasons: { idleWatts: reason, loadWatts: reason, powerScope: reason, joulesPerToken: reason },
  details: null,
});
