import { describe, expect, test } from 'vitest';
import type { Document } from '../../src/report/document.ts';
import { inCurrency } from '../../src/report/in-currency.ts';
import { expectGolden } from '../helpers/golden.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const EUR = { code: 'EUR', perUsd: 0.9, asOf: '2026-11-20' };

describe('a document in another currency', () => {
  test.for([
    { usd: 'saves about $1,890 a month', other: 'saves about €1,700 a month' },
    { usd: 'range -$4,120 to $0.54', other: 'range -€3,710 to €0.486' },
    { usd: '$17.70 more', other: '€15.93 more' },
    { usd: 'pay at most $39,600 (now $40,000)', other: 'pay at most €35,600 (now €36,000)' },
    { usd: 'no money in 100 tokens', other: 'no money in 100 tokens' },
  ])('$usd', ({ usd, other }) => {
    const [section] = inCurrency({ sections: [{ kind: 'text', lines: [usd] }] }, EUR).sections;
    expect(section).toMatchObject({ lines: [other] });
  });

  const table: Document = {
    sections: [
      {
        kind: 'table',
        columns: [
          { key: 'total', label: 'total', unit: 'USD', format: 'usd' },
          { key: 'value', label: 'value' },
          { key: 'unit', label: 'unit' },
          { key: 'watts', label: 'watts', unit: 'W', format: 'watts' },
        ],
        rows: [
          { total: 1000, value: '0.2–0.4', unit: 'USD/kWh', watts: 350 },
          { total: -10, value: '36', unit: 'months', watts: null },
        ],
      },
    ],
  };

  test('amounts in columns and in rows of dollars are converted, nothing else is', () => {
    expect(inCurrency(table, EUR).sections[0]).toMatchObject({
      columns: [{ unit: 'EUR' }, { label: 'value' }, { label: 'unit' }, { unit: 'W' }],
      rows: [
        { total: '€900', value: '0.18–0.36', unit: 'EUR/kWh', watts: 350 },
        { total: '-€9.00', value: '36', unit: 'months', watts: null },
      ],
    });
  });

  test('for CSV numbers stay numbers', () =>
    expect(inCurrency(table, EUR, true).sections[0]).toMatchObject({ rows: [{ total: 900 }, { total: -9 }] }));

  test('a code without a common sign stands before the amount', () => {
    const chf = inCurrency({ sections: [{ kind: 'text', lines: ['$1,000'] }] }, { ...EUR, code: 'CHF' });
    expect(chf.sections[0]).toMatchObject({ lines: ['CHF 900'] });
  });
});

describe('at the command line', () => {
  const commands = [
    ['breakeven', '--sensitivity', '--explain'],
    ['tco', 'own:rtx-4090', 'api:qwen3.6-27b', '--view', 'cash'],
    ['power', 'rtx-4090'],
    ['compare', 'own:rtx-4090', 'api:qwen3.6-27b'],
  ];
  test.for(commands)('%s leaves no dollar sign in the text, and says rate and day', async (argv) => {
    const { stdout, exitCode } = await runInMemory([...argv, '--currency', 'EUR=0.9@2026-11-20']);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('$');
    expect(stdout).not.toMatch(/\bUSD\b/);
    expect(stdout).toContain('Amounts in EUR at 0.9 per US dollar of 2026-11-20');
  });

  test('at a rate of 1 the amounts are those in dollars', async () => {
    const argv = ['tco', '--hardware-cost', '6000', '--annual-opex', '1382'];
    const inDollars = await runInMemory(argv);
    const atOne = await runInMemory([...argv, '--currency', 'EUR=1@2026-11-20']);
    expect(atOne.stdout.replaceAll('€', '$').split('\n').slice(0, 8).join('\n').replaceAll('EUR', 'USD')).toBe(
      inDollars.stdout.split('\n').slice(0, 8).join('\n'),
    );
  });

  test('JSON stays in US dollars', async () => {
    const argv = ['tco', '--hardware-cost', '6000', '--annual-opex', '1382', '--json'];
    const { stdout } = await runInMemory([...argv, '--currency', 'EUR=0.9@2026-11-20']);
    expect(JSON.parse(stdout).result.totalUsd).toBe(12_910);
  });

  test('a purchase in euros', () =>
    expectGolden('breakeven-euros', [
      'breakeven',
      'own:rtx-4090',
      'api:qwen3.6-27b',
      '--currency',
      'EUR=0.9@2026-11-20',
    ]));
});
