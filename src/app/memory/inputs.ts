import { RequestError } from '../../core/failure.ts';
import { kebab } from '../../scenario/keys.ts';
import { MEMORY_KEYS, type MemoryKey } from '../../scenario/memory-keys.ts';
import { sortedWords } from '../words.ts';

/** A flag of `hwroi memory`. Aliases are flags of their own that fill the same key, hidden from the help. */
export interface MemoryInputFlag {
  readonly key: string;
  readonly flag: string;
  /** The name under which commander hands the value over. */
  readonly property: string;
  readonly placeholder: string | null;
  readonly group: string;
  readonly help: string;
  readonly repeatable: boolean;
  readonly hidden: boolean;
}

const camel = (flag: string): string => flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function flagsOf(spec: MemoryKey): readonly MemoryInputFlag[] {
  const names = [spec.key, ...(spec.aliases ?? [])].map(kebab);
  return [...new Set(names)].map((flag, index) => ({
    key: spec.key,
    flag,
    property: camel(flag),
    placeholder: spec.kind === 'switch' ? null : (spec.placeholder ?? spec.kind),
    group: spec.group,
    help: spec.help,
    repeatable: spec.kind === 'list',
    hidden: index > 0 || spec.kind === 'billions',
  }));
}

export const MEMORY_INPUTS: readonly MemoryInputFlag[] = MEMORY_KEYS.flatMap(flagsOf);

/** What was typed, by key: flags, and words that name models, devices or a model's file. */
export function memoryInputs(
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const entries = MEMORY_INPUTS.map(({ key, property }) => [key, options[property]] as const);
  const flags: Readonly<Record<string, unknown>> = Object.fromEntries(
    entries.filter(([, value]) => value !== undefined),
  );
  const { models, unknown, hardware, files } = sortedWords(words);
  const [file, ...others] = files;
  return {
    ...flags,
    ...joined('model', flags.model, [...models, ...unknown]),
    ...joined('hardware', flags.hardware, hardware),
    ...(file === undefined ? {} : { ggufPath: oneFile(file, others[0] ?? flags.ggufPath) }),
  };
}

function joined(key: string, typed: unknown, words: readonly string[]): Readonly<Record<string, unknown>> {
  if (words.length === 0) return {};
  return { [key]: [...(Array.isArray(typed) ? typed : []), ...words] };
}

/** Shards of one model need only one of them named. */
function oneFile(file: string, other: unknown): string {
  if (other === undefined) return file;
  throw new RequestError([
    {
      kind: 'usage',
      message: `two files were named: \`${file}\` and \`${String(other)}\``,
      hint: 'name one file; of a model in several shards any of them',
    },
  ]);
}
