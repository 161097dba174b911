import { describe, expect, test } from 'vitest';
import { hardwareById } from '../../../src/catalog/index.ts';
import { machineWatts } from '../../../src/core/power/machine-watts.ts';
import type { Hardware } from '../../../src/core/types.ts';

const hardware = (id: string): Hardware => {
  const row = hardwareById(id);
  if (row === undefined) throw new Error(`no ${id}`);
  return row;
};
const watts = (id: string, count: number, concurrency: number) =>
  machineWatts({ hardware: hardware(id), count, system: null, concurrency });

describe('watts of a machine at the wall', () => {
  // Wall measurements of others, none of which set the host or supply constants alone.
  test.for([
    {
      id: 'rtx-4090',
      count: 1,
      concurrency: 1,
      low: 464,
      high: 509,
      from: 'Core Ultra 7 desktop, 14B and gpt-oss-20b',
    },
    { id: 'rtx-4070-ti', count: 1, concurrency: 1, low: 280, high: 340, from: 'the same desktop, 14B: 311 W' },
    { id: 'h200-sxm', count: 8, concurrency: 256, low: 4722, high: 6280, from: '8x H200 server, MLPerf power' },
    { id: 'b200', count: 8, concurrency: 256, low: 7000, high: 10_442, from: '8x B200 servers, MLPerf power' },
  ])('$count x $id lies within what was measured ($from)', ({ id, count, concurrency, low, high }) => {
    const { loadWatts } = watts(id, count, concurrency);
    expect(loadWatts).toBeGreaterThanOrEqual(low);
    expect(loadWatts).toBeLessThanOrEqual(high);
  });

  test('the rating is never the answer: a card decoding draws less, a machine around it more', () => {
    const { loadWatts, assumptions } = watts('h100-sxm', 1, 1);
    expect(loadWatts).toBeLessThan(hardware('h100-sxm').tdpWatts ?? 0);
    expect(assumptions.every((a) => a.low <= a.value && a.value <= a.high)).toBe(true);
  });

  test('many streams draw more than one, and load never less than idle', () => {
    for (const id of ['rtx-3090', 'h100-sxm', 'm3-ultra-80c']) {
      expect(watts(id, 1, 32).loadWatts).toBeGreaterThan(watts(id, 1, 1).loadWatts);
      expect(watts(id, 1, 1).loadWatts).toBeGreaterThanOrEqual(watts(id, 1, 1).idleWatts);
    }
  });

  test('idle: a PC 70 W and 20 W for each further card, an 8-GPU server 2,400 W', () => {
    expect(watts('rtx-3090', 1, 1).idleWatts).toBe(70);
    expect(watts('rtx-3090', 3, 1).idleWatts).toBe(110);
    expect(watts('h100-sxm', 8, 1).idleWatts).toBe(2400);
  });
});
