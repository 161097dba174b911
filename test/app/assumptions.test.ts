import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BUILTIN_TABLES } from '../../src/app/tables.ts';
import { performanceConstants } from '../../src/catalog/performance.ts';
import { EXAMPLE } from '../../src/core/defaults/workload.ts';
import { evaluateAll, prepare } from '../../src/core/evaluate.ts';
import { leversOf } from '../../src/core/uncertainty/levers.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const ANSWER = z.object({
  assumptions: z.array(
    z.object({
      id: z.string(),
      origin: z.string(),
      value: z.number(),
      low: z.number(),
      high: z.number(),
      source: z.string().nullable(),
      asOf: z.string().nullable(),
    }),
  ),
});
const OPTIONS = [...EXAMPLE.options, 'own:hgx-h100-8x', 'own:rtx-5090', 'rent:8xh100-sxm:reserved-1y'];

describe('assumptions of a scenario', () => {
  test('moving every lever to where it already is changes nothing', () => {
    const resolved = resolveScenario({
      name: 'x',
      layers: [],
      options: OPTIONS,
      mode: 'batch',
      tables: BUILTIN_TABLES,
      seed: 1,
    });
    if (resolved.kind !== 'scenario') throw new Error(JSON.stringify(resolved.problems));
    const prepared = prepare(resolved.scenario, { constants: performanceConstants() });
    const still = new Map(leversOf(resolved.scenario, prepared).map((lever) => [lever.id, lever.expected]));
    const totals = (values?: ReadonlyMap<string, number>): number[] =>
      evaluateAll(resolved.scenario, prepared, values).map((e) => e.totalUsd);
    totals(still).forEach((total, index) => {
      expect(total, OPTIONS[index]).toBeCloseTo(totals()[index] ?? Number.NaN, 6);
    });
  });
});

test('every assumption has an origin and a range around it; what the catalog says has a source and a date', async () => {
  const { stdout } = await runInMemory(['breakeven', ...OPTIONS, '--users', '400', '--json', '--quiet']);
  const { assumptions } = ANSWER.parse(JSON.parse(stdout));
  expect(assumptions.length).toBeGreaterThan(40);
  for (const { id, origin, low, value, high, source, asOf } of assumptions) {
    expect([low <= value, value <= high], id).toEqual([true, true]);
    expect(origin, id).not.toBe('');
    if (origin === 'catalog') expect([source, asOf], id).not.toContain(null);
  }
});
