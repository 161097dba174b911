import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateAll } from '../../../src/core/evaluate.ts';
import type { ApiOption, ScenarioOption, ScenarioWorkload } from '../../../src/core/types.ts';
import { API, say } from '../evaluation/example.ts';
import { boxAt, byCards, CHAT, CLOUD, decided, FAST, PLAN, scenarioOf } from './deciding.ts';

const SPAN = 100;
/** Places 0.8 % apart. */
const PLACES = 1200;
/** A step of the grid that is always looked at. */
const GRID = 1.47;
/** So many turns that the places to look at may have run out. */
const MANY = 40;
const loadAt = (i: number): number => SPAN ** ((2 * i) / PLACES - 1);

/** So few slots and people that how often each asks changes what a machine carries. */
const team = (users: number, requests: number): ScenarioWorkload => ({
  ...CHAT,
  demand: { ...CHAT.demand, users: say('users', users), requestsPerUserPerDay: say('requestsPerUserPerDay', requests) },
});
const slots = (concurrency: number, decode: number) => ({
  ...FAST,
  concurrency,
  prefillTokensPerSecond: { expected: 2000, low: 2000, high: 2000 },
  decodeTokensPerSecond: { expected: decode, low: decode, high: decode },
});
const apiAt = (factor: number): ApiOption => ({
  ...API,
  inputUsdPerMillionTokens: say('input', factor),
  outputUsdPerMillionTokens: say('output-price', 5 * factor),
  cachedUsdPerMillionTokens: say('cached-price', 0.1 * factor),
});
const rentAt = (usd: number): ScenarioOption => ({ ...CLOUD, usdPerGpuHour: say('rent', usd) });
const planTo = (capTokensPerMonth: number): ScenarioOption => ({ ...PLAN, capTokensPerMonth });

const asked = fc.record({
  users: fc.constantFrom(1, 2, 3, 8, 40),
  requests: fc.integer({ min: 20, max: 3000 }),
  own: fc.record({ slots: fc.constantFrom(1, 2, 4, 16), decode: fc.integer({ min: 20, max: 90 }) }),
  rented: fc.record({ slots: fc.constantFrom(1, 2, 4, 16), decode: fc.integer({ min: 20, max: 90 }) }),
  prices: fc.uniqueArray(fc.integer({ min: 300, max: 9000 }), { minLength: 1, maxLength: 2 }),
  /** A rented offer beside the first machine, over the horizon. */
  rent: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
  /** A load at which the API costs what so many of the first machine do. */
  meet: fc.record({ load: fc.double({ min: 0.2, max: 20, noNaN: true }), machines: fc.integer({ min: 1, max: 6 }) }),
  kinds: fc.subarray(['rent', 'api', 'plan'] as const, { minLength: 1 }),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

function scenarioFrom({ users, requests, own, rented, prices, rent, meet, kinds }: Asked) {
  const workload = team(users, requests);
  const [price = 0] = prices;
  const others = {
    rent: rentAt((rent * price) / (2 * 200 * 24)),
    api: apiAt((meet.machines * price) / (users * requests * 20 * 24 * meet.load * 0.00155)),
    plan: planTo(users * requests * 20 * 1200 * meet.load),
  };
  const options = [...prices.map((usd) => boxAt(usd)), ...kinds.map((kind) => others[kind])];
  const source = byCards(slots(own.slots, own.decode), slots(rented.slots, rented.decode));
  const decision = decided(options, { workloads: [workload], source, draws: 2, sensitivity: false });
  const scenario = scenarioOf(options, { workloads: [workload] });
  const winsAt = (load: number): boolean => {
    const values = new Map([['requestsPerUserPerDay', requests * load]]);
    const able = evaluateAll(scenario, decision.prepared, values).filter((e) => e.feasible && e.sameWeights);
    const least = (owned: boolean): number =>
      Math.min(...able.filter((e) => (e.option.kind === 'own') === owned).map((e) => e.totalUsd));
    return least(true) < least(false);
  };
  const tokens = users * requests * 20 * 1200;
  const turns = decision.turns.tokensPerMonth.map(({ at, ownWinsAbove }) => ({ load: at / tokens, ownWinsAbove }));
  return { turns, winsAt };
}

describe('turns against every place of a dense grid', () => {
  test('none is missed, and none is told that is not', () => {
    let [seen, narrow, level] = [0, 0, 0];
    fc.assert(
      fc.property(asked, (one) => {
        const { turns, winsAt } = scenarioFrom(one);
        if (turns.length > MANY) {
          level++;
          return;
        }
        for (let i = 0, before = winsAt(loadAt(0)); i < PLACES; i++) {
          const [left, right] = [loadAt(i), loadAt(i + 1)];
          const wins = winsAt(right);
          const within = turns.filter(({ load }) => load > left * (1 - 1e-5) && load < right * (1 + 1e-5));
          if (wins !== before) {
            expect(within.map(({ ownWinsAbove }) => ownWinsAbove)).toContain(wins);
            seen++;
            if (turns.some(({ load }) => load < left && load > left / GRID)) narrow++;
          }
          before = wins;
        }
        for (const [i, { load, ownWinsAbove }] of turns.entries()) {
          const next = turns[i + 1]?.load ?? SPAN;
          expect(winsAt(Math.sqrt(load * next))).toBe(ownWinsAbove);
        }
      }),
      { numRuns: 40, seed: 7, endOnFailure: true },
    );
    expect(seen).toBeGreaterThan(30);
    expect(narrow).toBeGreaterThan(10);
    expect(level).toBeLessThan(8);
  });
});
