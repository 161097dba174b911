import { describe, expect, test } from 'vitest';
import { FlowLines, line } from '../../../src/core/cashflow/line.ts';

describe('a line of cost', () => {
  test('says only what it was told beyond the usual', () => {
    expect(line('staff', 'operator', { usdPerMonth: 12 })).toStrictEqual({
      id: 'staff',
      label: 'operator',
      category: 'staff',
      upfrontUsd: 0,
      usdPerMonth: 12,
      driftPerYear: 0,
      fromMonth: 1,
      toMonth: null,
    });
    const told = {
      upfrontUsd: 5,
      usdPerMonth: 0,
      driftPerYear: 0.1,
      fromMonth: 2,
      toMonth: 9,
      everyMonths: 3,
      scalesWithPrice: true,
      financedUsd: 4,
    };
    expect(line('financing', 'loan', told)).toStrictEqual({
      id: 'financing-share',
      label: 'loan',
      category: 'financing',
      ...told,
    });
  });

  test('grows with the price only where that is said', () => {
    expect(line('rent', 'x', { scalesWithPrice: false }).id).toBe('rent');
    expect(line('rent', 'x', { scalesWithPrice: true }).id).toBe('rent-share');
  });
});

describe('the lines of a flow', () => {
  test('of one category are counted, whatever stands between', () => {
    const lines = new FlowLines();
    for (const category of ['staff', 'fee', 'staff', 'staff', 'fee'] as const)
      lines.add(category, 'x', { usdPerMonth: 1 });
    expect(lines.items.map(({ id }) => id)).toEqual(['staff', 'fee', 'staff-2', 'staff-3', 'fee-2']);
  });

  test('that cost nothing are left out, from wherever they come', () => {
    const lines = new FlowLines();
    lines.add('fee', 'nothing', {});
    lines.add('fee', 'at once', { upfrontUsd: 1 });
    lines.add('fee', 'refund', { usdPerMonth: -1 });
    lines.addAll([
      line('rent', 'nothing', {}),
      line('rent', 'at once', { upfrontUsd: 1 }),
      line('rent', 'a month', { usdPerMonth: 1 }),
    ]);
    expect(lines.items.map(({ id, label }) => [id, label])).toEqual([
      ['fee', 'at once'],
      ['fee-2', 'refund'],
      ['rent', 'at once'],
      ['rent-2', 'a month'],
    ]);
  });
});
