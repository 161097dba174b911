import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportCsv, exportJson, readExchange } from '../../src/store/exchange.ts';
import { type StoredMeasurement, storedMeasurement } from '../../src/store/record.ts';

function stored(change: object = {}): StoredMeasurement {
  const record = storedMeasurement({
    schema: 'hwroi/measurement@1',
    id: 'a-1',
    takenAt: '2026-11-20T00:00:00.000Z',
    hardwareId: 'rtx-4090',
    hardwareName: 'NVIDIA GeForce RTX 4090',
    modelName: 'Llama 3.1 8B',
    engine: 'llama.cpp',
    promptTokens: 512,
    outputTokens: 128,
    decodeTokensPerSecond: 120.25,
    origin: 'typed',
    ...change,
  });
  if (typeof record === 'string') throw new Error(record);
  return record;
}

describe('export and import', () => {
  test('JSON gives back what was stored', () => {
    const rows = [stored(), stored({ id: 'b-1', details: { raw: ['x'] } })];
    expect(readExchange(exportJson(rows)).map(({ record }) => record)).toEqual(rows);
    expect(readExchange(exportJson([]))).toEqual([]);
  });

  test('CSV gives back every plain figure, whatever the texts hold', () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (text, speed) => {
        // A lone carriage return or a blank record is a matter of line ends, not of cells.
        fc.pre(!/[\r\0]/.test(text));
        const row = stored({ modelName: `m${text}`, source: text === '' ? null : text, decodeTokensPerSecond: speed });
        const [back] = readExchange(exportCsv([row]));
        expect(back?.record).toEqual(row);
      }),
    );
  });

  test('no cell begins as a formula', () => {
    for (const source of ['=1+1', '+1', '-1', '@x', '\tx']) {
      const [, line = ''] = exportCsv([stored({ source })]).split('\r\n');
      expect(line).toMatch(/,"?'[=+\-@\t]/);
    }
  });

  test.for([
    ['[\n{"schema":"hwroi/measurement@1"}\n]\n', 2, 'id'],
    ['{"schema": "hwroi/measurement@1",\n "id": 7}\n', 1, 'record 1: id'],
    ['[\n{"id": "x"},\n{broken}\n]', 2, 'schema'],
    ['[{"a":\n1,]', 2, 'JSON'],
    ['id,nonsense\na,1\n', 1, 'unknown column `nonsense`'],
    ['id,takenAt\na\n', 2, 'has 1 cells'],
    ['id,promptTokens\na,many\n', 2, '`many` is not a number'],
  ] as const)('%j is told by its line', ([text, line, reason]) => {
    const [bad] = readExchange(text).filter(({ record }) => typeof record === 'string');
    expect(bad?.line).toBe(line);
    expect(bad?.record).toContain(reason);
  });
});
