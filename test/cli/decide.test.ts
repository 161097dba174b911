import { describe, test } from 'vitest';
import { expectGolden } from '../helpers/golden.ts';

const TEAM = ['own:rtx-5090', 'rent:rtx-4090', 'api:qwen3.6-27b'];

describe.for(['compare', 'recommend', 'plan', 'check', 'scenario'])('hwroi %s', (command) => {
  test('help', () => expectGolden(`${command}-help`, [command, '--help']));
});

describe('the deciding commands', () => {
  test('compare in a pipe', () => expectGolden('compare-pipe', ['compare', ...TEAM, '--metric', 'usd-per-gbps']));
  test('compare on a narrow terminal', () =>
    expectGolden('compare-tty', ['compare', ...TEAM], { tty: true, width: 60 }));
  test('compare as CSV', () => expectGolden('compare-csv', ['compare', ...TEAM, '--csv']));
  test('compare as Markdown', () => expectGolden('compare-markdown', ['compare', ...TEAM, '--markdown']));
  test('recommend in a pipe', () =>
    expectGolden('recommend-pipe', ['recommend', '--model', 'llama-3.1-8b', '--top', '3']));
  test('a limit that nothing meets', () =>
    expectGolden('recommend-relaxed', ['recommend', '--on-premises', '--budget', '500', '--top', '2']));
  test('plan in a pipe', () => expectGolden('plan-pipe', ['plan', ...TEAM, '--growth', '10%']));
  test('check in a pipe', () => expectGolden('check-pipe', ['check', 'coding-team']));
  test('an unknown scenario', () => expectGolden('scenario-unknown', ['breakeven', '--scenario', 'coding-tem']));
  test('an unknown preset', () => expectGolden('recommend-preset', ['recommend', '--goal', 'fly']));
});
