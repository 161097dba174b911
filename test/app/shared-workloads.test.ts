import { describe, expect, test } from 'vitest';
import { type Evaluated, evaluated } from '../../src/app/evaluated.ts';
import { harnessOf } from '../../src/app/harness.ts';
import type { RawValue } from '../../src/scenario/judge.ts';
import { runInMemory } from '../helpers/memory-io.ts';

type Values = Readonly<Record<string, RawValue>>;
const OPTIONS = ['own:2xrtx-3090', 'rent:h100-sxm', 'api:qwen3.6-27b', 'mix:own:2xrtx-3090+api:qwen3.6-27b@0.5'];
const CODING: Values = { model: 'qwen3.6-27b', useCase: 'coding-agent', users: 20 };
const CHAT: Values = { model: 'llama-3.1-8b', useCase: 'chat', users: 40 };

function at(workloads: Readonly<Record<string, Values>>): Evaluated {
  const asked = Object.entries(workloads).map(([id, values]) => ({ id, values }));
  const layers = [
    { origin: 'flag' as const, style: 'flag' as const, values: {} },
    { origin: 'scenario' as const, style: 'key' as const, values: asked[0]?.values ?? {} },
  ];
  return evaluated({ layers, options: OPTIONS, workloads: asked });
}
const totals = ({ evaluations }: Evaluated) => evaluations.map((e) => [e.option.id, e.totalUsd] as const);

describe('workloads that share machines', () => {
  test('one is what it was without sharing; two halves of it cost the same', () => {
    const whole = at({ all: { ...CODING, users: 20, peakToMean: 3 } });
    const half = { ...CODING, users: 10, peakToMean: 3 };
    const halves = at({ a: half, b: half });
    expect(whole.evaluations.every((e) => e.shares.length === 0)).toBe(true);
    for (const [index, [id, usd]] of totals(whole).entries()) {
      const [other, both] = totals(halves)[index] ?? ['', 0];
      expect(other).toBe(id);
      expect(both / usd, id).toBeCloseTo(1, 6);
      expect(halves.evaluations[index]?.shares.map((share) => share.share)).toEqual([0.5, 0.5]);
    }
  });

  test('their order changes nothing', () => {
    const [one, other] = [at({ coding: CODING, chat: CHAT }), at({ chat: CHAT, coding: CODING })];
    for (const [index, [id, usd]] of totals(one).entries())
      expect(totals(other)[index]?.[1] ?? 0, id).toBeCloseTo(usd, 4);
  });

  test('shares add up to the whole, and an API charges each model its own price', () => {
    const both = at({ coding: CODING, chat: CHAT });
    for (const e of both.evaluations) {
      expect(e.feasible, e.option.id).toBe(true);
      expect(e.shares.reduce((sum, share) => sum + share.usdPerMonth, 0)).toBeCloseTo(e.usdPerMonth, 6);
    }
    const price = (found: Evaluated) => found.evaluations.find((e) => e.option.kind === 'api')?.usdPerMonth ?? 0;
    const chatAlone = evaluated({
      layers: [{ origin: 'flag', style: 'key', values: CHAT }],
      options: ['api:llama-3.1-8b'],
    });
    expect(price(both)).toBeCloseTo(price(at({ coding: CODING })) + price(chatAlone), 6);
  });

  test('models that fit alone but not together do not fit', () => {
    const large = (model: string): Values => ({ model, useCase: 'chat', users: 1 });
    const fits = (workloads: Readonly<Record<string, Values>>) =>
      at(workloads).evaluations.find((e) => e.option.id === 'own:2xrtx-3090');
    expect(fits({ a: large('qwen3.6-27b') })?.feasible).toBe(true);
    expect(fits({ a: large('qwen3-32b') })?.feasible).toBe(true);
    const three = fits({ a: large('qwen3.6-27b'), b: large('qwen3-32b'), c: large('qwen3.6-35b-a3b') });
    expect(three?.failure?.reason).toBe('does-not-fit');
    expect(three?.failure?.shortfallBytes).toBeGreaterThan(0);
  });

  test('more of one workload never makes the whole cheaper', () => {
    const costs = [1, 10, 100, 1000].map((users) =>
      totals(at({ coding: CODING, chat: { ...CHAT, users, peakToMean: 2 } })),
    );
    for (const [index, option] of OPTIONS.entries()) {
      const series = costs.map((row) => row[index]?.[1] ?? Number.NaN);
      expect(series, option).toEqual(series.toSorted((a, b) => a - b));
    }
  });

  test('one model in two formats is two servers, and a format no engine reads is said, not refused', () => {
    const coarse = at({ a: CODING, b: { ...CODING, users: 1 } });
    const finer = at({ a: CODING, b: { ...CODING, users: 1, quantization: 'FP8' } });
    const formats = (found: Evaluated) =>
      found.evaluations.find((e) => e.option.kind === 'rent')?.shares.map((share) => share.quantization);
    expect(new Set(formats(coarse))).toEqual(new Set(['awq-int4-g128']));
    expect(formats(finer)).toEqual(['awq-int4-g128', 'fp8']);
    const unread = evaluated({
      layers: [{ origin: 'scenario', style: 'key', values: CHAT }],
      options: ['own:mac-studio-m5-max-64'],
      workloads: [
        { id: 'a', values: CHAT },
        { id: 'b', values: { ...CHAT, quantization: 'FP8' } },
      ],
    });
    expect(unread.evaluations[0]?.failure).toMatchObject({ reason: 'no-engine', workload: 'b' });
  });

  test('what the second leaves out comes from its own kind of work, not from the first', () => {
    const { scenario } = at({ coding: { ...CODING, promptTokens: 9999 }, chat: CHAT });
    const [coding, chat] = scenario.workloads;
    expect(coding?.demand.promptTokens.value).toBe(9999);
    expect(chat?.demand.promptTokens.value).not.toBe(9999);
    expect(chat?.demand.users.id).toBe('users.chat');
    expect(chat?.serviceLevel).not.toEqual(coding?.serviceLevel);
  });

  test('chat by day and batch by night need the machines of the larger, and are rented for both', () => {
    const day: Values = { ...CHAT, users: 3000, activeFromHour: 9 };
    const night: Values = { ...CHAT, users: 1, useCase: 'batch', requestsPerUserPerDay: 150_000 };
    const of = (workloads: Readonly<Record<string, Values>>) =>
      at(workloads).evaluations.find((e) => e.option.kind === 'rent');
    const [a, b] = [of({ day })?.sized?.units ?? 0, of({ night })?.sized?.units ?? 0];
    const apart = of({ day, night });
    const meeting = of({ day, night: { ...night, activeFromHour: 9 } });
    expect(apart?.sized?.units).toBe(Math.max(a, b));
    expect(meeting?.sized?.units).toBeGreaterThan(Math.max(a, b));
    expect(meeting?.sized?.units).toBeLessThanOrEqual(a + b);
    expect(apart?.work.activeHoursPerDay).toBe(16);
    expect(meeting?.work.activeHoursPerDay).toBe(8);
  });

  test('a rent bills each hour its own machines: apart, two cost what each alone does', () => {
    const day: Values = { ...CHAT, users: 30_000, activeFromHour: 9 };
    const night: Values = { ...CHAT, users: 8000, activeFromHour: 20 };
    const of = (workloads: Readonly<Record<string, Values>>) =>
      at(workloads).evaluations.find((e) => e.option.kind === 'rent');
    const [a, b, both] = [of({ day }), of({ night }), of({ day, night })];
    const [many = 0, few = 0] = [a?.sized?.units, b?.sized?.units];
    expect([many > few, both?.sized?.units]).toEqual([true, many]);
    const hour = both?.option.kind === 'rent' ? both.option.usdPerGpuHour.value : 0;
    const month = (e: typeof both) => e?.flow.items.find((item) => item.category === 'rent')?.usdPerMonth ?? 0;
    // The machines of the night are on by day too and start once: 10 minutes of them less, on 22 days.
    expect(month(a) + month(b) - month(both)).toBeCloseTo((few * 22 * hour) / 6, 4);
    expect(month(both)).toBeLessThan(hour * many * (16 + 1 / 6) * 22);
  });

  test('one workload with a load by hour is billed so too', () => {
    const loads = (low: number) => Array.from({ length: 24 }, (_, h) => (h < 8 ? 0 : h < 12 ? 100 : low)).join(' ');
    const of = (low: number) =>
      at({ all: { ...CHAT, users: 6000, loadByHour: loads(low) } }).evaluations.find((e) => e.option.kind === 'rent');
    const [steady, uneven] = [of(100), of(10)];
    expect(steady?.sized?.hourUnits).toBeUndefined();
    const units = uneven?.sized?.units ?? 0;
    const [less, most] = uneven?.sized?.hourUnits ?? [];
    expect([most?.units, most?.shareOfHours, less?.shareOfHours]).toEqual([units, 0.25, 0.75]);
    // A tenth of the load takes a tenth of the machines, rounded up.
    expect(less?.units).toBeGreaterThanOrEqual(Math.floor(units / 10));
    expect(less?.units).toBeLessThanOrEqual(Math.ceil(units / 10));
    const hour = uneven?.option.kind === 'rent' ? uneven.option.usdPerGpuHour.value : 0;
    const month = uneven?.flow.items.find((item) => item.category === 'rent')?.usdPerMonth ?? 0;
    const always = less?.units ?? 0;
    expect(month).toBeCloseTo(hour * 22 * (always * (16 + 1 / 6) + (units - always) * (4 + 1 / 6)), 4);
  });

  test('the built-in example shows the sum and each share in every command', async () => {
    for (const command of ['compare', 'breakeven', 'plan']) {
      const { stdout, exitCode } = await runInMemory([command, '--scenario', 'shared-server']);
      expect(exitCode, command).toBe(0);
      expect(stdout, command).toContain('Each workload’s share');
      for (const id of ['chat', 'coding', 'summaries', 'search']) expect(stdout, command).toContain(id);
    }
  });
});

describe('a harness of several workloads', () => {
  const two = { coding: CODING, chat: CHAT };
  const harness = (share: number) => {
    const { scenario, evaluations } = at(two);
    return harnessOf(scenario, evaluations, { localShare: share, localLabels: [], minimumConfidence: 0.6 });
  };
  const alone = (values: Values, option: string) =>
    evaluated({ layers: [{ origin: 'flag', style: 'key', values }], options: [option] }).evaluations[0];

  test('has a row for each, with the API price of its own weights', () => {
    const rows = harness(0.5).workloads ?? [];
    expect(rows.map(({ workload, model }) => [workload, model])).toEqual([
      ['coding', 'qwen3.6-27b'],
      ['chat', 'llama-3.1-8b'],
    ]);
    // 20 people × 150 requests and 40 × 30, each on 22 days: the defaults of their kind of work.
    expect(rows.map(({ queriesPerMonth }) => queriesPerMonth)).toEqual([66_000, 40 * 30 * 22]);
    expect(rows[0]?.apiUsdPerQuery).toBeCloseTo(alone(CODING, 'api:qwen3.6-27b')?.usdPerRequest ?? 0, 10);
    expect(rows[1]?.apiUsdPerQuery).toBeCloseTo(alone(CHAT, 'api:llama-3.1-8b')?.usdPerRequest ?? 0, 10);
  });

  test('rows add up to the whole on either path', () => {
    const whole = harness(0.5);
    const paths = [
      ['local', 'localUsdPerQuery'],
      ['api', 'apiUsdPerQuery'],
      ['hybrid', 'hybridUsdPerQuery'],
    ] as const;
    for (const [kind, key] of paths) {
      const sum = (whole.workloads ?? []).reduce((usd, row) => usd + row.queriesPerMonth * (row[key] ?? 0), 0);
      expect(sum, kind).toBeCloseTo(whole.harnesses.find((one) => one.kind === kind)?.usdPerMonth ?? 0, 6);
    }
  });

  test('at its break-even share a workload pays the same on both paths as at the API alone', () => {
    for (const { workload, localUsdPerQuery, apiUsdPerQuery, breakEvenShare } of harness(0.5).workloads ?? []) {
      if (breakEvenShare === null) {
        expect(localUsdPerQuery ?? 0, workload).toBeGreaterThan(apiUsdPerQuery ?? 0);
        continue;
      }
      const row = harness(breakEvenShare).workloads?.find((one) => one.workload === workload);
      expect(row?.hybridUsdPerQuery ?? 0, workload).toBeCloseTo(apiUsdPerQuery ?? 1, 10);
    }
  });

  test('one workload has no rows of its own', () => {
    const { scenario, evaluations } = at({ all: CODING });
    const found = harnessOf(scenario, evaluations, { localShare: 0.5, localLabels: [], minimumConfidence: 0.6 });
    expect(found.workloads).toBeUndefined();
  });
});
