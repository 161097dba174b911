import { expect, test } from 'vitest';
import { oddsText } from '../../src/report/views/breakeven-firmness.ts';

test.each([
  [0, 'none of the cases considered'],
  [0.05, 'about 1 in 20 of the cases considered'],
  [0.25, 'about 1 in 4 of the cases considered'],
  [0.3, 'about 3 in 10 of the cases considered'],
  [0.5, 'about 5 in 10 of the cases considered'],
  [0.734, 'about 3 in 4 of the cases considered'],
  [0.85, 'about 17 in 20 of the cases considered'],
  [1, 'all of the cases considered'],
])('odds of %d are %s', (odds, text) => expect(oddsText(odds)).toBe(text));
