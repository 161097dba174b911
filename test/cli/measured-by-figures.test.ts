import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { findWidestHardware } from '../../src/catalog/index.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import type { Line } from '../helpers/speed-line.ts';

type Row = Readonly<Record<string, string>>;

/** One stream on llama.cpp, whose prompt, output and depth the source states or llama-bench leaves as they are. */
const measured = Papa.parse<Row>(readFileSync('test/fixtures/measured.csv', 'utf8'), {
  header: true,
  skipEmptyLines: true,
}).data.filter((row) => /^llama\.cpp/.test(row.engine ?? '') && row.concurrency === '1' && row.quant !== '');

function question(row: Row) {
  const optional = Object.entries({
    promptTokens: row.prompt_tokens,
    outputTokens: row.gen_tokens,
    depthTokens: row.depth_tokens,
  }).flatMap(([key, text]) => (text ? [[key, Number(text)] as const] : []));
  const { id, hardware, model, quant: quantization, engine } = row;
  return { id, hardware, model, quantization, engine, count: Number(row.n_devices), ...Object.fromEntries(optional) };
}

function figuresOf(name: string): object | null {
  const found = findWidestHardware(name, {});
  if (found.kind !== 'found' || found.row.memoryBandwidth === null) return null;
  const { memoryOptionsBytes, memoryBandwidth, fp16, memoryArchitecture } = found.row;
  return {
    memoryGiB: Math.max(...memoryOptionsBytes) / 2 ** 30,
    memoryBandwidthGBps: memoryBandwidth / 1e9,
    ...(fp16 === null ? {} : { fp16Tflops: fp16 / 1e12 }),
    unified: memoryArchitecture === 'unified',
  };
}

/** Median error and share within the 80 % interval of the rows answered, of decoding and of prefill. */
async function score(lines: readonly object[]) {
  const { stdout } = await runInMemory(['speed', '--batch', '-'], {
    stdin: lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  const answers = stdout
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));
  const byId = new Map(measured.map((row) => [row.id, row]));
  const of = (key: 'decodeTokensPerSecond' | 'prefillTokensPerSecond', column: string) => {
    const errors = answers.flatMap(({ id, result }) => {
      const [range, seen] = [result?.[key], Number(byId.get(id)?.[column] || Number.NaN)];
      if (!range || !(range.expected > 0) || !(seen > 0)) return [];
      return [{ error: Math.abs(range.expected / seen - 1), within: range.low <= seen && seen <= range.high }];
    });
    const sorted = errors.map(({ error }) => error).sort((a, b) => a - b);
    return {
      rows: errors.length,
      median: sorted[sorted.length >> 1] ?? Number.NaN,
      within: errors.filter((one) => one.within).length / errors.length,
    };
  };
  return { decode: of('decodeTokensPerSecond', 'decode_tps'), prefill: of('prefillTokensPerSecond', 'prefill_tps') };
}

describe('measured rows asked for by figures alone', () => {
  test('devices: the intervals cover, and the middle error stays below a quarter and a third', async () => {
    const lines = measured.flatMap((row) => {
      const hardware = figuresOf(row.hardware ?? '');
      return hardware === null ? [] : [{ ...question(row), hardware }];
    });
    const { decode, prefill } = await score(lines);
    expect(decode.rows).toBeGreaterThan(300);
    expect(decode.median).toBeLessThan(0.25);
    expect(prefill.median).toBeLessThan(0.35);
    expect(decode.within).toBeGreaterThan(0.7);
    expect(prefill.within).toBeGreaterThan(0.7);
  });

  test('models: the intervals cover, and the middle error stays near that of names', async () => {
    const sized = measured.map((row) => ({
      ...question(row),
      model: {
        paramsB: Number(row.params_b),
        ...(row.active_params_b ? { activeParamsB: Number(row.active_params_b) } : {}),
      },
    }));
    const { decode, prefill } = await score(sized);
    expect(decode.rows).toBeGreaterThan(500);
    expect(decode.median).toBeLessThan(0.1);
    expect(prefill.median).toBeLessThan(0.25);
    expect(decode.within).toBeGreaterThan(0.7);
    expect(prefill.within).toBeGreaterThan(0.7);
  });
});
