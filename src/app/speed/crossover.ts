import type { SpeedQuery } from './query.ts';
import { predictQuery } from './row.ts';

/** Where the order of two machines by total output changes as the load grows. */
export interface Crossover {
  /** The device ahead at one stream. */
  readonly ahead: string;
  /** The device behind at one stream. */
  readonly behind: string;
  /** First number of streams at which the one behind leads; null where it never does. */
  readonly concurrency: number | null;
  /** Why: the one ahead has no memory for more streams, or is slower from there; or why there is none. */
  readonly reason: 'faster' | 'memory' | 'never' | 'does-not-fit';
}

/** Largest load looked at. */
const MOST_STREAMS = 1024;

const totalAt = (query: SpeedQuery, concurrency: number): number => {
  const prediction = predictQuery({ ...query, concurrency });
  return prediction.fits && prediction.concurrency >= concurrency ? prediction.outputTokensPerSecond.expected : 0;
};

/** The smallest number of streams at which the order of the two is not that at one stream. */
export function crossover(first: SpeedQuery, second: SpeedQuery): Crossover {
  const [one, two] = [totalAt(first, 1), totalAt(second, 1)];
  const [ahead, behind] = one >= two ? [first, second] : [second, first];
  const names = { ahead: ahead.device.hardware.id, behind: behind.device.hardware.id };
  if (one === 0 || two === 0) return { ...names, concurrency: null, reason: 'does-not-fit' };
  for (let streams = 2; streams <= MOST_STREAMS; streams++) {
    const [a, b] = [totalAt(ahead, streams), totalAt(behind, streams)];
    if (a === 0 && b === 0) break;
    if (b > a) return { ...names, concurrency: streams, reason: a === 0 ? 'memory' : 'faster' };
  }
  return { ...names, concurrency: null, reason: 'never' };
}

/** Total output against the streams served at once, up to what memory holds. */
export interface SpeedCurve {
  readonly label: string;
  /** Expected output speed of all streams together, by number of streams. */
  readonly points: readonly (readonly [concurrency: number, tokensPerSecond: number])[];
  /** Low and high end of the same. */
  readonly band: readonly (readonly [concurrency: number, low: number, high: number])[];
}

const CURVE_STREAMS = [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256];

export function speedCurve(query: SpeedQuery, label: string): SpeedCurve {
  const found = CURVE_STREAMS.map((concurrency) => predictQuery({ ...query, concurrency }))
    .filter((prediction, i) => prediction.fits && prediction.concurrency >= (CURVE_STREAMS[i] ?? 0))
    .map((prediction) => ({ at: prediction.concurrency, total: prediction.outputTokensPerSecond }));
  return {
    label,
    points: found.map(({ at, total }) => [at, total.expected]),
    band: found.map(({ at, total }) => [at, total.low, total.high]),
  };
}
