import { modelOfSizeText } from '../core/memory/shape.ts';
import type { Model } from '../core/types.ts';
import { allModels } from './builtin.ts';
import { type Found, LONGEST_NAME, lazyIndex, NameIndex, nameKey, squash } from './names.ts';
import { nearestIds } from './nearest.ts';

/** A weight format as files write it, and as llama-bench spells it out: "Q4_K - Medium", "IQ4_XS - 4.25 bpw". */
const FORMAT =
  'fp16|bf16|f16|f32|fp8|mxfp4(?:-moe)?|mxfp8|nvfp4|fp4|int4|int8|tq[12]-0|(?:i?q\\d+)(?:-[01ksmlx]+)*(?:-(?:xs|xxs|xl|nl|[sml]|small|medium|large))?(?:-\\d-\\d+-bpw)?';

/** Endings that say how the weights were packed or tuned, not which architecture they have. */
const ENDING = new RegExp(
  `-(?:instruct|it|chat|base|hf|gguf|mlx|pt|latest|qat|awq|gptq|edge|unsloth|bnb|thinking|reasoning|i1|\\d+bit|\\d+-bit|g\\d+|ud|imatrix|mostly|all|guessed|preview|dwq|kv|moe|99(?:-9)?|\\d{4}|(?:${FORMAT})(?:-v\\d)?)$`,
);

/** What the last word of an ending can be: most names end in another, and need no longer look. */
const LAST_WORD =
  /^(?:instruct|it|chat|base|hf|gguf|mlx|pt|latest|qat|awq|gptq|edge|unsloth|bnb|thinking|reasoning|i1|ud|imatrix|mostly|all|guessed|preview|dwq|kv|v\d|9|99|\d{4}|moe|bpw|small|medium|large|nl|[01ksmlx]+|\d*bit|g\d+|i?q\d+|b?f\d+|fp\d+|[mn][xv]fp\d|int[48])$/;

/** The name with one more ending off at each step: "qwen3-8b-q4-k-m" → "qwen3-8b". */
function stripped(key: string): readonly string[] {
  const keys = [key];
  let rest = key;
  while (LAST_WORD.test(rest.slice(rest.lastIndexOf('-') + 1))) {
    const next = rest.replace(ENDING, '');
    if (next === rest) break;
    rest = next;
    keys.push(rest);
  }
  return keys;
}

/** "Q4_K_M" has an underscore too, but no name of a model after it. */
const SHORTEST_NAME = 5;

/** Without the owner that a repository or file name begins with: "meta-llama/…", "Qwen_…". */
function withoutOwner(name: string): readonly string[] {
  const base = name.includes('/') ? name.slice(name.lastIndexOf('/') + 1) : name;
  const bare = base.replace(/\.gguf$/i, '');
  const owned = /^[A-Za-z][\w-]*?_(?=[A-Za-z])(.+)$/.exec(bare)?.[1];
  return owned === undefined || owned.length < SHORTEST_NAME ? [bare] : [bare, owned];
}

/** llama.cpp marks a mixture's architecture: "qwen3moe 30B.A3B". */
const MARKED_MIXTURE = /^([a-z]+[\d.]*(?:vl)?)moe-(?=\d)/;

function spellings(name: string): readonly string[] {
  return withoutOwner(name)
    .flatMap((bare) => {
      const key = nameKey(bare);
      const unmarked = key.replace(MARKED_MIXTURE, '$1-');
      return unmarked === key ? [key] : [key, unmarked];
    })
    .flatMap((key) => stripped(key).map(squash));
}

/** A repository's name and an Ollama tag are names of the model too. */
function aliasesOf(model: Model): readonly string[] {
  const tags = [model.huggingFaceRepo, model.ollamaTag].filter((tag) => tag !== null);
  return [...model.aliases, ...tags];
}

/** Ids and names as dashed keys, longest first: how a derivative names what it was built on. */
const modelBases = lazyIndex(allModels, (rows): readonly (readonly [key: string, row: Model])[] =>
  rows
    .flatMap((row) =>
      [row.id, row.name, ...row.aliases.filter((alias) => /\d+b\b/i.test(alias))].map(
        (name): readonly [string, Model] => [stripped(nameKey(name)).at(-1) ?? '', row],
      ),
    )
    .filter(([key]) => /-(?:\d+x)?[a-z]?\d+[bm](?:-|$)/.test(key))
    .sort((a, b) => b[0].length - a[0].length),
);

const modelNames = lazyIndex(
  allModels,
  (rows) => new NameIndex(rows, spellings, { aliases: aliasesOf, derived: (row) => row.derivatives ?? [] }),
);

/** The sizes in a name: "opt-1.3b" has "3b", "opt-13b" has "13b". */
const sizesIn = (key: string): readonly string[] =>
  [...`-${key}`.matchAll(/-(\d+[bm])(?=-|$)/g)].map(([, size]) => size ?? '');

const rowSizes = new WeakMap<Model, readonly string[]>();

function sizesOf(row: Model): readonly string[] {
  const known = rowSizes.get(row);
  if (known !== undefined) return known;
  const names = [row.id, row.name, ...aliasesOf(row), ...(row.derivatives ?? [])];
  const sizes = names.flatMap((name) => sizesIn(nameKey(name)));
  rowSizes.set(row, sizes);
  return sizes;
}

/** Without dashes and dots "opt-1.3b" reads like "opt-13b": a name with a size means no row of other sizes. */
function ofItsSize(key: string): (row: Model) => boolean {
  const wanted = sizesIn(key);
  if (wanted.length === 0) return () => true;
  return (row) => {
    const sizes = sizesOf(row);
    return sizes.length === 0 || wanted.some((size) => sizes.includes(size));
  };
}

/** "glm-5-3" is not "glm-5": one or two digits that follow a base's name are its version. */
const VERSION = /^\d{1,2}(?:-|$)/;

/** "llama2-13b", "llama3-1-8b": a family's name with its number, where nothing stands between them. */
const NAME_AND_NUMBER = /(?<=(?:^|-)[a-z]{3,})(?=\d)/g;

/** The row on which a model whose name carries it is built. */
function baseIn(key: string): readonly [key: string, row: Model] | undefined {
  const padded = `-${key}-`;
  return modelBases().find(
    ([base]) => padded.includes(`-${base}-`) && !VERSION.test(padded.split(`-${base}-`)[1] ?? ''),
  );
}

/**
 * A model by the name people, hubs and files give it: "llama3.1:8b", "meta-llama/Llama-3.1-8B-Instruct",
 * "Qwen_Qwen3-8B-Q4_K_M.gguf". A fine-tune that carries its base's name resolves to the base `via: 'derived'`: the
 * same architecture, so the same memory and speed, but other weights. A size alone, "9b" or "30b-a3b", is found
 * `via: 'size'`: its shape is made up.
 */
export function findModel(name: string): Found<Model> {
  if (name.length > LONGEST_NAME) return { kind: 'missing', nearest: [] };
  const exact = nameKey(name);
  const byId = allModels.byKey(exact);
  if (byId !== undefined) return { kind: 'found', row: byId, via: 'id' };
  const made = modelOfSizeText(name);
  if (made !== null) return { kind: 'found', row: made, via: 'size' };
  const index = modelNames();
  const sized = ofItsSize(exact);
  for (const key of [exact, squash(exact), ...spellings(name)]) {
    const found = index.lookup(key, sized);
    if (found !== null) return found;
  }
  const base = baseIn(exact) ?? baseIn(exact.replace(NAME_AND_NUMBER, '-'));
  if (base !== undefined) return { kind: 'found', row: base[1], via: 'derived' };
  return {
    kind: 'missing',
    // Looked for when it is asked for: an import of many thousand names asks for none.
    get nearest() {
      return nearestIds(stripped(nameKey(name)).at(-1) ?? name, index.rows);
    },
  };
}

export const modelById = (id: string): Model | undefined => allModels.byKey(nameKey(id));

export const widerModel = (a: Model, b: Model): number => b.paramsTotal - a.paramsTotal;
