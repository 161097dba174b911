import { mean, percentile } from '../statistics.ts';

/** Power at one moment, on the monotonic clock. */
export interface PowerSample {
  readonly atMs: number;
  readonly watts: number;
}
/** From, to, on the same clock. */
export type Segment = readonly [fromMs: number, toMs: number];

export interface PowerSummary {
  readonly samples: number;
  readonly meanWatts: number;
  readonly p5Watts: number;
  readonly p95Watts: number;
  readonly maxWatts: number;
  readonly joules: number;
  /** Share of the phase's time that lies between two samples. */
  readonly coverage: number;
}

/** A pause between samples longer than this is a gap, not a straight line. */
const LONGEST_STEP_MS = 5000;

const between = (a: PowerSample, b: PowerSample, atMs: number): number =>
  a.watts + ((b.watts - a.watts) * (atMs - a.atMs)) / (b.atMs - a.atMs);

/** Energy and covered time of the part of one step that lies in a segment. */
function stepIn(a: PowerSample, b: PowerSample, [from, to]: Segment): { joules: number; ms: number } {
  const start = Math.max(a.atMs, from);
  const end = Math.min(b.atMs, to);
  if (end <= start || b.atMs - a.atMs > LONGEST_STEP_MS) return { joules: 0, ms: 0 };
  const average = (between(a, b, start) + between(a, b, end)) / 2;
  return { joules: (average * (end - start)) / 1e3, ms: end - start };
}

/**
 * Power while something ran: the samples inside its segments and their integral.
 *
 *   E = ∫ P dt ≈ Σ ½ (Pᵢ + Pᵢ₊₁) (tᵢ₊₁ − tᵢ), cut at the segments' ends
 *
 * Uncovered time is filled with the mean of the covered, and `coverage` says how much there was. Null where nothing
 * was sampled. Wrong where the meter averages over longer than a phase lasts: nvidia-smi over one second.
 *
 * @see docs/formulas/bench.md#energy
 * @example summarizePower([{atMs: 0, watts: 100}, {atMs: 1000, watts: 100}], [[0, 1000]])?.joules // 100
 */
export function summarizePower(samples: readonly PowerSample[], segments: readonly Segment[]): PowerSummary | null {
  const totalMs = segments.reduce((sum, [from, to]) => sum + (to - from), 0);
  const sums = { joules: 0, ms: 0 };
  for (let i = 1; i < samples.length; i += 1) {
    const [a, b] = [samples[i - 1], samples[i]];
    if (a === undefined || b === undefined) continue;
    for (const segment of segments) {
      const part = stepIn(a, b, segment);
      sums.joules += part.joules;
      sums.ms += part.ms;
    }
  }
  const inside = samples.filter(({ atMs }) => segments.some(([from, to]) => atMs >= from && atMs <= to));
  const values = inside.map(({ watts }) => watts);
  if (!(totalMs > 0) || !(sums.ms > 0) || values.length === 0) return null;
  const meanWatts = (sums.joules * 1e3) / sums.ms;
  return {
    samples: values.length,
    meanWatts,
    p5Watts: percentile(values, 0.05),
    p95Watts: percentile(values, 0.95),
    maxWatts: Math.max(...values),
    joules: (meanWatts * totalMs) / 1e3,
    coverage: sums.ms / totalMs,
  };
}

/** Idle power: the lower of the medians before and after, so that a machine still cooling down does not count as idle. */
export function idleWatts(before: readonly PowerSample[], after: readonly PowerSample[]): number | null {
  const medians = [before, after]
    .filter((samples) => samples.length > 0)
    .map((samples) =>
      percentile(
        samples.map(({ watts }) => watts),
        0.5,
      ),
    );
  return medians.length === 0 ? null : Math.min(...medians);
}

/**
 * Energy of one token, gross and net of idle.
 *
 *   J/token = mean watts × seconds ÷ tokens;  net = (mean − idle) × seconds ÷ tokens
 *
 * @example energyPerToken({ meanWatts: 300, idleWatts: 60, seconds: 10, tokens: 1000 }).grossJoules // 3
 */
export function energyPerToken(input: {
  readonly meanWatts: number;
  readonly idleWatts: number | null;
  readonly seconds: number;
  readonly tokens: number;
}): { readonly grossJoules: number; readonly netJoules: number | null } {
  const { meanWatts, idleWatts: idle, seconds, tokens } = input;
  return {
    grossJoules: (meanWatts * seconds) / tokens,
    netJoules: idle === null ? null : (Math.max(0, meanWatts - idle) * seconds) / tokens,
  };
}

/** Mean of a set of readings, such as several cards at one moment summed by the caller. */
export const meanWatts = (samples: readonly PowerSample[]): number | null =>
  samples.length === 0 ? null : mean(samples.map(({ watts }) => watts));
