import { describe, expect, test } from 'vitest';
import { evaluated } from '../../../src/app/evaluated.ts';
import { evaluateAll } from '../../../src/core/evaluate.ts';
import { leversOf } from '../../../src/core/uncertainty/levers.ts';

const of = (...options: readonly string[]) =>
  evaluated({
    layers: [{ origin: 'flag', style: 'flag', values: { model: 'llama-3.3-70b', users: '200' } }],
    options,
  });
const idsOf = ({ scenario, prepared }: ReturnType<typeof of>): readonly string[] =>
  leversOf(scenario, prepared).map(({ id }) => id);

describe('the shares of an engineer that racks take, which no source gives', () => {
  const racks = of('own:8xh100-sxm', 'rent:8xh100-sxm', 'api:llama-3.3-70b');
  const staffAt = (position: number): readonly number[] =>
    evaluateAll(racks.scenario, racks.prepared, new Map([['engineer', position]])).map(({ flow }) =>
      flow.items.reduce((sum, item) => sum + (item.category === 'staff' ? item.usdPerMonth : 0), 0),
    );

  test('are one lever of all that stand in a rack, not one of each', () => {
    const ids = idsOf(racks);
    expect(ids.filter((id) => id === 'engineer')).toHaveLength(1);
    expect(ids.filter((id) => id.startsWith('staffHoursPerMonth'))).toEqual([]);
    expect(idsOf(of('own:rtx-4090', 'rent:rtx-4090'))).not.toContain('engineer');
  });

  test('move owned and rented together over their ranges, 0.05 of an engineer for the API taken off each', () => {
    // 0.1, 0.25, 0.5 owned and 0.1, 0.2, 0.4 rented, of 2,000 hours a year at $100
    const month = (share: number): unknown => expect.closeTo(((share - 0.05) * 2000 * 100) / 12, 6);
    expect(staffAt(-1)).toEqual([month(0.1), month(0.1), 0]);
    expect(staffAt(0)).toEqual([month(0.25), month(0.2), 0]);
    expect(staffAt(1)).toEqual([month(0.5), month(0.4), 0]);
  });
});
