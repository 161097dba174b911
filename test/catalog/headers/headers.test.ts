import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGguf } from '../../../src/catalog/headers/gguf.ts';
import { modelFromGguf } from '../../../src/catalog/headers/gguf-model.ts';
import { modelFromConfig } from '../../../src/catalog/headers/hf-config.ts';
import { readSafetensors, readSafetensorsIndex } from '../../../src/catalog/headers/safetensors.ts';
import { HeaderError } from '../../../src/catalog/headers/source.ts';
import { kvBytesPerToken } from '../../../src/core/memory/kv-cache.ts';
import { ARCHITECTURES, architectureOf, specOf } from '../../helpers/architectures.ts';
import { type GgufSpec, ggufHeader } from '../../helpers/gguf.ts';
import {
  LLAMA_CONFIG,
  mutants,
  SMALL_SAFETENSORS,
  safetensorsBytes,
  sourceOf,
  survives,
} from '../../helpers/header-mutations.ts';
import { modelOf } from '../../helpers/models.ts';

const read = (spec: GgufSpec) => {
  const { header, fileBytes } = ggufHeader(spec);
  return readGguf(sourceOf(header, fileBytes));
};
const llama = specOf(architectureOf('llama-3.1-8b'));
const CATALOGUED = ARCHITECTURES.filter(({ id }) => id !== 'deepseek-v2-lite').map(({ id }) => id);

describe('a GGUF header', () => {
  test.for(CATALOGUED)('of %s gives the catalogued architecture', (id) => {
    const { model } = modelFromGguf([read(specOf(architectureOf(id)))], 'file');
    const row = modelOf(id);
    expect(kvBytesPerToken(model)).toEqual(kvBytesPerToken(row));
    expect(model.paramsTotal / row.paramsTotal).toBeCloseTo(1, 2);
    expect(model.paramsActive / row.paramsActive).toBeCloseTo(1, 1);
    expect(model.tiedEmbeddings).toBe(row.tiedEmbeddings);
    expect(model.maxContextTokens).toBe(row.maxContextTokens);
  });

  test('of an MLA model gives its latent', () => {
    const { model } = modelFromGguf([read(specOf(architectureOf('deepseek-v2-lite')))], 'file');
    // arXiv:2405.04434: a latent of 512 and 64 rotary values in each of 27 layers.
    expect(kvBytesPerToken(model).growing).toBe(27 * (512 + 64) * 2);
  });

  test('of several shards is the sum of them', () => {
    const half = Math.floor(llama.tensors.length / 2);
    const first = read({ metadata: llama.metadata, tensors: llama.tensors.slice(0, half) });
    const second = read({ metadata: [['split.no', { kind: 'u32', value: 1 }]], tensors: llama.tensors.slice(half) });
    const whole = modelFromGguf([read(llama)], 'file');
    const shards = modelFromGguf([first, second], 'file');
    expect(shards.weightsBytes).toBe(whole.weightsBytes);
    expect(shards.model.paramsTotal).toBe(8_030_261_248);
  });

  const bytesOf = (spec: GgufSpec) => ggufHeader(spec).header;
  const patched = (at: number, value: bigint): Uint8Array => {
    const bytes = bytesOf(llama).slice();
    new DataView(bytes.buffer).setBigUint64(at, value, true);
    return bytes;
  };
  test.for([
    ['nothing', new Uint8Array(0), /too short/],
    ['another format', new TextEncoder().encode('PK\u0003\u0004'.padEnd(64)), /not a GGUF/],
    ['big-endian', Uint8Array.from([0x47, 0x47, 0x55, 0x46, 0, 0, 0, 3, ...new Array(40).fill(0)]), /big-endian/],
    ['version 1', Uint8Array.from([0x47, 0x47, 0x55, 0x46, 1, 0, 0, 0, ...new Array(40).fill(0)]), /version 1/],
    ['2^60 tensors', patched(8, 2n ** 60n), /tensors, more than the file can hold/],
    ['2^60 settings', patched(16, 2n ** 60n), /settings, more than the file can hold/],
    ['a key of gigabytes', patched(24, 2n ** 33n), /a text of 8589934592 bytes/],
    ['truncated', bytesOf(llama).slice(0, 700), /ends inside its header|more than the file can hold/],
  ] as const)('that is %s is refused by name', ([, bytes, message]) => {
    const size = bytes.length > 100 ? bytes.length + 20e9 : bytes.length;
    const source = sourceOf(bytes, bytes.length === 700 ? 700 : size);
    expect(() => readGguf(source)).toThrow(HeaderError);
    expect(() => readGguf(source)).toThrow(message);
  });

  test('whose data is cut off is refused, with the tensor', () => {
    const { header, fileBytes } = ggufHeader(llama);
    expect(() => readGguf(sourceOf(header, fileBytes - 1e9))).toThrow(/ends before the tensor `.*` does/);
  });

  test('with a setting or a tensor twice is refused', () => {
    const twice = { ...llama, metadata: [...llama.metadata, ...llama.metadata.slice(0, 1)] };
    expect(() => read(twice)).toThrow(/general.architecture` twice/);
    const tensors = [...llama.tensors, ...llama.tensors.slice(0, 1)];
    expect(() => read({ ...llama, tensors })).toThrow(/token_embd.weight` twice/);
  });

  test('without an architecture is no language model', () => {
    expect(() => modelFromGguf([read({ metadata: [], tensors: llama.tensors })], 'file')).toThrow(
      /names no architecture/,
    );
  });
});

describe('a safetensors header', () => {
  test('gives exact bytes', () => {
    expect(readSafetensors(sourceOf(SMALL_SAFETENSORS)).totalBytes).toBe(144);
  });

  const tensor = (fields: object) =>
    JSON.stringify({ a: { dtype: 'F32', shape: [4], data_offsets: [0, 16], ...fields } });
  test.for([
    [
      'longer than the file',
      Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 15, 0, 0]),
      /more than the file can hold/,
    ],
    ['not JSON', safetensorsBytes('{"a":', 0), /not JSON/],
    ['a list', safetensorsBytes('[1,2]', 0), /not a JSON object/],
    [
      'a tensor twice',
      safetensorsBytes(`{"a":${tensor({}).slice(5, -1)},"a":${tensor({}).slice(5, -1)}}`, 16),
      /twice/,
    ],
    ['a tensor outside', safetensorsBytes(tensor({}), 8), /ends before the tensor/],
    ['a place of another size', safetensorsBytes(tensor({ data_offsets: [0, 12] }), 16), /not its size/],
    ['an unknown type', safetensorsBytes(tensor({ dtype: 'F13' }), 16), /unknown type/],
    ['a negative shape', safetensorsBytes(tensor({ shape: [-4] }), 16), /without shape/],
  ] as const)('that is %s is refused by name', ([, bytes, message]) => {
    expect(() => readSafetensors(sourceOf(bytes))).toThrow(HeaderError);
    expect(() => readSafetensors(sourceOf(bytes))).toThrow(message);
  });

  test('an index lists its shards and may not leave its folder', () => {
    expect(
      readSafetensorsIndex('{"weight_map":{"a":"m-2.safetensors","b":"m-1.safetensors","c":"m-2.safetensors"}}'),
    ).toEqual(['m-1.safetensors', 'm-2.safetensors']);
    expect(() => readSafetensorsIndex('{"weight_map":{"a":"../../etc/passwd"}}')).toThrow(/outside its folder/);
  });
});

describe('a config.json', () => {
  test('gives architecture and parameters', () => {
    const model = modelFromConfig(LLAMA_CONFIG, 'llama');
    expect(model.paramsTotal / 8_030_261_248).toBeCloseTo(1, 3);
    expect(kvBytesPerToken(model)).toEqual(kvBytesPerToken(modelOf('llama-3.1-8b')));
  });

  test('of a model with vision is read from its text part', () => {
    const nested = JSON.stringify({
      model_type: 'llava',
      text_config: JSON.parse(LLAMA_CONFIG),
      vision_config: { hidden_size: 1 },
    });
    expect(modelFromConfig(nested, 'vlm').hiddenSize).toBe(4096);
  });

  test('of a linear hybrid counts only its attention layers', () => {
    const qwen = {
      model_type: 'qwen3_5_text',
      num_hidden_layers: 64,
      hidden_size: 5120,
      intermediate_size: 17408,
      num_attention_heads: 24,
      num_key_value_heads: 4,
      head_dim: 256,
      vocab_size: 248320,
      full_attention_interval: 4,
      linear_num_value_heads: 48,
      linear_num_key_heads: 16,
      linear_key_head_dim: 128,
      linear_value_head_dim: 128,
      linear_conv_kernel_dim: 4,
    };
    const model = modelFromConfig(JSON.stringify(qwen), 'qwen');
    const row = modelOf('qwen3.6-27b');
    expect(kvBytesPerToken(model).growing).toBe(kvBytesPerToken(row).growing);
    expect(model.linearStateBytesPerSequence).toBe(row.linearStateBytesPerSequence);
  });

  test.for(['{}', '[]', 'x', '{"num_hidden_layers":1e9,"hidden_size":1,"vocab_size":1}'])('%s is refused', (text) => {
    expect(() => modelFromConfig(text, 'bad')).toThrow(HeaderError);
  });
});

test('damaged headers are understood or refused, never a crash', () => {
  fc.assert(
    fc.property(mutants, (mutant) => {
      expect(typeof survives(mutant)).toBe('boolean');
    }),
    { numRuns: 300 },
  );
});
