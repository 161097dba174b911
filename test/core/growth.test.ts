import { expect, test } from 'vitest';
import { usersAfter, whenFull } from '../../src/core/growth.ts';

const base = { usersNow: 10, growthPerMonth: 0.1, capacityUsers: 20, requestsPerUserPerDay: 30, triggerShare: 0.8 };

test('ten users growing by a tenth a month pass twenty in month 8: 10 × 1.1^8 = 21.4', () => {
  const { full, trigger } = whenFull(base);
  expect(full).toEqual({ kind: 'month', month: 8 });
  expect(trigger).toMatchObject({ users: 16, requestsPerDay: 480, month: { kind: 'month', month: 5 } });
  expect(usersAfter(10, 0.1, 7)).toBeLessThanOrEqual(20);
  expect(usersAfter(10, 0.1, 8)).toBeGreaterThan(20);
});

test('exactly full is not yet too full', () => {
  expect(whenFull({ ...base, usersNow: 5, growthPerMonth: 1, capacityUsers: 20 }).full).toEqual({
    kind: 'month',
    month: 3,
  });
});

test('what does not grow is never full, what is above its capacity is full now', () => {
  expect(whenFull({ ...base, growthPerMonth: 0 }).full).toEqual({ kind: 'never', reason: 'does-not-grow' });
  expect(whenFull({ ...base, growthPerMonth: -0.2 }).full).toEqual({ kind: 'never', reason: 'does-not-grow' });
  expect(whenFull({ ...base, usersNow: 21 }).full).toEqual({ kind: 'full-now' });
  expect(whenFull({ ...base, growthPerMonth: 0.0001 }).full).toEqual({ kind: 'never', reason: 'beyond-600-months' });
});

test('faster growth never fills a tier later', () => {
  const months = [0.02, 0.05, 0.1, 0.3, 1].map((growthPerMonth) => {
    const { full } = whenFull({ ...base, growthPerMonth });
    return full.kind === 'month' ? full.month : Number.NaN;
  });
  expect(months).toEqual(months.toSorted((a, b) => b - a));
});
