import { expect, test } from 'vitest';
import { Field, FOLLOWED } from '../../src/app/recommend/field.ts';
import { recommend } from '../../src/app/recommend/recommend.ts';
import { answerSecondsOf } from '../../src/app/recommend/rows.ts';
import { FREE } from '../../src/core/constraints.ts';

const { search } = recommend({ layers: [], options: [], constraints: FREE });
const able = search.evaluations
  .filter((e) => e.feasible && e.sameWeights && e.parts.length === 0)
  .toSorted((a, b) => a.usdPerMonth - b.usdPerMonth);
const fieldOf = (evaluations: typeof able, more: { wanted?: number; ofEachKind?: boolean } = {}): Field => {
  const all = () => true;
  const rules = { allowed: all, admissible: all, acceptable: all, wanted: 5, ofEachKind: false, ...more };
  const field = new Field(rules);
  for (const e of evaluations) field.add(e);
  return field;
};
const fastest = Math.min(...able.map(answerSecondsOf));

test('while fewer do the work than are followed, nothing is out', () => {
  const field = fieldOf(able.slice(0, FOLLOWED - 1));
  expect(field.found).toBe(true);
  expect(field.lookTo).toBe(Number.MAX_VALUE);
  expect(field.isOut('own', { usdPerMonth: 1e9, seconds: 1e9 })).toBe(false);
});

test('what is dearer than those followed and slower than something cheaper is out, and what is faster than all is not', () => {
  const field = fieldOf(able);
  const beyond = able[FOLLOWED]?.usdPerMonth ?? 0;
  expect(beyond).toBeLessThan(field.lookTo);
  expect(field.isOut('own', { usdPerMonth: beyond, seconds: 1e9 })).toBe(true);
  expect(field.isOut('own', { usdPerMonth: beyond, seconds: fastest / 2 })).toBe(false);
  expect(field.isOut('own', { usdPerMonth: able[0]?.usdPerMonth ?? 0, seconds: 1e9 })).toBe(false);
  expect(field.isOut('own', { usdPerMonth: field.lookTo * 1.01, seconds: 0 })).toBe(true);
});

test('the cheapest of a kind is looked for whatever it costs where it is asked for, and beaten or not below that', () => {
  const rented = able.filter(({ option }) => option.kind !== 'own');
  const doubled = [...rented, ...rented, ...rented];
  expect(doubled.length).toBeGreaterThan(FOLLOWED);
  const most = fieldOf(doubled).lookTo;
  expect(fieldOf(doubled).isOut('own', { usdPerMonth: most, seconds: 1e9 })).toBe(false);
  expect(fieldOf(doubled).isOut('own', { usdPerMonth: most * 2, seconds: 1e9 })).toBe(true);
  expect(fieldOf(doubled, { ofEachKind: true }).isOut('own', { usdPerMonth: most * 2, seconds: 1e9 })).toBe(false);
});
