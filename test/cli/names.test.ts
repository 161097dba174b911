import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const outputOf = async (...argv: string[]) => {
  const { stdout, stderr } = await runInMemory(argv);
  return { stdout, all: `${stdout}\n${stderr}` };
};
const count = (text: string, part: string): number => text.split(part).length - 1;

describe('names for people', () => {
  test.for([
    ['tco', 'own:2xrtx-3090', 'api:qwen3.6-27b'],
    ['compare', 'own:2xrtx-3090', 'api:qwen3.6-27b'],
    ['breakeven', 'own:2xrtx-3090', 'api:qwen3.6-27b'],
    ['speed', 'qwen3.6-27b', '2xrtx-3090'],
    ['memory', 'qwen3.6-27b', 'llama-3.1-8b', '2xrtx-3090'],
  ])('%s says 2 × RTX 3090 and no id of it', async (argv) => {
    const { stdout } = await outputOf(...argv);
    expect(stdout).toContain('2 × RTX 3090');
    expect(stdout).not.toMatch(/rtx-3090/);
  });

  test('tell two chips of one name apart', async () => {
    const { stdout } = await outputOf('speed', 'llama-3.1-8b', 'm3-max-30c', 'm3-max-40c');
    expect(stdout).toContain('M3 Max (30-core GPU)');
    expect(stdout).toContain('M3 Max (40-core GPU)');
  });

  test('stand beside the ids in JSON', async () => {
    const { result } = JSON.parse((await outputOf('tco', 'own:2xrtx-3090', '--json')).stdout);
    expect(result).toMatchObject({ option: 'own:2xrtx-3090', label: 'own 2 × RTX 3090' });
  });
});

describe('a title says for how many it was computed', () => {
  test('of a preset with other people than its own', async () => {
    expect((await outputOf('recommend', '--role', 'manager')).stdout).toContain(
      'a team of five: Qwen3.6 27B for 5 users',
    );
    expect((await outputOf('recommend', '--role', 'manager', '--users', '200')).stdout).toContain(
      'a team of five, for 200 users instead of 5: Qwen3.6 27B for 200 users',
    );
  });

  test('of a report with typed people', async () => {
    expect((await outputOf('report', 'rag-50')).stdout).toContain('# Decision: rag-50\n');
    expect((await outputOf('report', 'rag-50', '--users', '200')).stdout).toContain(
      '# Decision: rag-50, for 200 users\n',
    );
  });
});

describe('what does not fit', () => {
  test('is said once for each option', async () => {
    const { all } = await outputOf('breakeven', 'own:rtx-4090', 'rent:rtx-4090', '--model', 'llama-3.3-70b');
    expect(count(all, 'does not fit')).toBe(2);
    expect(all).not.toContain('Monthly cost at equal work');
  });

  test('stays a warning where the document does not say it', async () => {
    const { all } = await outputOf('breakeven', 'own:rtx-4090', 'rent:rtx-4090', '--model', 'llama-3.3-70b', '--csv');
    expect(all).toContain('warning: own:rtx-4090 does not fit');
  });
});

describe('without an own machine that does the work', () => {
  test('the cheapest of the others is named, and that nothing breaks even', async () => {
    const { stdout } = await outputOf('breakeven', 'rent:rtx-4090', 'api:qwen3.6-27b');
    expect(stdout).toMatch(
      /^API qwen3.6-27b does this work for the least, about \$[\d.]+ a month; nothing owned among these/,
    );
  });

  test('one alone has nothing to be compared with', async () => {
    const { stdout } = await outputOf('breakeven', 'api:qwen3.6-27b');
    expect(stdout).toContain('there is nothing to compare it with');
  });
});
