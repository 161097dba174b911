import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deviceLink,
  dividesHeads,
  exchangeSeconds,
  groupings,
  hopSeconds,
  pipelines,
} from '../../../src/core/performance/split.ts';
import { CARD, DENSE, resolvedWith } from './round-figures.ts';

const joined = (interconnect: string | null) => ({ ...CARD, interconnect });

describe('what joins devices', () => {
  // Makers state both ways together; half of it is one way.
  test.each([
    ['NVLink 900GB/s', 450e9],
    ['NVLink bridge 112.5GB/s', 56.25e9],
    ['NVLink 5 1800GB/s', 900e9],
    ['NVLink 5 1.84 TB/s; NVLink-C2C 900GB/s to Grace', 0.92e12],
    ['Infinity Fabric 896GB/s', 448e9],
    ['infinity fabric 896 gb/s', 448e9],
    ['ICI 1200 GB/s', 600e9],
    ['NeuronLink-v4 2560GB/s', 1280e9],
  ])('%s is a switched link', (interconnect, bytesPerSecond) => {
    expect(deviceLink(joined(interconnect))).toEqual({ bytesPerSecond, latencySeconds: 8e-6, kind: 'switched' });
  });

  // A lane of generation 3 moves 0.985 GB/s, and twice as much with each generation after it.
  test.each([
    ['16 lanes of 4', 4, 16, 31.52e9],
    ['16 lanes of 3', 3, 16, 15.76e9],
    ['8 lanes of 5', 5, 8, 31.52e9],
    ['unknown lanes: 16', 3, null, 15.76e9],
    ['unknown generation: 4', null, 8, 15.76e9],
  ])('a slot of %s', (_, pcieGeneration, pcieLanes, bytesPerSecond) => {
    const link = deviceLink({ ...CARD, pcieGeneration, pcieLanes });
    expect(link.bytesPerSecond).toBeCloseTo(bytesPerSecond, 0);
    expect([link.latencySeconds, link.kind]).toEqual([25e-6, 'bus']);
  });

  test.each([null, 'none', 'PCIe 4.0 x16', 'NeuronLink-v3', '24x 100GbE RoCE', 'NVLink-C2C 900GB/s to Grace CPU'])(
    '%s says nothing: the slot',
    (interconnect) => {
      expect(deviceLink(joined(interconnect)).kind).toBe('bus');
    },
  );
});

describe('a bridge joins its cards only', () => {
  const kinds = (interconnect: string): readonly string[] =>
    [1, 2, 3, 4, 8].map((devices) => deviceLink(joined(interconnect), devices).kind);

  test.each([
    ['NVLink bridge 112.5GB/s', ['switched', 'switched', 'bus', 'bus', 'bus']],
    ['NVLink bridge 900GB/s, 2 or 4 cards', ['switched', 'switched', 'switched', 'switched', 'bus']],
    ['NVLink 900GB/s', ['switched', 'switched', 'switched', 'switched', 'switched']],
  ] as const)('%s', (interconnect, expected) => expect(kinds(interconnect)).toEqual(expected));

  test('four cards exchange at the pace of their slots, pairs of a pipeline hand on through them', () => {
    const bridge = joined('NVLink bridge 112.5GB/s');
    const slots = joined(null);
    const constants = resolvedWith({ linkEfficiency: 1 });
    const exchanged = (hardware: typeof bridge, devices: number): number =>
      exchangeSeconds({ model: DENSE, hardware, constants, devices, tokens: 100 });
    expect(exchanged(bridge, 4)).toBe(exchanged(slots, 4));
    expect(exchanged(bridge, 2)).toBeLessThan(exchanged(slots, 2));
    const handed = (hardware: typeof bridge, devices: number): number =>
      hopSeconds(DENSE, hardware, { stages: 2, devices, tokens: 100 });
    expect(handed(bridge, 4)).toBe(handed(slots, 4));
    expect(handed(bridge, 2)).toBeLessThan(handed(slots, 2));
  });
});

describe('exchange in tensor parallel', () => {
  const exchange = (devices: number, tokens: number, linkEfficiency = 1): number =>
    exchangeSeconds({
      model: DENSE,
      hardware: joined('NVLink 200GB/s'),
      constants: resolvedWith({ linkEfficiency }),
      devices,
      tokens,
    });

  test('one device has nothing to exchange', () => expect(exchange(1, 100)).toBe(0));

  test('10 layers × 2 × (8 µs + 2 × ½ × 100 × 1,000 × 2 B at 100 GB/s)', () => {
    expect(exchange(2, 100)).toBeCloseTo(20 * (8e-6 + 2e-6), 12);
    // Of eight: 2 × ⅞.
    expect(exchange(8, 100)).toBeCloseTo(20 * (8e-6 + 3.5e-6), 12);
    expect(exchange(2, 100, 0.25)).toBeCloseTo(20 * (8e-6 + 8e-6), 12);
  });
});

describe('from stage to stage', () => {
  const hops = (stages: number, tokens: number): number =>
    hopSeconds(DENSE, joined('NVLink 200GB/s'), { stages, devices: stages, tokens });

  test('one stage has nobody to pass to', () => expect(hops(1, 100)).toBe(0));

  test('4 × (8 µs + 100 × 1,000 × 2 B at 100 GB/s)', () => expect(hops(4, 100)).toBeCloseTo(4 * (8e-6 + 2e-6), 12));
});

describe('ways to group devices', () => {
  const sizes = (count: number): readonly number[] => groupings(count).map(({ groupSize }) => groupSize);

  test.each([
    [1, [1]],
    [2, [1, 2]],
    [3, [1, 3]],
    [4, [1, 2, 4]],
    [6, [1, 2, 6]],
    [8, [1, 2, 4, 8]],
    // Beyond a node only powers of two within one.
    [12, [1, 2, 4]],
    [16, [1, 2, 4, 8]],
    [9, [1]],
  ])('%d in tensor parallel: groups of %j', (count, expected) => {
    expect(sizes(count)).toEqual(expected);
    for (const { groupSize, groups, stages } of groupings(count)) {
      expect(groupSize * groups).toBe(count);
      expect(stages).toBe(1);
    }
  });

  test('20 heads divide among 1, 2, 4, 5, not 3 or 8; heads not known hinder nobody', () => {
    expect([1, 2, 4, 5].every((devices) => dividesHeads(DENSE, devices))).toBe(true);
    expect([3, 8].some((devices) => dividesHeads(DENSE, devices))).toBe(false);
    expect(dividesHeads({ ...DENSE, attentionHeads: 0 }, 3)).toBe(true);
  });
});

describe('pipelines', () => {
  const ways = (count: number, asked: boolean, heads = 32) =>
    pipelines(count, { ...DENSE, attentionHeads: heads }, asked).map(({ groupSize, groups, stages }) => [
      groupSize,
      groups,
      stages,
    ]);

  test('one device is none', () => expect(ways(1, true)).toEqual([]));

  test('three: three stages', () => expect(ways(3, false)).toEqual([[3, 1, 3]]));

  test('asked for within a node: a stage each', () => {
    expect(ways(4, true)).toEqual([
      [2, 2, 2],
      [4, 1, 4],
    ]);
    expect(ways(8, true).at(-1)).toEqual([8, 1, 8]);
  });

  test('not asked for: the widest tensor-parallel stages', () => {
    expect(ways(8, false)).toEqual([
      [2, 4, 2],
      [4, 2, 2],
      [8, 1, 2],
    ]);
  });

  test('beyond a node stages are nodes, asked for or not', () => {
    for (const asked of [true, false]) expect(ways(16, asked).at(-1)).toEqual([16, 1, 2]);
    expect(ways(12, false).at(-1)).toEqual([12, 1, 3]);
  });

  test('heads that do not divide make narrower stages: 20 by 8 not, by 4', () => {
    expect(ways(16, false, 20).at(-1)).toEqual([16, 1, 4]);
    expect(ways(16, false, 3).at(-1)).toEqual([16, 1, 16]);
  });

  test('use every device once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 64 }),
        fc.boolean(),
        fc.constantFrom(8, 20, 32, 0),
        (count, asked, heads) => {
          for (const [groupSize = 0, groups = 0, stages = 0] of ways(count, asked, heads)) {
            expect(groupSize * groups).toBe(count);
            expect(groupSize % stages).toBe(0);
            expect(stages).toBeGreaterThan(1);
          }
        },
      ),
    );
  });
});
