import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { evaluated } from '../../src/app/evaluated.ts';
import { planTrace } from '../../src/app/plan/trace.ts';
import { usageFromLog, withLogs } from '../../src/app/usage/from-log.ts';
import { tracedRequests } from '../../src/app/usage/traced.ts';
import { peakOf } from '../../src/core/capacity/group.ts';
import { sharedCapacity } from '../../src/core/capacity/shared.ts';
import { hourlyApiUsd, hourlyUnits } from '../../src/core/evaluation/hourly.ts';
import { ownHours } from '../../src/core/evaluation/overflow.ts';
import type { PreparedUnit } from '../../src/core/evaluation/prepare.ts';
import { sharedGroups } from '../../src/core/evaluation/shared.ts';
import { staffHours } from '../../src/core/evaluation/staff.ts';
import { EXPECTED } from '../../src/core/evaluation/values.ts';
import { monthlyWork } from '../../src/core/evaluation/work.ts';
import type { ApiOverflow, RentOverflow } from '../../src/core/mix.ts';
import type { Layer } from '../../src/scenario/judge.ts';
import { bruteForce } from '../helpers/burst-by-hand.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-shared-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const BIG = 3000;
/** Three models and an embedder; nobody waits, so that a base carries much of them. */
const SCENARIO = file(
  'four.yaml',
  `workloads:
  - {id: chat, model: qwen3.6-35b-a3b, useCase: chat}
  - {id: coding, model: qwen3.6-27b, useCase: coding-agent}
  - {id: summaries, model: llama-3.1-8b, useCase: batch, promptTokens: 6000, outputTokens: 300}
  - {id: search, model: Qwen3-Embedding-0.6B, useCase: batch, promptTokens: 400, outputTokens: 0, inputUsdPerMillionTokens: 0.01, outputUsdPerMillionTokens: 0}
options: [own:4xrtx-3090, rent:a100-80gb-sxm, api:qwen3.6-27b]
`,
);
const IDS = ['chat', 'coding', 'summaries', 'search'];
const stamp = (hour: number): string => new Date(Date.UTC(2026, 2, 2, hour)).toISOString();
const HOURS = Array.from({ length: 7 * 24 }, (_, hour) => hour);
const isOffice = (hour: number): boolean => hour % 24 >= 9 && hour % 24 < 17 && hour < 120;
/** Requests of each workload in each hour. */
const TRACES: Readonly<Record<string, (hour: number) => readonly number[]>> = {
  flat: () => [900, 300, 500, 5000],
  'office hours': (hour) => (isOffice(hour) ? [BIG, BIG, 0, 8000] : [20, 5, 900, 20_000]),
  spiky: (hour) =>
    hour % 50 === 7 ? [9 * BIG, 2 * BIG, 0, 0] : [10 * (hour % 13), 5, hour % 3 === 0 ? 2000 : 0, 4000],
};
const csv = (of: (hour: number) => readonly number[]): string =>
  ['timestamp,requests,workload']
    .concat(HOURS.flatMap((hour) => of(hour).map((count, i) => `${stamp(hour)},${count},${IDS[i]}`)))
    .join('\n');
async function planned(path: string) {
  const { workloads: written, options } = parse(readFileSync(SCENARIO, 'utf8'));
  const workloads = written.map(({ id, ...values }: { readonly id: string }) => ({ id, values }));
  const layers: readonly Layer[] = [{ origin: 'scenario', style: 'key', values: workloads[0].values }];
  const request = { layers, workloads, options };
  const usage = await usageFromLog({ ...request, paths: [path] });
  const logged = withLogs(request, usage);
  const found = evaluated(logged);
  return { answer: planTrace({ ...logged, usage }), found, requests: tracedRequests(usage, found.scenario).requests };
}

describe.for(Object.entries(TRACES))('a shared server under a trace, %s', ([name, of]) => {
  const path = file(`${name.replace(' ', '-')}.csv`, csv(of));

  test('each hour needs the machines that its requests take at a peak of their own', async () => {
    const { found, requests } = await planned(path);
    const [own, evaluation] = [found.prepared[0], found.evaluations[0]];
    if (own?.shared === undefined || 'feasible' in own.shared || evaluation === undefined)
      throw new Error('not shared');
    const units = hourlyUnits({ prepared: own, evaluation, scenario: found.scenario }, requests);
    const works = found.scenario.workloads.map(({ demand }) => monthlyWork(demand, EXPECTED));
    const tableOf = (unit: PreparedUnit) => unit.expected;
    const { groups, order } = sharedGroups(own.shared, { workloads: found.scenario.workloads, works, tableOf });
    for (const hour of [0, 3, 7, 10, 57]) {
      const asked = groups.map(({ loads, table }) => ({ loads: [...loads], table }));
      const peaks = asked.flatMap(({ loads }) => loads.map(peakOf));
      const moment = order.map((index, i) => (requests[index]?.[hour] ?? 0) / 3600 / (peaks[i] ?? 1));
      const sized = sharedCapacity({ groups: asked, days: [{ busiest: [moment] }] });
      expect(sized).toMatchObject({ feasible: true, units: Math.ceil((units[hour] ?? 0) - 1e-9) });
    }
  });

  test('no size of any pair of options costs less, each counted machine by machine', async () => {
    const { answer, found, requests } = await planned(path);
    const { scenario } = found;
    const [own, rent, api] = found.prepared.map((prepared, i) => {
      const evaluation = found.evaluations[i];
      if (evaluation === undefined) throw new Error('not evaluated');
      return { prepared, evaluation, scenario };
    });
    if (own === undefined || rent === undefined || api === undefined) throw new Error('three options');
    const { option } = rent.evaluation;
    if (option.kind !== 'rent') throw new Error('no rent');
    const hourlyLoad = hourlyUnits(own, requests);
    const rented = hourlyUnits(rent, requests);
    const called = hourlyApiUsd(api, requests);
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    const owned = ownHours(own.evaluation, scenario.finance, sum(hourlyLoad) / sum(requests.map(sum)));
    const rentStaff = (count: number): number => staffHours(option, count) * option.staffUsdPerHour.value;
    const rents: RentOverflow = {
      kind: 'rent',
      usdPerUnitHour: option.usdPerGpuHour.value,
      loadPerUnit: hourlyLoad.map((load, h) => load / (rented[h] || 1)),
      billing: { startUpMinutesPerDay: 10, minimumHoursPerMonth: 0, alwaysOn: false },
      usdPerMonth: rentStaff,
    };
    const calls: ApiOverflow = {
      kind: 'api',
      usdPerUnitHour: hourlyLoad.map((load, h) => (called[h] ?? 0) / load),
    };
    const least = [rents, calls].map((overflow) => bruteForce({ hourlyLoad, ...owned, overflow }));
    expect(answer.result.best.usdPerMonth).toBeCloseTo(Math.min(...least) * 730, 4);
  });

  test('the command says the same, and whose the rows are', async () => {
    const { stdout } = await runInMemory(['plan', '--scenario', SCENARIO, '--trace', path, '--json']);
    const { answer } = await planned(path);
    expect(JSON.parse(stdout).result.best).toEqual(answer.result.best);
    expect(JSON.parse(stdout).result.workloads.map((one: { workload: string }) => one.workload)).toEqual(IDS);
  });
});

test('rows that name no workload are split as the scenario has them, and that is said', async () => {
  const path = file('nameless.csv', ['timestamp,requests', ...HOURS.map((hour) => `${stamp(hour)},1000`)].join('\n'));
  for (const command of ['plan', 'compare', 'breakeven']) {
    const { exitCode, stderr, stdout } = await runInMemory([
      command,
      '--scenario',
      SCENARIO,
      '--trace',
      path,
      '--json',
    ]);
    expect([command, exitCode]).toEqual([command, 0]);
    expect(stderr + stdout).toContain('168 rows of the log name no workload: the requests are split');
  }
  const { requests, found } = await planned(path);
  const asked = (
    await planned(
      file(
        'none.csv',
        csv(() => [1, 0, 0, 0]),
      ),
    )
  ).found.scenario.workloads;
  const shares = requests.map((own) => (own[5] ?? 0) / 1000);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  // summaries and search have no hours of their own and the same default amount; lengths stay the workload's
  expect(shares[2]).toBeCloseTo(shares[3] ?? 0, 9);
  expect(found.scenario.workloads.map(({ demand }) => demand.promptTokens.value)).toEqual(
    asked.map(({ demand }) => demand.promptTokens.value),
  );
});

test('a workload without a row keeps its own amount, spread over all hours, and that is said', async () => {
  const rows = HOURS.map((hour) => `${stamp(hour)},1000,chat`);
  const { answer, requests } = await planned(file('chat.csv', ['timestamp,requests,workload', ...rows].join('\n')));
  expect(requests[0]?.every((count) => count === 1000)).toBe(true);
  expect(new Set(requests[1]).size).toBe(1);
  expect(JSON.stringify(answer.warnings)).toContain('`coding` has no entry in the log');
});

describe('how much is asked is the log’s, whatever the scenario types; a flag stands before both', () => {
  const typed = file(
    'typed.yaml',
    readFileSync(SCENARIO, 'utf8')
      .replace('useCase: chat}', 'useCase: chat, users: 60, requestsPerUserPerDay: 20, activeHoursPerDay: 3}')
      .replace('promptTokens: 6000', 'promptTokens: 6000, requestsPerUserPerDay: 2000'),
  );
  const path = file(
    'amounts.csv',
    csv(() => [900, 300, 500, 5000]),
  );
  const of = async (command: string, ...more: readonly string[]) => {
    const argv = [command, '--scenario', typed, '--trace', path, ...more, '--json'];
    return JSON.parse((await runInMemory(argv)).stdout);
  };

  test('plan and compare cost the same month', async () => {
    const [plan, compared] = [await of('plan'), await of('compare')];
    const api = compared.result.rows.find((row: { readonly kind: string }) => row.kind === 'api');
    const called = await of('plan', '--api-price-factor', '0.01');
    expect(called.result.overflow).toBe('api:qwen3.6-27b');
    expect(plan.result.workloads).toEqual(compared.result.usage.workloads);
    const cheap = await of('compare', '--api-price-factor', '0.01');
    const cheapApi = cheap.result.rows.find((row: { readonly kind: string }) => row.kind === 'api');
    expect(called.result.pureOverflow.usdPerMonth / cheapApi.usdPerMonth).toBeCloseTo(1, 6);
    expect(api.usdPerMonth / cheapApi.usdPerMonth).toBeGreaterThan(10);
  });

  test('and what was left aside is said; people stay the scenario’s', async () => {
    const { warnings, assumptions } = await of('compare');
    const said = warnings.map((one: { readonly message: string }) => one.message).join();
    expect(said).toContain("is the log's: `requestsPerUserPerDay`, `activeHoursPerDay` of the scenario left aside");
    const users = assumptions.find((one: { readonly id: string }) => one.id === 'users');
    expect([users.value, users.origin]).toEqual([60, 'scenario']);
    const flag = await of('compare', '--active-hours-per-day', '5');
    const hours = flag.assumptions.find((one: { readonly id: string }) => one.id === 'activeHoursPerDay');
    expect([hours.value, hours.origin]).toEqual([5, 'flag']);
  });
});

describe('the log of several workloads again, hour by hour', () => {
  const replayed = async (path: string, ...more: readonly string[]) => {
    const argv = ['--scenario', SCENARIO, '--trace', path, ...more, '--json'];
    const compared = JSON.parse((await runInMemory(['compare', ...argv])).stdout).result;
    return { compared, plan: JSON.parse((await runInMemory(['plan', ...argv])).stdout).result };
  };
  interface Replayed {
    readonly id: string;
    readonly usdPerMonth: number;
    readonly totalUsd: number;
    readonly overload?: { readonly hours: number; readonly shareOfRequests: number };
  }
  const optionsOf = (compared: { readonly usage: { readonly replay: { readonly options: readonly Replayed[] } } }) =>
    new Map(compared.usage.replay.options.map((option) => [option.id.split(':')[0], option]));

  test('an even load costs what the month of compare costs, and overloads nothing', async () => {
    const { compared } = await replayed(
      file(
        'even.csv',
        csv(() => [900, 300, 500, 5000]),
      ),
    );
    const options = optionsOf(compared);
    for (const row of compared.rows) {
      const option = options.get(row.kind);
      expect((option?.usdPerMonth ?? 0) / row.usdPerMonth).toBeCloseTo(1, 6);
      expect(option?.totalUsd).toBeCloseTo(((option?.usdPerMonth ?? 0) * 7 * 24) / 730, 6);
      expect(option?.overload?.hours ?? 0).toBe(0);
    }
  });

  test('an API costs what plan says of calling for everything, whatever the hours', async () => {
    const { compared, plan } = await replayed(
      file('spikes.csv', csv(TRACES.spiky ?? (() => []))),
      '--api-price-factor',
      '0.01',
    );
    expect(plan.overflow).toBe('api:qwen3.6-27b');
    expect((optionsOf(compared).get('api')?.usdPerMonth ?? 0) / plan.pureOverflow.usdPerMonth).toBeCloseTo(1, 9);
  });

  test('a spike that the machines do not carry is counted, and so are its requests', async () => {
    const path = file(
      'spike.csv',
      csv((hour) => (hour === 60 ? [40_000, 20_000, 0, 0] : [900, 300, 500, 5000])),
    );
    const { compared } = await replayed(path);
    const own = optionsOf(compared).get('own');
    expect(own?.overload).toEqual({ hours: 1, shareOfRequests: expect.closeTo(60_000 / (167 * 6700 + 60_000), 9) });
    const { stdout } = await runInMemory(['compare', '--scenario', SCENARIO, '--trace', path]);
    expect(stdout).toContain('The same 7 days again, hour by hour');
    expect(stdout).not.toContain('not replayed  ');
  });
});
