import fc from 'fast-check';
import { allApiPrices, allHardware, allModels, allQuantizations, allSystems } from '../../src/catalog/index.ts';
import { COMMANDS } from '../../src/cli/registry.ts';
import { ALL_KEYS, flagOf } from '../../src/scenario/keys.ts';
import { type RunResult, runInMemory } from '../helpers/memory-io.ts';
import { anyText } from './numbers.ts';
import { textFault } from './sane.ts';

/** Commands that run programs, open connections or write files: their help and their refusals are enough here. */
const WITH_EFFECTS: ReadonlySet<string> = new Set(['bench', 'detect', 'report']);
/** Commands that search the whole catalog: tried less often. */
const SLOW: ReadonlySet<string> = new Set(['recommend', 'plan']);
/** Flags that write, connect, or draw ten thousand times. */
const EFFECTS =
  /^--(output|store|endpoint|url|engine-path|force|from|uncertainty|watch|model-path|queries|diff|scenario|gguf|gguf-path)$/;

interface Flag {
  readonly name: string;
  readonly takesValue: boolean;
}

/** The flags a command's own help lists: a new flag is fuzzed without anybody remembering it. */
export async function flagsOf(command: string): Promise<readonly Flag[]> {
  const { stdout } = await runInMemory([command, '--help']);
  const found = [...stdout.matchAll(/(?:^|[\s,])(--[a-z0-9][a-z0-9-]*)( <[^>]+>)?/gm)].map((match) => ({
    name: match[1] ?? '',
    takesValue: match[2] !== undefined,
  }));
  return found.filter((flag) => !EFFECTS.test(flag.name));
}

const id = (rows: readonly { readonly id: string }[]): fc.Arbitrary<string> =>
  fc.constantFrom(...rows.map((row) => row.id));
/** A real name with a letter lost, doubled or swapped. */
const misspelled = (names: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(names, fc.nat(30), fc.nat(2)).map(([name, at, how]) => {
    const i = at % Math.max(1, name.length);
    return how === 0
      ? name.slice(0, i) + name.slice(i + 1)
      : name.slice(0, i) + (how === 1 ? name[i] : 'x') + name.slice(i);
  });

const machine = fc.oneof(id(allHardware()), id(allSystems()));
const modelId = fc.oneof(id(allModels()), fc.constantFrom(...allApiPrices().map((price) => price.modelName)));
const name = fc.oneof(machine, modelId, id(allQuantizations()), misspelled(machine), misspelled(modelId), anyText);

const quantity = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000 }).map(String),
  fc.double({ min: 0, max: 1, noNaN: true }).map(String),
  fc.constantFrom('0', '1', '30%', '10k', '1,000', '0.5', '8', '24', '36'),
  anyText,
);

const option = fc.oneof(
  machine.map((each) => `own:${each}`),
  fc.tuple(fc.integer({ min: 0, max: 40 }), machine).map(([count, each]) => `own:${count}x${each}`),
  fc.tuple(machine, quantity).map(([each, price]) => `own:${each}=${price}`),
  machine.map((each) => `rent:${each}`),
  fc
    .tuple(machine, fc.constantFrom(':spot', ':reserved-1y', ':always-on', '@runpod', ':never'))
    .map(([each, how]) => `rent:${each}${how}`),
  modelId.map((each) => `api:${each}`),
  quantity.map((price) => `flat:${price}/month`),
  fc.tuple(machine, modelId).map(([a, b]) => `mix:own:${a}+api:${b}@0.5`),
  name,
);

const typedFlag = (flags: readonly Flag[]): fc.Arbitrary<string[]> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...flags), fc.oneof(quantity, name))
      .map(([flag, value]) => (flag.takesValue ? [flag.name, value] : [flag.name])),
    fc.tuple(fc.constantFrom(...ALL_KEYS), quantity).map(([key, value]) => [`${flagOf(key)}=${value}`]),
    fc
      .constantFrom(
        '--json',
        '--csv',
        '--markdown',
        '--explain',
        '--quiet',
        '--fail-if savingsUsd<0',
        '--fail-if x',
        '--seed 3',
      )
      .map((text) => text.split(' ')),
    anyText.map((text) => [`--${text}`]),
  );

/** Whole command lines: a command or nonsense, operands, and up to four flags. */
export async function commandLines(): Promise<fc.Arbitrary<string[]>> {
  const lines: fc.Arbitrary<string[]>[] = [];
  // Those two start real programs and write the user's store: they have tests of their own.
  const names = COMMANDS.map((command) => command.name).filter((name) => name !== 'bench' && name !== 'detect');
  for (const command of names) {
    if (WITH_EFFECTS.has(command)) {
      lines.push(
        fc.constantFrom([command, '--help'], [command, '--nonsense'], [command, '--json', '--csv', '--nonsense']),
      );
      continue;
    }
    const flags = await flagsOf(command);
    const operands = fc.array(
      fc.oneof(option, fc.constantFrom('list', 'show', 'find', 'hardware', 'models', 'systems', 'init', 'schema')),
      { maxLength: 3 },
    );
    const rest = fc.array(typedFlag(flags), { maxLength: 4 }).map((each) => each.flat());
    lines.push(
      fc.tuple(operands, rest).map(([first, more]) => [command, ...first, ...more].filter((word) => !writes(word))),
    );
  }
  return fc.oneof(...lines.map((arbitrary, i) => ({ arbitrary, weight: SLOW.has(names[i] ?? '') ? 1 : 12 })), {
    arbitrary: fc.array(anyText, { maxLength: 4 }),
    weight: 12,
  });
}

/** Operands that would write into the user's own catalog or home, and files to read that may be endless. */
const writes = (word: string): boolean => /^(add|import|lock|--batch.*|--output.*|--from.*|--store.*)$/.test(word);

const EXIT_CODES: ReadonlySet<number> = new Set([0, 1, 2, 3]);

/** What is wrong with the answer to a line, or null. */
export async function fault(argv: readonly string[]): Promise<string | null> {
  const result = await runInMemory(argv, { env: { HOME: '/nonexistent', XDG_DATA_HOME: '/nonexistent' } });
  return faultOf(result, argv);
}

function faultOf({ exitCode, stdout, stderr }: RunResult, argv: readonly string[]): string | null {
  if (!EXIT_CODES.has(exitCode)) return `exit code ${exitCode}: ${stderr.slice(0, 300)}`;
  const text = textFault(stdout, argv) ?? textFault(stderr, argv);
  if (text !== null) return `${text} in the output`;
  if (exitCode >= 2 && !/^error: /m.test(stderr)) return `exit ${exitCode} without an error message`;
  if (exitCode === 0 && argv.includes('--json') && stdout.startsWith('{')) JSON.parse(stdout);
  return null;
}
