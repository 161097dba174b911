import { expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const subjectOf = async (...argv: string[]): Promise<string> =>
  JSON.parse((await runInMemory(['check', ...argv, '--json'])).stdout).result.subject;

test('check takes options alone, as the other commands do: the example is their work', async () => {
  const named = await runInMemory(['check', 'coding-team', 'own:rtx-3090', 'api', '--json']);
  const alone = await runInMemory(['check', 'own:rtx-3090', 'api', '--json']);
  expect(JSON.parse(alone.stdout).result).toEqual(JSON.parse(named.stdout).result);
});

test('with --scenario every word is an option, whatever stands first', async () => {
  expect(await subjectOf('--scenario', 'chat-1000', 'own:8xh100-sxm')).toBe('own:8xh100-sxm');
  expect(await subjectOf('chat-1000', 'own:8xh100-sxm')).toBe('own:8xh100-sxm');
  const twice = await runInMemory(['check', 'coding-team', '--scenario', 'chat-1000']);
  expect([twice.exitCode, twice.stderr]).toEqual([2, expect.stringContaining('`coding-team` is a scenario')]);
});

test('who has no price for an API is told how to type one', async () => {
  const argv = ['compare', 'api:kimi-k2', '--model', 'kimi-k2'];
  const { stderr } = await runInMemory(argv);
  expect(stderr).toContain('`--input-usd-per-million-tokens <usd>` and `--output-usd-per-million-tokens <usd>`');
  expect(stderr).not.toContain('--hardware-cost');
  const typed = ['--input-usd-per-million-tokens', '1', '--output-usd-per-million-tokens', '3'];
  expect((await runInMemory([...argv, ...typed])).exitCode).toBe(0);
});
