import { expect, test } from 'vitest';
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
