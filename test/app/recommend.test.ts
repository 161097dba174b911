import { describe, expect, test } from 'vitest';
import { leastUsdPerMonth } from '../../src/app/recommend/least-cost.ts';
import { recommend } from '../../src/app/recommend/recommend.ts';
import { answerSecondsOf } from '../../src/app/recommend/rows.ts';
import { searchCatalog } from '../../src/app/recommend/search.ts';
import { type Constraints, FREE } from '../../src/core/constraints.ts';

const layer = (values: Record<string, string>) => [{ origin: 'flag' as const, style: 'flag' as const, values }];
describe('bounds first', () => {
  const cases: readonly { readonly values: Record<string, string>; readonly limits?: Partial<Constraints> }[] = [
    { values: { model: 'qwen3.6-27b', users: '5' } },
    { values: { model: 'qwen3.6-27b', users: '80' } },
    { values: { model: 'qwen3.6-27b', users: '5', site: 'office' } },
    { values: { model: 'qwen3.6-27b', users: '5', throughput: '100' } },
    {
      values: { model: 'qwen3.6-27b', users: '40', horizonMonths: '12', rentDiscount: '0.5' },
      limits: { noApi: true },
    },
    { values: { model: 'llama-3.1-8b', users: '200', useCase: 'chat' } },
    { values: { model: 'llama-3.1-8b', users: '40', useCase: 'chat' } },
    { values: { model: 'llama-3.3-70b', users: '80' }, limits: { warranty: true } },
    { values: { model: 'llama-3.3-70b', users: '40' }, limits: { onPremises: true, quiet: true } },
    { values: { model: 'gpt-oss-120b', users: '40', useCase: 'rag' } },
    { values: { model: 'gpt-oss-20b', users: '40', useCase: 'batch' }, limits: { budgetUsd: 3000 } },
  ];

  test.for(cases)('the same answer as evaluating the whole catalog: $values within $limits', ({ values, limits }) => {
    const request = { layers: layer(values), options: [], constraints: { ...FREE, ...limits }, ownOrRent: true };
    const quick = recommend(request).result;
    const full = recommend({ ...request, everything: true }).result;
    const most = quick.frontToUsdPerMonth ?? Number.MAX_VALUE;
    const counts = { evaluated: 0, path: [], frontToUsdPerMonth: null };
    const front = full.front.filter(({ usdPerMonth }) => usdPerMonth <= most);
    expect({ ...quick, ...counts }).toEqual({ ...full, ...counts, front });
    expect(quick.evaluated).toBeLessThanOrEqual(full.evaluated);
    expect(full.evaluated).toBeGreaterThanOrEqual(0.9 * full.considered);
  });

  test('a few dozen of hundreds are evaluated, and the path counts those seen to fail before', () => {
    const { result, search } = recommend({ layers: layer({ model: 'qwen3.6-27b' }), options: [], constraints: FREE });
    expect(result.considered).toBeGreaterThan(300);
    expect(result.evaluated).toBeLessThan(60);
    const left = new Map(result.path.map((step) => [step.step, step.left]));
    const unfit = search.ruledOut.filter(({ reason }) => reason === 'does-not-fit').length;
    expect(unfit).toBeGreaterThan(0);
    expect(left.get('among-the-cheapest')).toBe(result.evaluated + search.ruledOut.length);
    expect(left.get('fits')).toBe(result.evaluated + search.ruledOut.length - unfit);
  });
});

describe('what is searched', () => {
  const top = (values: Record<string, string>, limits: Partial<Constraints> = {}, more: object = {}) =>
    recommend({ layers: layer(values), options: [], constraints: { ...FREE, ...limits }, top: 30, ...more }).result;

  test('a floor on the format is searched for, not only judged', () => {
    const { rows, kind } = top({ model: 'qwen3.6-27b' }, { minimumBitsPerWeight: 8, onPremises: true });
    expect(kind).toBe('found');
    expect(new Set(rows.map((row) => row.quantization))).toEqual(new Set(['fp8', 'q8-0', 'mlx-8bit-g64']));
  });

  test('a mix of own base and rented peaks is among the answers where several machines are needed', () => {
    const { rows } = top({ model: 'qwen3.6-27b', users: '80' });
    const mixes = rows.filter((row) => row.kind === 'mix');
    expect(mixes.length).toBeGreaterThan(0);
    for (const mix of mixes) expect(mix.usersServed ?? 80).toBeGreaterThanOrEqual(80 * (1 - 1e-6));
  });

  test('a mix names the largest model its own machines hold, the users they carry, and how many are rented', () => {
    const { rows } = top({ model: 'qwen3.6-27b', users: '300' });
    const mixes = rows.filter((row) => row.kind === 'mix');
    const [called, rented] = [false, true].map((isRented) =>
      mixes.find(({ base }) => (base?.rentedUnits != null) === isRented),
    );
    expect(called?.largestModel).not.toBeNull();
    expect(called?.usersServed).toBeNull();
    expect(called?.base?.usersServed).toBeGreaterThan(100);
    expect(called?.base?.usersServed).toBeLessThan(300);
    expect(rented?.base?.rentedUnits).toBeGreaterThanOrEqual(1);
    // The rented machines carry what the own ones leave of the peak.
    expect(rented?.base?.usersServed ?? 0).toBeLessThan(300);
    expect(rented?.usersServed ?? 0).toBeGreaterThanOrEqual(300 * (1 - 1e-6));
  });

  test('what nobody can serve in time is answered by the least slower service', () => {
    const values = { model: 'llama-3.3-70b', maxTimeToFirstTokenSeconds: '0.02', minTokensPerSecond: '500' };
    const { kind, relax, pick, rows, path } = top(values, { onPremises: true });
    expect(kind).toBe('relaxed');
    expect(pick).not.toBeNull();
    expect(relax.map((r) => r.constraint)).toContain('maxTimeToFirstTokenSeconds');
    expect(new Set(rows.map((row) => row.serviceLevel))).toEqual(new Set(['missed']));
    // No machine; of the API nobody knows, and it may not be called.
    expect(path.find(({ step }) => step === 'service-level')).toMatchObject({ left: 1, notKnown: 1 });
    expect(path.at(-1)).toMatchObject({ step: 'onPremises', left: 0 });
  });

  test('training asks for more memory than answering', () => {
    const free = top({ model: 'llama-3.1-8b' }, { onPremises: true });
    const full = top({ model: 'llama-3.1-8b' }, { onPremises: true }, { training: 'full' as const });
    expect(full.kind).toBe('found');
    expect(full.rows[0]?.upfrontUsd ?? 0).toBeGreaterThan(4 * (free.rows[0]?.upfrontUsd ?? 0));
  });

  test('the path only ever narrows after what was evaluated, and ends at the ranked', () => {
    const { path, kind } = top({ model: 'qwen3.6-27b' }, { budgetUsd: 3000, quiet: true, onPremises: true });
    const left = path.slice(2).map((step) => step.left);
    expect(left).toEqual(left.toSorted((a, b) => b - a));
    expect(path.slice(4).map((step) => step.step)).toEqual(['budgetUsd', 'onPremises', 'quiet']);
    expect(kind).toBe((left.at(-1) ?? 0) > 0 ? 'found' : 'relaxed');
  });

  test('lifting the limit named saves what it says', () => {
    const { change, rows } = top({ model: 'qwen3.6-27b' }, { onPremises: true, maxWatts: 400 });
    const lifted = change.limits.find((limit) => limit.constraint === 'maxWatts');
    const without = top({ model: 'qwen3.6-27b' }, { onPremises: true });
    expect(without.pick).toBe(lifted?.option);
    expect((rows[0]?.usdPerMonth ?? 0) - (without.rows[0]?.usdPerMonth ?? 0)).toBeCloseTo(
      lifted?.savesUsdPerMonth ?? 0,
      6,
    );
  });

  test('watts are those at your site: a rental and an API draw none, of a mix the own side counts', () => {
    const watts = 600;
    const { rows, kind } = top({ model: 'qwen3.6-27b', users: '80' }, { maxWatts: watts });
    expect(kind).toBe('found');
    expect(new Set(rows.map((row) => row.kind))).toContain('rent');
    const own = rows.filter((row) => row.kind === 'own' || row.kind === 'mix');
    for (const row of own) expect(row.loadWatts, row.option).toBeLessThanOrEqual(watts);
    for (const row of rows.filter((row) => row.kind === 'rent')) expect(row.loadWatts, row.option).toBeNull();
    const none = top({ model: 'qwen3.6-27b', users: '80' }, { maxWatts: 0 });
    expect(none.kind).toBe('found');
    expect(none.rows.filter((row) => row.kind === 'own' || row.kind === 'mix')).toEqual([]);
  });

  test('what an API costs does not hang on the machines it is looked at with', () => {
    const usual = top({ model: 'qwen3.6-27b', users: '3' }, { noCapital: true });
    const late = top({ model: 'qwen3.6-27b', users: '3', minTokensPerSecond: '90000' });
    const costOf = ({ rows }: typeof usual) => rows.find((row) => row.option === 'api:qwen3.6-27b')?.usdPerMonth;
    // No machine beside it.
    expect(late.rows).toHaveLength(1);
    expect(costOf(late)).toBe(costOf(usual));
    // 9,900 requests of 8,600 tokens at $0.536 a million
    expect(costOf(usual)).toBeCloseTo(9900 * 8600e-6 * 0.536, 0);
  });

  test('a fleet is warned of, as the own side of a mix too', () => {
    const fleet = (users: string) =>
      recommend({ layers: layer({ model: 'qwen3.6-27b', users }), options: [], constraints: FREE });
    const { warnings, result } = fleet('2000000');
    expect(result.rows[0]?.kind).toBe('mix');
    expect(warnings.some((one) => one.kind === 'note' && one.text.includes('the network and the scheduler'))).toBe(
      true,
    );
    expect(fleet('20').warnings.filter((one) => one.kind === 'note')).toEqual([]);
  });

  test('a user count that turns the pick is one at which another is picked', () => {
    const { change, pick } = top({ model: 'qwen3.6-27b', users: '20' });
    expect(change.users.length).toBeGreaterThan(0);
    for (const turn of change.users) expect(turn.option).not.toBe(pick);
  });
});

test('an unknown preset says which there are', () => {
  const request = { layers: [], options: [], constraints: FREE, preset: { kind: 'goal' as const, name: 'fly' } };
  expect(() => recommend(request)).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ key: '--goal' })] }),
  );
});

test.for([
  { model: 'qwen3.6-27b', users: '5' },
  { model: 'gpt-oss-120b', users: '40', useCase: 'rag', horizonMonths: '60' },
  { model: 'llama-3.1-8b', users: '200', useCase: 'chat', horizonMonths: '12', rentDiscount: '0.5' },
  { model: 'qwen3.6-27b', users: '100', site: 'colocation', horizonMonths: '30', staffHoursPerMonth: '3' },
])('no bound rules out what does the work or costs less: $model', (values) => {
  const request = { layers: layer(values), options: [] };
  const { evaluations, candidates, scenario } = searchCatalog(request, { everything: true });
  const bounds = new Map(candidates.map((candidate) => [candidate.text, candidate]));
  const able = evaluations.filter((e) => e.feasible && e.parts.length === 0);
  expect(able.length).toBeGreaterThan(10);
  for (const e of able) {
    const bound = bounds.get(e.option.id);
    expect([e.option.id, bound?.withinReach]).toEqual([e.option.id, true]);
    expect(bound?.leastUsdPerMonth, e.option.id).toBeLessThanOrEqual(e.usdPerMonth);
    expect(bound?.leastSeconds, e.option.id).toBeLessThanOrEqual(answerSecondsOf(e));
    if (e.option.kind === 'own')
      expect(leastUsdPerMonth(e.option, scenario.finance), e.option.id).toBeLessThanOrEqual(e.usdPerMonth);
  }
});

describe('where prompts may go', () => {
  const work = { model: 'qwen3.6-27b', users: '30' };
  const within = (limits: Partial<Constraints>) =>
    recommend({ layers: layer(work), options: [], constraints: { ...FREE, ...limits }, top: 40 });
  const costOf = (answer: ReturnType<typeof within>, option: string): number =>
    answer.search.evaluations.find((e) => e.option.id === option)?.usdPerMonth ?? Number.NaN;
  const [anywhere, noApi, onPremises] = [within({}), within({ noApi: true }), within({ onPremises: true })];
  const pick = onPremises.result.pick ?? '';

  test('on premises nothing stands in for a machine that is down, and what a spare costs is told', () => {
    for (const e of onPremises.search.evaluations.filter(({ option }) => option.kind === 'own'))
      expect(e.elsewhere, e.option.id).toBeNull();
    const { downtime } = onPremises.result;
    expect(downtime?.hoursPerMonth).toBeCloseTo(0.02 * 730, 9);
    expect(downtime?.spareUsdPerMonth).toBeGreaterThan(0);
    expect(within({}).result.downtime).toBeNull();
  });

  test('a spare that makes a team’s fleet of a person’s machines is said to take its two hours', () => {
    const told = (users: string) =>
      recommend({
        layers: layer({ model: 'qwen3.6-27b', users }),
        options: [],
        constraints: { ...FREE, onPremises: true },
        top: 1,
      }).result.downtime;
    expect(told('40')?.spareStaffUsdPerMonth).toBeCloseTo(200, 9);
    expect(told('5')?.spareStaffUsdPerMonth).toBe(0);
  });

  test('without an API downtime costs two hundredths of the cheapest rent, with one of its bill', () => {
    const rents = noApi.search.evaluations.filter((e) => e.feasible && e.option.kind === 'rent');
    const [rent] = rents.toSorted((a, b) => a.usdPerMonth - b.usdPerMonth);
    expect(costOf(noApi, pick) - costOf(onPremises, pick)).toBeCloseTo(0.02 * (rent?.usdPerMonth ?? 0), 6);
    // Both fall with the API's price over the horizon.
    const apiUsd = costOf(anywhere, 'api:qwen3.6-27b');
    expect(costOf(anywhere, pick) - costOf(onPremises, pick)).toBeCloseTo(0.02 * apiUsd, 6);
  });

  test('machines of strangers are not rented for private prompts', () => {
    const sourcesOf = (answer: ReturnType<typeof within>): string =>
      answer.search.evaluations
        .flatMap(({ option }) => (option.kind === 'rent' ? [option.usdPerGpuHour.source] : []))
        .join();
    expect(sourcesOf(anywhere)).toMatch(/OpenRelay/);
    expect(sourcesOf(noApi)).not.toMatch(/OpenRelay|Vast|Akash|Lium|Salad|TensorDock/);
  });
});
