import { nameKey } from '../../catalog/index.ts';
import { RequestError } from '../../core/failure.ts';
import { runSpread } from '../../core/performance/measured.ts';
import { readStore } from '../../store/measurements.ts';
import type { StoredMeasurement } from '../../store/record.ts';
import type { Answer } from '../answer.ts';

/** One figure of two runs of the same work. */
export interface ComparedFigure {
  /** Id of the first measurement. */
  readonly a: string;
  /** Id of the second measurement. */
  readonly b: string;
  /** The figure that is compared. */
  readonly figure: 'prefill' | 'decode' | 'output' | 'load watts';
  readonly unit: string;
  /** The figure of the first. */
  readonly valueA: number;
  /** The figure of the second. */
  readonly valueB: number;
  /** B ÷ A. */
  readonly ratio: number;
  /** Spread of the ratio's logarithm, from the scatter of both runs; null where one scatters beyond use. */
  readonly spread: number | null;
  /** Whether the two differ by more than twice the spread. */
  readonly exceedsSpread: boolean | null;
  /** Why it cannot be told whether they differ; null where it can. */
  readonly reason: string | null;
}
export interface CompareRunsResult {
  readonly rows: readonly ComparedFigure[];
}

const FIGURES = [
  ['prefill', 'prefillTokensPerSecond', 'tok/s'],
  ['decode', 'decodeTokensPerSecond', 'tok/s'],
  ['output', 'outputTokensPerSecond', 'tok/s'],
  ['load watts', 'loadWatts', 'W'],
] as const;
const SIGNIFICANT_SPREADS = 2;

/** `bench compare A B`: two runs by id, or two machines by name where each has runs of the same work. */
export async function compareRuns(store: string, names: readonly string[]): Promise<Answer<CompareRunsResult>> {
  const [a, b] = names;
  if (a === undefined || b === undefined || names.length > 2) {
    const hint = '`hwroi bench compare <id> <id>`, or two hardware names; `hwroi bench list` shows them';
    throw new RequestError([{ kind: 'usage', message: 'a comparison takes two measurements or two machines', hint }]);
  }
  const { measurements } = await readStore(store);
  const [runsA, runsB] = [named(measurements, a), named(measurements, b)];
  const pairs = pairsOf(runsA, runsB);
  if (pairs.length === 0) {
    const hint = 'only runs of the same model, format, lengths and load can be told apart';
    throw new RequestError([{ kind: 'usage', message: `\`${a}\` and \`${b}\` have no work in common`, hint }]);
  }
  return {
    command: 'bench.compare',
    inputs: { store, a, b },
    assumptions: [],
    result: { rows: pairs.flatMap(([one, other]) => compared(one, other)) },
    warnings: pairs.flatMap(([one, other]) => {
      const text = differenceOf(one, other);
      return text === null ? [] : [{ kind: 'note' as const, text }];
    }),
    seed: 0,
  };
}

/** A measurement by its id, or the start of one; else all of a machine. */
function named(all: readonly StoredMeasurement[], name: string): readonly StoredMeasurement[] {
  const exact = all.filter((run) => run.id === name);
  if (exact.length > 0) return exact;
  const starting = all.filter((run) => run.id.startsWith(name));
  if (starting.length === 1) return starting;
  const key = nameKey(name);
  const ofMachine = all.filter((run) => [run.hardwareId, run.hardwareName].some((one) => one && nameKey(one) === key));
  if (ofMachine.length > 0) return ofMachine;
  const message =
    starting.length > 1
      ? `\`${name}\` begins ${starting.length} ids`
      : `no stored measurement or machine named \`${name}\``;
  throw new RequestError([{ kind: 'usage', message, hint: '`hwroi bench list` shows all of them' }]);
}

const workOf = (run: StoredMeasurement): string =>
  JSON.stringify([
    run.modelId ?? run.modelName,
    run.quantizationId,
    run.promptTokens,
    run.outputTokens,
    run.depthTokens,
    run.concurrency,
  ]);

/** Two single runs as they are; of machines, the newest run of each work both did. */
function pairsOf(
  a: readonly StoredMeasurement[],
  b: readonly StoredMeasurement[],
): readonly (readonly [StoredMeasurement, StoredMeasurement])[] {
  const [onlyA, onlyB] = [a[0], b[0]];
  if (a.length === 1 && b.length === 1 && onlyA !== undefined && onlyB !== undefined) return [[onlyA, onlyB]];
  const newest = (runs: readonly StoredMeasurement[]) => new Map(runs.map((run) => [workOf(run), run]));
  const ofB = newest(b);
  return [...newest(a)].flatMap(([work, run]) => {
    const other = ofB.get(work);
    return other === undefined || other.id === run.id ? [] : [[run, other] as const];
  });
}

function compared(a: StoredMeasurement, b: StoredMeasurement): readonly ComparedFigure[] {
  const [spreadA, spreadB] = [runSpread(a), runSpread(b)];
  const spread = spreadA === null || spreadB === null ? null : Math.hypot(spreadA, spreadB);
  return FIGURES.flatMap(([figure, key, unit]) => {
    const [valueA, valueB] = [a[key], b[key]];
    if (valueA === null || valueB === null || !(valueA > 0) || !(valueB > 0)) return [];
    if (figure === 'output' && a.concurrency === 1 && b.concurrency === 1) return [];
    const ratio = valueB / valueA;
    const exceedsSpread = spread === null ? null : Math.abs(Math.log(ratio)) > SIGNIFICANT_SPREADS * spread;
    const reason = spread === null ? 'scatters-too-much' : null;
    return [{ a: a.id, b: b.id, figure, unit, valueA, valueB, ratio, spread, exceedsSpread, reason }];
  });
}

/** What else differs between two runs: their speeds then say nothing of one thing alone. */
function differenceOf(a: StoredMeasurement, b: StoredMeasurement): string | null {
  const keys = [
    'modelName',
    'quantizationId',
    'engine',
    'engineVersion',
    'promptTokens',
    'depthTokens',
    'concurrency',
  ] as const;
  const different = keys.filter((key) => a[key] !== b[key]);
  return different.length === 0 ? null : `${a.id} and ${b.id} also differ in ${different.join(', ')}`;
}
