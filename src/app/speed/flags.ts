import { RequestError } from '../../core/failure.ts';
import { sortedWords } from '../words.ts';
import type { SpeedRecord } from './values.ts';

/** A flag of `hwroi speed` and the key it fills. */
export interface SpeedFlag {
  readonly key: string;
  readonly flags: string;
  readonly help: string;
  readonly repeatable: boolean;
  readonly hidden: boolean;
}

const flag = (key: string, flags: string, help: string, extra: Partial<SpeedFlag> = {}): SpeedFlag => ({
  key,
  flags,
  help,
  repeatable: false,
  hidden: false,
  ...extra,
});
const MANY = { repeatable: true };

export const SPEED_FLAGS: readonly SpeedFlag[] = [
  flag('hardware', '--hardware <name>', 'device, e.g. rtx-4090, 2xrtx-3090, m3-max-40c@64g (repeatable)', MANY),
  flag('count', '--count <n>', 'devices working together (default 1)'),
  flag('memoryGiB', '--memory-gib <GiB>', 'memory of one device (default: the largest sold)'),
  flag('model', '--model <name>', 'model by id, name, repository or tag'),
  flag('paramsB', '--params-b <billions>', 'instead of a model: its size'),
  flag('activeParamsB', '--active-params-b <billions>', 'of a mixture of experts: active per token'),
  flag('quantization', '--quantization <format>', 'weight format, e.g. Q4_K_M, FP8 (repeatable)', MANY),
  flag('quantization', '--precision <format>', 'the same', { repeatable: true, hidden: true }),
  flag('engine', '--engine <name>', 'llama.cpp, mlx, ollama, vllm, sglang or tensorrt-llm'),
  flag('backend', '--backend <name>', 'cuda, metal, rocm, vulkan or cpu (default: native)'),
  flag('kvQuantization', '--kv-quantization <format>', 'cache format: f16, q8_0, q4_0, fp8'),
  flag('promptTokens', '--prompt-tokens <n>', 'length of a prompt (default 512)'),
  flag('outputTokens', '--output-tokens <n>', 'length of an answer (default 128)'),
  flag('depthTokens', '--depth-tokens <n>', 'tokens in the cache when decode starts (default: the prompt)'),
  flag('depthTokens', '--context <n>', 'the same', { hidden: true }),
  flag('concurrency', '--concurrency <n>', 'streams at once, or `max` (default 1; repeatable)', MANY),
  flag('concurrency', '--batch-size <n>', 'the same', { repeatable: true, hidden: true }),
  flag(
    'hostBandwidthGBps',
    '--host-bandwidth-gbps <GB/s>',
    'peak bandwidth of the host memory (default: a desktop, 35 GB/s read)',
  ),
  flag('split', '--split <mode>', 'devices of a server share by tensor or pipeline (default: tensor where it fits)'),
  flag('systemRamGiB', '--system-ram-gib <GiB>', 'host memory that may hold what does not fit (llama.cpp)'),
  flag('acceptanceRate', '--acceptance-rate <share>', 'speculative decoding: drafts taken, 0–1'),
  flag('draftTokens', '--draft-tokens <n>', 'speculative decoding: tokens drafted per step (default 4)'),
  flag('draftCost', '--draft-cost <share>', 'speculative decoding: draft step ÷ model step (default 0.05)'),
];

const camel = (flags: string): string =>
  flags
    .replace(/^--/, '')
    .replace(/ .*$/, '')
    .replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** What was typed, by key; flags that name the same key add up. */
export function speedInputs(positionals: readonly string[], options: Readonly<Record<string, unknown>>): SpeedRecord {
  const record: Record<string, unknown> = {};
  const put = (key: string, value: unknown): void => {
    const known = record[key];
    record[key] = Array.isArray(known) && Array.isArray(value) ? [...known, ...value] : value;
  };
  const { models, files, hardware, unknown } = sortedWords(positionals);
  const devices = [...hardware, ...unknown];
  if (devices.length > 0) put('hardware', devices);
  for (const { key, flags } of SPEED_FLAGS) {
    const value = options[camel(flags)];
    if (value !== undefined) put(key, value);
  }
  const model = oneModel([...models, ...files], record.model);
  return model === undefined ? record : { ...record, model };
}

/** Typed as a word, it is the same as --model; speed answers about one model at a time. */
function oneModel(words: readonly string[], typed: unknown): string | undefined {
  const [word, other = typed] = words;
  if (word === undefined || other === undefined) return word;
  throw new RequestError([
    {
      kind: 'usage',
      message: `two models were named: \`${word}\` and \`${String(other)}\``,
      hint: 'speeds are of one model at a time; devices and formats may be several',
    },
  ]);
}
