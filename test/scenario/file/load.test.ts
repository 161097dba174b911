import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../../src/scenario/file/load.ts';
import { atCurrentPrices } from '../../../src/scenario/file/to-raw.ts';

const problemsOf = (text: string) => {
  const loaded = loadScenario(text, 'team.yaml');
  return loaded.kind === 'problems'
    ? loaded.problems.map((p) => (p.kind === 'invalid-file' ? `${p.at} ${p.reason} | ${p.hint}` : p.kind))
    : [];
};

const GOOD = `
title: team
workloads:
  - model: qwen3.6-27b
    users: { value: 5, low: 3, high: 8, source: payroll }
    cachedShare: 70%
options:
  - api:qwen3.6-27b
  - option: own:2xrtx-3090
    priceUsd: 4000
    watts: 600
    validUntil: 2026-12-31
    warrantyMonths: 24
site: { region: DE }
`;

describe('loading a scenario file', () => {
  test('a good file keeps every value as it was typed', () => {
    const loaded = loadScenario(GOOD, 'a/team.yaml');
    expect(loaded).toMatchObject({
      kind: 'loaded',
      raw: {
        id: 'team',
        workloads: [{ id: 'work-1', values: { users: { value: 5, low: 3, high: 8, source: 'payroll' } } }],
        options: [
          { option: 'api:qwen3.6-27b', quote: null },
          {
            option: 'own:2xrtx-3090',
            values: { hardwareCost: 4000, loadWatts: 600 },
            quote: { validUntil: '2026-12-31', warrantyMonths: 24 },
          },
        ],
        values: { region: 'DE' },
      },
    });
  });

  test('JSON is read by the same door', () => {
    expect(loadScenario('{"workloads":[{"model":"llama-3.1-8b"}],"options":[]}', 'x.json').kind).toBe('loaded');
  });

  test('all problems come at once, each with its line, its column and the nearest key', () => {
    const text =
      'workloads:\n  - model: 3\n    usres: 5\n    requestPerDay: 10\nsite:\n  electrictyPrice: 0.3\nfinanc: {}\n';
    const problems = problemsOf(text);
    expect(problems).toHaveLength(5);
    expect(problems.join('\n')).toContain('3:5 unknown key `workloads[0].usres` | did you mean `users`');
    expect(problems.join('\n')).toContain('6:3 unknown key `site.electrictyPrice` | did you mean `electricityPrice`');
    expect(problems.join('\n')).toContain('7:1 unknown key `financ` | did you mean `finance`');
    expect(problems.join('\n')).toContain('2:12 `workloads[0].model`: expected a text, got a number');
  });

  test('a key of another section is sent there', () => {
    expect(problemsOf('finance:\n  users: 3\n')[0]).toContain('`users` belongs in `workloads`');
  });

  test('broken YAML says where', () => {
    expect(problemsOf('workloads: [\n  - a: b\n')[0]).toMatch(/^\d+:\d+ /);
  });

  test('at current prices nothing typed as a price is left, everything else is', () => {
    const loaded = loadScenario(GOOD, 'team.yaml');
    if (loaded.kind !== 'loaded') throw new Error('not loaded');
    const current = atCurrentPrices(loaded.raw);
    expect(current.id).toBe('team@current');
    expect(current.options[1]?.values).toEqual({ loadWatts: 600 });
    expect(current.options[1]?.quote).toBeNull();
  });
});
