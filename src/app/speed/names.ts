import { findEngine, findWidestHardware, findWidestModel, findWidestQuantization } from '../../catalog/index.ts';
import type { Backend, EngineId, Hardware, Model, Problem, Quantization, Warning } from '../../core/types.ts';

/** A row by name, with what a reader must be told about it; or why there is none. */
export type Named<T> =
  | { readonly ok: true; readonly row: T; readonly warning: Warning | null }
  | { readonly ok: false; readonly problem: Problem };

export interface NamedEngine {
  readonly engine: EngineId;
  readonly backend: Backend | null;
  readonly runtime: string | undefined;
}

/** Names kept with their answer. A sweep repeats a few names a million times; a list of random names must not grow us. */
const MOST_KEPT = 5000;

function remembered<T>(find: (name: string, memoryGiB: number | undefined) => Named<T>) {
  const kept = new Map<string, Named<T>>();
  return (name: string, memoryGiB?: number): Named<T> => {
    const key = memoryGiB === undefined ? name : `${name}|${memoryGiB}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const found = find(name, memoryGiB);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, found);
    return found;
  };
}

function named<T extends { readonly id: string }>(
  name: string,
  found: { readonly kind: 'found'; readonly row: T; readonly others: readonly T[] },
): Named<T> {
  const { row, others } = found;
  const warning: Warning | null =
    others.length === 0
      ? null
      : { kind: 'ambiguous-name', name, chosen: row.id, others: others.map((other) => other.id) };
  return { ok: true, row, warning };
}

export const hardwareNamed = remembered<Hardware>((name, memoryGiB) => {
  const found = findWidestHardware(name, memoryGiB === undefined ? {} : { memoryGiB });
  if (found.kind === 'found') return named(name, found);
  return { ok: false, problem: { kind: 'unknown-hardware', name, nearest: found.nearest } };
});

export const modelNamed = remembered<Model>((name) => {
  const found = findWidestModel(name);
  if (found.kind !== 'found') return { ok: false, problem: { kind: 'unknown-model', name, nearest: found.nearest } };
  if (found.via !== 'derived') return named(name, found);
  const text = `\`${name}\` is computed with the shape of ${found.row.id}, which it is built on`;
  return { ok: true, row: found.row, warning: { kind: 'note', text } };
});

export const quantizationNamed = remembered<Quantization>((name) => {
  const found = findWidestQuantization(name);
  if (found.kind === 'found') return named(name, found);
  return { ok: false, problem: { kind: 'unknown-quantization', name, nearest: found.nearest } };
});

export const engineNamed = remembered<NamedEngine>((name) => {
  const found = findEngine(name);
  if (found.kind !== 'found') {
    const hint = 'one of llama.cpp, mlx, ollama, vllm, sglang, tensorrt-llm';
    return {
      ok: false,
      problem: { kind: 'invalid-value', key: 'engine', value: name, reason: 'is not a known engine', hint },
    };
  }
  const { id, backend, note, runtime } = found.row;
  const warning: Warning | null = note === null ? null : { kind: 'note', text: `\`${name}\`: ${note}` };
  return { ok: true, row: { engine: id, backend, runtime: runtime ?? undefined }, warning };
});
