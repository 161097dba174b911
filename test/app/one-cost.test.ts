import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-cost-'));
const json = async (argv: readonly string[]) => JSON.parse((await runInMemory([...argv, '--json'])).stdout).result;

interface Priced {
  readonly option: string;
  readonly usdPerMonth: number | null;
}
type Costs = ReadonlyMap<string, number>;
const costsOf = (rows: readonly Priced[]): Costs =>
  new Map(rows.flatMap(({ option, usdPerMonth }) => (usdPerMonth === null ? [] : [[option, usdPerMonth] as const])));

const MODELS = ['qwen3.6-27b', 'llama-3.1-8b', 'gpt-oss-20b', 'qwen3.6-35b-a3b'] as const;
const MACHINES = ['own:rtx-5090', 'own:2xrtx-3090', 'own:rtx-4090=1500', 'own:mac-studio-m3-ultra-512'] as const;
const RENTS = ['rent:rtx-4090', 'rent:h100-sxm', 'rent:rtx-4090:spot', 'rent:l40s:always-on'] as const;
const scenarios = fc.sample(
  fc.record({
    model: fc.constantFrom(...MODELS),
    useCase: fc.constantFrom('chat', 'coding-agent', 'rag', 'batch'),
    users: fc.integer({ min: 1, max: 120 }),
    horizonMonths: fc.constantFrom(12, 24, 36, 60),
    region: fc.constantFrom('US-CA', 'DE', 'US'),
    electricityPrice: fc.option(fc.double({ min: 0.05, max: 0.6, noNaN: true }), { nil: undefined }),
    kind: fc.constantFrom('home', 'office'),
    own: fc.constantFrom(...MACHINES),
    rent: fc.constantFrom(...RENTS),
  }),
  { numRuns: 30, seed: 7 },
);

/** A scenario file with two machines, a rent and the API of the same weights. */
function fileOf(index: number): string {
  const one = scenarios[index];
  if (one === undefined) throw new Error('no such scenario');
  const { model, useCase, users, horizonMonths, region, electricityPrice, kind, own, rent } = one;
  const path = join(folder, `s${index}.json`);
  const scenario = {
    workloads: [{ model, useCase, users }],
    options: [own, 'own:rtx-5080', rent, `api:${model}`],
    site: { region, kind, ...(electricityPrice === undefined ? {} : { electricityPrice }) },
    finance: { horizonMonths },
  };
  writeFileSync(path, JSON.stringify(scenario));
  return path;
}

describe.for(scenarios.map((_, index) => index))('scenario %d', (index) => {
  const path = fileOf(index);

  test('each option costs the same a month in every command that prices it', { timeout: 60_000 }, async () => {
    const compared = costsOf((await json(['compare', '--scenario', path])).rows);
    expect(compared.size).toBeGreaterThan(0);
    const breakeven = costsOf((await json(['breakeven', '--scenario', path])).options);
    const report = await json(['report', path]);
    const planned = (await json(['plan', '--scenario', path])).rows;
    const whole = scenarios[index]?.horizonMonths ?? 0;
    const totals = await json(['tco', '--scenario', path, '--years', String(whole / 12)]);
    const tco = totals.rows ?? [totals];
    expect([...breakeven]).toEqual([...breakeven].filter(([id, usd]) => near(compared.get(id), usd)));
    expect(new Set(breakeven.keys())).toEqual(new Set(compared.keys()));
    for (const [id, usd] of costsOf(report.options)) expect(usd, `report ${id}`).toBeCloseTo(compared.get(id) ?? -1, 6);
    const labels = new Map(report.options.map((row: { label: string; option: string }) => [row.label, row.option]));
    const grown = report.growth.filter(({ factor }: { factor: number }) => factor === 1);
    for (const row of grown)
      expect(row.usdPerMonth ?? -1, `growth ${row.option}`).toBeCloseTo(
        compared.get(String(labels.get(row.option))) ?? -1,
        6,
      );
    expect(tco.length).toBe(compared.size);
    for (const [id, usd] of costsOf(tco)) expect(usd, `tco ${id}`).toBeCloseTo(compared.get(id) ?? -1, 6);
    const [today] = planned;
    const cheapest = Math.min(...compared.values());
    expect(today.usdPerMonth).toBeCloseTo(cheapest, 6);
  });
});

const near = (a: number | undefined, b: number): boolean => a !== undefined && Math.abs(a - b) < 1e-6 * Math.max(1, b);

describe('what recommend shows costs what comparing it with the API costs', () => {
  test.for(scenarios.slice(0, 8).map((one) => [one.model, one.useCase, one.users] as const))(
    '%s, %s, %d users',
    { timeout: 60_000 },
    async ([model, useCase, users]) => {
      const work = ['--model', model, '--use-case', useCase, '--users', String(users)];
      const { rows } = await json(['recommend', ...work, '--top', '8']);
      const options = rows.map((row: Priced) => row.option).filter((option: string) => !option.startsWith('api:'));
      const compared = costsOf((await json(['compare', ...options, `api:${model}`, ...work])).rows);
      for (const { option, usdPerMonth } of rows)
        expect(compared.get(option), option).toBeCloseTo(usdPerMonth ?? -1, 6);
    },
  );
});
