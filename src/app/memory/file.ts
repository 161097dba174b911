import { basename, dirname, join } from 'node:path';
import { type GgufHeader, readGguf } from '../../catalog/headers/gguf.ts';
import { modelFromGguf } from '../../catalog/headers/gguf-model.ts';
import { modelFromConfig } from '../../catalog/headers/hf-config.ts';
import { readSafetensors, readSafetensorsIndex } from '../../catalog/headers/safetensors.ts';
import { type ByteSource, HeaderError } from '../../catalog/headers/source.ts';
import { RequestError } from '../../core/failure.ts';
import type { AskedModel } from '../../scenario/memory-model.ts';
import { isFolder, namesIn, openByteSource, readSmallText } from '../../system/byte-source.ts';
import { fileProblem } from '../../system/file-error.ts';

const CONFIG = 'config.json';
const INDEX = 'model.safetensors.index.json';
const SHARD = /^(.*)-(\d{5})-of-(\d{5})(\.gguf|\.safetensors)$/;
const MAX_SHARDS = 1000;

/**
 * The model a path holds, from headers alone: a GGUF (any of its shards), a safetensors file or folder, a
 * `config.json`.
 *
 * @throws RequestError with one problem: the user typed the path.
 */
export function readModelFile(path: string): AskedModel {
  try {
    if (isFolder(path)) return fromFolder(path);
    if (path.endsWith('.safetensors')) return fromSafetensors(dirname(path), shardsOf(path));
    if (path.endsWith('.index.json')) return fromSafetensors(dirname(path), indexed(path));
    if (path.endsWith('.json')) return { model: modelFromConfig(readSmallText(path), nameOf(path)) };
    return fromGguf(shardsOf(path));
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError([problemOf(error, path)]);
  }
}

function problemOf(error: unknown, path: string) {
  if (!(error instanceof HeaderError)) return fileProblem(error, path);
  const at = error.offset === null ? null : `byte ${error.offset}`;
  return { kind: 'invalid-file', path, at, reason: error.message, hint: error.hint } as const;
}

const nameOf = (path: string): string => basename(path).replace(/\.(gguf|safetensors|json)$/i, '');

/** A file alone, or all shards of its set in order. */
function shardsOf(path: string): readonly string[] {
  const match = SHARD.exec(basename(path));
  if (match === null) return [path];
  const [, stem = '', , of = '', ending = ''] = match;
  const count = Number(of);
  if (count === 0 || count > MAX_SHARDS) throw new HeaderError(`is one of ${count} shards`, 'name a whole set');
  return Array.from({ length: count }, (_, index) =>
    join(dirname(path), `${stem}-${String(index + 1).padStart(5, '0')}-of-${of}${ending}`),
  );
}

function withSource<T>(path: string, read: (source: ByteSource) => T): T {
  const source = openByteSource(path);
  try {
    return read(source);
  } catch (error) {
    if (error instanceof HeaderError) throw new RequestError([problemOf(error, path)]);
    throw error;
  } finally {
    source.close();
  }
}

function fromGguf(paths: readonly string[]): AskedModel {
  const headers: readonly GgufHeader[] = paths.map((path) => withSource(path, readGguf));
  const file = modelFromGguf(headers, nameOf(paths[0] ?? ''));
  return {
    model: file.model,
    exactWeightsBytes: file.weightsBytes,
    ...(file.format === null ? {} : { fileFormat: file.format }),
  };
}

function fromFolder(folder: string): AskedModel {
  const names = namesIn(folder);
  const tensors = names.filter((name) => name.endsWith('.safetensors'));
  if (names.includes(INDEX)) return fromSafetensors(folder, indexed(join(folder, INDEX)));
  if (tensors.length > 0)
    return fromSafetensors(
      folder,
      tensors.map((name) => join(folder, name)),
    );
  const gguf = names.find((name) => name.endsWith('.gguf') && !name.startsWith('mmproj'));
  if (gguf !== undefined) return fromGguf(shardsOf(join(folder, gguf)));
  return { model: modelFromConfig(readSmallText(join(folder, CONFIG)), nameOf(folder)) };
}

const indexed = (path: string): readonly string[] =>
  readSafetensorsIndex(readSmallText(path)).map((name) => join(dirname(path), name));

/** Exact bytes from the shards, the architecture from the config.json beside them. */
function fromSafetensors(folder: string, paths: readonly string[]): AskedModel {
  const config = readSmallText(join(folder, CONFIG));
  const exactWeightsBytes = paths
    .map((path) => withSource(path, readSafetensors).totalBytes)
    .reduce((sum, bytes) => sum + bytes, 0);
  const name = basename(folder) === '.' ? nameOf(paths[0] ?? '') : basename(folder);
  return { model: modelFromConfig(config, name), exactWeightsBytes };
}
