import { describe, expect, test } from 'vitest';
import { BUILTIN_TABLES } from '../../src/app/tables.ts';
import { performanceConstants } from '../../src/catalog/performance.ts';
import { EXAMPLE } from '../../src/core/defaults/workload.ts';
import { evaluateAll, prepare } from '../../src/core/evaluate.ts';
import { leversOf } from '../../src/core/levers.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';

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
