import { basename } from 'node:path';
import type { EngineRun, TimedRow } from '../../bench/run.ts';
import { type Summary, summarize } from '../../bench/statistics.ts';
import type { FoundEngine } from '../../detect/engines.ts';
import { measurementId } from '../../store/measurements.ts';
import { MEASUREMENT_SCHEMA, type StoredMeasurement } from '../../store/record.ts';
import { backendNamed } from '../measured/runs.ts';
import { type ModelIdentity, predictionFor } from './identity.ts';
import { type PhaseTimes, type PowerLog, powerOf } from './power.ts';
import { processorOf, type ThisMachine } from './this-machine.ts';

/** What a run was of, beside what it printed. */
export interface Described {
  readonly model: string;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly takenAt: string;
  readonly engine: FoundEngine;
  readonly machine: ThisMachine;
  readonly identity: ModelIdentity;
  readonly power: PowerLog;
}

/** One measurement for each depth and batch size: its prefill and its decode row. */
export function measurementsOf(run: EngineRun, described: Described): readonly StoredMeasurement[] {
  const groups = new Map<string, TimedRow[]>();
  for (const timed of run.rows) {
    const { depthTokens, concurrency, promptTokens, phase } = timed.row;
    const key = `${depthTokens}/${concurrency}/${described.engine.engine === 'mlx' ? promptTokens : ''}`;
    if (phase !== 'mixed') groups.set(key, [...(groups.get(key) ?? []), timed]);
  }
  return [...groups.values()].map((rows) => measurementOf(rows, described));
}

const summaryOf = (rows: readonly TimedRow[], phase: string): Summary | null => {
  const row = rows.find((timed) => timed.row.phase === phase)?.row;
  return row === undefined ? null : summarize(row.samples);
};

const timesOf = (rows: readonly TimedRow[], phase: string, summary: Summary | null): PhaseTimes => ({
  segments: rows.filter((timed) => timed.row.phase === phase).flatMap((timed) => timed.segments),
  tokensPerSecond: summary?.median ?? null,
});

function measurementOf(rows: readonly TimedRow[], described: Described): StoredMeasurement {
  const prefill = summaryOf(rows, 'prefill');
  const decode = summaryOf(rows, 'decode');
  const work = workOf(rows, described);
  const place = placeOf(described.machine, work.backend);
  const named = { ...work, ...namesOf(place, described) };
  const { predicted, reason } = predictionFor(named, place.device, described.identity);
  const {
    reasons: powerReasons,
    details: power,
    ...watts
  } = powerOf(described.power, {
    prefill: timesOf(rows, 'prefill', prefill),
    decode: timesOf(rows, 'decode', decode),
  });
  return {
    schema: MEASUREMENT_SCHEMA,
    id: idOf(named, described),
    takenAt: described.takenAt,
    ...named,
    ...speedsOf({ prefill, decode, concurrency: work.concurrency }),
    peakMemoryBytes: rows[0]?.row.peakMemoryBytes ?? null,
    memoryBandwidthGBps: null,
    ...watts,
    origin: 'bench',
    source: null,
    predicted,
    reasons: {
      ...described.identity.reasons,
      ...powerReasons,
      ...(place.hardwareId === null ? { hardwareId: 'not-in-catalog' } : {}),
      ...(reason === null ? {} : { predicted: reason }),
      ...(prefill === null ? { prefillTokensPerSecond: 'not-finished' } : {}),
      ...(decode === null ? { decodeTokensPerSecond: 'not-finished', outputTokensPerSecond: 'not-finished' } : {}),
      source: 'measured-here',
      timeToFirstTokenSeconds: 'not-measured-by-this-engine',
      memoryBandwidthGBps: 'not-measured',
      ...(rows[0]?.row.peakMemoryBytes == null ? { peakMemoryBytes: 'not-told-by-this-engine' } : {}),
    },
    details: { prefill, decode, power, raw: rows.map(({ row }) => row.raw) },
  };
}

/** MLX measures depth as a longer prompt, so its decode starts where the prompt ends. */
function workOf(rows: readonly TimedRow[], { engine, promptTokens, outputTokens }: Described) {
  const first = rows[0]?.row;
  const prompt = rows.find(({ row }) => row.phase === 'prefill')?.row.promptTokens ?? promptTokens;
  return {
    engine: engine.engine,
    engineVersion: first?.engineVersion ?? engine.version,
    backend: first?.backend ?? null,
    promptTokens: prompt,
    outputTokens,
    depthTokens: engine.engine === 'mlx' ? prompt : (first?.depthTokens ?? 0),
    concurrency: first?.concurrency ?? 1,
  };
}

function namesOf(place: ThisMachine, { identity, model }: Described) {
  return {
    hardwareId: place.hardwareId,
    hardwareName: place.device.hardware.name,
    hardwareCount: place.device.count,
    machine: place.label,
    modelId: identity.modelId,
    modelName: basename(model).replace(/\.gguf$/i, ''),
    quantizationId: identity.quantizationId,
  };
}

type Named = ReturnType<typeof namesOf> & ReturnType<typeof workOf>;

const idOf = (named: Named, { takenAt }: Described): string =>
  measurementId({
    takenAt,
    hardware: named.hardwareId ?? 'this-cpu',
    model: named.modelName,
    suffix: `${named.engine}-d${named.depthTokens}-c${named.concurrency}`,
  });

function speedsOf(run: { prefill: Summary | null; decode: Summary | null; concurrency: number }) {
  const { prefill, decode, concurrency } = run;
  const spreads = [prefill, decode].flatMap((one) => one?.coefficientOfVariation ?? []);
  return {
    prefillTokensPerSecond: prefill?.median ?? null,
    decodeTokensPerSecond: decode === null ? null : decode.median / concurrency,
    outputTokensPerSecond: decode?.median ?? null,
    timeToFirstTokenSeconds: null,
    coefficientOfVariation: spreads.length === 0 ? null : Math.max(...spreads),
    repetitions: decode?.runs ?? prefill?.runs ?? null,
  };
}

/** An engine built for the processor measures the processor, whatever card is beside it. */
function placeOf(machine: ThisMachine, backend: string | null): ThisMachine {
  const { kind } = machine.device.hardware;
  return backendNamed(backend) === 'cpu' && kind !== 'cpu' ? processorOf(machine.facts) : machine;
}
