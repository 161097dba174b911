import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { COMPUTED_TOPICS, figuresOf as figures } from '../../src/explain/computed.ts';
import { SNIPPETS } from '../../src/explain/snippets.ts';
import { runInMemory } from '../helpers/memory-io.ts';

describe('what is computed for hwroi explain', () => {
  test.for(COMPUTED_TOPICS)('$id is short and its figures are finite', ({ write }) => {
    const { lines, figures: numbers } = write();
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ').length).toBeLessThan(900);
    expect(lines.join(' ')).not.toMatch(/NaN|undefined|Infinity/);
    for (const value of Object.values(numbers)) expect(value).toBeGreaterThan(0);
  });

  // Published by the makers, except where the row says how it follows.
  test.for([
    ['bandwidth', 'rtx4090GBps', 1008],
    ['bandwidth', 'rtx3090GBps', 936],
    ['bandwidth', 'm3MaxGBps', 400],
    ['kv-cache', 'llama2MiBPer1000', (2 * 32 * 32 * 128 * 2 * 1000) / 1024 ** 2],
    ['kv-cache', 'llama31MiBPer1000', (2 * 32 * 8 * 128 * 2 * 1000) / 1024 ** 2],
    ['guide-differences', 'monthAt2000Hours', Math.ceil(6000 / ((2000 * 3.5 - 1382) / 12))],
    ['guide-differences', 'monthAt500Hours', Math.ceil(6000 / ((500 * 3.5 - 1382) / 12))],
  ] as const)('%s: %s', ([topic, figure, expected]) => {
    expect(figures(topic)[figure]).toBeCloseTo(expected, 0);
  });

  test('what is claimed holds: a card that holds the model is faster, a batch gives more', () => {
    const { rtx4090GBps = 0, m3MaxGBps = 0 } = figures('unified-memory');
    expect(rtx4090GBps / m3MaxGBps).toBeGreaterThan(2);
    const { one = 0, eight = 0 } = figures('batching');
    expect(eight).toBeGreaterThan(one);
    const { cardCeiling = 0, weightsGB = 1, pcie4x16GBps = 0, loadSeconds = 0 } = figures('pcie');
    expect(loadSeconds).toBeLessThan(1);
    expect(cardCeiling).toBeGreaterThan((10 * pcie4x16GBps) / weightsGB);
    const { decode = 0, prefill = 0 } = figures('prefill-decode');
    expect(prefill).toBeGreaterThan(10 * decode);
  });

  test('a flag and a JSON key are explained, a typo is helped', async () => {
    expect((await runInMemory(['explain', 'electricity-price'])).stdout).toContain('USD/kWh');
    expect((await runInMemory(['explain', 'breakEvenMonth'])).stdout).toContain('First whole month');
    const typo = await runInMemory(['explain', 'kv-cashe']);
    expect(typo.exitCode).toBe(2);
    expect(typo.stderr).toContain('kv-cache');
  });

  const python = spawnSync('python3', ['--version']).status === 0;
  test.skipIf(!python).for(Object.keys(SNIPPETS))('program %s is valid Python', (name) => {
    const check = 'import ast, sys; ast.parse(sys.stdin.read())';
    expect(spawnSync('python3', ['-c', check], { input: SNIPPETS[name] ?? '' }).status).toBe(0);
  });
});
