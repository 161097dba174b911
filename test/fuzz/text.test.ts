import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findHardware, findModel, findQuantization, findSystem } from '../../src/catalog/index.ts';
import * as units from '../../src/core/units.ts';
import { countOf } from '../../src/logs/counts.ts';
import { detectFormat } from '../../src/logs/detect.ts';
import { FORMATS } from '../../src/logs/formats/index.ts';
import { readTime } from '../../src/logs/time.ts';
import { csvCells } from '../../src/logs/units/csv-record.ts';
import { csvSplitter } from '../../src/logs/units/lines.ts';
import { csvCell, renderCsv } from '../../src/report/csv.ts';
import type { Document, NumberFormat } from '../../src/report/document.ts';
import { formatCell } from '../../src/report/format.ts';
import { markdownText, renderMarkdown } from '../../src/report/markdown.ts';
import { parseQuantity } from '../../src/scenario/number.ts';
import { parseOption } from '../../src/scenario/options.ts';
import { COMMAND_LINES, PROPERTY_CASES, runs } from './budget.ts';
import { anyNumber, anyText } from './numbers.ts';
import { insane, mustBeSane, textFault } from './sane.ts';

test('the budget is the one promised', () => {
  expect(PROPERTY_CASES).toBeGreaterThanOrEqual(190_000);
  expect(COMMAND_LINES).toBeGreaterThanOrEqual(10_000);
});

test('a unit takes a number as it is or refuses it', () => {
  const constructors: readonly ((value: number) => number)[] = Object.values(units).flatMap((each) =>
    typeof each === 'function' ? [each] : [],
  );
  expect(constructors.length).toBeGreaterThan(15);
  fc.assert(
    fc.property(fc.constantFrom(...constructors), anyNumber, (make, value) => mustBeSane(() => make(value))),
    runs('units'),
  );
});

test('a typed quantity is a number or is not one, and never throws', () => {
  const kinds = fc.constantFrom('count', 'share', 'usd' as const);
  fc.assert(
    fc.property(anyText, kinds, (text, kind) => {
      const value = parseQuantity(text, kind);
      return typeof value === 'number' && (Number.isNaN(value) || Math.abs(value) >= 0);
    }),
    runs('quantities'),
  );
});

test('an option is read or refused with a hint', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const parsed = parseOption(text);
      expect(insane(parsed)).toBeNull();
      expect('text' in parsed || 'kind' in parsed).toBe(true);
    }),
    runs('options'),
  );
});

describe('logs', () => {
  test('a time is within the years there were such logs, or none', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyNumber), (value) => {
        const time = readTime(value);
        expect(time === null || (time.atSeconds > 1.5e9 && time.atSeconds < 4.2e9)).toBe(true);
      }),
      runs('times'),
    );
  });

  test('every format ends any line in an entry, a reason, or as no usage', () => {
    const text = fc.oneof(
      anyText,
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc
        .record({ type: anyText, timestamp: fc.oneof(anyText, anyNumber), message: fc.jsonValue() })
        .map((v) => JSON.stringify(v)),
    );
    const lines = fc.array(text, { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(FORMATS)), lines, (format, units_) => {
        const sink = {
          entry: (entry: object) => expect(insane(entry)).toBeNull(),
          skip: (reason: string) => expect(reason).toMatch(/^[a-z-]+$/),
          other: () => undefined,
        };
        const reader = format.open(sink, { changedAtSeconds: null });
        for (const unit of units_) reader.unit(unit);
        reader.end();
        detectFormat(units_.join('\n'));
      }),
      runs('logs'),
    );
  });

  test('a count is a whole number, missing, or a reason', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyNumber, fc.jsonValue()), (value) => {
        const count = countOf(value);
        expect(count === null || typeof count === 'string' || (Number.isInteger(count) && count >= 0)).toBe(true);
      }),
      runs('times'),
    );
  });

  test('cells written as CSV are read back', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme-ascii' }).filter((t) => !/^[=+\-@\t\r\n]/.test(t)),
          { minLength: 1 },
        ),
        (cells) => {
          expect(csvCells(cells.map((cell) => csvCell(cell)).join(','))).toEqual(cells);
        },
      ),
      runs('csv'),
    );
  });
});

test('a name finds a row, or says what is near', () => {
  const find = fc.constantFrom(findHardware, findModel, findQuantization, findSystem);
  fc.assert(
    fc.property(find, anyText, (lookUp, name) => {
      const found = lookUp(name);
      expect(['found', 'ambiguous', 'missing']).toContain(found.kind);
    }),
    runs('names'),
  );
});

function csvRecords(text: string): string[] {
  const records: string[] = [];
  const splitter = csvSplitter({ unit: (record) => records.push(record), tooLong: () => undefined });
  splitter.push(text);
  splitter.end();
  return records;
}

const FORMATS_OF_NUMBERS: readonly NumberFormat[] = [
  'usd',
  'usd-exact',
  'usd-per-million',
  'integer',
  'sig3',
  'percent',
  'gib',
  'gb',
  'tokens-per-second',
  'seconds',
  'watts',
  'months',
  'plain',
];

describe('what is printed', () => {
  test('a finite number prints as one', () => {
    const finite = fc.double({ min: -1e300, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(finite, fc.constantFrom(...FORMATS_OF_NUMBERS), (value, format) => {
        expect(textFault(formatCell(value, format), [])).toBeNull();
      }),
      runs('cells'),
    );
  });

  test('any document renders as CSV and Markdown without a formula or a stray line', () => {
    const cell = fc.oneof(
      anyText,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const row = fc.record({ a: cell, b: cell });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), anyText, (rows, title) => {
        const document: Document = {
          sections: [
            {
              kind: 'table',
              title,
              primary: true,
              columns: [
                { key: 'a', label: 'a' },
                { key: 'b', label: 'b', format: 'usd' },
              ],
              rows,
            },
          ],
        };
        for (const record of csvRecords(renderCsv(document)).slice(1)) {
          for (const text of csvCells(record)) expect(text).not.toMatch(/^[=@]/);
        }
        expect(renderMarkdown(document)).not.toContain('undefined '.repeat(2));
        markdownText(title);
      }),
      runs('documents'),
    );
  });
});
