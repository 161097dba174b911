import { stackOf } from './constants.ts';
import { kvBitsOf, type SpeedInput } from './context.ts';
import { type Room, roomFor } from './room.ts';
import { dividesHeads, type Grouping, groupings, pipelines } from './split.ts';
import { type Traffic, trafficOf } from './traffic.ts';

/** What room hangs on: no constant of the fit. */
export type Asked = Omit<SpeedInput, 'constants'>;
export interface RoomQuestion {
  readonly input: Asked;
  readonly traffic: Traffic;
}

export function roomOf({ input, traffic }: RoomQuestion, devices: number, contextTokens: number): Room {
  const { device, model, quantization, engine } = input;
  return roomFor({ device, devices, model, quantization, engine, traffic, contextTokens });
}

/** Context each sequence may grow to, which the cache must hold. */
export function fullContext(input: Asked): number {
  return (input.depthTokens ?? input.promptTokens) + input.outputTokens;
}

/** Ways to group the devices, those to be tried first before the others: tensor parallel where heads divide, else pipelines. */
export function waysOf({ device, model, split }: Asked): readonly (readonly Grouping[])[] {
  const tensor = groupings(device.count).filter((grouping) => dividesHeads(model, grouping.groupSize));
  if (split === 'tensor') return [tensor];
  const piped = pipelines(device.count, model, split === 'pipeline');
  if (split === 'pipeline') return [piped];
  return piped.length === 0 ? [tensor] : [tensor, piped];
}

export const wholeRoom = (question: RoomQuestion): Room =>
  roomOf(question, question.input.device.count, fullContext(question.input));

/** Whether a model fits, and what is missing where it does not: what predictSpeed says of it, without any speed. */
export function fitOf(input: Asked): { readonly fits: boolean; readonly shortfallBytes: number } {
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

export const questionOf = (input: Asked): RoomQuestion => ({
  input,
  traffic: trafficOf(input.model, input.quantization, kvBitsOf(input)),
});
