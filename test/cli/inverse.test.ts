import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const PAIR = ['breakeven', 'own:rtx-4090', 'rent:rtx-4090', 'api:qwen3.6-27b'];
const resultOf = async (argv: readonly string[]) => {
  const { stdout, stderr } = await runInMemory([...argv, '--json']);
  expect(stderr).not.toContain('error:');
  return JSON.parse(stdout).result;
};

describe('the inverse answers', () => {
  test('at the walk-away price owning ties', async () => {
    const { walkAwayPriceUsd } = await resultOf(PAIR);
    const tied = await resultOf(['breakeven', `own:rtx-4090=${walkAwayPriceUsd}`, ...PAIR.slice(2)]);
    expect(Math.abs(tied.savingsUsd)).toBeLessThan(0.01);
  });

  test('at its own price an hour, renting day and night ties with owning', async () => {
    const alone = ['breakeven', 'own:rtx-4090', 'rent:rtx-4090:always-on', '--availability', '1'];
    const { ownUsdPerGpuHour } = await resultOf(alone);
    const tied = await resultOf([...alone, '--rental-price', String(ownUsdPerGpuHour)]);
    expect(Math.abs(tied.savingsUsd)).toBeLessThan(0.01);
  });

  test('at the equal load the savings are gone, and the points of all axes are the same load', async () => {
    const argv = ['breakeven', 'own:2xrtx-3090', 'api:qwen3.6-27b', '--users', '5'];
    const result = await resultOf(argv);
    const requests = result.equalTokensPerMonth / 8600 / 5 / 22;
    const tied = await resultOf([...argv, '--requests-per-user-per-day', String(requests)]);
    expect(Math.abs(tied.savingsUsd)).toBeLessThan(1);
    expect(result.turningPoints.tokensPerMonth[0].at).toBe(result.equalTokensPerMonth);
    expect(result.turningPoints.utilization[0].at).toBe(result.equalUtilization);
  });

  test('prompt and output tokens apart add up to the bill', async () => {
    const { options } = await resultOf(PAIR);
    for (const option of options) {
      const bill =
        (option.inputUsdPerMillionTokens * 16_500 * 8000 + option.outputUsdPerMillionTokens * 16_500 * 600) / 1e6;
      expect(bill / option.usdPerMonth).toBeCloseTo(1, 9);
    }
  });

  test('a rent is told both ways where the verdict hangs on it', async () => {
    const argv = ['breakeven', 'own:rtx-4090', 'rent:rtx-4090', '--active-hours-per-day', '2'];
    const result = await resultOf(argv);
    expect(result.savingsUsd).toBeLessThan(0);
    expect(result.rentAlwaysOn.savingsUsd).toBeGreaterThan(0);
    expect((await runInMemory(argv)).stdout).toMatch(/kept on +day and night rent RTX 4090 \(?.*then owning saves/);
  });
});

describe('a machine busy for a share of its time', () => {
  test('40 % are 40 % of its throughput', async () => {
    const { options } = await resultOf([...PAIR, '--utilization', '40%']);
    expect(options[0].units).toBe(1);
    expect(options[0].utilizationAtPeak).toBeCloseTo(0.4, 6);
  });

  test('140 % is refused with what to type', async () => {
    const { exitCode, stderr } = await runInMemory([...PAIR, '--utilization', '140%']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('`--utilization 140%` is outside 0–1 share');
  });
});
