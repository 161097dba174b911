import { allHardware, allModels, findHardware, findModel, nearestIds, systemById } from '../catalog/index.ts';
import { countAndName } from '../scenario/options.ts';
import { isThis } from '../scenario/this-machine.ts';

/** Words typed without a flag, by what they name. */
export interface SortedWords {
  readonly models: readonly string[];
  readonly hardware: readonly string[];
  readonly files: readonly string[];
  /** Words that name nothing: for the command to complain of. */
  readonly unknown: readonly string[];
}

type WordKind = keyof SortedWords;

/** What a model's weights or its description are kept in. */
const MODEL_FILE = /\.(?:gguf|safetensors|json)$/i;
/** `./x`, `../x`, `/x`, `~/x`, `C:\x`: nobody names a model like that. */
const PATH = /^(?:\.{0,2}[\\/]|~[\\/]|[a-z]:[\\/])/i;

/**
 * Sorts words as a person types them: `hwroi memory qwen3.6-27b 2xrtx-3090`. A name only one kind of row has is of
 * that kind; where both have it, the one named by its id is meant, else the hardware.
 *
 * @example sortedWords(['qwen3.6-27b', '2xrtx-3090']).hardware // ['2xrtx-3090']
 */
export function sortedWords(words: readonly string[]): SortedWords {
  const sorted: Record<WordKind, string[]> = { models: [], hardware: [], files: [], unknown: [] };
  for (const word of words) sorted[kindOf(word)].push(word);
  return sorted;
}

function kindOf(word: string): WordKind {
  if (isThis(word)) return 'hardware';
  if (MODEL_FILE.test(word) || PATH.test(word)) return 'files';
  const { name } = countAndName(word.split('@')[0] ?? word);
  const model = findModel(name);
  const isModel = model.kind !== 'missing';
  if (isModel && model.kind === 'found' && model.via === 'id') return 'models';
  if (findHardware(name).kind !== 'missing' || systemById(name) !== undefined) return 'hardware';
  return isModel ? 'models' : likelyKind(name);
}

/** A misspelled word is of the kind whose names alone are spelled nearly like it. */
function likelyKind(word: string): WordKind {
  const isNearModel = nearestIds(word, allModels()).length > 0;
  const isNearHardware = nearestIds(word, allHardware()).length > 0;
  return isNearModel === isNearHardware ? 'unknown' : isNearModel ? 'models' : 'hardware';
}
