import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCells } from '../../src/logs/units/csv-record.ts';
import { jsonObjectSplitter } from '../../src/logs/units/json-objects.ts';
import { csvSplitter, lineSplitter } from '../../src/logs/units/lines.ts';
import type { Splitter, UnitHandler } from '../../src/logs/units/splitter.ts';

type Make = (handler: UnitHandler, max?: number) => Splitter;

function split(make: Make, chunks: readonly string[], max?: number): { units: string[]; tooLong: number } {
  const units: string[] = [];
  let tooLong = 0;
  const handler = {
    unit: (text: string) => {
      units.push(text);
    },
    tooLong: () => {
      tooLong += 1;
    },
  };
  const splitter = make(handler, max);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return { units, tooLong };
}

/** The text in pieces of any size. */
const chunked = (text: fc.Arbitrary<string>): fc.Arbitrary<{ text: string; chunks: string[] }> =>
  fc.tuple(text, fc.array(fc.nat(20), { maxLength: 40 })).map(([whole, sizes]) => {
    const chunks: string[] = [];
    let at = 0;
    for (const size of sizes) {
      chunks.push(whole.slice(at, at + size));
      at += size;
    }
    return { text: whole, chunks: [...chunks, whole.slice(at)] };
  });

describe('units do not depend on how the text arrives', () => {
  const lines = fc.array(fc.string(), { maxLength: 12 }).map((all) => all.join('\n'));
  test.for([
    ['lines', lineSplitter],
    ['CSV records', csvSplitter],
  ] as const)('%s', ([, make]) => {
    fc.assert(
      fc.property(chunked(lines), ({ text, chunks }) => {
        expect(split(make, chunks)).toEqual(split(make, [text]));
      }),
    );
  });

  test('JSON objects of a list come out as they went in', () => {
    const rows = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 6 });
    fc.assert(
      fc.property(chunked(rows.map((all) => JSON.stringify(all))), ({ text, chunks }) => {
        expect(split(jsonObjectSplitter, chunks).units.map((unit) => JSON.parse(unit))).toEqual(JSON.parse(text));
      }),
    );
  });
});

test('the list may be under a key, and objects inside a row stay inside it', () => {
  const text = '{"object":"page","data":[{"a":[{"b":"}]\\""}]},{"c":{}}],"next":null}';
  expect(split(jsonObjectSplitter, [text]).units).toEqual(['{"a":[{"b":"}]\\""}]}', '{"c":{}}']);
});

test('an object cut off at the end is handed on as it is', () => {
  expect(split(jsonObjectSplitter, ['[{"a":1},{"b"']).units).toEqual(['{"a":1}', '{"b"']);
});

test('a unit over the limit is counted, not held', () => {
  expect(split(lineSplitter, ['aaa', 'aaa', 'aa\nbb\n'], 5)).toEqual({ units: ['bb'], tooLong: 1 });
  expect(split(jsonObjectSplitter, ['[{"a":"xxxxxxxx"},{"b":1}]'], 8)).toEqual({ units: ['{"b":1}'], tooLong: 1 });
});

test('quotes in CSV hold separators, line breaks and doubled quotes', () => {
  expect(split(csvSplitter, ['a,"b\nc",d\r\ne,f,g']).units).toEqual(['a,"b\nc",d', 'e,f,g']);
  expect(csvCells('a,"b ""c"", d",')).toEqual(['a', 'b "c", d', '']);
});
