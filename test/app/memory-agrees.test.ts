import { describe, expect, test } from 'vitest';
import { check } from '../../src/app/check/check.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const MODEL = ['--model', 'gpt-oss-120b'];
const WORK = [...MODEL, '--users', '40', '--use-case', 'rag'];
const json = async (...argv: string[]) => JSON.parse((await runInMemory([...argv, '--json'])).stdout).result;

describe('what the memory calculator refuses is not run', () => {
  test('weights and cache fit three cards, the work space of vLLM does not: short by what memory says', async () => {
    const { rows } = await json('compare', 'own:3xrtx-3090', ...WORK, '--engine', 'vllm');
    expect(rows[0]).toMatchObject({ feasible: false, reason: 'does-not-fit' });
    const argv = ['gpt-oss-120b', '3xrtx-3090', '--engine', 'vllm'];
    const { promptTokensP95, outputTokens } = await lengths();
    const asked = ['--context-tokens', String(promptTokensP95 + outputTokens)];
    const held = await json('memory', ...argv, ...asked);
    expect(held.fits).toBe(false);
    const { stdout } = await runInMemory(['compare', 'own:3xrtx-3090', ...WORK, '--engine', 'vllm']);
    const short = Number(/short by ([\d.]+) GiB/.exec(stdout)?.[1]);
    expect(short).toBeCloseTo(held.shortfallBytes / 1024 ** 3, 2);
  });

  test('the engine that does fit carries it, and what is recommended passes check', async () => {
    const { rows } = await json('compare', 'own:3xrtx-3090', ...WORK);
    expect(rows[0]).toMatchObject({ feasible: true, engine: 'llama.cpp' });
    const { pick, kind } = await json('recommend', ...WORK, '--on-premises');
    expect(kind).toBe('found');
    const values = { model: 'gpt-oss-120b', users: '40', useCase: 'rag' };
    const request = {
      layers: [{ origin: 'flag' as const, style: 'flag' as const, values }],
      options: [pick, 'api'],
      answers: {},
    };
    expect(check(request).result.findings.filter(({ status }) => status === 'fail')).toEqual([]);
  });
});

async function lengths(): Promise<{ promptTokensP95: number; outputTokens: number }> {
  const { stdout } = await runInMemory(['compare', 'own:3xrtx-3090', ...WORK, '--json']);
  const told = new Map<string, number>(
    JSON.parse(stdout).assumptions.map(({ id, value }: { id: string; value: number }) => [id, value]),
  );
  return { promptTokensP95: told.get('promptTokensP95') ?? 0, outputTokens: told.get('outputTokens') ?? 0 };
}
