import { performanceConstants } from '../catalog/performance.ts';
import type { Assumption } from '../core/assumption.ts';
import { assumed } from '../core/defaults/judgment.ts';
import { HOST_BANDWIDTH_SHARE, HOST_BYTES_PER_SECOND } from '../core/defaults/speed.ts';
import { RequestError } from '../core/failure.ts';
import { type SpeedContext, speedContext } from '../core/performance/context.ts';
import { loadSeconds } from '../core/performance/load-time.ts';
import type { SpeedPrediction } from '../core/performance/predict.ts';
import { machineWatts } from '../core/power/machine-watts.ts';
import { countedInFull } from '../scenario/machine.ts';
import { type Answer, warningsOfAll } from './answer.ts';
import type { BatchEvaluator } from './batch.ts';
import { currentSurroundings } from './measured/current.ts';
import { type Crossover, crossover, type SpeedCurve, speedCurve } from './speed/crossover.ts';
import { cutShort } from './speed/notes.ts';
import { type SpeedQuery, speedQueries } from './speed/query.ts';
import { predictQuery, type SpeedRow, speedRow } from './speed/row.ts';
import type { SpeedRecord } from './speed/values.ts';
import { type WouldFit, wouldFit } from './speed/would-fit.ts';

/** One combination with what it was asked for. */
export interface SpeedResultRow extends SpeedRow {
  readonly hardware: string;
  /** The machine's name for people, with how many devices. */
  readonly label: string;
  readonly count: number;
  readonly model: string;
  readonly quantization: string;
  readonly engine: string;
  readonly backend: string;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly depthTokens: number;
  /** From disk to ready. */
  readonly loadSeconds: number;
  /** At the wall, per output token; null where it does not fit. */
  readonly joulesPerToken: number | null;
  /** What would make it fit, where it does not. */
  readonly wouldFit?: WouldFit;
}

export interface SpeedResult extends Partial<SpeedResultRow> {
  readonly rows?: readonly SpeedResultRow[];
  /** Where one device overtakes another as streams are added. */
  readonly crossover?: readonly Crossover[];
  /** Speed by number of streams, of each device. */
  readonly curve?: readonly SpeedCurve[];
}

/** A row with what `--explain` shows. */
export interface SpeedDetail {
  readonly row: SpeedResultRow;
  readonly prediction: SpeedPrediction;
  readonly context: SpeedContext;
}

export interface SpeedAnswer extends Answer<SpeedResult> {
  readonly details: readonly SpeedDetail[];
}

/** How fast: prefill, decode, all streams, first token, for every combination asked for. @throws RequestError */
export function speed(record: SpeedRecord, options: { readonly curve?: boolean } = {}): SpeedAnswer {
  const { queries, warnings, problems } = speedQueries(record, 'flag');
  if (problems.length > 0) throw new RequestError(problems);
  const details = queries.map(detailOf);
  const rows = details.map(({ row }) => row);
  const [only] = rows;
  const crossings = crossingsOf(queries);
  const curve = options.curve === true ? curvesOf(queries) : undefined;
  return {
    command: 'speed',
    inputs: record,
    assumptions: details.flatMap(({ context, row, prediction }) => [
      ...assumptionsOf(context, row),
      ...prediction.assumptions,
    ]),
    result: {
      ...(rows.length === 1 && only !== undefined ? only : { rows }),
      ...(crossings.length === 0 ? {} : { crossover: crossings }),
      ...(curve === undefined ? {} : { curve }),
    },
    warnings: [...warnings, ...queries.flatMap((query, i) => cutShort(query, rows[i]))],
    seed: 0,
    details,
  };
}

/** The same of each workload of a scenario, each with the machine to itself. @throws RequestError */
export function speedOfEach(records: readonly SpeedRecord[], options: { readonly curve: boolean }): SpeedAnswer {
  const answers = records.map((record) => speed(record, options));
  const [only, ...others] = answers;
  if (only === undefined) throw new RangeError('a scenario needs a workload');
  if (others.length === 0) return only;
  const details = answers.flatMap((answer) => answer.details);
  const curve = answers.flatMap(({ result, details: [of] }) =>
    (result.curve ?? []).map((one) => ({ ...one, label: `${of?.row.model}, ${one.label}` })),
  );
  return {
    ...only,
    inputs: { workloads: records },
    assumptions: answers.flatMap(({ assumptions }) => assumptions),
    result: { rows: details.map(({ row }) => row), ...(curve.length === 0 ? {} : { curve }) },
    warnings: warningsOfAll(answers),
    details,
  };
}

/** One line of a batch. */
export const speedRecord: BatchEvaluator = (record) => {
  const { queries, warnings, problems } = speedQueries(record, 'key');
  if (problems.length > 0) throw new RequestError(problems);
  const rows = queries.map((query) => speedRow(predictQuery(query)));
  const [only] = rows;
  const cut = queries.flatMap((query, i) => cutShort(query, rows[i]));
  return {
    result: rows.length === 1 && only !== undefined ? only : { rows },
    warnings: cut.length === 0 ? warnings : [...warnings, ...cut],
  };
};

function detailOf(query: SpeedQuery): SpeedDetail {
  const prediction = predictQuery(query);
  const context = speedContext({ ...query, constants: performanceConstants() });
  const { device, model, quantization, engine } = query;
  const row = speedRow(prediction);
  const output = row.outputTokensPerSecond?.expected ?? null;
  const watts = machineWatts({
    hardware: device.hardware,
    count: device.count,
    system: null,
    concurrency: row.concurrency ?? 1,
    measured: currentSurroundings().evidence?.wattsOf(device) ?? null,
  });
  return {
    prediction,
    context,
    row: {
      hardware: device.hardware.id,
      label: countedInFull(device.count, device.hardware),
      count: device.count,
      model: model.id,
      quantization: quantization.id,
      engine,
      backend: query.backend ?? '',
      promptTokens: query.promptTokens,
      outputTokens: query.outputTokens,
      depthTokens: query.depthTokens ?? query.promptTokens,
      ...row,
      loadSeconds: loadSeconds(device, model, quantization).totalSeconds,
      joulesPerToken: output === null || output === 0 ? null : watts.loadWatts / output,
      ...(prediction.limitedBy === 'does-not-fit' ? { wouldFit: wouldFit(query) } : {}),
    },
  };
}

/** Pairs of devices at the same format: the first named against each other one. */
function crossingsOf(queries: readonly SpeedQuery[]): readonly Crossover[] {
  const [first] = queries;
  if (first === undefined) return [];
  const others = new Map<string, SpeedQuery>();
  for (const query of queries) {
    const name = `${query.device.hardware.id}×${query.device.count}`;
    const same = query.device.hardware.id === first.device.hardware.id && query.device.count === first.device.count;
    if (!same && !others.has(name)) others.set(name, query);
  }
  return [...others.values()].map((other) => crossover(first, other));
}

function curvesOf(queries: readonly SpeedQuery[]): readonly SpeedCurve[] {
  const seen = new Map<string, SpeedQuery>();
  for (const query of queries) {
    const label = `${countedInFull(query.device.count, query.device.hardware)} ${query.quantization.name}`;
    if (!seen.has(label)) seen.set(label, query);
  }
  return [...seen].map(([label, query]) => speedCurve(query, label));
}

/** The figures a speed rests on: fitted efficiency, rates, with the rows behind them. */
function assumptionsOf(context: SpeedContext, row: SpeedResultRow): readonly Assumption[] {
  const { constants } = context.input;
  const fitted = (id: string, value: number, unit: string): Assumption => ({
    id: `${row.hardware}.${row.engine}.${row.quantization}.${id}`,
    value,
    unit,
    origin: 'fitted',
    low: value,
    high: value,
    source: `data/engines.json, ${constants.fitted.rows} measured figures`,
    asOf: constants.fitted.asOf,
  });
  const { resolved } = context;
  return [
    fitted('bandwidth-efficiency', resolved.weightEfficiency, 'share'),
    fitted('prefill-utilization', resolved.prefillUtilization, 'share'),
    fitted('layer-overhead', resolved.layerSeconds, 's'),
    ...(row.limitedBy === 'system-ram'
      ? [assumed(context.input.device.hostBandwidth ? HOST_BANDWIDTH_SHARE : HOST_BYTES_PER_SECOND)]
      : []),
  ];
}
