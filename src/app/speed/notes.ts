import { performanceConstants } from '../../catalog/performance.ts';
import { speedContext } from '../../core/performance/context.ts';
import { roomFor } from '../../core/performance/room.ts';
import type { Warning } from '../../core/types.ts';
import { BYTES_PER_GIB } from '../../core/units.ts';
import type { SpeedQuery } from './query.ts';
import type { SpeedRow } from './row.ts';

const note = (text: string): Warning => ({ kind: 'note', text });
const gibText = (bytes: number): string => `${Number((bytes / BYTES_PER_GIB).toPrecision(2))} GiB`;

/** Streams that are not served: how many are, and whether the cache or the engine says so. */
export function cutShort(query: SpeedQuery, row: SpeedRow | undefined): readonly Warning[] {
  const served = row?.concurrency ?? null;
  if (served === null || query.concurrency === 'max' || served >= query.concurrency) return [];
  const { device, engine } = query;
  const asked = `${query.concurrency} streams do not fit ${device.hardware.id}`;
  const room = roomOf(query);
  const why =
    room.boundBy === 'engine'
      ? `${engine} runs at most ${served} at once by default`
      : `memory holds the cache of ${served}, ${gibText(room.sequenceBytes)} each`;
  return [note(`${asked}: ${why}; the speeds are for those`)];
}

function roomOf(query: SpeedQuery) {
  const { device, model, quantization, engine } = query;
  const { traffic } = speedContext({ ...query, constants: performanceConstants() });
  const contextTokens = (query.depthTokens ?? query.promptTokens) + query.outputTokens;
  return roomFor({ device, devices: device.count, model, quantization, engine, traffic, contextTokens });
}
