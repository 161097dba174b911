import { describe, expect, test } from 'vitest';
import { guideCases } from './cases.ts';
import { CLAIMS, NO_OWN_ANSWER, PHYSICS, UNMAPPED } from './claims.ts';
import { BY_FORMULA, BY_ID } from './solvers.ts';

/** Printed to ten digits; links are catalogued to three decimals. */
const RELATIVE = 1e-6;
const LINK = 5e-5;

const cases = guideCases();
const solverOf = (row: (typeof cases)[number]) =>
  Object.hasOwn(CLAIMS, row.id) ? undefined : (BY_ID[row.id] ?? BY_FORMULA[row.formula]);
const numeric = cases.filter((row) => row.value !== null && solverOf(row) !== undefined);
const worded = cases.filter((row) => Object.hasOwn(CLAIMS, row.id));

describe('every number of the guide, by a public function', () => {
  test.for(numeric)('$id $description', (row) => {
    const solved = solverOf(row)?.(row.inputs) ?? Number.NaN;
    const value = row.value ?? Number.NaN;
    const tolerance = row.id.startsWith('G09-0') ? LINK : RELATIVE;
    expect(Math.abs(solved - value)).toBeLessThanOrEqual(Math.abs(value) * tolerance);
  });

  test.for(worded)('$id $description: $result', (row) => {
    expect(CLAIMS[row.id]?.(row)).toBe(true);
  });
});

describe('where the formula should not be used, the tool’s own answer', () => {
  const rows = PHYSICS.flatMap((entry) => entry.ids.map((id) => ({ id, ...entry })));
  test.for(rows)('$id: $why', ({ id, holds }) => {
    const row = cases.find((one) => one.id === id);
    expect(row).toBeDefined();
    expect(row !== undefined && holds(row)).toBe(true);
  });
});

describe('coverage', () => {
  const known = new Set([...numeric, ...worded].map((row) => row.id));

  test('every row is computed, or listed with the cause', () => {
    const left = cases.filter((row) => !known.has(row.id) && !Object.hasOwn(UNMAPPED, row.id)).map((row) => row.id);
    expect(left).toEqual([]);
  });

  test('no listed row is computed after all, and none is invented', () => {
    const ids = new Set(cases.map((row) => row.id));
    expect(Object.keys(UNMAPPED).filter((id) => known.has(id) || !ids.has(id))).toEqual([]);
  });

  test('every row marked physically wrong has the tool’s own answer, or is listed with the cause, never both', () => {
    const own = new Set(PHYSICS.flatMap((entry) => entry.ids));
    const wrong = cases.filter((row) => row.physicallyWrong !== null).map((row) => row.id);
    expect(wrong.filter((id) => own.has(id) === Object.hasOwn(NO_OWN_ANSWER, id))).toEqual([]);
    expect(Object.keys(NO_OWN_ANSWER).filter((id) => !wrong.includes(id))).toEqual([]);
    expect(wrong.filter((id) => own.has(id)).length).toBeGreaterThanOrEqual(79);
  });

  test('of 295 rows at least 245 are computed', () => {
    expect(cases).toHaveLength(295);
    expect(known.size).toBeGreaterThanOrEqual(245);
  });
});
