import { describe, expect, test } from 'vitest';
import { builtinScenarios, namedScenario } from '../../src/app/scenarios.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const builtin = await builtinScenarios();
const GUIDE = [
  'phi3-air-vs-4090',
  'requests-100-per-day',
  'requests-10000-per-day',
  'personal-assistant',
  'ml-team',
  'production-100-users',
  'llama7b-m3max-vs-4090',
  'thousand-users',
  'latency-sla',
  'harness-api',
  'harness-local',
  'harness-hybrid',
];
const noInput = async function* () {};
const typedNumbers = (id: string) => {
  const raw = builtin.get(id);
  const number = (value: unknown): number =>
    typeof value === 'object' && value !== null && 'value' in value ? Number(value.value) : Number(value);
  const work = raw?.workloads[0]?.values ?? {};
  return {
    raw,
    work: (key: string) => number(work[key]),
    option: (index: number, key: string) => number(raw?.options[index]?.values[key]),
  };
};

test("the guide's twelve scenarios and more than a dozen others are built in", () => {
  expect([...builtin.keys()]).toEqual(expect.arrayContaining(GUIDE));
  expect(builtin.size).toBeGreaterThanOrEqual(GUIDE.length + 12);
});

describe.for(GUIDE)('%s', (id) => {
  test("answers at the guide's prices and at current ones", async () => {
    for (const name of [id, `${id}@current`]) {
      const { exitCode, stderr } = await runInMemory(['compare', '--scenario', name]);
      expect(`${exitCode} ${stderr.includes('error:') ? stderr : ''}`).toBe('0 ');
    }
  });
});

describe('the reference arithmetic follows from the inputs of the files', () => {
  test('a personal assistant asks 480 times a day: $0.0081 a call, $3.888 a day', () => {
    const { work, option } = typedNumbers('personal-assistant');
    const perCall =
      (work('promptTokens') * option(1, 'inputUsdPerMillionTokens') +
        work('outputTokens') * option(1, 'outputUsdPerMillionTokens')) /
      1e6;
    expect(perCall).toBeCloseTo(0.0081, 10);
    expect(perCall * work('requestsPerUserPerDay')).toBeCloseTo(3.888, 10);
  });

  test('100 requests a day cost $0.36 by the API, and $30,660 a year on an H100 that is always on', () => {
    const { work, option } = typedNumbers('requests-100-per-day');
    const perRequest =
      (work('promptTokens') * option(3, 'inputUsdPerMillionTokens') +
        work('outputTokens') * option(3, 'outputUsdPerMillionTokens')) /
      1e6;
    expect(perRequest * work('requestsPerUserPerDay')).toBeCloseTo(0.36, 10);
    expect(option(0, 'rentalPrice') * 8760).toBe(30660);
  });

  test('the team of five breaks even in year 4 and saves about $3,690', async () => {
    const values = builtin.get('ml-team')?.values ?? {};
    const argv = [
      'breakeven',
      '--hardware-cost',
      String(values.hardwareCost),
      '--annual-opex',
      String(values.annualOpex),
      '--rental-price',
      String(values.rentalPrice),
      '--hours-per-year',
      String(values.hoursPerYear),
      '--years',
      String(values.years),
      '--json',
    ];
    const { result } = JSON.parse((await runInMemory(argv)).stdout);
    expect(Math.ceil(result.breakEvenMonth / 12)).toBe(4);
    expect(Math.abs(result.savingsUsd - 3691)).toBeLessThan(10);
  });

  test("the guide's calculator: month 13, $12,910 against $35,000, 368 %", async () => {
    const { result } = JSON.parse(
      (await runInMemory(['breakeven', '--scenario', 'breakeven-yearly', '--json'])).stdout,
    );
    expect(result).toMatchObject({
      breakEvenMonth: 13,
      ownTotalUsd: 12910,
      alternativeTotalUsd: 35000,
      savingsUsd: 22090,
    });
    expect(result.returnOnInvestment).toBeCloseTo(3.6817, 3);
  });
});

test('a file that is absent names the nearest built-in scenario', async () => {
  await expect(namedScenario('coding-tem', noInput)).rejects.toMatchObject({
    problems: [{ kind: 'invalid-file', hint: expect.stringContaining('`coding-team`') }],
  });
});
