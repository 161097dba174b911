import type { Estimate } from '../assumption.ts';
import { servedAlone, type UnitCapacityInput, unitCapacity } from '../capacity/size.ts';
import { slotsInSharedMemory } from '../capacity/slots.ts';
import type { Infeasible, RequestShape, StreamSpeed } from '../capacity/types.ts';
import { requestsPerSecondAt, type StreamTable, servingUnit, streamTable } from '../capacity/unit.ts';
import { keptIn } from '../kept.ts';
import { missingBytes } from '../memory/plan.ts';
import type { PerformanceConstants } from '../performance/constants.ts';
import { fitOf } from '../performance/held.ts';
import type { DeviceCorrector } from '../performance/measured.ts';
import {
  type ExpectedSpeed,
  expectedSpeed,
  type Held,
  heldOf,
  predictSpeed,
  type SpeedInput,
  type SpeedPrediction,
} from '../performance/predict.ts';
import type {
  DemandAssumptions,
  Device,
  EngineChoice,
  EngineId,
  OwnOption,
  RentOption,
  ScenarioWorkload,
} from '../types.ts';
import { EXPECTED } from './values.ts';
import { type MonthlyWork, monthlyWork } from './work.ts';

export interface SpeedSource {
  readonly constants: PerformanceConstants;
  /** What was measured on a device, where anything was: predictions for it are corrected by that. */
  readonly correctorOf?: (device: Device) => DeviceCorrector | null;
}

/** A prediction, corrected by what was measured on its device. */
export function speedFrom(source: SpeedSource, input: Omit<SpeedInput, 'constants'>): SpeedPrediction {
  const prediction = predictSpeed({ ...input, constants: source.constants });
  return source.correctorOf?.(input.device)?.(prediction, input) ?? prediction;
}

/** How one unit runs the workload: chosen engine and format, and its speeds at the low, expected and high end. */
export interface PreparedUnit {
  readonly choice: EngineChoice;
  readonly expected: StreamTable;
  readonly low: StreamTable;
  readonly high: StreamTable;
  /** One stream at the workload's prompt, with intervals, for people. */
  readonly prediction: SpeedPrediction;
}

type End = keyof Estimate;

/** Of a machine, what its speeds hang on. */
export type ServedMachine = Pick<OwnOption | RentOption, 'device' | 'engineChoices' | 'throughput'>;

/** A unit as far as one request alone on it tells: enough to know most of those that cannot do the work. */
export interface StartedUnit {
  /** Why no engine serves even one request alone as asked; null where one may. */
  readonly failure: Infeasible | null;
  /** Until the whole answer to a long request is there with nobody else on the unit: no load makes it less. */
  readonly answerSecondsAlone: number;
  /** Each engine serves one request alone. */
  readonly everyEngineServes: boolean;
  readonly finish: () => PreparedUnit | Infeasible;
}

/** Asks each engine for the speed of one stream, and those that pass for all others when the unit is finished. */
export function startUnit(machine: ServedMachine, workload: ScenarioWorkload, source: SpeedSource): StartedUnit {
  const asked = { shape: ofACrowd(workload), serviceLevel: workload.serviceLevel };
  const started: (ChoiceSpeeds | Infeasible)[] = [];
  let failure: Infeasible | undefined;
  let answerSecondsAlone = Number.MAX_VALUE;
  for (const choice of machine.engineChoices) {
    const speeds = choiceSpeeds(machine.device, choice, workload, source);
    // One request alone asks for one speed; a choice too slow even for that is not asked for the others.
    const alone = machine.throughput === undefined ? servedAlone({ ...asked, table: speeds.alone() }) : ANY_SPEED;
    const fails = 'feasible' in alone;
    started.push(fails ? alone : speeds);
    if (fails) failure = milder(failure, alone);
    else answerSecondsAlone = Math.min(answerSecondsAlone, alone.answerSeconds);
  }
  let finished: PreparedUnit | Infeasible | undefined;
  return {
    failure: answerSecondsAlone < Number.MAX_VALUE ? null : (failure ?? DOES_NOT_FIT),
    answerSecondsAlone,
    everyEngineServes: failure === undefined,
    finish: () => {
      finished ??= mostOf(started, { machine, workload, asked, corrected: source.correctorOf !== undefined });
      return finished;
    },
  };
}

const ANY_SPEED = { answerSeconds: 0 };
const DOES_NOT_FIT: Infeasible = {
  feasible: false,
  reason: 'does-not-fit',
  shortfallBytes: 0,
  timeToFirstTokenSecondsP95: null,
  decodeTokensPerSecond: null,
};

/** Of those that serve one request alone, the one that carries most. */
function mostOf(
  started: readonly (ChoiceSpeeds | Infeasible)[],
  of: {
    readonly machine: ServedMachine;
    readonly workload: ScenarioWorkload;
    readonly asked: Omit<UnitCapacityInput, 'table'>;
    readonly corrected: boolean;
  },
): PreparedUnit | Infeasible {
  let best: { readonly prepared: PreparedUnit; readonly load: number; readonly measured: boolean } | undefined;
  let failure: Infeasible | undefined;
  for (const speeds of started) {
    if ('feasible' in speeds) {
      failure = milder(failure, speeds);
      continue;
    }
    const prepared = withTypedThroughput(speeds.all(), of.machine, of.workload);
    const capacity = unitCapacity({ ...of.asked, table: prepared.expected });
    if (!capacity.feasible) failure = milder(failure, capacity);
    else {
      // Nothing is corrected where nothing was measured, and then no interval is asked for yet.
      const measured = of.corrected && prepared.prediction.assumptions.some((one) => one.origin === 'measured');
      const better = measured === best?.measured ? capacity.requestsPerSecond > best.load : measured;
      if (best === undefined || better) best = { prepared, load: capacity.requestsPerSecond, measured };
    }
  }
  return best?.prepared ?? failure ?? DOES_NOT_FIT;
}

/**
 * The engine and format that carries most of this workload, those measured on the machine first, since they are what it
 * runs; why none does, where none does.
 */
export const prepareUnit = (
  option: ServedMachine,
  workload: ScenarioWorkload,
  source: SpeedSource,
): PreparedUnit | Infeasible => startUnit(option, workload, source).finish();

/**
 * The workload as many people ask it: which engine and format carries most is a property of its requests, and stays what
 * it is when a slider of a report moves how many there are. How few people wait for each other is counted where units are.
 */
const ofACrowd = ({ demand }: ScenarioWorkload): RequestShape => ({
  ...expectedWork(demand),
  ownRequestsPerSecond: 0,
});

const works = new WeakMap<DemandAssumptions, MonthlyWork>();

/** The same for every machine that is asked. */
const expectedWork = (demand: DemandAssumptions): MonthlyWork =>
  keptIn(works, demand, () => monthlyWork(demand, EXPECTED));

/** Every speed scaled so that the unit flat out puts out what was typed: a quote or a benchmark knows better. */
function withTypedThroughput(prepared: PreparedUnit, option: ServedMachine, workload: ScenarioWorkload): PreparedUnit {
  const typed = option.throughput?.outputTokensPerSecond;
  if (typed === undefined || !prepared.expected.fits) return prepared;
  const work = ofACrowd(workload);
  const unit = servingUnit(work, prepared.expected);
  const flatOut = work.outputTokens * requestsPerSecondAt(unit, unit.limit);
  if (!(flatOut > 0)) return prepared;
  const scaled = (target: number): StreamTable => ({
    ...prepared.expected,
    speeds: prepared.expected.speeds.map((speed) => ({
      streams: speed.streams,
      prefillTokensPerSecond: (speed.prefillTokensPerSecond * target) / flatOut,
      decodeTokensPerSecond: (speed.decodeTokensPerSecond * target) / flatOut,
    })),
  });
  return { ...prepared, expected: scaled(typed.value), low: scaled(typed.low), high: scaled(typed.high) };
}

/** Of two failures the one that is nearer to working: too slow says more than does not fit. */
function milder(a: Infeasible | undefined, b: Infeasible): Infeasible {
  if (a === undefined || (a.reason === 'does-not-fit' && b.reason !== 'does-not-fit')) return b;
  return a.reason === 'does-not-fit' && b.shortfallBytes < a.shortfallBytes ? b : a;
}

/** Streams at once: as memory holds them, up to what the engine schedules. */
function slotsOf(engine: EngineId, longest: Held, atMean: () => Held): number {
  if (!longest.fits || engine === 'ollama') return longest.concurrency;
  const usual = atMean();
  if (usual.groupSize !== longest.groupSize) return longest.concurrency;
  const held = slotsInSharedMemory(usual.sequencesHeld, longest.sequencesHeld);
  return Math.max(longest.concurrency, Math.min(usual.concurrency, held));
}

interface ChoiceSpeeds {
  /** One stream only. */
  readonly alone: () => StreamTable;
  readonly all: () => PreparedUnit;
}

function choiceSpeeds(
  device: Device,
  choice: EngineChoice,
  workload: ScenarioWorkload,
  source: SpeedSource,
): ChoiceSpeeds {
  const work = expectedWork(workload.demand);
  const asked = (concurrency: number | 'max', promptTokens: number): Omit<SpeedInput, 'constants'> => ({
    device,
    model: workload.model,
    quantization: choice.quantization,
    engine: choice.engine,
    ...(choice.backend === null ? {} : { backend: choice.backend }),
    promptTokens,
    outputTokens: work.outputTokens,
    concurrency,
  });
  /** Nothing was measured on the device: then less than a whole prediction may be asked for. */
  const uncorrected = source.correctorOf === undefined;
  const predict = (concurrency: number | 'max', promptTokens: number): SpeedPrediction =>
    speedFrom(source, asked(concurrency, promptTokens));
  const held = (promptTokens: number): Held =>
    uncorrected ? heldOf({ ...asked('max', promptTokens), constants: source.constants }) : predict('max', promptTokens);
  const longest = once(() => held(work.promptTokensP95));
  const cached = kept((concurrency: number): SpeedPrediction => predict(concurrency, work.promptTokens));
  const speedAt =
    (end: End) =>
    (count: number): PlainSpeed => {
      const { prefillTokensPerSecond: prefill, decodeTokensPerSecond: decode, decodeShare } = cached(count);
      return decoding({ prefillTokensPerSecond: prefill[end], decodeTokensPerSecond: decode[end], decodeShare });
    };
  /** Without the intervals, which most machines that are looked at are never asked for. */
  const expectedAt = kept((count: number): PlainSpeed => {
    if (!uncorrected) return speedAt('expected')(count);
    return decoding(expectedSpeed({ ...asked(count, work.promptTokens), constants: source.constants }));
  });
  return {
    alone: () => {
      // Work space of the engine counts too, as in the memory calculator: what it refuses is not run.
      const { model } = workload;
      const contextTokens = work.promptTokensP95 + work.outputTokens;
      const { engine, quantization } = choice;
      const shortfallBytes = missingBytes({ model, quantization, engine, contextTokens, sequences: 1, device });
      if (shortfallBytes > 0) return streamTable({ fits: false, shortfallBytes, concurrency: 1 }, expectedAt);
      const fit = uncorrected ? fitOf(asked(1, work.promptTokensP95)) : longest();
      return streamTable({ ...fit, concurrency: 1 }, expectedAt);
    },
    all: () => {
      const concurrency = slotsOf(choice.engine, longest(), () => held(work.promptTokens));
      const tableOf = (at: (count: number) => PlainSpeed): StreamTable =>
        streamTable({ ...longest(), concurrency }, at);
      const low = once(() => tableOf(speedAt('low')));
      const high = once(() => tableOf(speedAt('high')));
      return {
        choice,
        expected: tableOf(expectedAt),
        get low() {
          return low();
        },
        get high() {
          return high();
        },
        get prediction() {
          return cached(1);
        },
      };
    },
  };
}

type PlainSpeed = Omit<StreamSpeed, 'streams'>;

/** Each answer worked out once. */
function kept<T extends object>(of: (count: number) => T): (count: number) => T {
  const known = new Map<number, T>();
  return (count) => keptIn(known, count, () => of(count));
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The table is of decoding alone: what others' prefill takes is the queue's business. */
const decoding = (speed: ExpectedSpeed): PlainSpeed => ({
  prefillTokensPerSecond: speed.prefillTokensPerSecond,
  decodeTokensPerSecond: speed.decodeTokensPerSecond / speed.decodeShare,
});
