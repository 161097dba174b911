import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TOPICS } from '../../src/explain/topics.ts';
import { runInMemory } from '../helpers/memory-io.ts';

/**
 * Every number a topic prints, from the catalog's files and by arithmetic of its own: nothing of src is asked but the
 * text. Where a speed is predicted it is held against runs that were measured and against what the memory allows.
 */
type Row = Readonly<Record<string, unknown>>;
const rowsOf = (table: string): readonly Row[] => JSON.parse(readFileSync(`data/${table}.json`, 'utf8')).rows;
const tables = new Map<string, readonly Row[]>();
function cell(table: string, id: string, key: string): number {
  const rows = tables.get(table) ?? rowsOf(table);
  tables.set(table, rows);
  return Number(rows.find((row) => row.id === id)?.[key]);
}
const gbps = (id: string): number => cell('hardware', id, 'memoryBandwidthGBps');
const said = (id: string): string =>
  TOPICS.find((topic) => topic.id === id)
    ?.lines()
    .join('\n') ?? '';
/** As a reader writes a figure: so many digits, thousands apart. */
const digits = (value: number, count: number): string => Number(value.toPrecision(count)).toLocaleString('en-US');
const whole = (value: number): string => value.toLocaleString('en-US');
/** The number that stands at `#` in a piece of the text. */
function numberAt(topic: string, pattern: string): number {
  const [before = '', after = ''] = pattern.split('#').map((part) => part.replace(/[.*+?()|[\]\\]/g, '\\$&'));
  const found = new RegExp(`${before}(\\d[\\d,.]*\\d|\\d)${after}`).exec(said(topic));
  expect(found, `${pattern} in ${said(topic)}`).not.toBeNull();
  return Number((found?.[1] ?? '').replaceAll(',', ''));
}

/** Bytes of a dense model: layers, input table and output head each at their own bits. */
function fileGb(model: string, format: string): number {
  const table = cell('models', model, 'vocabSize') * cell('models', model, 'hiddenSize');
  const core = cell('models', model, 'paramsTotal') - 2 * table;
  const bits = (part: string): number => cell('quantizations', format, `${part}BitsPerWeight`);
  return (core * bits('core') + table * bits('embedding') + table * bits('head')) / 8 / 1e9;
}
/** K and V of every layer at 16 bits. */
const kvBytes = (model: string): number =>
  2 * cell('models', model, 'layers') * cell('models', model, 'fullKvHeads') * cell('models', model, 'fullHeadDim') * 2;

const CARD = 'rtx-4090';
const [LLAMA, FORMAT] = ['llama-3.1-8b', 'q4-k-m'];
/** Runs of llama.cpp measured with this model (or the 3.0 of the same shape) and format on one such card. */
function measured(figure: 'prefill_tps' | 'decode_tps'): readonly number[] {
  const [header = '', ...lines] = readFileSync('test/fixtures/measured.csv', 'utf8').split('\n');
  const names = header.split(',');
  const at = (line: readonly string[], name: string): string => line[names.indexOf(name)] ?? '';
  return lines
    .map((line) => line.split(','))
    .filter((line) => at(line, 'hardware') === 'NVIDIA RTX 4090' && at(line, 'n_devices') === '1')
    .filter((line) => /^Llama 3(\.1)? 8B/.test(at(line, 'model')) && at(line, 'quant') === 'Q4_K_M')
    .filter((line) => ['1024', ''].includes(at(line, 'prompt_tokens')))
    .map((line) => Number(at(line, figure)));
}

test('unified-memory: room and bandwidth of the two', () => {
  const text = said('unified-memory');
  const room = rowsOf('hardware').find((row) => row.id === 'm3-ultra-80c')?.memoryGiB;
  expect(text).toContain(`up to ${Math.max(...(Array.isArray(room) ? room : []))} GiB`);
  expect(text).toContain(`${whole(gbps('m3-max-40c'))} GB/s on an M3 Max, ${whole(gbps(CARD))} GB/s on an RTX 4090`);
  expect(text).toContain(`about ${digits(gbps(CARD) / gbps('m3-max-40c'), 2)} times faster`);
});

test('discrete: ceiling = bandwidth ÷ file, and the expected speed lies between measured runs and it', () => {
  const file = numberAt('discrete', 'in Q4_K_M is # GB');
  expect(Math.abs(file / fileGb(LLAMA, FORMAT) - 1)).toBeLessThan(0.005);
  const ceiling = numberAt('discrete', 'the ceiling is # tokens/s');
  expect(Math.abs(ceiling / (gbps(CARD) / file) - 1)).toBeLessThan(0.005);
  const decode = numberAt('discrete', 'expected on an RTX 4090: #.');
  const runs = measured('decode_tps');
  expect(runs.length).toBeGreaterThan(1);
  // Those runs wrote from empty context with builds of 2024: newer ones are up to a fifth faster.
  for (const run of runs) expect(decode / run).toBeGreaterThan(0.95);
  for (const run of runs) expect(decode / run).toBeLessThan(1.25);
  expect(decode).toBeLessThan(ceiling);
});

test('pcie: 16 lanes of 16 GT/s with 128 of 130 bits used; the file crosses them once', () => {
  const link = (16 * 16 * 128) / 130 / 8;
  const file = fileGb('llama-2-7b', 'f16');
  expect(numberAt('pcie', 'x16 moves # GB/s')).toBeCloseTo(link, 1);
  expect(numberAt('pcie', 'at FP16, # GB')).toBeCloseTo(file, 1);
  expect(numberAt('pcie', 'crosses it in # s')).toBeCloseTo(file / link, 2);
  expect(Math.abs(numberAt('pcie', 'at most # tokens/s') / (gbps(CARD) / file) - 1)).toBeLessThan(0.005);
  expect(numberAt('pcie', 'It would be # if')).toBeCloseTo(link / file, 1);
});

test('bandwidth: the four rows', () => {
  const rows = [gbps('m3-max-40c'), gbps('rtx-3090'), gbps(CARD), gbps('h100-sxm')].map(whole);
  expect(said('bandwidth')).toContain(
    `M3 Max ${rows[0]}, RTX 3090 ${rows[1]}, RTX 4090 ${rows[2]}, H100 SXM ${rows[3]}`,
  );
});

test('kv-cache: 2 × layers × heads × width × 2 bytes', () => {
  const mib = (model: string): number => (kvBytes(model) * 1000) / 1024 ** 2;
  expect(numberAt('kv-cache', '16 bits take # MiB in Llama 2')).toBe(mib('llama-2-7b'));
  expect(numberAt('kv-cache', 'and # MiB in Llama 3.1')).toBe(mib(LLAMA));
});

test('quantization: the three files and their ratio', () => {
  const files = [fileGb(LLAMA, 'f16'), fileGb(LLAMA, 'q8-0'), fileGb(LLAMA, FORMAT)] as const;
  const printed = [
    numberAt('quantization', 'takes # GB at F16'),
    numberAt('quantization', 'F16, # GB at Q8_0'),
    numberAt('quantization', 'Q8_0, # GB at Q4_K_M'),
  ];
  files.forEach((file, i) => {
    expect(Math.abs((printed[i] ?? 0) / file - 1)).toBeLessThan(0.005);
  });
  expect(numberAt('quantization', 'Q4_K_M: # times less')).toBeCloseTo(files[0] / files[2], 1);
});

test('batching: more in all than one stream, less than reading the weights once allows', () => {
  const one = numberAt('batching', 'llama.cpp: # tokens/s for one');
  const eight = numberAt('batching', 'for one stream, # in all');
  expect(one).toBe(numberAt('discrete', 'expected on an RTX 4090: #.'));
  const caches = 8 * (kvBytes(LLAMA) / 1e9) * (512 + 256 / 2);
  expect(eight).toBeLessThan((8 * gbps(CARD)) / (fileGb(LLAMA, FORMAT) + caches));
  expect(eight).toBeGreaterThan(2 * one);
  expect(eight / 8).toBeLessThan(one);
});

test('moe: parameters from the shape of the layers', () => {
  const of = (key: string): number => cell('models', 'qwen3-30b-a3b', key);
  const [hidden, layers, head] = [of('hiddenSize'), of('layers'), of('headDim')];
  const attention = hidden * head * (2 * of('attentionHeads') + 2 * of('kvHeads'));
  const expert = 3 * hidden * of('intermediateSize');
  const billions = (experts: number): number =>
    (layers * (attention + experts * expert + hidden * of('experts')) + 2 * of('vocabSize') * hidden) / 1e9;
  expect(numberAt('moe', 'holds #B parameters')).toBeCloseTo(billions(of('experts')), 1);
  expect(numberAt('moe', 'uses #B for each')).toBeCloseTo(billions(of('expertsPerToken')), 1);
});

test('prefill-decode: near measured prompts, and the wait is the prompt at that speed and a step more', () => {
  const prefill = numberAt('prefill-decode', 'prefill #, decode');
  const decode = numberAt('prefill-decode', 'decode # tokens/s');
  expect(decode).toBe(numberAt('discrete', 'expected on an RTX 4090: #.'));
  for (const run of measured('prefill_tps')) expect(Math.abs(prefill / run - 1)).toBeLessThan(0.3);
  const wait = numberAt('prefill-decode', 'prompt waits # s');
  expect(wait).toBeGreaterThanOrEqual(512 / prefill - 0.001);
  expect(wait).toBeLessThan(512 / prefill + 2 / decode);
});

test('power: 24 × 365 hours are 8,760; a watt is 3,600 J ÷ 1,055.06 J a BTU', () => {
  expect(numberAt('power', 'average watts × # ×')).toBe((24 * 365) / 1000);
  expect(numberAt('power', 'becomes # BTU/h')).toBeCloseTo(3600 / 1055.056, 2);
});

test('tco: a month is a twelfth of a year', () => {
  expect(numberAt('tco', 'A month is # hours')).toBe((24 * 365) / 12);
});

test('break-even, capacity and uncertainty: the values in force in a run', async () => {
  const run = async (own: string): Promise<ReadonlyMap<string, number>> => {
    const { stdout } = await runInMemory(['breakeven', own, 'rent:rtx-4090', '--json']);
    const list: readonly { readonly id: string; readonly value: number }[] = JSON.parse(stdout).assumptions;
    return new Map(list.map(({ id, value }) => [id, value]));
  };
  const mac = await run('own:mac-studio-m4-max-64gb');
  const resale = async (own: string): Promise<string> => {
    const values = [...(await run(own))].filter(([id]) => id.includes('resaleShare.year'));
    return values.map(([, share]) => Math.round(100 * share)).join('/');
  };
  expect(said('break-even')).toContain(`a Mac for ${await resale('own:mac-studio-m4-max-64gb')}% of its price`);
  expect(said('break-even')).toContain(`a new GeForce ${await resale('own:rtx-5090')}%`);
  expect(said('break-even')).toContain(`a used one ${await resale('own:rtx-3090')}%`);
  expect(numberAt('break-even', 'Totals cover # months')).toBe(mac.get('horizonMonths'));
  expect(numberAt('break-even', 'less #% to sell')).toBe(Math.round(100 * (mac.get('sellingCost') ?? 0)));
  expect(numberAt('capacity', 'Load arrives in # hours')).toBe(mac.get('activeHoursPerDay'));
  expect(numberAt('capacity', 'a day on # days')).toBe(mac.get('activeDaysPerMonth'));
  expect(numberAt('capacity', 'a peak of # ×')).toBe(mac.get('peakToMean'));
  const { stdout } = await runInMemory(['breakeven', 'own:mac-studio-m4-max-64gb', 'rent:rtx-4090', '--json']);
  const odds: number = JSON.parse(stdout).result.oddsOwnWins;
  const step = numberAt('uncertainty', 'to the nearest #%') / 100;
  expect(Math.abs(odds / step - Math.round(odds / step))).toBeLessThan(1e-9);
});

test('trends: bandwidth and year of each card', () => {
  const text = said('trends');
  for (const id of ['rtx-3090', CARD, 'rtx-5090']) {
    const year = String(rowsOf('hardware').find((row) => row.id === id)?.launchDate).slice(0, 4);
    expect(text).toMatch(new RegExp(`${year} ${whole(gbps(id))}[^,]*\\(${id.replace('rtx-', 'RTX ')}\\)`));
  }
});

test('guide-differences: price ÷ (rent − running cost), in months and years', () => {
  const month = (hours: number): number => Math.ceil((6000 / (hours * 3.5 - 1382)) * 12);
  expect(numberAt('guide-differences', 'back in month #,')).toBe(month(2000));
  expect(numberAt('guide-differences', 'month 13, year #,')).toBe(Math.ceil(month(2000) / 12));
  expect(numberAt('guide-differences', '500 hours a year in year #,')).toBe(Math.ceil(month(500) / 12));
});
