import { medianWithRange } from '../../core/uncertainty/quantile.ts';
import { latestDay, yearsBetween } from './dates.ts';
import { DECISIONS, type Decision } from './decisions.ts';
import { type Forecast, forecast } from './forecast.ts';
import { type DatedRow, datedRows, rowsKnownOn } from './rows.ts';

export type Verdict = 'held' | 'above' | 'below';

export interface TrackedDecision extends Forecast {
  readonly decision: Decision;
  readonly years: number;
  readonly outcome: DatedRow;
  readonly verdict: Verdict;
}

/** How often the 80 % range held. */
export interface Coverage {
  readonly kind: Decision['kind'];
  readonly decisions: number;
  readonly held: number;
  readonly above: number;
  readonly below: number;
  /** Change of the price per year that happened, over the kind's decisions: median, 10th and 90th percentile. */
  readonly changePerYear: { readonly median: number; readonly low: number; readonly high: number };
}

export interface TrackRecord {
  readonly decisions: readonly TrackedDecision[];
  readonly coverage: readonly Coverage[];
}

/** Changes over shorter times are not scaled to a year: they would be mostly noise. */
const SHORTEST_YEARS = 0.25;

/**
 * Replays every decision with only the rows known on its day, and compares with what happened.
 *
 * The defaults it uses are today's, and were chosen with some of these outcomes in sight: a test of the ranges, not a
 * record of forecasts made in advance.
 */
export function trackRecord(rows: readonly DatedRow[] = datedRows()): TrackRecord {
  const decisions = DECISIONS.map((decision) => track(decision, rows));
  const kinds = ['resale', 'rent', 'api'] as const;
  return { decisions, coverage: kinds.map((kind) => coverageOf(kind, decisions)) };
}

function track(decision: Decision, rows: readonly DatedRow[]): TrackedDecision {
  const outcome = rows.find((row) => row.ref === decision.outcome);
  if (outcome === undefined) throw new RangeError(`no row ${decision.outcome}`);
  const years = yearsBetween(decision.on, latestDay(outcome.asOf));
  const made = forecast(decision, rowsKnownOn(decision.on, rows), years);
  return { decision, years, outcome, ...made, verdict: judge(outcome.usd, made) };
}

function judge(usd: number, { predicted }: Forecast): Verdict {
  if (usd > predicted.high) return 'above';
  return usd < predicted.low ? 'below' : 'held';
}

function coverageOf(kind: Decision['kind'], all: readonly TrackedDecision[]): Coverage {
  const of = all.filter((tracked) => tracked.decision.kind === kind);
  const count = (verdict: Verdict): number => of.filter((tracked) => tracked.verdict === verdict).length;
  const changes = of
    .filter((tracked) => tracked.years >= SHORTEST_YEARS)
    .map(({ outcome, start, years }) => (outcome.usd / start.usd) ** (1 / years) - 1);
  return {
    kind,
    decisions: of.length,
    held: count('held'),
    above: count('above'),
    below: count('below'),
    changePerYear: medianWithRange(changes),
  };
}
