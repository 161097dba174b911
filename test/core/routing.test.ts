import { describe, expect, test } from 'vitest';
import { type HarnessInput, harnessChoice, localShareOf, route } from '../../src/core/routing.ts';

const rule = { localLabels: ['simple_qa'], minimumConfidence: 0.6 };

describe('the router', () => {
  test.for([
    ['simple_qa', 0.95, 'local', 'sure-and-simple'],
    ['simple_qa', 0.6, 'local', 'sure-and-simple'],
    ['simple_qa', 0.59, 'api', 'simple-but-unsure'],
    ['reasoning', 0.2, 'api', 'not-simple'],
    ['reasoning', 0.99, 'api', 'not-simple'],
  ] as const)('%s at %d goes to %s', ([label, score, where, reason]) => {
    expect(route({ label, score }, rule)).toEqual({ route: where, reason });
  });

  test('a labelled file gives the share kept local', () => {
    const queries = [0.9, 0.7, 0.3, 0.8].map((score, i) => ({ label: i === 3 ? 'code' : 'simple_qa', score }));
    expect(localShareOf(queries, rule)).toBe(0.5);
    expect(localShareOf([], rule)).toBeNull();
  });
});

/** 100 queries a day at one cent, half of them local, a $2,000 machine without running cost, over five years. */
const cents: HarnessInput = {
  queriesPerMonth: 3041.67,
  localShare: 0.5,
  apiUsdPerQuery: 0.01,
  localUsdPerMonth: 0,
  purchaseUsdPerMonth: 2000 / 60,
  purchaseUsd: 2000,
  local: { firstTokenSeconds: 0.2, answerSeconds: 2 },
  api: { firstTokenSeconds: 0.5, answerSeconds: 7 },
  routerSeconds: 0.03,
};

describe('the harness', () => {
  test('half of 50 queries a day at a cent pays a $2,000 card back in 22 years, of 100 at ten cents in 1.1', () => {
    expect((harnessChoice({ ...cents, queriesPerMonth: 1520.8 }).paybackMonths ?? 0) / 12).toBeCloseTo(21.9, 1);
    expect((harnessChoice({ ...cents, apiUsdPerQuery: 0.1 }).paybackMonths ?? 0) / 12).toBeCloseTo(1.1, 1);
  });

  test('at the break-even share the hybrid costs what the API alone does', () => {
    const dear = { ...cents, apiUsdPerQuery: 0.05, localUsdPerMonth: 7 };
    const { breakEvenShare } = harnessChoice(dear);
    if (breakEvenShare === null) throw new Error('no break-even share');
    const at = harnessChoice({ ...dear, localShare: breakEvenShare }).harnesses;
    const cost = (kind: string) => at.find((h) => h.kind === kind)?.usdPerMonth ?? Number.NaN;
    expect(cost('hybrid')).toBeCloseTo(cost('api'), 6);
  });

  test('a machine dearer than all queries never breaks even, and says why', () => {
    expect(harnessChoice(cents)).toMatchObject({
      breakEvenShare: null,
      breakEvenReason: 'machine-dearer-than-all-queries',
    });
    expect(harnessChoice({ ...cents, queriesPerMonth: 0 }).breakEvenReason).toBe('no-queries');
    expect(harnessChoice({ ...cents, localUsdPerMonth: 100 }).paybackMonths).toBeNull();
  });

  test('the mean lies between the paths, the tail is the slower one once a twentieth takes it', () => {
    const hybrid = harnessChoice(cents).harnesses.find((h) => h.kind === 'hybrid');
    expect(hybrid?.answerSeconds).toBeCloseTo(4.53, 9);
    expect(hybrid?.answerSecondsP95).toBeCloseTo(7.03, 9);
    const mostlyLocal = harnessChoice({ ...cents, localShare: 0.99 }).harnesses.find((h) => h.kind === 'hybrid');
    expect(mostlyLocal?.answerSecondsP95).toBeCloseTo(2.03, 9);
  });
});
