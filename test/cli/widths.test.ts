import { describe, expect, test, vi } from 'vitest';
import * as finishing from '../../src/cli/finish.ts';
import { COMMANDS } from '../../src/cli/registry.ts';
import { ANSWERED_LINES } from '../helpers/command-lines.ts';
import { memoryIo, runInMemory } from '../helpers/memory-io.ts';

const WIDTHS = [60, 80, 140] as const;

/** Files and programs, whose lines are theirs, and Markdown. */
const VERBATIM = /^(?!.*--help)(report|completion|scenario (show|init|schema)|explain --code)\b/;

/** What the answered lines do not show: the help, tables of the catalog, formulas, presets, mistakes. */
const MORE = [
  '',
  '--help',
  ...COMMANDS.map(({ name }) => `${name} --help`),
  ...['hardware', 'systems', 'models', 'quantizations', 'engines', 'rental', 'api', 'electricity', 'carbon'].map(
    (table) => `catalog list ${table} --limit 8`,
  ),
  ...['links', 'power', 'resale'].map((table) => `catalog list ${table} --limit 8`),
  'catalog list',
  'catalog show system mac-studio-m5-max-64',
  'catalog show api qwen3.6-27b',
  'breakeven --explain',
  'breakeven --sensitivity',
  'breakeven own:rtx-5090 api:qwen3-32b --sweep utilization=0.05..1',
  'breakeven --hardware-cost 6000 --annual-opex 1382 --rental-price 3.5 --hours-per-year 2000 --years 5 --explain',
  'breakeven --scenario chat-1000 --explain',
  'compare own:2xrtx-3090 rent:rtx-4090 --metric usd-per-tflop,usd-per-tflop-hour,usd-per-gb,usd-per-gbps,usd-per-tps,joules-per-token',
  'compare own:rtx-5090 api:qwen3.6-27b --explain',
  'recommend --explain',
  'recommend llama-3.3-70b --users 100 --own-or-rent',
  'recommend --use-case all',
  'recommend --profile all',
  'recommend --goal all',
  'plan own:2xrtx-3090 api:qwen3.6-27b --explain',
  'plan --budget',
  'check chat-1000 --explain',
  'speed llama-3.1-8b rtx-4090 --explain',
  'memory llama-3.1-70b m3-max-40c --quantization Q4_K_M --explain',
  'memory qwen3.6-27b rtx-4090 --fine-tune qlora',
  'power rtx-4090 --matrix',
  'power --watts 450 --explain',
  'tco own:8xh100-sxm --users 200 --view pnl',
  'tco --part gpu=1500 --part board-cpu=500 --watts 450 --explain',
  'tco own:rtx-4090 --explain',
  'detect --explain',
  'bench list',
  'scenario list',
  ...['break-even', 'speed', 'power', 'logs', 'track-record', '--electricity-price'].map((topic) => `explain ${topic}`),
  'nonsense',
  'breakeven own:rtx-490 --electricity-price 30 --users x',
  'speed --nonsense',
  'memory',
  'bench compare',
  'explain nonsense',
];
const LINES = [...new Set([...ANSWERED_LINES, ...MORE])].filter(
  (line) => !VERBATIM.test(line) && !line.includes('--uncertainty'),
);
const wordsOf = (line: string): string[] => line.split(' ').filter((word) => word !== '');

/** A word too long for the terminal, an address for example, stands alone at the left: no space could break it. */
const unbreakable = (text: string): boolean => /^\S+$/.test(text);

/** What a line writes on a terminal of each width: what is answered is answered once, and written for every width. */
async function writtenAtWidths(line: string): Promise<ReadonlyMap<number, { stdout: string; stderr: string }>> {
  const { finish } = finishing;
  const written = new Map<number, { stdout: string; stderr: string }>();
  const spy = vi.spyOn(finishing, 'finish').mockImplementation(async (outcome, options, io) => {
    for (const width of WIDTHS) {
      const at = memoryIo({ tty: true, width });
      await finish(outcome, options, at.io);
      written.set(width, { stdout: at.stdout(), stderr: at.stderr() });
    }
    return finish(outcome, options, io);
  });
  const [last = 0] = WIDTHS.slice(-1);
  const whole = await runInMemory(wordsOf(line), { tty: true, width: last });
  spy.mockRestore();
  // Help, mistakes and what a command writes by itself.
  for (const width of written.size === 0 ? WIDTHS : [])
    written.set(width, await runInMemory(wordsOf(line), { tty: true, width }));
  return written.set(last, whole);
}

describe('no line is wider than the terminal', () => {
  test('of any command', () => {
    const shown = new Set(LINES.flatMap((line) => wordsOf(line).slice(0, 1)));
    expect([...COMMANDS.map(({ name }) => name)].filter((name) => !shown.has(name))).toEqual([]);
  });

  test.for(LINES)('hwroi %s', async (line) => {
    for (const [width, { stdout, stderr }] of await writtenAtWidths(line)) {
      expect(`${stdout}${stderr}`.length).toBeGreaterThan(10);
      const wider = `${stdout}\n${stderr}`.split('\n').filter((text) => text.length > width && !unbreakable(text));
      expect(wider, `at ${width} columns`).toEqual([]);
      expect(
        stdout.split('\n').filter((text) => /\s$/.test(text)),
        'spaces at the end',
      ).toEqual([]);
    }
  });
});
