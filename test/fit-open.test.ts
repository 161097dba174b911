import { describe, expect, test } from 'vitest';
import type { HeldOut } from '../scripts/fit/cross-validate.ts';
import { fitProblem } from '../scripts/fit/model.ts';
import { openSpreads } from '../scripts/fit/open.ts';
import { readFigures } from '../scripts/fit/pipeline.ts';
import { intervalsOf } from '../scripts/fit/widths.ts';
import { PARAMETERS } from '../src/core/performance/constants.ts';
import { Z80 } from '../src/core/performance/intervals.ts';

const [figure] = readFigures().figures.filter((f) => f.stack === 'local' && f.quantity === 'decode');
if (figure === undefined) throw new Error('no figure');
const reading = PARAMETERS.indexOf('weightEfficiency');
const overhead = PARAMETERS.indexOf('layerSeconds');

describe('what a level leaves open', () => {
  test('the slope of the prediction by its effects × how far they stray, as squares, where that is noticeable', () => {
    const keys = ['local/all', 'local/generation:a', 'local/device:b', 'local/vendor:d', 'local/checkpoint:c'];
    const predict = (p: Float64Array): number => 0.6 * (p[reading] ?? 0) - 0.4 * (p[overhead] ?? 0);
    const problem = fitProblem([{ ...figure, keys, predict, predictFitted: predict }], {
      effects: {
        'local weightEfficiency generation': 0.1,
        'local layerSeconds generation': 0.2,
        'local weightEfficiency device': 0.2,
        'local layerSeconds device': 0.0001,
        'local layerSeconds vendor': 0.1,
        'local weightEfficiency vendor': 0.0001,
      },
      errors: {},
    });
    expect(openSpreads(problem, new Float64Array(problem.unknowns.length))).toEqual({
      'decode/local': { generation: 0.1, device: 0.12 },
    });
  });
});

describe('intervals of what is left', () => {
  const held = (error: number, unseen: readonly string[]): HeldOut & { weight: number } => {
    const [bound] = fitProblem([figure], { effects: {}, errors: {} }).bound;
    if (bound === undefined) throw new Error('no figure');
    return { bound, error, chipSeen: true, modelSeen: true, unseen, weight: 1 };
  };
  const rows = (error: number, unseen: readonly string[]) =>
    Array.from({ length: 40 }, (_, i) => held(i % 2 === 0 ? error : -error, unseen));

  test('errors count less what their unseen levels leave open, as squares: 5, 4, 3', () => {
    const open = { 'decode/local': { device: 0.4 / Z80 } };
    const ends = (unseen: readonly string[]) => intervalsOf(rows(0.5, unseen), open).decode;
    expect(ends(['local/device:b'])?.high).toBeCloseTo(0.3, 4);
    expect(ends(['local/device:b'])?.low).toBeCloseTo(0.3, 4);
    expect(ends([])?.high).toBeCloseTo(0.5, 4);
  });

  test('an error smaller than what is open leaves none', () => {
    const open = { 'decode/local': { device: 0.6 / Z80 } };
    expect(intervalsOf(rows(0.5, ['local/device:b']), open).decode).toMatchObject({ low: 0, high: 0 });
  });
});
