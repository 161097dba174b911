import {
  allQuantizations,
  bitsAlone,
  findEngine,
  findQuantization,
  formatOfBits,
  quantizationById,
} from '../catalog/index.ts';
import type { EngineId, Hardware, Model, Quantization } from '../core/types.ts';
import { readsFormat } from './engines.ts';
import { bad, good, type Judged } from './memory-model.ts';

/** Formats people choose from, per family of engines, best first: the ladder of "best quantization". */
const LADDERS: Readonly<Record<'gguf' | 'mlx' | 'serving', readonly string[]>> = {
  gguf: ['bf16', 'q8-0', 'q6-k', 'q5-k-m', 'q4-k-m', 'iq4-xs', 'q3-k-m', 'iq3-xxs', 'q2-k'],
  mlx: ['bf16', 'mlx-8bit-g64', 'mlx-6bit-g64', 'mlx-5bit-g64', 'mlx-4bit-g64', 'mlx-3bit-g64'],
  serving: ['bf16', 'fp8', 'awq-int4-g128'],
};

export const ladderFor = (engine: EngineId): readonly Quantization[] =>
  LADDERS[engine === 'mlx' ? 'mlx' : engine === 'llama.cpp' || engine === 'ollama' ? 'gguf' : 'serving'].flatMap(
    (id) => quantizationById(id) ?? [],
  );

/** The engine asked for; else what the format implies; else what people run on that device. */
export function engineFor(
  asked: string | undefined,
  quantization: Quantization | undefined,
  hardware: Hardware | undefined,
): Judged<EngineId> {
  if (asked !== undefined) {
    const found = findEngine(asked);
    if (found.kind === 'found') return good(found.row.id);
    const hint = 'one of llama.cpp, mlx, ollama, vllm, sglang, tensorrt-llm';
    return bad({ kind: 'invalid-value', key: '--engine', value: asked, reason: 'is not a known engine', hint });
  }
  const likely = likelyEngine(hardware);
  if (quantization === undefined || readsFormat(likely, quantization)) return good(likely);
  const engines: readonly EngineId[] = ['llama.cpp', 'mlx', 'vllm'];
  return good(engines.find((engine) => readsFormat(engine, quantization)) ?? likely);
}

function likelyEngine(hardware: Hardware | undefined): EngineId {
  if (hardware?.kind === 'apple-soc') return 'mlx';
  return hardware?.kind === 'datacenter-gpu' || hardware?.kind === 'accelerator' ? 'vllm' : 'llama.cpp';
}

export function quantizationByName(name: string): Judged<Quantization> {
  const found = findQuantization(name);
  if (found.kind === 'found') return good(found.row);
  if (found.kind === 'missing') return bad({ kind: 'unknown-quantization', name, nearest: found.nearest });
  const [first] = found.candidates;
  return first === undefined ? bad({ kind: 'unknown-quantization', name, nearest: [] }) : good(first);
}

/** A format as typed, and the row its name leads to. */
export interface AskedFormat {
  readonly text: string;
  readonly row: Quantization;
}

export function formatByName(text: string): Judged<AskedFormat> {
  const judged = quantizationByName(text);
  return { ...judged, value: judged.value === null ? null : { text, row: judged.value } };
}

/** What a format says of the engine: one named by its bits alone says something on a Mac only, where it is MLX's. */
export const tellingFormat = (format: AskedFormat, hardware: Hardware | undefined): Quantization | undefined =>
  bitsAlone(format.text) !== null && hardware?.kind !== 'apple-soc' ? undefined : format.row;

/** A format named by its bits alone is the engine's own of so many. */
export function ownFormat(format: AskedFormat, engine: EngineId): Judged<Quantization> {
  const bits = bitsAlone(format.text);
  const own = bits === null ? undefined : formatOfBits(engine, bits);
  if (own === undefined) return good(format.row);
  const why = `${engine}'s own format of so many bits`;
  return good(own, [{ kind: 'assumed', what: `\`${format.text}\``, value: own.name, why }]);
}

/** The format nobody named: what the weights were published in, else about four bits. */
export function defaultQuantization(engine: EngineId, model: Model): Quantization | undefined {
  const ids =
    model.nativeDtype === 'mxfp4' ? ['mxfp4-gguf', 'mlx-mxfp4', 'mxfp4'] : ['q4-k-m', 'mlx-4bit-g64', 'awq-int4-g128'];
  return ids
    .flatMap((id) => quantizationById(id) ?? [])
    .find((one) => readsFormat(engine, one) && nativeTo(engine, one));
}

const nativeTo = (engine: EngineId, quantization: Quantization): boolean =>
  (quantization.family === 'gguf') === (engine === 'llama.cpp' || engine === 'ollama') &&
  (quantization.family === 'mlx') === (engine === 'mlx');

/** Refuses a format the engine does not read, naming the nearest it does. */
export function readable(engine: EngineId, quantization: Quantization): Judged<Quantization> {
  if (readsFormat(engine, quantization)) return good(quantization);
  const nearest = nearestReadable(engine, quantization);
  return bad({
    kind: 'unsupported-combination',
    reason: `${engine} has no ${quantization.name}`,
    hint: nearest === undefined ? 'choose another engine' : `the nearest it reads is \`${nearest.name}\``,
  });
}

function nearestReadable(engine: EngineId, quantization: Quantization): Quantization | undefined {
  return allQuantizations()
    .filter((one) => readsFormat(engine, one) && !one.id.startsWith('ud-'))
    .toSorted((a, b) => distance(a, quantization) - distance(b, quantization))[0];
}

/** Whole bits first: people mean "about four bits", not the scales. */
const distance = (a: Quantization, b: Quantization): number =>
  10 * Math.abs(Math.floor(a.coreBitsPerWeight) - Math.floor(b.coreBitsPerWeight)) +
  Math.abs(a.coreBitsPerWeight - b.coreBitsPerWeight);
