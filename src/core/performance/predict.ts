import type { Assumption, Estimate } from '../assumption.ts';
import { stackOf } from './constants.ts';
import { type SpeedContext, type SpeedInput, speedContext } from './context.ts';
import type { StepParts } from './decode.ts';
import { fullContext, questionOf, roomOf, waysOf, wholeRoom } from './held.ts';
import { aroundSeconds, aroundSpeed, type Quantity } from './intervals.ts';
import { type LocalSpeeds, localSpeeds } from './local.ts';
import { offloadedSpeeds, offloadWidth } from './offload.ts';
import type { Room } from './room.ts';
import { type ServingSpeeds, servingSpeeds } from './serving.ts';
import { speculationGain } from './speculative.ts';
import type { Grouping } from './split.ts';

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

/** What is predicted without its intervals. */
interface Found {
  readonly point: Point;
  readonly room: Room;
  /** The same with all weights on the devices, where some lie in the host's memory; null where all fit. */
  readonly unspilled: LocalSpeeds | null;
}

/** Share of its time in which a stream decodes. */
const decodeShareOf = ({ stack }: SpeedContext, point: Point): number =>
  stack === 'local' ? 1 : Math.min(1, point.decode * point.step.totalSeconds);

function withIntervals(context: SpeedContext, { point, room, unspilled }: Found): SpeedPrediction {
  const { input } = context;
  const widths = context.widths();
  const fits = unspilled === null;
  const total: Quantity = input.concurrency === 'max' ? 'offline' : point.concurrency > 1 ? 'batched' : 'decode';
  return {
    fits,
    shortfallBytes: room.shortfallBytes,
    concurrency: point.concurrency,
    sequencesHeld: sequencesOf({ room, point }, input.device.count),
    prefillTokensPerSecond: aroundSpeed(point.prefill, widths.prefill),
    decodeTokensPerSecond: aroundSpeed(point.decode, widths[total]),
    outputTokensPerSecond: aroundSpeed(point.output, widths[total]),
    timeToFirstTokenSeconds: aroundSeconds(point.firstToken, widths.prefill),
    limitedBy: point.limitedBy,
    step: point.step,
    groupSize: point.groupSize,
    stages: point.stages,
    decodeShare: decodeShareOf(context, point),
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

function findLocal(context: SpeedContext): Found | Room {
  const { input } = context;
  const room = roomOf(context, input.device.count, fullContext(input));
  const spills = room.maxSequences < 1;
  const canSpill = input.engine !== 'mlx' && (input.device.systemRamBytes ?? 0) > room.shortfallBytes;
  if (spills && !canSpill) return room;
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
  return { point, room, unspilled: spills ? whole : null };
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

function findServing(context: SpeedContext): Found | Room {
  const best = bestServing(context);
  if (!('speeds' in best)) return best;
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
  return { point, room, unspilled: null };
}

/** What memory says of a question, without any speed. */
export type Held = Pick<SpeedPrediction, 'fits' | 'shortfallBytes' | 'concurrency' | 'sequencesHeld' | 'groupSize'>;

/**
 * How many sequences are held: what predictSpeed says of it. Engines of one machine are asked for room alone; servers group
 * devices as is fastest.
 */
export function heldOf(input: SpeedInput): Held {
  if (stackOf(input.engine) !== 'local') return heldByServer(input);
  const room = wholeRoom(questionOf(input));
  const fits = room.maxSequences >= 1;
  const { shortfallBytes, sequencesHeld } = room;
  const concurrency = input.concurrency === 'max' ? room.maxSequences : Math.min(input.concurrency, room.maxSequences);
  return fits
    ? { fits, shortfallBytes, concurrency, sequencesHeld, groupSize: input.device.count }
    : { ...doesNotFit(shortfallBytes), fits };
}

function heldByServer(input: SpeedInput): Held {
  const found = findServing(speedContext(input));
  if (!('point' in found)) return doesNotFit(found.shortfallBytes);
  const { concurrency, groupSize } = found.point;
  const { shortfallBytes } = found.room;
  return { fits: true, shortfallBytes, concurrency, sequencesHeld: sequencesOf(found, input.device.count), groupSize };
}

/** Of all groups of devices together. */
const sequencesOf = ({ room, point }: Pick<Found, 'room' | 'point'>, devices: number): number =>
  (room.sequencesHeld * devices) / point.groupSize;

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
  const found = find(context);
  if (!('point' in found)) return doesNotFit(found.shortfallBytes);
  const prediction = withIntervals(context, found);
  const { unspilled, room } = found;
  return unspilled === null ? prediction : widened(prediction, offloadWidth(context, unspilled, room));
}

const find = (context: SpeedContext): Found | Room =>
  context.stack === 'local' ? findLocal(context) : findServing(context);

/** What predictSpeed expects, without its intervals. */
export interface ExpectedSpeed {
  readonly prefillTokensPerSecond: number;
  readonly decodeTokensPerSecond: number;
  readonly decodeShare: number;
}

/** The expected speeds of predictSpeed, for those who ask of many machines; 0 where the model does not fit. */
export function expectedSpeed(input: SpeedInput): ExpectedSpeed {
  const context = speedContext(input);
  const found = find(context);
  if (!('point' in found)) return { prefillTokensPerSecond: 0, decodeTokensPerSecond: 0, decodeShare: 1 };
  const { point } = found;
  return {
    prefillTokensPerSecond: point.prefill,
    decodeTokensPerSecond: point.decode,
    decodeShare: decodeShareOf(context, point),
  };
}
