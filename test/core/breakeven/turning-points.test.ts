import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { turningPoints } from '../../../src/core/breakeven/turning-points.ts';

const asked = (ask: Parameters<typeof turningPoints>[0]): readonly number[] => {
  const places: number[] = [];
  turningPoints({
    ...ask,
    savingsAt: (x) => {
      places.push(x);
      return ask.savingsAt(x);
    },
  });
  return places;
};

describe('turning points', () => {
  test('a line crosses once, upwards or downwards', () => {
    const up = turningPoints({ from: 0, to: 100, steps: 200, savingsAt: (x) => x - 40 });
    expect(up).toHaveLength(1);
    expect(up[0]?.ownWinsAbove).toBe(true);
    expect(up[0]?.at).toBeCloseTo(40, 9);
    const down = turningPoints({ from: 10, to: 100, steps: 7, savingsAt: (x) => 40 - x });
    expect(down[0]?.ownWinsAbove).toBe(false);
    expect(down[0]?.at).toBeCloseTo(40, 9);
  });

  test('every root of a cubic is found, each with its direction', () => {
    const roots = turningPoints({ from: 1, to: 100, steps: 40, savingsAt: (x) => (x - 2) * (x - 7) * (x - 50) });
    expect(roots.map(({ ownWinsAbove }) => ownWinsAbove)).toEqual([true, false, true]);
    for (const [i, at] of [2, 7, 50].entries()) expect(roots[i]?.at).toBeCloseTo(at, 3);
  });

  test('what never changes sign has none; a tie is no win', () => {
    expect(turningPoints({ from: 1, to: 9, steps: 8, savingsAt: () => 3 })).toEqual([]);
    expect(turningPoints({ from: 1, to: 9, steps: 8, savingsAt: () => 0 })).toEqual([]);
    // ties up to 5, wins beyond
    const [from] = turningPoints({ from: 1, to: 9, steps: 8, savingsAt: (x) => Math.max(0, x - 5) });
    expect(from?.at).toBeCloseTo(5, 3);
    expect(from?.ownWinsAbove).toBe(true);
  });

  test('the grid is geometric, from end to end: a factor of 10 a step from 0.01 to 100', () => {
    const places = asked({ from: 0.01, to: 100, steps: 4, savingsAt: () => 1 });
    for (const [i, at] of [0.01, 0.1, 1, 10, 100].entries()) expect(places[i]).toBeCloseTo(at, 9);
    expect(places).toHaveLength(5);
  });

  test('the grid is even where it starts at nothing', () => {
    expect(asked({ from: 0, to: 100, steps: 4, savingsAt: () => 1 })).toEqual([0, 25, 50, 75, 100]);
  });

  test('where turns may hide the stretch is halved until none may, and nowhere else', () => {
    const savingsAt = (x: number): number => (x > 30 && x < 30.1 ? 5 : -5);
    expect(turningPoints({ from: 0, to: 100, steps: 4, savingsAt })).toEqual([]);
    const mayHide = (left: number, right: number): boolean => [30, 30.1].some((step) => left <= step && right > step);
    const both = turningPoints({ from: 0, to: 100, steps: 4, savingsAt, mayHide });
    expect(both.map(({ ownWinsAbove }) => ownWinsAbove)).toEqual([true, false]);
    expect(both[0]?.at).toBeCloseTo(30, 3);
    expect(both[1]?.at).toBeCloseTo(30.1, 3);
    const places = asked({ from: 0, to: 100, steps: 4, savingsAt, mayHide });
    expect(places.filter((x) => x < 25 || x > 50)).toEqual([0, 75, 100]);
    expect(places.length).toBeLessThan(5 + 2 * 18 + 1);
  });

  test('where something hides everywhere, looking ends', () => {
    const places = asked({ from: 1, to: 100, steps: 24, savingsAt: () => 1, mayHide: () => true });
    expect(places.length).toBeGreaterThan(1000);
    expect(places.length).toBeLessThan(2000);
    expect(new Set(places).size).toBe(places.length);
  });

  test('directions alternate, and between two points one side wins', () => {
    const heights = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(heights, (levels) => {
        const savingsAt = (x: number): number => levels[Math.min(levels.length - 1, Math.floor(x))] ?? 0;
        const points = turningPoints({ from: 0, to: levels.length, steps: 4 * levels.length, savingsAt });
        const changes = levels.filter((level, i) => i > 0 && level > 0 !== (levels[i - 1] ?? 0) > 0);
        expect(points).toHaveLength(changes.length);
        for (const [i, point] of points.entries())
          expect(point.ownWinsAbove).toBe(i % 2 === 0 ? (levels[0] ?? 0) <= 0 : (levels[0] ?? 0) > 0);
      }),
    );
  });
});
