import { describe, expect, test } from 'vitest';
import { nearestFlags } from '../../src/cli/nearest-flags.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const FLAGS = ['--budget', '--budget-per-month', '--users', '--output', '--output-tokens', '--idle-watts', '--json'];

describe('flags that may have been meant', () => {
  test.for<[string, readonly string[]]>([
    ['--budget-usd', ['--budget']],
    ['--budget-per', ['--budget', '--budget-per-month']],
    ['--per-month-budget', ['--budget-per-month']],
    ['--usres', ['--users']],
    ['--outputTokens=5', ['--output-tokens', '--output']],
    ['--output_tokens', ['--output-tokens', '--output']],
    ['--watts', ['--idle-watts']],
    ['--zzz', []],
    ['-x', []],
    ['--', []],
  ])('%s: %o', ([typed, expected]) => {
    const found = nearestFlags(typed, FLAGS);
    expect(found.slice(0, Math.max(expected.length, found.length))).toEqual(expect.arrayContaining([...expected]));
    expect(found[0]).toBe(expected[0]);
  });

  test('at most three, however many are alike', () => {
    expect(nearestFlags('--a-watts', ['--b-watts', '--c-watts', '--d-watts', '--e-watts'])).toHaveLength(3);
  });
});

test.for([
  ['recommend --budget-usd 5000', 'unknown option `--budget-usd`', 'did you mean `--budget`'],
  ['breakeven --electricity 0.3', 'unknown option `--electricity`', 'did you mean `--electricity-price`'],
  ['catalog list hardware --qqq', 'unknown option `--qqq`', '`hwroi catalog --help` lists the options'],
])('%s', async ([line = '', text = '', hint = '']) => {
  const { exitCode, stderr } = await runInMemory(line.split(' '));
  expect(exitCode).toBe(2);
  expect(stderr).toContain(text);
  expect(stderr).toContain(`hint: ${hint}`);
});
