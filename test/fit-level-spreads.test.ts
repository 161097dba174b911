import { describe, expect, test } from 'vitest';
import { estimateSpreads } from '../scripts/fit/estimate-spreads.ts';
import { effectClass, errorClass, NOTHING_ESTIMATED, readSpreads } from '../scripts/fit/level-spreads.ts';
import { fitProblem } from '../scripts/fit/model.ts';
import type { Figure } from '../scripts/fit/observations.ts';
import { readFigures } from '../scripts/fit/pipeline.ts';
import { posteriorOf } from '../scripts/fit/posterior.ts';
import type { Observation, Unknown } from '../scripts/fit/solve.ts';
import { levelOf, PARAMETERS } from '../src/core/performance/constants.ts';

const unknown = (key: string, sd: number): Unknown => ({ parameter: 0, key, mean: 0, sd });
/** The sum of its unknowns, exactly as predicted: the robust weight is then 4/3 ÷ scale². */
const seen = (...members: number[]): Observation => ({
  id: members.join('+'),
  logMeasured: 0,
  weight: 1,
  scale: 0.1,
  members: [members],
  predict: (parameters) => parameters[0] ?? 0,
});
const PRECISION = 4 / 3 / 0.1 ** 2;

describe('what data leave open', () => {
  test('one unknown seen n times: 1 ÷ (1/s² + n × precision), and so its predictions', () => {
    const { unknowns, predictions } = posteriorOf(
      [seen(0), seen(0), seen(0)],
      [unknown('a', 0.2)],
      new Float64Array(1),
    );
    const expected = 1 / (1 / 0.2 ** 2 + 3 * PRECISION);
    expect(unknowns[0]).toBeCloseTo(expected, 8);
    for (const variance of predictions) expect(variance).toBeCloseTo(expected, 8);
  });

  test('two unknowns seen only as a sum: by the inverse of a matrix of two by two', () => {
    const { unknowns, predictions } = posteriorOf(
      [seen(0, 1)],
      [unknown('a', 0.2), unknown('b', 0.1)],
      new Float64Array(2),
    );
    const [a, b] = [1 / 0.2 ** 2 + PRECISION, 1 / 0.1 ** 2 + PRECISION];
    const determinant = a * b - PRECISION ** 2;
    expect(unknowns[0]).toBeCloseTo(b / determinant, 8);
    expect(unknowns[1]).toBeCloseTo(a / determinant, 8);
    expect(predictions[0]).toBeCloseTo((a + b - 2 * PRECISION) / determinant, 8);
  });

  test('an unknown that nothing shows keeps its prior', () => {
    const { unknowns } = posteriorOf([seen(0)], [unknown('a', 0.2), unknown('b', 0.3)], new Float64Array(2));
    expect(unknowns[1]).toBeCloseTo(0.09, 12);
  });
});

/** Chips that read at their own share of the bandwidth, three figures each. */
function chips(deviation: number): readonly Figure[] {
  const [real] = readFigures().figures.filter((f) => f.stack === 'local' && f.quantity === 'decode');
  if (real === undefined) throw new Error('no figure');
  const share = PARAMETERS.indexOf('weightEfficiency');
  return Array.from({ length: 60 }, (_, i) => i % 20).map((chip, i) => ({
    ...real,
    row: { ...real.row, id: `row ${i}`, source: `source ${i}` },
    keys: ['local/all', `local/device:chip-${chip}`],
    logMeasured: Math.log(0.8) + deviation * (chip % 2 === 0 ? 1 : -1),
    predict: (parameters: Float64Array) => parameters[share] ?? 0,
    predictFitted: (parameters: Float64Array) => parameters[share] ?? 0,
  }));
}

describe('deviations from the data', () => {
  test.each([0.02, 0.12, 0.3])('chips that stray by %s are given that, whatever was judged (0.06)', (deviation) => {
    const estimated = estimateSpreads(chips(deviation), 12).effects['local weightEfficiency device'] ?? 0;
    expect(estimated / deviation).toBeGreaterThan(0.75);
    expect(estimated / deviation).toBeLessThan(1.25);
  });

  test('figures that all agree are given a small scale', () => {
    expect(estimateSpreads(chips(0.1), 12).errors['local decode dense']).toBeLessThan(0.05);
  });
});

test('the file has every class of effects and figures of the fit, and no other', () => {
  const { figures } = readFigures();
  const problem = fitProblem(figures, NOTHING_ESTIMATED);
  const effects = problem.unknowns.filter((u) => levelOf(u.key) !== 'all').map((u) => effectClass(u.parameter, u.key));
  const spreads = readSpreads();
  expect(Object.keys(spreads.effects)).toEqual([...new Set(effects)].sort());
  expect(Object.keys(spreads.errors)).toEqual([...new Set(figures.map(errorClass))].sort());
  for (const value of [...Object.values(spreads.effects), ...Object.values(spreads.errors)]) {
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(2);
  }
});
