import { expect, test } from 'vitest';
import { meaningOf } from '../../src/app/explain-meaning.ts';
import { ALL_KEYS, flagOf, OPTION_KEYS, POWER_KEYS, TCO_KEYS } from '../../src/app/input-keys.ts';
import { TOPICS } from '../../src/explain/topics.ts';
import { golden, runInMemory } from '../helpers/memory-io.ts';

const pin = async (name: string, argv: readonly string[]): Promise<void> => {
  const result = await runInMemory(argv, { tty: true, width: 100 });
  await expect(golden(result)).toMatchFileSnapshot(`../golden/explain-${name}.txt`);
};

test('without a topic it lists them', () => pin('list', ['explain']));
test('the track record in the terminal', () => pin('track-record', ['explain', 'track-record']));
test('help', () => pin('help', ['explain', '--help']));
test('a topic there is none of', () => pin('mistake-topic', ['explain', 'tokens']));

test.for(TOPICS.map((topic) => topic.id))('%s says something of its own and where the rest is', async (id) => {
  const { exitCode, stdout } = await runInMemory(['explain', id]);
  expect(exitCode).toBe(0);
  expect(stdout.length).toBeGreaterThan(200);
  expect(stdout).toContain('More: docs/');
});

test('a topic is found in capitals and with spaces', async () => {
  expect((await runInMemory(['explain', 'Track', 'Record'])).exitCode).toBe(0);
});

test.for([...ALL_KEYS, ...OPTION_KEYS, ...POWER_KEYS, ...TCO_KEYS])(
  '$key is explained by its name and its flag: meaning, unit, default and source',
  (key) => {
    const said = meaningOf(key.key)?.lines().join(' ') ?? '';
    expect(said.toLowerCase()).toContain(key.help.toLowerCase());
    if ('unit' in key) expect(said).toContain(`Unit: ${key.unit}.`);
    expect(said).toMatch(/Default(: none| in the built-in example: \S+ .*source: \w+)/);
    for (const flag of key.flags ?? [flagOf(key)])
      expect(meaningOf(flag)?.lines().join(' ').toLowerCase(), flag).toContain(key.help.toLowerCase());
  },
);

test('a default is the one that counts', () => {
  expect(meaningOf('horizonMonths')?.lines().join(' ')).toContain('36 month');
  expect(meaningOf('--electricity-price')?.lines().join(' ')).toContain('source: catalog');
});

test('a flag may be asked for as it is typed; a mistyped one is refused', async () => {
  const flag = await runInMemory(['explain', '--electricity-price']);
  expect(flag.exitCode).toBe(0);
  expect(flag.stdout).toContain('USD/kWh');
  expect((await runInMemory(['explain', '--no-such-flag'])).exitCode).toBe(2);
});

test.for([
  [['explain', '--fail-if'], 'xit 1 when it holds'],
  [['explain', '--output', '--markdown'], 'rite there instead of standard output'],
  [['explain', '--catalog'], 'our own hardware and prices'],
] as const)(
  'a flag of every command that takes a value, without one, is what is asked about: %s',
  async ([argv, text]) => {
    const { exitCode, stdout } = await runInMemory(argv);
    expect(exitCode).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain(text);
  },
);

test('with a value it is a flag of explain itself', async () => {
  const { exitCode, stderr } = await runInMemory(['explain', '--fail-if', 'nothing > 1', 'break-even']);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('nothing')]);
});
