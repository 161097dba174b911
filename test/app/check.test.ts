import { describe, expect, test } from 'vitest';
import { check } from '../../src/app/check/check.ts';
import { circuitOf } from '../../src/app/check/circuit.ts';
import type { CheckStatus } from '../../src/app/check/context.ts';
import { evaluated } from '../../src/app/evaluated.ts';
import type { RawValue } from '../../src/scenario/judge.ts';

type Values = Readonly<Record<string, RawValue>>;
const layers = (values: Values) => [{ origin: 'flag' as const, style: 'flag' as const, values }];
const findingsOf = (values: Values, options: readonly string[], workloads?: Readonly<Record<string, Values>>) => {
  const asked = Object.entries(workloads ?? {}).map(([id, own]) => ({ id, values: own }));
  const first = { origin: 'scenario' as const, style: 'key' as const, values: asked[0]?.values ?? {} };
  const request = {
    layers: [...layers(values), first],
    options,
    answers: {},
    ...(asked.length > 0 ? { workloads: asked } : {}),
  };
  return new Map(check(request).result.findings.map((finding) => [finding.id, finding]));
};

/** Each item of the guide's lists, shortened, and the finding that judges it: by a rule, or by a person's answer. */
const GUIDE: readonly (readonly [list: string, item: string, id: string, by: 'rule' | 'person'])[] = [
  ['performance', 'actual tokens/second measured on your hardware', 'speed-measured', 'person'],
  ['performance', 'memory-bound or compute-bound confirmed', 'limit-known', 'rule'],
  ['performance', 'annual electricity cost at the local rate', 'electricity-local', 'rule'],
  ['implementation', 'the model fits with headroom', 'memory-headroom', 'rule'],
  ['implementation', 'break-even with the actual hours a year', 'break-even-hours', 'rule'],
  ['implementation', 'quantization tested before buying more VRAM', 'quantization-tested', 'person'],
  ['implementation', 'hardware matched to user count', 'capacity-for-users', 'rule'],
  ['implementation', 'TCO for 3 and 5 years', 'tco-3-and-5', 'rule'],
  ['implementation', 'MLX on Apple Silicon', 'mlx-on-apple', 'rule'],
  ['implementation', 'batch size impact understood', 'batch-effect', 'rule'],
  ['integration', 'harness matches hardware', 'harness-matches', 'rule'],
  ['integration', 'serving concurrency tested', 'concurrency-tested', 'person'],
  ['integration', 'upgrade trigger defined', 'upgrade-trigger', 'rule'],
  ['failure modes', 'overbuying for low usage', 'overbuying', 'rule'],
  ['failure modes', 'ignoring the PCIe bottleneck', 'spill', 'rule'],
  ['failure modes', 'underestimating power costs', 'power-counted', 'rule'],
  ['failure modes', 'not testing concurrency; plan for twice the peak', 'twice-the-peak', 'rule'],
  ["engineer's list", 'memory requirements understood', 'memory-headroom', 'rule'],
  ["engineer's list", 'break-even hours a year', 'break-even-hours', 'rule'],
  ["engineer's list", 'hardware picked by decision tree', 'capacity-for-users', 'rule'],
  ["engineer's list", 'power cost factored in', 'power-counted', 'rule'],
  ["engineer's list", '20% headroom', 'engineer-headroom', 'rule'],
  ["engineer's list", 'why X over Y documented', 'engineer-why', 'person'],
  ['common mistakes', 'a dearer card than the work needs', 'dearer-machine', 'rule'],
  ['common mistakes', 'cloud for 24/7 steady work', 'steady-rent', 'rule'],
  ['common mistakes', 'assuming M-series cannot train', 'training-decided', 'person'],
  ['common mistakes', 'ignoring power draw', 'power-not-ignored', 'rule'],
  ["manager's list", 'members, hours, training, latency, concurrency', 'manager-questions', 'person'],
  ['sign-off', 'compared with an alternative, 5-year TCO', 'documented', 'rule'],
  ['sign-off', 'over 10 tok/s for people, 3 for batch', 'speed-for-people', 'rule'],
  ['sign-off', 'next tier and cost at 2x and 5x', 'scaling-plan', 'rule'],
  ['sign-off', 'power and cooling verified', 'power-and-cooling', 'rule'],
  ['sign-off', 'payback against the alternative', 'return', 'rule'],
];

describe('the guide’s lists', () => {
  const found = findingsOf({}, ['own:rtx-5090', 'api:qwen3.6-27b']);

  test.for(GUIDE)('%s: %s → %s', ([, , id, by]) => {
    const finding = found.get(id);
    expect(finding?.status === 'by-hand').toBe(by === 'person');
    expect(finding?.value).not.toBe('');
    if (finding?.status !== 'pass') expect(finding?.fix).not.toBeNull();
  });

  test('nothing is checked that no list asks for', () => {
    expect([...found.keys()].toSorted()).toEqual([...new Set(GUIDE.map(([, , id]) => id))].toSorted());
  });
});

describe('several workloads', () => {
  const small: Values = { model: 'llama-3.1-8b', useCase: 'chat', users: 2 };
  const large: Values = { model: 'qwen3.6-27b', useCase: 'coding-agent', users: 2 };
  const roomOf = (workloads: Readonly<Record<string, Values>>): number =>
    Number.parseFloat(
      findingsOf({}, ['own:2xrtx-3090', 'api:llama-3.1-8b'], workloads).get('memory-headroom')?.value ?? '',
    );

  test('memory counts every model, in whatever order, and workloads of one model once', () => {
    const [a, b, both] = [roomOf({ small }), roomOf({ large }), roomOf({ small, large })];
    expect(both).toBeLessThan(Math.min(a, b));
    expect(roomOf({ large, small })).toBeCloseTo(both, 6);
    expect(roomOf({ small, again: small })).toBeCloseTo(a, 6);
  });

  test('the slowest against what it needs is named, and an embedder is not', () => {
    const search: Values = { model: 'Qwen3-Embedding-0.6B', useCase: 'batch', outputTokens: 0 };
    const value = findingsOf({}, ['own:2xrtx-3090', 'api:qwen3.6-27b'], { small, large, search }).get(
      'speed-for-people',
    )?.value;
    expect(value).toMatch(/^large: /);
  });
});

describe('what decides', () => {
  test.for([
    ['US-CA', 1440],
    ['JP', 1200],
    ['DE', 2944],
    ['gb', 2392],
    ['AU-NSW', 1840],
    ['BR', 1016],
    ['XX', 2944],
  ] as const)('a socket circuit in %s carries %d W for hours', ([region, watts]) => {
    const { volts, amps } = circuitOf(region);
    expect(volts * amps * 0.8).toBeCloseTo(watts, 9);
  });

  test('the next tier says what the option takes and costs as if those users had been typed', () => {
    const options = ['own:2xrtx-3090', 'api:qwen3.6-27b'];
    const value = findingsOf({ users: 20 }, options).get('scaling-plan')?.value ?? '';
    const costs = [40, 100].map((users) => {
      const { evaluations } = evaluated({ layers: layers({ users }), options });
      const own = evaluations.find((e) => e.option.kind === 'own');
      return `${own?.sized?.units} units, $${Number((own?.usdPerMonth ?? 0).toPrecision(3)).toLocaleString('en-US')}`;
    });
    expect(value).toContain(`2×: ${costs[0]} a month`);
    expect(value).toContain(`5×: ${costs[1]} a month`);
  });

  test('what can do the work today and not five times of it has no next tier', () => {
    const capped = { model: 'qwen3.6-27b', users: 1, minTokensPerSecond: 5 };
    const { status, value } = findingsOf(capped, ['flat:20/month:100m']).get('scaling-plan') ?? {};
    expect([status, value]).toEqual(['pass', expect.stringContaining('5×:')]);
    expect(findingsOf({ ...capped, minTokensPerSecond: 1e5 }, ['own:rtx-4090']).get('scaling-plan')?.status).toBe(
      'fail',
    );
  });

  test('four cards are too much for a North American socket and not for a European one', () => {
    const status = (region: string): CheckStatus | undefined =>
      findingsOf({ region, site: 'office', model: 'qwen3.6-27b' }, ['own:4xrtx-3090', 'api:qwen3.6-27b']).get(
        'power-and-cooling',
      )?.status;
    expect(status('US')).toBe('warn');
    expect(status('DE')).toBe('pass');
  });

  test('twice the peak holds where an API may take what is above it', () => {
    const users = { users: 8, model: 'qwen3.6-27b' };
    const alone = findingsOf(users, ['own:2xrtx-3090']).get('twice-the-peak');
    const withApi = findingsOf(users, ['own:2xrtx-3090', 'api:qwen3.6-27b']).get('twice-the-peak');
    expect([alone?.status, withApi?.status]).toEqual(['warn', 'pass']);
    expect(withApi?.value).toContain('takes the rest');
  });
});

describe('a machine looked at alone', () => {
  const values = { model: 'llama-3.3-70b', useCase: 'chat', users: '30' };

  test('has nothing to pay back against', () => {
    const alone = findingsOf(values, ['own:4xrtx-3090']);
    expect(alone.get('return')).toMatchObject({
      status: 'warn',
      value: 'against nothing: nothing to rent or call is here',
      fix: 'add an option: `rent:…` or `api:…`',
    });
    expect(alone.get('break-even-hours')).toMatchObject({ status: 'warn' });
    expect(alone.get('documented')).toMatchObject({ status: 'fail', value: '1 option does the work' });
  });

  test('beside another has its month, and the hours that turn it', () => {
    const both = findingsOf(values, ['own:4xrtx-3090', 'rent:2xh100-sxm']);
    expect(both.get('return')?.value).toMatch(/^month \d+$/);
    expect(both.get('break-even-hours')?.status).toBe('pass');
    expect(both.get('documented')).toMatchObject({ status: 'pass', value: '2 options do the work' });
  });

  test('is none where nothing is bought', () => {
    const rented = findingsOf(values, ['rent:2xh100-sxm']);
    expect(rented.get('return')).toMatchObject({ status: 'pass', value: 'nothing is bought' });
    expect(rented.get('break-even-hours')?.status).toBe('pass');
  });
});
