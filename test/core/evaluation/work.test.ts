import { describe, expect, test } from 'vitest';
import { EXPECTED } from '../../../src/core/evaluation/values.ts';
import { dayOf, type MonthlyWork, monthlyWork, sumOfWork } from '../../../src/core/evaluation/work.ts';
import type { DemandAssumptions } from '../../../src/core/types.ts';
import { say, WORKLOAD } from './example.ts';

const workOf = (change: Partial<DemandAssumptions> = {}): MonthlyWork =>
  monthlyWork({ ...WORKLOAD.demand, ...change }, EXPECTED);

describe('one person’s requests', () => {
  test('are those of their busiest hour: 100 in ten hours, three times the mean', () => {
    expect(workOf().ownRequestsPerSecond).toBeCloseTo(3 / 360, 12);
  });

  test('are none’s where requests know no person', () => {
    expect(workOf({ impersonal: true }).ownRequestsPerSecond).toBe(0);
    expect(workOf({ impersonal: false }).ownRequestsPerSecond).toBeCloseTo(3 / 360, 12);
  });

  test('take a second at least', () => {
    expect(workOf({ activeHoursPerDay: say('hours', 0) }).ownRequestsPerSecond).toBe(300);
  });
});

describe('when it runs', () => {
  test('is as told: its hours, its clock, whether it may wait', () => {
    const clock = Array.from({ length: 24 }, (_, hour) => (hour < 6 ? 1 : 0));
    expect(workOf().day).toEqual({ hoursPerDay: 10, clock: null, flexible: false });
    expect(workOf({ clock, flexible: true }).day).toEqual({ hoursPerDay: 10, clock, flexible: true });
  });

  test('of several may wait where each of them may', () => {
    const [waits, asks] = [workOf({ flexible: true }), workOf()];
    expect(sumOfWork([waits, waits]).day).toEqual({ hoursPerDay: 20, clock: null, flexible: true });
    expect(sumOfWork([waits, asks]).day.flexible).toBe(false);
  });

  test('of several has the peak of the busiest hour, not of all together where they do not meet', () => {
    // 20,000 a month in 200 hours at three times the mean: 300 an hour each; night work runs beside day work
    const meeting = sumOfWork([workOf(), workOf()]);
    expect((meeting.peakToMean * meeting.requestsPerMonth) / meeting.activeHoursPerMonth).toBeCloseTo(600, 6);
    const apart = sumOfWork([workOf(), workOf({ flexible: true })]);
    expect(apart.activeHoursPerDay).toBe(20);
    expect((apart.peakToMean * apart.requestsPerMonth) / apart.activeHoursPerMonth).toBeCloseTo(300, 6);
  });

  test('goes by what is to be computed: fresh prompt and answer', () => {
    // told by the clock: from 0 to 2 much fresh prompt, from 2 to 4 as many requests, all cached and hardly answered;
    // two hours in which somebody waits meet the heavier
    const at = (from: number) => Array.from({ length: 24 }, (_, hour) => (hour >= from && hour < from + 2 ? 1 : 0));
    const hours = { activeHoursPerDay: say('hours', 2) };
    const heavy = workOf({ ...hours, clock: at(0), cachedShare: say('cached', 0), outputTokens: say('output', 1) });
    const light = workOf({ ...hours, clock: at(2), cachedShare: say('cached', 1), outputTokens: say('output', 900) });
    const third = workOf(hours);
    expect(dayOf([heavy, light, third]).asTold).toEqual([
      [1, 0, 1],
      [0, 1, 0],
    ]);
    const answering = { ...light, outputTokens: 1100 };
    expect(dayOf([heavy, answering, third]).asTold).toEqual([
      [1, 0, 0],
      [0, 1, 1],
    ]);
  });
});
