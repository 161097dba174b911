import { groupBy } from './group.ts';
import { type Bound, errorOf, type FitProblem, fitBoth } from './model.ts';

export interface HeldOut {
  readonly bound: Bound;
  /** log(measured ÷ predicted) by a fit that had not seen the group this figure belongs to. */
  readonly error: number;
  /** The training rows have this chip. */
  readonly chipSeen: boolean;
  /** Levels of this figure of which the training rows have nothing. */
  readonly unseen: readonly string[];
  /** The training rows have this model, on other chips. */
  readonly modelSeen: boolean;
}

/** Ways to hold out: all rows of a chip, of a model, of a source, or of a model on a chip. Never single rows. */
export type Grouping = 'hardware' | 'model' | 'source' | 'pair';

const GROUP: Readonly<Record<Grouping, (bound: Bound) => string>> = {
  hardware: (b) => b.figure.row.hardware.id,
  model: (b) => b.figure.row.model.id,
  source: (b) => b.figure.row.source,
  pair: (b) => `${b.figure.row.hardware.id} ${b.figure.row.model.id}`,
};

/** Groups dealt into folds of about equal size, whole groups only, always the same way. */
function foldsOf(bound: readonly Bound[], by: Grouping, folds: number): readonly (readonly Bound[])[] {
  const groups = groupBy(bound, GROUP[by]);
  const sorted = [...groups.entries()].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const dealt: Bound[][] = Array.from({ length: Math.min(folds, sorted.length) }, () => []);
  for (const [, members] of sorted) dealt.reduce((a, b) => (b.length < a.length ? b : a)).push(...members);
  return dealt;
}

/** What the training rows have of a phase, by name of the level. */
function levelsIn(train: readonly Bound[]): ReadonlySet<string> {
  return new Set(train.flatMap((b) => b.figure.keys.map((level) => `${phase(b)} ${level}`)));
}

const modelOf = ({ figure }: Bound): string => `${figure.stack} ${figure.row.model.id}`;
const phase = (b: Bound): string => (b.figure.quantity === 'prefill' ? 'prefill' : 'decode');

/** Errors of each figure under a fit without its group; effects of groups left out fall back to their prior. */
export function crossValidate(
  problem: FitProblem,
  fitted: Float64Array,
  options: { readonly by: Grouping; readonly folds: number; readonly iterations: number },
): readonly HeldOut[] {
  return foldsOf(problem.bound, options.by, options.folds).flatMap((test) => {
    const left = new Set(test);
    const train = problem.bound.filter((b) => !left.has(b));
    const seen = new Set(train.flatMap((b) => b.members.flat()));
    const start = Float64Array.from(fitted, (value, i) => (seen.has(i) ? value : (problem.unknowns[i]?.mean ?? 0)));
    const theta = fitBoth(problem, train, { start, iterations: options.iterations });
    const levels = levelsIn(train);
    const models = new Set(train.map(modelOf));
    return test.map((bound) => ({
      bound,
      error: errorOf(bound, theta),
      chipSeen: levels.has(`${phase(bound)} ${bound.figure.stack}/device:${bound.figure.row.hardware.id}`),
      unseen: bound.figure.keys.filter((level) => !levels.has(`${phase(bound)} ${level}`)),
      modelSeen: models.has(modelOf(bound)),
    }));
  });
}
