import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { STUDY, studyCases } from '../../src/scenario/study.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'data', 'scenarios', 'published');

/** What a study prints is right when ours is within 1 % of it or half its last printed digit. */
function halfDigit(printed: number): number {
  const decimals = String(printed).split('.')[1]?.length ?? 0;
  const zeros = decimals > 0 ? 0 : (/0*$/.exec(String(printed))?.[0].length ?? 0);
  return 0.5 * 10 ** (zeros - decimals) + 1e-9;
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

describe.for(files)('%s', (file) => {
  const study = STUDY.parse(parse(readFileSync(join(FOLDER, file), 'utf8')));
  const rows = studyCases(study).flatMap((row) =>
    Object.entries(row.printed).flatMap(([key, printed]) =>
      typeof printed === 'number'
        ? [{ id: row.id, key, printed, ours: new Map(Object.entries(row.ours)).get(key) }]
        : [],
    ),
  );

  test.for(rows)('$id: $key printed $printed, ours $ours', ({ printed, ours }) => {
    expect(typeof ours).toBe('number');
    if (typeof ours !== 'number') return;
    expect(Math.abs(ours - printed)).toBeLessThanOrEqual(Math.max(printed * 0.01, halfDigit(printed)));
  });
});

test('both studies are complete: 45 break-evens, and six results with their parts', () => {
  const printed = files.map((file) => STUDY.parse(parse(readFileSync(join(FOLDER, file), 'utf8'))).printed.length);
  expect(printed).toEqual([45, 8]);
});
