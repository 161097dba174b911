import { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { KINDS } from '../../src/app/catalog/kinds.ts';
import { type FlagHelp, meaningOf } from '../../src/app/explain-meaning.ts';
import { flagsOf } from '../../src/cli/commands/explain.ts';
import { addMeasuredOptions, addSharedOptions } from '../../src/cli/options.ts';
import { COMMANDS } from '../../src/cli/registry.ts';
import { publishedKeys } from '../../src/explain/published.ts';
import { unitOf } from '../../src/explain/units.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const saidOf = (name: string, flags: readonly FlagHelp[] = []): string =>
  meaningOf(name, flags)?.lines().join('\n') ?? '';
const lastOf = (path: readonly string[]): string => path.at(-1) ?? '';
/** Inputs carry their unit in the text of the schema, and in a line of its own where they are explained. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/ \([^()]*\)$/, '');

describe('every key of every published schema', () => {
  const uses = publishedKeys();
  const keys = [...new Set(uses.map(({ path }) => lastOf(path)))];

  test('is described wherever it stands', () => {
    const silent = uses.filter(({ text }) => text === null || text.trim() === '');
    expect(silent.map(({ document, path }) => `${document}: ${path.join('.')}`)).toEqual([]);
    expect(keys.length).toBeGreaterThan(600);
  });

  test('is explained by its name: meaning, unit, default and source', () => {
    const lacking = keys.filter((key) => {
      const said = saidOf(key);
      return !/Unit: \S/.test(said) || !/default|Set in a scenario file/i.test(said);
    });
    expect(lacking.filter((key) => !/^[A-Z]/.test(saidOf(key)) || !/default/i.test(saidOf(key)))).toEqual([]);
  });

  test('says each of the things it means in different results', () => {
    const missing = uses.filter(({ path, text }) => !plain(saidOf(lastOf(path))).includes(plain(text ?? '')));
    expect(missing.map(({ document, path }) => `${document}: ${path.join('.')}`)).toEqual([]);
  });

  test('a figure is never without a unit where its name tells one', () => {
    for (const { path, unit } of uses) if (/(Usd|Watts|Seconds|Bytes)$/.test(lastOf(path))) expect(unit).toMatch(/^\S/);
    const told = uses.filter(({ unit }) => unit === 'a plain number').map(({ path }) => lastOf(path));
    expect(told.filter((key) => /Usd|Watts|Seconds|Bytes|Tokens|Months|Hours|GiB/.test(key))).toEqual([]);
  });
});

test('every column of every table of the catalog is explained', () => {
  const columns = new Set(KINDS.flatMap((kind) => kind.records().flatMap((row) => Object.keys(row))));
  expect(columns.size).toBeGreaterThan(90);
  expect([...columns].filter((column) => !/In .*catalog/.test(saidOf(column)))).toEqual([]);
});

describe('every flag of every command', () => {
  let flags: readonly FlagHelp[] = [];
  beforeAll(async () => {
    const commands = COMMANDS.map(async ({ name, load }) => {
      const command = new Command(name);
      const module = await load();
      module.configure(command);
      if (module.restsOnMeasurements === true) addMeasuredOptions(command);
      return addSharedOptions(command);
    });
    flags = (await Promise.all(commands)).flatMap(flagsOf);
  });

  test('says what its help says, and what stands where it is not typed', () => {
    expect(new Set(flags.map(({ flag }) => flag)).size).toBeGreaterThan(150);
    const lacking = flags.filter(({ flag, text }) => {
      const said = saidOf(flag, flags);
      return text === '' || !/Default|default/.test(said);
    });
    expect(lacking.map(({ command, flag }) => `${command} ${flag}`)).toEqual([]);
  });

  test('names the commands that have it', () => {
    expect(saidOf('--matrix', flags)).toMatch(/flag of .*memory/);
    expect(saidOf('--matrix', flags)).toMatch(/flag of .*power/);
  });
});

test.for([
  [['savingsUsd'], 'USD'],
  [['usdPerMillionTokens'], 'USD per 1M tokens'],
  [['decodeTokensPerSecond', 'low'], 'tokens/s'],
  [['timeToFirstTokenSecondsP95'], 's'],
  [['p99TtftMs'], 'ms'],
  [['memoryGib'], 'GiB'],
  [['memoryBandwidthGBps'], 'GB/s'],
  [['kgCo2PerMonth'], 'kg/month'],
  [['breakEvenMonthExact'], 'month'],
  [['warrantyMonths'], 'months'],
  [['idleWattsWall'], 'W'],
  [['growthPerMonth'], 'share a month'],
  [['units'], null],
  [['low'], null],
] as const)('the unit of %s is told by its name: %s', ([path, unit]) => {
  expect(unitOf(path)).toBe(unit);
});

describe('in the terminal', () => {
  const explained = async (...words: readonly string[]) => runInMemory(['explain', ...words]);

  test('a path of keys tells one meaning from the others', async () => {
    const bare = (await explained('usdPerMonth')).stdout;
    const path = (await explained('rentAlwaysOn.usdPerMonth')).stdout;
    expect(bare).toContain('Total ÷ months of the horizon.');
    expect(bare).toContain('kept on day and night');
    expect(path).toContain('kept on day and night');
    expect(path).not.toContain('Total ÷ months of the horizon.');
    expect((await explained('result.alternatives.0.savingsUsd')).stdout).toContain('`result.alternatives`');
  });

  test('a flag that sets no input of a scenario is known', async () => {
    const { exitCode, stdout } = await explained('fail-if');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--fail-if <condition>');
    expect(stdout).toContain('not set');
  });

  test('a mistyped key is answered with the nearest names', async () => {
    const { exitCode, stderr } = await explained('breakEvenMoth');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean `breakEvenMonth`');
    expect((await explained('--electricty-price')).stderr).toContain('--electricity-price');
  });
});
