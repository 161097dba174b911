import type { Assumption, Estimate } from '../assumption.ts';
import { stackOf } from './constants.ts';
import { kvBitsOf, type SpeedContext, type SpeedInput, speedContext } from './context.ts';
import type { StepParts } from './decode.ts';
import { aroundSeconds, aroundSpeed, type Quantity } from './intervals.ts';
import { type LocalSpeeds, localSpeeds } from './local.ts';
import { offloadedSpeeds, offloadWidth } from './offload.ts';
import { type Room, roomFor } from './room.ts';
import { type ServingSpeeds, servingSpeeds } from './serving.ts';
import { speculationGain } from './speculative.ts';
import { dividesHeads, type Grouping, groupings, pipelines } from './split.ts';
import { type Traffic, trafficOf } from './traffic.ts';

export type { SpeedInput } from './context.ts';

export type SpeedLimit =
  | 'memory-bandwidth'
  | 'compute'
  | 'dequantization'
  | 'overhead'
  | 'link'
  | 'system-ram'
  | 'does-not-fit';

export interface SpeedPrediction {
  readonly fits: boolean;
  readonly shortfallBytes: number;
  /** Sequences decoding together: what was asked for, or the most that fit. */
  readonly concurrency: number;
  /** Sequences of this length whose caches fit, over all devices, whatever was asked for; not a whole number. */
  readonly sequencesHeld: number;
  readonly prefillTokensPerSecond: Estimate;
  readonly decodeTokensPerSecond: Estimate;
  readonly outputTokensPerSecond: Estimate;
  readonly timeToFirstTokenSeconds: Estimate;
  readonly limitedBy: SpeedLimit;
  /** Where the time of one decode step goes. */
  readonly step: StepParts | null;
  readonly groupSize: number;
  /** Stages of a pipeline within the group; 1: none. */
  readonly stages: number;
  /** Share of its time in which a stream decodes; the rest, on servers, others' prompts are read. */
  readonly decodeShare: number;
  readonly assumptions: readonly Assumption[];
}

const NOTHING: Estimate = { expected: 0, low: 0, high: 0 };

function doesNotFit(shortfallBytes: number): SpeedPrediction {
  return {
    fits: false,
    shortfallBytes,
    concurrency: 0,
    sequencesHeld: 0,
    prefillTokensPerSecond: NOTHING,
    decodeTokensPerSecond: NOTHING,
    outputTokensPerSecond: NOTHING,
    timeToFirstTokenSeconds: NOTHING,
    limitedBy: 'does-not-fit',
    step: null,
    groupSize: 0,
    stages: 1,
    decodeShare: 1,
    assumptions: [],
  };
}

/** The part of a step that takes longest. */
function limitOf(step: StepParts): SpeedLimit {
  const parts: readonly (readonly [SpeedLimit, number])[] = [
    ['memory-bandwidth', step.memorySeconds + step.cacheSeconds],
    ['dequantization', step.dequantSeconds],
    ['compute', step.computeSeconds],
    ['overhead', step.overheadSeconds],
  ];
  return parts.reduce((longest, part) => (part[1] > longest[1] ? part : longest))[0];
}

interface Point {
  readonly prefill: number;
  readonly decode: number;
  readonly output: number;
  readonly firstToken: number;
  readonly concurrency: number;
  readonly step: StepParts;
  readonly groupSize: number;
  readonly stages: number;
  readonly limitedBy: SpeedLimit;
}

function withIntervals(context: SpeedContext, point: Point, room: Room, fits: boolean): SpeedPrediction {
  const { input, widths } = context;
  const total: Quantity = input.concurrency === 'max' ? 'offline' : point.concurrency > 1 ? 'batched' : 'decode';
  return {
    fits,
    shortfallBytes: room.shortfallBytes,
    concurrency: point.concurrency,
    sequencesHeld: (room.sequencesHeld * input.device.count) / point.groupSize,
    prefillTokensPerSecond: aroundSpeed(point.prefill, widths.prefill),
    decodeTokensPerSecond: aroundSpeed(point.decode, widths[total]),
    outputTokensPerSecond: aroundSpeed(point.output, widths[total]),
    timeToFirstTokenSeconds: aroundSeconds(point.firstToken, widths.prefill),
    limitedBy: point.limitedBy,
    step: point.step,
    groupSize: point.groupSize,
    stages: point.stages,
    decodeShare: context.stack === 'local' ? 1 : Math.min(1, point.decode * point.step.totalSeconds),
    assumptions: [],
  };
}

/** Decoding with a further source of doubt, independent of the others: widths add as squares. */
function widened(prediction: SpeedPrediction, more: { readonly low: number; readonly high: number }): SpeedPrediction {
  const wider = ({ expected, low, high }: Estimate): Estimate => ({
    expected,
    low: expected * Math.exp(-Math.hypot(Math.log(expected / low), more.low)),
    high: expected * Math.exp(Math.hypot(Math.log(high / expected), more.high)),
  });
  return {
    ...prediction,
    decodeTokensPerSecond: wider(prediction.decodeTokensPerSecond),
    outputTokensPerSecond: wider(prediction.outputTokensPerSecond),
  };
}

/** What room hangs on: no constant of the fit. */
type Asked = Omit<SpeedInput, 'constants'>;
interface RoomQuestion {
  readonly input: Asked;
  readonly traffic: Traffic;
}

function roomOf({ input, traffic }: RoomQuestion, devices: number, contextTokens: number): Room {
  const { device, model, quantization, engine } = input;
  return roomFor({ device, devices, model, quantization, engine, traffic, contextTokens });
}

/** Context each sequence may grow to, which the cache must hold. */
function fullContext(input: Asked): number {
  return (input.depthTokens ?? input.promptTokens) + input.outputTokens;
}

/** The same with a draft model, where one was asked for and a single stream decodes. */
function speculated(context: SpeedContext, speeds: LocalSpeeds, concurrency: number): LocalSpeeds {
  const { speculation } = context.input;
  if (speculation === undefined || concurrency > 1) return speeds;
  const check = localSpeeds(context, speculation.draftTokens + 1).step;
  const one = speeds.step;
  const ratio = (check.totalSeconds - check.cacheSeconds + one.cacheSeconds) / one.totalSeconds;
  const gain = speculationGain(speculation, ratio);
  return {
    ...speeds,
    decodeTokensPerSecond: speeds.decodeTokensPerSecond * gain,
    outputTokensPerSecond: speeds.outputTokensPerSecond * gain,
  };
}

function predictLocal(context: SpeedContext): SpeedPrediction {
  const { input } = context;
  const room = roomOf(context, input.device.count, fullContext(input));
  const spills = room.maxSequences < 1;
  const canSpill = input.engine !== 'mlx' && (input.device.systemRamBytes ?? 0) > room.shortfallBytes;
  if (spills && !canSpill) return doesNotFit(room.shortfallBytes);
  const most = Math.max(1, room.maxSequences);
  const concurrency = input.concurrency === 'max' ? most : Math.min(input.concurrency, most);
  const whole = localSpeeds(context, concurrency);
  const speeds = speculated(context, spills ? offloadedSpeeds(context, whole, { room }) : whole, concurrency);
  const point: Point = {
    prefill: speeds.prefillSecondsPerPrompt > 0 ? input.promptTokens / speeds.prefillSecondsPerPrompt : 0,
    decode: speeds.decodeTokensPerSecond,
    output: speeds.outputTokensPerSecond,
    firstToken: speeds.prefillSecondsPerPrompt + 1 / speeds.decodeTokensPerSecond,
    concurrency,
    step: speeds.step,
    groupSize: input.device.count,
    stages: 1,
    limitedBy: spills ? 'system-ram' : limitOf(speeds.step),
  };
  const prediction = withIntervals(context, point, room, !spills);
  return spills ? widened(prediction, offloadWidth(context, whole, room)) : prediction;
}

/** Ways to group the devices, those to be tried first before the others: tensor parallel where heads divide, else pipelines. */
function waysOf({ device, model, split }: Asked): readonly (readonly Grouping[])[] {
  const tensor = groupings(device.count).filter((grouping) => dividesHeads(model, grouping.groupSize));
  if (split === 'tensor') return [tensor];
  const piped = pipelines(device.count, model, split === 'pipeline');
  if (split === 'pipeline') return [piped];
  return piped.length === 0 ? [tensor] : [tensor, piped];
}

/** Tensor parallel where heads divide and memory holds it, a pipeline where that alone fits or was asked for. */
function bestServing(context: SpeedContext): { speeds: ServingSpeeds; room: Room } | Room {
  let widest: Room | undefined;
  for (const ways of waysOf(context.input)) {
    const best = bestOf(context, ways);
    if ('speeds' in best) return best;
    widest = best;
  }
  return widest ?? wholeRoom(context);
}

const wholeRoom = (question: RoomQuestion): Room =>
  roomOf(question, question.input.device.count, fullContext(question.input));

/** Of the ways to group the devices, the one with the most output. */
function bestOf(context: SpeedContext, ways: readonly Grouping[]): { speeds: ServingSpeeds; room: Room } | Room {
  const { input } = context;
  let best: { speeds: ServingSpeeds; room: Room } | undefined;
  let widest: Room | undefined;
  for (const grouping of ways) {
    const room = roomOf(context, grouping.groupSize, fullContext(input));
    widest = room;
    if (room.maxSequences < 1) continue;
    const most =
      roomOf(context, grouping.groupSize, fullContext(input) - input.outputTokens / 2).maxSequences * grouping.groups;
    const concurrency = input.concurrency === 'max' ? most : Math.min(input.concurrency, most);
    const speeds = servingSpeeds(context, grouping, concurrency);
    if (best === undefined || speeds.outputTokensPerSecond > best.speeds.outputTokensPerSecond) best = { speeds, room };
  }
  return best ?? widest ?? wholeRoom(context);
}

function predictServing(context: SpeedContext): SpeedPrediction {
  const best = bestServing(context);
  if (!('speeds' in best)) return doesNotFit(best.shortfallBytes);
  const { speeds, room } = best;
  const point: Point = {
    prefill: speeds.prefillTokensPerSecond,
    decode: speeds.decodeTokensPerSecond,
    output: speeds.outputTokensPerSecond,
    firstToken: speeds.prefillSecondsPerPrompt + speeds.step.totalSeconds,
    concurrency: speeds.concurrency,
    step: speeds.step,
    groupSize: speeds.grouping.groupSize,
    stages: speeds.grouping.stages,
    limitedBy: limitOf(speeds.step),
  };
  return withIntervals(context, point, room, true);
}

/** What memory says of a question, without any speed. */
export type Held = Pick<SpeedPrediction, 'fits' | 'shortfallBytes' | 'concurrency' | 'sequencesHeld' | 'groupSize'>;

/**
 * How many sequences are held: what predictSpeed says of it. Engines of one machine are asked for room alone; servers group
 * devices as is fastest.
 */
export function heldOf(input: SpeedInput): Held {
  if (stackOf(input.engine) !== 'local') return predictSpeed(input);
  const room = wholeRoom(questionOf(input));
  const fits = room.maxSequences >= 1;
  const { shortfallBytes, sequencesHeld } = room;
  const concurrency = input.concurrency === 'max' ? room.maxSequences : Math.min(input.concurrency, room.maxSequences);
  return fits
    ? { fits, shortfallBytes, concurrency, sequencesHeld, groupSize: input.device.count }
    : { ...doesNotFit(shortfallBytes), fits };
}

/** Whether a model fits, and what is missing where it does not: what predictSpeed says of it, without any speed. */
export function fitOf(input: Asked): Pick<SpeedPrediction, 'fits' | 'shortfallBytes'> {
  const question = questionOf(input);
  let room: Room | undefined;
  const ways = stackOf(input.engine) === 'local' ? [] : waysOf(input).flat();
  for (const { groupSize } of ways) {
    room = roomOf(question, groupSize, fullContext(input));
    if (room.maxSequences >= 1) break;
  }
  room ??= wholeRoom(question);
  return { fits: room.maxSequences >= 1, shortfallBytes: room.shortfallBytes };
}

const questionOf = (input: Asked): RoomQuestion => ({
  input,
  traffic: trafficOf(input.model, input.quantization, kvBitsOf(input)),
});

/**
 * How fast one device, or several alike, run a model: prefill, decode of one stream, all streams together and the
 * time to the first token, each with its 80 % interval.
 *
 * Physics gives the shape, the fitted constants the size. Wrong where the engine's build is far from those
 * measured, where power or heat is capped, and for hardware whose family was never measured (the interval says so).
 * A model that does not fit has no speed: `fits` is false and `shortfallBytes` says what is missing.
 *
 * @see docs/formulas/speed.md
 */
export function predictSpeed(input: SpeedInput): SpeedPrediction {
  const context = speedContext(input);
  return context.stack === 'local' ? predictLocal(context) : predictServing(context);
}
