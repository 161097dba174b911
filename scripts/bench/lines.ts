const MODELS = ['llama-3.1-8b', 'qwen3-32b', 'llama-3.3-70b', 'gpt-oss-120b', 'qwen3.6-27b'];
const HARDWARE = ['rtx-4090', 'rtx-3090', 'rtx-5090', 'a100-sxm-80gb', 'm3-ultra-80c'];

/** Different questions about speed and memory, the same ones every time. */
export function* questions(count: number, command: string): Generator<string> {
  for (let id = 0; id < count; id += 1) {
    const model = MODELS[id % MODELS.length];
    const hardware = HARDWARE[Math.floor(id / MODELS.length) % HARDWARE.length];
    const context = 512 * (1 + (id % 37));
    const common = { id, model, hardware, quantization: 'Q4_K_M', engine: 'llama.cpp' };
    yield JSON.stringify(
      command === 'memory'
        ? { ...common, contextTokens: context, sequences: 1 + (id % 4) }
        : { ...common, promptTokens: context, outputTokens: 128, concurrency: 1 + (id % 4) },
    );
  }
}
