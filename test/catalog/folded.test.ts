import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldTable } from '../../scripts/fold-table.ts';
import { parseTable } from '../../src/catalog/folded.ts';
import { toRentalOffer } from '../../src/catalog/rows/prices.ts';
import { idKey, lazyTable } from '../../src/catalog/table.ts';

const DATA = join(import.meta.dirname, '..', '..', 'data');
const tables = readdirSync(DATA).filter((name) => name.endsWith('.json') && name !== 'engines.json');

function back(json: string): string {
  const { count, row } = parseTable<unknown>(json);
  return JSON.stringify(Array.from({ length: count }, (_, index) => row(index)));
}
const there = (table: Parameters<typeof foldTable>[0]): string => JSON.stringify(foldTable(table));

describe('a folded table', () => {
  test.each(tables)('%s reads back byte for byte, in half the space or little more', (name) => {
    const table = JSON.parse(readFileSync(join(DATA, name), 'utf8'));
    const text = JSON.stringify(table);
    expect(back(there(table))).toBe(JSON.stringify(table.rows));
    expect(parseTable(there(table)).collectedOn).toBe(table.collectedOn);
    expect(there(table).length).toBeLessThan(0.8 * text.length);
  });

  test('one that was not folded is read as it is', () => {
    const rows = [{ id: 'a', notes: null }];
    expect(back(JSON.stringify({ collectedOn: '2026-01-01', rows }))).toBe(JSON.stringify(rows));
  });

  test('what tells rows apart is at hand without making them', () => {
    const rows = ['a', 'b'].map((id) => ({ id, source: 'one', watts: 1 }));
    const { head } = parseTable(there({ rows }));
    expect([0, 1].map((index) => ({ ...Object(head(index)) }))).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  test('any rows read back: numbers beside shared texts, null beside nothing', () => {
    const value = fc.oneof(fc.constantFrom('a', 'b'), fc.integer(), fc.constant(null), fc.array(fc.integer()));
    const row = fc.dictionary(fc.constantFrom('id', 'source', 'notes', 'n'), value, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        expect(back(there({ rows }))).toBe(JSON.stringify(rows));
      }),
    );
  });
});

describe('rows asked for by a key', () => {
  const text = there(JSON.parse(readFileSync(join(DATA, 'rental-prices.json'), 'utf8')));
  const table = () => lazyTable(text, { toDomain: toRentalOffer, key: idKey });
  const of = (id: string | null) => (row: { readonly hardwareId?: string | null | undefined }) =>
    (row.hardwareId ?? null) === id;

  test.each(['h100-sxm-80gb', 'rtx-4090', null, 'no-such-card'])('%s: the same rows, and no others made', (id) => {
    const all = table()().filter(of(id));
    expect(table()(of(id))).toEqual(all);
  });

  test('a user row stands in front of ours, and instead of the one with its id', () => {
    const offers = table();
    const [ours] = offers.raw().filter(of('rtx-4090'));
    if (ours === undefined) throw new Error('no offer');
    offers.use([{ ...ours, usdPerGpuHour: 9 }], { collectedOn: null, instead: false });
    const selected = offers(of('rtx-4090'));
    expect(selected[0]?.usdPerGpuHour).toBe(9);
    expect(selected).toEqual(table()(of('rtx-4090')).map((one) => (one.id === ours.id ? selected[0] : one)));
    offers.use([{ ...ours, usdPerGpuHour: 9 }], { collectedOn: null, instead: true });
    expect(offers(of('rtx-4090'))).toHaveLength(1);
  });

  test('asked for many times, all rows are made once and given to the reader to look at', () => {
    const offers = table();
    for (let i = 0; i < 20; i++) expect(offers(of('rtx-4090')).filter(of('rtx-4090'))).toEqual(table()(of('rtx-4090')));
  });
});
