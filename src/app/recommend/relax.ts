import type { Violation } from '../../core/constraints.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { ServiceLevel } from '../../core/types.ts';
import type { Layer } from '../../scenario/judge.ts';
import type { RecommendRequest } from './recommend.ts';
import { type SearchOptions, type SearchResult, searchCatalog } from './search.ts';

/** A search that found something after the service level or the format gave way, and by how much. */
export interface RelaxedSearch {
  readonly search: SearchResult;
  readonly relax: readonly Violation[];
}

/** Steps by which a service level is loosened beyond what the nearest option does alone. */
const LOOSER = 1.25;
const TRIES = 12;
/** Bits per weight to fall back to when nothing holds the model. */
const COARSER_BITS = [3, 2] as const;

/**
 * The least relaxation that makes an answer exist: slower answers, then a coarser format; within the other limits if that
 * can be, else at all.
 */
export function relaxedSearch(
  request: RecommendRequest,
  found: SearchResult,
  options: SearchOptions,
): RelaxedSearch | null {
  const able = ({ evaluations }: SearchResult): readonly Evaluation[] =>
    evaluations.filter((e) => e.feasible && e.sameWeights);
  const within = (search: SearchResult): boolean => able(search).some(options.allowed ?? (() => true));
  const atAll = (search: SearchResult): boolean => able(search).length > 0;
  for (const enough of [within, atAll]) {
    if (enough(found)) return null;
    const relaxed = slower({ request, found, options, enough }) ?? coarser({ request, found, options, enough });
    if (relaxed !== null) return relaxed;
  }
  return null;
}

interface Attempt {
  readonly request: RecommendRequest;
  readonly found: SearchResult;
  readonly options: SearchOptions;
  readonly enough: (search: SearchResult) => boolean;
}

function slower({ request, found, options, enough }: Attempt): RelaxedSearch | null {
  const level = found.scenario.workloads[0]?.serviceLevel;
  if (level === undefined) return null;
  const factors = found.evaluations.flatMap((e) => factorNeeded(e, level) ?? []);
  if (factors.length === 0) return null;
  let factor = Math.max(1, Math.min(...factors));
  for (let attempt = 0; attempt < TRIES; attempt++) {
    factor *= LOOSER;
    const layers = [levelLayer(level, factor), ...request.layers];
    const search = searchCatalog({ ...request, layers }, options);
    if (enough(search)) return { search, relax: violationsAt(level, factor) };
  }
  return null;
}

/** How many times slower the service level would have to be for one request alone to meet it. */
function factorNeeded({ failure }: Evaluation, level: ServiceLevel): number | null {
  if (failure === null || failure.reason === 'does-not-fit') return null;
  const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed } = level;
  const first = ttft === null ? 1 : (failure.timeToFirstTokenSecondsP95 ?? 0) / ttft;
  const decode = speed === null ? 1 : speed / Math.max(1e-9, failure.decodeTokensPerSecond ?? speed);
  return Math.max(first, decode);
}

const rounded = (value: number): number => Number(value.toPrecision(3));

function levelLayer(level: ServiceLevel, factor: number): Layer {
  const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed } = level;
  return {
    origin: 'flag',
    style: 'key',
    values: {
      ...(ttft === null ? {} : { maxTimeToFirstTokenSeconds: rounded(ttft * factor) }),
      ...(speed === null ? {} : { minTokensPerSecond: rounded(speed / factor) }),
    },
  };
}

function violationsAt(level: ServiceLevel, factor: number): readonly Violation[] {
  const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed } = level;
  const excess = factor - 1;
  return [
    ...(ttft === null
      ? []
      : [{ constraint: 'maxTimeToFirstTokenSeconds' as const, needs: rounded(ttft * factor), excess }]),
    ...(speed === null ? [] : [{ constraint: 'minTokensPerSecond' as const, needs: rounded(speed / factor), excess }]),
  ];
}

function coarser({ request, options, enough }: Attempt): RelaxedSearch | null {
  for (const bits of COARSER_BITS) {
    const search = searchCatalog({ ...request, minimumBitsPerWeight: bits }, options);
    if (!enough(search)) continue;
    return { search, relax: [{ constraint: 'minimumBitsPerWeight', needs: bits, excess: 0 }] };
  }
  return null;
}
