import { describe, expect, test } from 'vitest';
import { type Condition, holds, parseCondition, valueAt } from '../../src/cli/fail-if.ts';
import { runInMemory } from '../helpers/memory-io.ts';

function condition(text: string): Condition {
  const parsed = parseCondition(text);
  if ('kind' in parsed) throw new Error(`not a condition: ${text}`);
  return parsed;
}

const result = {
  breakEvenMonth: null,
  savingsUsd: -12.5,
  decodeTokensPerSecond: { expected: 40, low: 30, high: 50 },
  rows: [{ totalUsd: 7 }],
  uncertainty: { savingsUsd: { low: -100, high: 90 } },
};

describe('a --fail-if condition', () => {
  test.for([
    ['breakEvenMonth > 24', true],
    ['breakEvenMonth < 24', false],
    ['savingsUsd < 0', true],
    ['savingsUsd.low < -50', true],
    ['decodeTokensPerSecond >= 40', true],
    ['decodeTokensPerSecond.low < 30', false],
    ['rows[0].totalUsd == 7', true],
    ['rows.0.totalUsd != 7', false],
  ] as const)('%s is %s', ([text, expected]) => {
    expect(holds(condition(text), result)).toBe(expected);
  });

  test('a key the result does not have is undefined, not false', () => {
    expect(holds(condition('nothing > 1'), result)).toBeUndefined();
    expect(valueAt(result, ['constructor', 'name'])).toBeUndefined();
  });

  test.for(['breakEvenMonth', '> 3', 'a > b', 'a => 3', ''])('`%s` is refused with a hint', (text) => {
    expect(parseCondition(text)).toMatchObject({ kind: 'invalid-value', key: '--fail-if' });
  });
});

test.for([
  [['compare', 'own:rtx-5090', 'api'], 'usdPerMonth > 80', 'rows[0].usdPerMonth'],
  [['recommend', '--users', '5'], 'rows.timeToFirstTokenSeconds > 3', 'rows[0].timeToFirstTokenSeconds'],
] as const)('a key of the rows is found where it stands: %s', async ([argv, text, meant]) => {
  const asked = await runInMemory([...argv, '--fail-if', text]);
  expect([asked.exitCode, asked.stderr]).toEqual([2, expect.stringContaining(`did you mean \`${meant}\``)]);
  const again = await runInMemory([...argv, '--fail-if', text.replace(/^\S+/, meant)]);
  expect([0, 1]).toContain(again.exitCode);
  const none = await runInMemory([...argv, '--fail-if', 'nonsense > 3']);
  expect(none.stderr).not.toContain('did you mean');
});
