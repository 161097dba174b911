import { beforeAll, describe, expect, test } from 'vitest';
import { QUICK_DRAWS } from '../../src/app/breakeven.ts';
import { catalogIdentity } from '../../src/app/catalog-identity.ts';
import { report } from '../../src/app/report.ts';
import { requestOf } from '../../src/app/scenario-request.ts';
import { namedScenario } from '../../src/app/scenarios.ts';
import { glanceText } from '../../src/live/glance.ts';
import { livePart } from '../../src/live/part.ts';
import type { LivePayload } from '../../src/live/payload.ts';
import { type Moved, recomputed } from '../../src/live/recompute.ts';
import { money } from '../../src/report/views/breakeven-firmness.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const FEW = 8;

async function payloadOf(name: string, options: readonly string[] = [], draws = FEW): Promise<LivePayload> {
  const scenario = await namedScenario(name, async function* () {});
  const answer = report({
    ...requestOf(scenario, { origin: 'flag', style: 'flag', values: {} }, options),
    name: scenario.raw.id,
    mode: 'interactive',
    draws,
    thorough: true,
    answers: scenario.raw.answers,
    reproduce: { words: ['hwroi report'], flags: {} },
  });
  return JSON.parse(livePart(answer, { catalog: catalogIdentity(), draws, script: '', hash: '' }).data);
}

describe('what a drag shows before the odds', () => {
  let payload: LivePayload;
  beforeAll(async () => {
    payload = await payloadOf('coding-team');
  });

  test.for<Moved>([
    { users: 1 },
    { users: 40 },
    { horizonMonths: 60 },
    { electricityPrice: 0.5 },
    { apiPriceFactor: 3 },
  ])('for %o says what the whole report says', (moved) => {
    const { decision, result } = recomputed(payload, moved);
    const text = glanceText(payload, moved);
    const { pairing } = decision;
    expect(pairing).not.toBeNull();
    for (const side of [pairing?.own, pairing?.other])
      expect(text).toContain(`${side?.option.label} about ${money(side?.usdPerMonth ?? Number.NaN)} a month`);
    expect(text).toContain(money(Math.abs(result.savingsUsd ?? Number.NaN)));
    expect(text).toContain((result.savingsUsd ?? 0) < 0 ? 'owning costs' : 'owning saves');
    const { breakEvenMonth, breakEvenMonthWithResale: sold } = result;
    const never = sold === null ? 'never pays back.' : `pays back if sold in month ${sold}.`;
    expect(text).toContain(breakEvenMonth === null ? never : `pays back in month ${breakEvenMonth}.`);
  });

  test('with nothing to compare it says the cost alone', async () => {
    const alone = await payloadOf('coding-team', ['rent:rtx-4090']);
    const { decision } = recomputed(alone, { users: 8 });
    const [best] = decision.ranked;
    expect(glanceText(alone, { users: 8 })).toBe(
      `${best?.option.label}: about ${money(best?.usdPerMonth ?? Number.NaN)} a month.`,
    );
  });
});

// Without a browser, so that it is seen at once when a choice made before comes to depend on a slider.
test.for<readonly [Moved, readonly string[]]>([
  [
    { users: 6, requestsPerUserPerDay: 1500, horizonMonths: 39 },
    ['--users', '6', '--requests-per-user-per-day', '1500', '--horizon-months', '39'],
  ],
  [{ users: 1, activeHoursPerDay: 2 }, ['--users', '1', '--active-hours-per-day', '2']],
  [{ users: 120 }, ['--users', '120']],
])('the page and the command line agree for %j', async ([moved, flags]) => {
  const payload = await payloadOf('coding-team', [], QUICK_DRAWS);
  const { stdout } = await runInMemory(['report', 'coding-team', '--json', ...flags]);
  const { options, signOff, growth, ...keys } = JSON.parse(stdout).result;
  const page = JSON.parse(JSON.stringify(recomputed(payload, moved).result));
  expect(page.options).toEqual(options);
  expect(page.growth).toEqual(growth);
  expect(page.signOff).toEqual(signOff);
  expect(page).toMatchObject(keys);
});
