import fc from 'fast-check';
import { readGguf } from '../../src/catalog/headers/gguf.ts';
import { modelFromGguf } from '../../src/catalog/headers/gguf-model.ts';
import { modelFromConfig } from '../../src/catalog/headers/hf-config.ts';
import { readSafetensors, readSafetensorsIndex } from '../../src/catalog/headers/safetensors.ts';
import { type ByteSource, HeaderError } from '../../src/catalog/headers/source.ts';
import { architectureOf, specOf } from './architectures.ts';
import { ggufHeader } from './gguf.ts';

/** An array as a file: the bytes at hand, then zeros up to the size it claims. */
export function sourceOf(bytes: Uint8Array, sizeBytes = bytes.length): ByteSource {
  return {
    name: 'test',
    sizeBytes,
    read: (offset, length) => {
      const wanted = Math.max(0, Math.min(length, sizeBytes - offset));
      const out = new Uint8Array(wanted);
      if (offset < bytes.length) out.set(bytes.subarray(offset, offset + wanted));
      return out;
    },
  };
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A safetensors file of one tensor list. */
export function safetensorsBytes(header: string, dataBytes: number): Uint8Array {
  const text = encode(header);
  const out = new Uint8Array(8 + text.length + dataBytes);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  return out;
}

export const SMALL_SAFETENSORS = safetensorsBytes(
  JSON.stringify({
    __metadata__: { format: 'pt' },
    'model.embed_tokens.weight': { dtype: 'BF16', shape: [16, 4], data_offsets: [0, 128] },
    'model.norm.weight': { dtype: 'F32', shape: [4], data_offsets: [128, 144] },
  }),
  144,
);
export const LLAMA_CONFIG = JSON.stringify({
  model_type: 'llama',
  num_hidden_layers: 32,
  hidden_size: 4096,
  intermediate_size: 14336,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  vocab_size: 128256,
  max_position_embeddings: 131072,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});
const INDEX = JSON.stringify({
  metadata: { total_size: 144 },
  weight_map: { 'model.norm.weight': 'model-00001-of-00001.safetensors' },
});

const headerOf = (id: string) => ggufHeader(specOf(architectureOf(id)));
const GGUFS = ['llama-3.1-8b', 'gemma-3-4b', 'lfm2-1.2b', 'granite-4.0-h-micro', 'deepseek-v2-lite'].map(headerOf);

type Kind = 'gguf' | 'safetensors' | 'config' | 'index';
export interface Mutant {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
}

const seeds: readonly Mutant[] = [
  ...GGUFS.map(({ header, fileBytes }) => ({ kind: 'gguf' as const, bytes: header, sizeBytes: fileBytes })),
  { kind: 'safetensors', bytes: SMALL_SAFETENSORS, sizeBytes: SMALL_SAFETENSORS.length },
  { kind: 'config', bytes: encode(LLAMA_CONFIG), sizeBytes: LLAMA_CONFIG.length },
  { kind: 'index', bytes: encode(INDEX), sizeBytes: INDEX.length },
];

/** Values that break careless readers: huge counts, signs, powers of two. */
const WICKED = [0n, 1n, 255n, 65_535n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 60n, 2n ** 63n, 2n ** 64n - 1n];

interface Edit {
  readonly at: number;
  readonly what: 'byte' | 'count' | 'swap' | 'cut' | 'repeat';
  readonly value: number;
}

function apply(bytes: Uint8Array, edit: Edit): Uint8Array {
  const at = Math.min(bytes.length - 1, Math.floor(edit.at * bytes.length));
  const out = bytes.slice();
  switch (edit.what) {
    case 'byte':
      out[at] = edit.value & 0xff;
      return out;
    case 'count': {
      const start = Math.max(0, Math.min(at, out.length - 8));
      if (out.length >= 8) new DataView(out.buffer).setBigUint64(start, WICKED[edit.value % WICKED.length] ?? 0n, true);
      return out;
    }
    case 'swap':
      out.subarray(at, at + 8).reverse();
      return out;
    case 'cut':
      return out.slice(0, Math.max(1, at));
    case 'repeat': {
      const piece = out.slice(at, at + (edit.value % 512));
      return new Uint8Array([...out.slice(0, at), ...piece, ...out.slice(at)]);
    }
    default:
      return edit.what satisfies never;
  }
}

/** Where most harm is done: the first bytes as often as all the rest. */
const place = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.02, noNaN: true }));
const edits = fc.array(
  fc.record({
    at: place,
    what: fc.constantFrom<Edit['what']>('byte', 'byte', 'count', 'count', 'swap', 'cut', 'repeat'),
    value: fc.nat(65_535),
  }),
  { minLength: 1, maxLength: 4 },
);

/** A real header with a few things wrong. */
export const mutants: fc.Arbitrary<Mutant> = fc
  .tuple(fc.constantFrom(...seeds), edits, fc.boolean())
  .map(([seed, changes, keepSize]) => {
    const bytes = changes.reduce(apply, seed.bytes);
    return { kind: seed.kind, bytes, sizeBytes: keepSize ? Math.max(seed.sizeBytes, bytes.length) : bytes.length };
  });

/** Reads a mutant the way the program would. True: understood; false: refused with a HeaderError. Anything else throws. */
export function survives(mutant: Mutant): boolean {
  try {
    readMutant(mutant);
    return true;
  } catch (error) {
    if (error instanceof HeaderError) return false;
    throw error;
  }
}

function readMutant({ kind, bytes, sizeBytes }: Mutant): void {
  const source = sourceOf(bytes, sizeBytes);
  const text = (): string => new TextDecoder().decode(bytes);
  switch (kind) {
    case 'gguf':
      modelFromGguf([readGguf(source)], 'fuzz');
      return;
    case 'safetensors':
      readSafetensors(source);
      return;
    case 'config':
      modelFromConfig(text(), 'fuzz');
      return;
    case 'index':
      readSafetensorsIndex(text());
      return;
    default:
      kind satisfies never;
  }
}
