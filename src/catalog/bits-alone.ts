import type { EngineId, Quantization } from '../core/types.ts';
import { quantizationById } from './find-quantization.ts';

const GGUF: Readonly<Record<number, string>> = {
  2: 'q2-k',
  3: 'q3-k-m',
  4: 'q4-k-m',
  5: 'q5-k-m',
  6: 'q6-k',
  8: 'q8-0',
};
const SERVING: Readonly<Record<number, string>> = { 4: 'awq-int4-g128', 8: 'fp8' };

/** The format people mean by so many bits, engine by engine. MLX's are what the names "4bit" and "8bit" lead to. */
const OWN: Readonly<Record<EngineId, Readonly<Record<number, string>>>> = {
  'llama.cpp': GGUF,
  ollama: GGUF,
  mlx: {},
  vllm: SERVING,
  sglang: SERVING,
  'tensorrt-llm': SERVING,
};

/** The bits of a format named by nothing else ("4-bit", "Q4"), or null. @example bitsAlone('4-bit') // 4 */
export function bitsAlone(text: string): number | null {
  const bits = /^\s*(?:([2-8])[\s_-]*bits?|q([2-8]))\s*$/i
    .exec(text)
    ?.slice(1)
    .find((digit) => digit !== undefined);
  return bits === undefined ? null : Number(bits);
}

/** An engine's own format of so many bits; undefined where MLX's name stands or the engine has none. */
export function formatOfBits(engine: EngineId, bits: number): Quantization | undefined {
  const id = OWN[engine][bits];
  return id === undefined ? undefined : quantizationById(id);
}
