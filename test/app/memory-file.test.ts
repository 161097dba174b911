import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readModelFile } from '../../src/app/memory/file.ts';
import { memory } from '../../src/app/memory.ts';
import { RequestError } from '../../src/core/failure.ts';
import { architectureOf, specOf } from '../helpers/architectures.ts';
import { writeSparseGguf } from '../helpers/gguf.ts';
import { LLAMA_CONFIG, SMALL_SAFETENSORS } from '../helpers/header-mutations.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
const llama = specOf(architectureOf('llama-3.1-8b'));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hwroi-files-'));
  writeSparseGguf(at('whole.gguf'), llama);
  const half = Math.floor(llama.tensors.length / 2);
  writeSparseGguf(at('m-00001-of-00002.gguf'), { ...llama, tensors: llama.tensors.slice(0, half) });
  writeSparseGguf(at('m-00002-of-00002.gguf'), { metadata: [], tensors: llama.tensors.slice(half) });
  writeSparseGguf(at('lonely-00001-of-00002.gguf'), llama);
  mkdirSync(at('hf'));
  writeFileSync(at('hf/config.json'), LLAMA_CONFIG);
  writeFileSync(at('hf/model-00001-of-00001.safetensors'), SMALL_SAFETENSORS);
  writeFileSync(at('broken.gguf'), 'GGUF, or so it says, and nothing else');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LLAMA_F16_BYTES = 16_061_054_976;

test('a GGUF gives exact bytes, and so do its shards, whichever is named', () => {
  expect(readModelFile(at('whole.gguf')).exactWeightsBytes).toBe(LLAMA_F16_BYTES);
  expect(readModelFile(at('m-00001-of-00002.gguf')).exactWeightsBytes).toBe(LLAMA_F16_BYTES);
  expect(readModelFile(at('m-00002-of-00002.gguf')).exactWeightsBytes).toBe(LLAMA_F16_BYTES);
});

test('a safetensors folder, file and configuration', () => {
  expect(readModelFile(at('hf')).exactWeightsBytes).toBe(144);
  expect(readModelFile(at('hf/model-00001-of-00001.safetensors')).exactWeightsBytes).toBe(144);
  expect(readModelFile(at('hf/config.json')).exactWeightsBytes).toBeUndefined();
  expect(readModelFile(at('hf')).model.layers).toBe(32);
});

test('the plan of a file rests on its bytes and its own format', () => {
  const { result } = memory({ ggufPath: at('whole.gguf'), hardware: 'rtx-4090' });
  expect(result).toMatchObject({ weightsBytes: LLAMA_F16_BYTES, quantization: 'f16', engine: 'llama.cpp', fits: true });
});

test.for([
  ['lonely-00001-of-00002.gguf', /no such file/],
  ['broken.gguf', /GGUF of version|claims/],
  ['nowhere.gguf', /no such file/],
] as const)('%s is the user’s mistake, told by its cause', ([name, reason]) => {
  let problems: RequestError['problems'] = [];
  try {
    readModelFile(at(name));
  } catch (error) {
    if (error instanceof RequestError) problems = error.problems;
  }
  expect(problems).toMatchObject([{ kind: 'invalid-file', reason: expect.stringMatching(reason) }]);
});
