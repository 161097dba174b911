import { kebab } from '../../scenario/keys.ts';
import { MEMORY_KEYS, type MemoryKey } from '../../scenario/memory-keys.ts';

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
