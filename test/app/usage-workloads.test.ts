import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Replay } from '../../src/core/usage/replay.ts';
import { runInMemory } from '../helpers/memory-io.ts';

let dir = '';
const file = (name: string): string => join(dir, name);
/** Thirty days, eight hours each: rows of `requests` an hour with prompts of 8,000 tokens and the output given. */
function rows(model: string, requests: number, outputTokens: number): readonly string[] {
  const hours = Array.from({ length: 30 * 8 }, (_, i) => Date.UTC(2026, 2, 1 + Math.floor(i / 8), 9 + (i % 8)));
  return hours.map((at) =>
    [new Date(at).toISOString(), requests, requests * 8000, requests * outputTokens, model].join(','),
  );
}
const csv = (...lines: readonly string[]): string =>
  `timestamp,requests,prompt_tokens,output_tokens,model\n${lines.join('\n')}\n`;
const scenario = (chatHas: string): string => `workloads:
  - {id: chat, model: llama-3.1-8b, useCase: chat${chatHas}}
  - {id: coding, model: qwen3.6-27b, useCase: coding-agent}
options: [own:2xrtx-3090, api:qwen3.6-27b]
`;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'hwroi-logs-'));
  writeFileSync(
    file('both.csv'),
    csv(...rows('qwen3.6-27b', 40, 600), ...rows('claude-sonnet-4-5', 100, 300), ...rows('gpt-x', 1, 10)),
  );
  writeFileSync(file('chat.csv'), csv(...rows('claude-sonnet-4-5', 100, 300)));
  writeFileSync(file('claims.yaml'), scenario(', usageModels: "Claude-*, llama"'));
  writeFileSync(file('plain.yaml'), scenario(''));
  writeFileSync(
    file('twice.yaml'),
    scenario(', usageModels: qwen3.6-27b').replace('agent}', 'agent, usageModels: qwen*}'),
  );
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Answer {
  readonly assumptions: readonly { readonly id: string; readonly value: number; readonly origin: string }[];
  readonly result: {
    readonly usage: {
      readonly workloads: readonly { readonly workload: string; readonly entries: number; readonly requests: number }[];
      readonly replay: Replay;
      readonly reason: string | null;
    };
  };
  readonly warnings: readonly { readonly message: string }[];
}
async function compared(name: string, ...from: readonly string[]): Promise<Answer> {
  const logs = from.flatMap((path) => ['--from', path]);
  const { exitCode, stdout, stderr } = await runInMemory(['compare', '--scenario', file(name), ...logs, '--json']);
  expect(stderr + exitCode).toMatch(/0$/);
  return JSON.parse(stdout);
}
const figureOf = ({ assumptions }: Answer, id: string) => {
  const found = assumptions.find((one) => one.id === id);
  return found === undefined ? null : [found.value, found.origin];
};

describe('one log of several workloads', () => {
  test('each takes the entries of its own model, under the names it claims', async () => {
    const answer = await compared('claims.yaml', file('both.csv'));
    // 8 hours of 100 requests, of one person, since a log knows no people.
    expect(figureOf(answer, 'requestsPerUserPerDay')).toEqual([800, 'log']);
    expect(figureOf(answer, 'outputTokens')).toEqual([300, 'log']);
    expect(figureOf(answer, 'requestsPerUserPerDay.coding')).toEqual([320, 'log']);
    expect(figureOf(answer, 'outputTokens.coding')).toEqual([600, 'log']);
    expect(answer.result.usage.workloads).toEqual([
      { workload: 'chat', entries: 240, requests: 24_000 },
      { workload: 'coding', entries: 240, requests: 9_600 },
    ]);
    expect(answer.result.usage.reason).toBeNull();
  });

  test('entries nobody claims are counted and named', async () => {
    const { warnings } = await compared('claims.yaml', file('both.csv'));
    expect(warnings.map(({ message }) => message).join()).toContain('240 entries of the log belong to no workload');
    expect(warnings.map(({ message }) => message).join()).toContain('`gpt-x` (240)');
  });

  test('a workload without entries stays as the scenario has it', async () => {
    const answer = await compared('plain.yaml', file('both.csv'));
    expect(figureOf(answer, 'outputTokens')?.[1]).toBe('default');
    expect(figureOf(answer, 'outputTokens.coding')).toEqual([600, 'log']);
  });

  test('a log may be given to a workload by name, whatever models it names', async () => {
    const answer = await compared('plain.yaml', `coding=${file('chat.csv')}`);
    expect(figureOf(answer, 'outputTokens')?.[1]).toBe('default');
    expect(figureOf(answer, 'outputTokens.coding')).toEqual([300, 'log']);
  });

  test('figures of the file stand before the log’s', async () => {
    writeFileSync(file('typed.yaml'), scenario(', usageModels: claude-*, outputTokens: 77'));
    const answer = await compared('typed.yaml', file('both.csv'));
    expect(figureOf(answer, 'outputTokens')).toEqual([77, 'scenario']);
    expect(figureOf(answer, 'promptTokens')).toEqual([8000, 'log']);
  });
});

describe('a log that could be anybody’s is refused', () => {
  const refused = async (command: string, name: string, from: string): Promise<string> => {
    const { exitCode, stderr, stdout } = await runInMemory([command, '--scenario', file(name), '--from', from]);
    expect([exitCode, stdout]).toEqual([2, '']);
    return stderr;
  };

  test('where no workload has one of its models', async () => {
    const text = await refused('compare', 'plain.yaml', file('chat.csv'));
    expect(text).toContain('which of the 2 workloads it is: it names `claude-sonnet-4-5` (240)');
    expect(text).toContain('`--from chat=<file>`');
  });

  test('where two claim the same name', async () => {
    expect(await refused('compare', 'twice.yaml', file('both.csv'))).toContain('chat and coding both claim it');
  });

  test('where a path is given to a workload the scenario does not have', async () => {
    const text = await refused('breakeven', 'plain.yaml', `search=${file('chat.csv')}`);
    expect(text).toContain('before `=` stands a workload of the scenario: chat, coding');
  });
});
