import { describe, expect, test } from 'vitest';
import { memoryRecord } from '../../src/app/memory.ts';
import { RequestError } from '../../src/core/failure.ts';
import { expectGolden } from '../helpers/golden.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const TTY = { tty: true, width: 80 };
const ONE = ['memory', '--model', 'llama-3.1-8b', '--hardware', 'rtx-4090'];
const MANY = ['memory', '--model', 'llama-3.3-70b,qwen3-8b', '--quantization', 'Q4_K_M', '--hardware', 'rtx-4090'];
const HUGE = ['memory', '--model', 'qwen3-235b-a22b', '--hardware', '2xrtx-3090', '--system-ram-gib', '128'];

describe('memory on a terminal and in a pipe', () => {
  test('one model on one card', () => expectGolden('memory-one-tty', ONE, TTY));
  test('the same in a pipe', () => expectGolden('memory-one-pipe', ONE));
  test('the same as CSV', () => expectGolden('memory-one-csv', [...ONE, '--csv']));
  test('the same explained', () => expectGolden('memory-one-explain', [...ONE, '--explain']));
  test('several models as Markdown', () => expectGolden('memory-many-markdown', [...MANY, '--markdown']));
  test('a mixture over two cards and the host, with its command', () =>
    expectGolden('memory-split', [...HUGE, '--launch']));
  test('sizes × precisions', () => expectGolden('memory-matrix', ['memory', '--matrix'], TTY));
  test('a Mac with a wired limit', () =>
    expectGolden('memory-mac', [
      ...['memory', '--model', 'qwen3-32b', '--hardware', 'm3-max-40c', '--memory-gib', '64'],
      ...['--wired-limit', '56', '--launch'],
    ]));
  test('fine-tuning', () =>
    expectGolden('memory-qlora', [
      'memory',
      '--params',
      '7b',
      '--memory-gib',
      '24',
      '--fine-tune',
      'qlora',
      '--context',
      '2k',
    ]));
  test('help', () => expectGolden('memory-help', ['memory', '--help']));
});

describe('ways to get it wrong', () => {
  test.for([
    ['nothing', ['memory']],
    ['unknown-names', ['memory', '--model', 'llama-9', '--hardware', 'rtx-490', '--quantization', 'Q9']],
    ['mlx-has-no-k-quants', ['memory', '--model', 'qwen3-8b', '--engine', 'mlx', '--quantization', 'Q4_K_M']],
    ['context-beyond-the-model', ['memory', '--model', 'qwen3-8b', '--context', '64k']],
    ['no-sequences', ['memory', '--model', 'qwen3-8b', '--sequences', '0']],
    ['not-numbers', ['memory', '--model', 'qwen3-8b', '--context', 'long', '--headroom', '-5%', '--count', '1.5']],
    ['cache-format', ['memory', '--model', 'qwen3-8b', '--kv-quantization', 'q9']],
    ['size', ['memory', '--params', 'big']],
    ['no-file', ['memory', '--gguf-path', '/nowhere/model.gguf']],
  ] as const)('%s', async ([name, argv]) => {
    const result = await runInMemory(argv);
    expect({ exitCode: result.exitCode, stdout: result.stdout }).toEqual({ exitCode: 2, stdout: '' });
    await expectGolden(`memory-mistake-${name}`, argv);
  });
});

describe('JSON', () => {
  const json = async (...argv: readonly string[]) =>
    JSON.parse((await runInMemory(['memory', ...argv, '--json'])).stdout);

  test('one combination holds the keys of the contract', async () => {
    const { schema, result } = await json('--model', 'llama-3.1-8b', '--hardware', 'rtx-4090');
    expect(schema).toBe('hwroi/memory@1');
    for (const key of ['weightsBytes', 'kvCacheBytes', 'stateBytes', 'computeBytes', 'runtimeBytes', 'totalBytes'])
      expect(result[key]).toEqual(expect.any(Number));
    expect(result).toMatchObject({ fits: true, shortfallBytes: 0, maxContextTokens: 131_072, hardware: 'rtx-4090' });
  });

  test('every null has a reason', async () => {
    const { result } = await json('--model', 'llama-3.1-8b');
    const nulls = Object.keys(result).filter((key) => result[key] === null);
    expect(nulls).not.toHaveLength(0);
    for (const key of nulls) expect(result.reasons).toHaveProperty(key);
  });

  test('several combinations are rows', async () => {
    const { result } = await json(
      '--model',
      'llama-3.1-8b',
      '--quantization',
      'q4-k-m,q8-0',
      '--hardware',
      'rtx-4090,rtx-3090',
    );
    expect(result.rows).toHaveLength(4);
  });

  test('--all is every device of the catalog', async () => {
    const { result } = await json('--model', 'llama-3.1-8b', '--all');
    expect(result.rows.length).toBeGreaterThan(150);
  });

  test('without a model the catalog is asked, largest first', async () => {
    const { result } = await json('--hardware', 'h100-sxm');
    const sizes = result.fitting.map((fit: { paramsB: number }) => fit.paramsB);
    expect(sizes).toEqual(sizes.toSorted((a: number, b: number) => b - a));
    expect(result.largestModel).toEqual(result.fitting[0]);
  });
});

describe('a batch line', () => {
  const line = {
    model: 'llama-3.1-8b',
    quantization: 'Q4_K_M',
    contextTokens: 8192,
    sequences: 2,
    engine: 'llama.cpp',
  };

  test('answers with the keys of the contract', () => {
    const { result } = memoryRecord({ ...line, hardware: 'rtx-4090', count: 2 });
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining(['weightsBytes', 'totalBytes', 'usableBytes', 'fits', 'maxContextTokens', 'maxSequences']),
    );
  });

  test('takes a size instead of a name, and a device by its memory', () => {
    const { result, warnings } = memoryRecord({
      model: { paramsB: 7 },
      hardware: { memoryGiB: 24, memoryBandwidthGBps: 1008 },
    });
    expect(result).toMatchObject({ fits: true });
    expect(warnings).toMatchObject([{ kind: 'assumed' }]);
  });

  test.for([
    [{ ...line, quantisation: 'Q8_0' }, 'unknown-key'],
    [{ ...line, model: 'llama-99' }, 'unknown-model'],
    [{ ...line, engine: 'mlx' }, 'unsupported-combination'],
    [{ ...line, sequences: 0 }, 'invalid-value'],
    [{ quantization: 'Q4_K_M' }, 'invalid-value'],
  ] as const)('is refused with its kind of error: %o', ([record, kind]) => {
    expect(() => memoryRecord(record)).toThrow(RequestError);
    expect(() => memoryRecord(record)).toThrow(new RegExp(kind));
  });

  test('an ambiguous device takes its widest variant with a warning', () => {
    const { warnings } = memoryRecord({ ...line, hardware: 'm3-max' });
    expect(warnings.map((warning) => warning.kind)).toContain('ambiguous-name');
  });
});
