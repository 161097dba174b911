import type { Command } from 'commander';
import { explain, snippet } from '../../app/explain.ts';
import type { FlagHelp } from '../../app/explain-meaning.ts';
import { explainDocument } from '../../report/views/explain.ts';
import type { CommandLine, EveryCommand, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { textOption } from '../options.ts';

const HELP = `
Examples:
  hwroi explain
  hwroi explain break-even
  hwroi explain track-record
  hwroi explain breakEvenMonth
  hwroi explain alternatives.savingsUsd
  hwroi explain --electricity-price
  hwroi explain --code load-test > load_test.py

Exit codes: 0 answered, 2 no such topic
`;

export function configure(command: Command): void {
  command
    .argument('[topic...]', 'a topic, a flag or a JSON key; without one, the list of topics')
    .option('--code <name>', 'print a program: mlx-measure, bandwidth-mlx, bandwidth-torch, load-test, harness-…')
    // `hwroi explain --users` asks what a flag of the others means.
    .allowUnknownOption()
    .addHelpText('after', HELP);
}

/** `hwroi explain --fail-if` asks what a flag means that every command has. */
export const explainsFlags = true;

export async function run(line: CommandLine, io: Io, everyCommand: EveryCommand): Promise<Outcome | number> {
  const code = textOption(line.options, 'code');
  if (code !== undefined) {
    await io.out.write(snippet(code));
    return 0;
  }
  const name = line.positionals.length === 0 ? undefined : line.positionals.join(' ');
  const answer = explain(name, name === undefined ? [] : (await everyCommand()).flatMap(flagsOf));
  return { answer, document: () => explainDocument(answer.result) };
}

/** The flags of a command as its help has them. */
export const flagsOf = (command: Command): readonly FlagHelp[] =>
  command.options.flatMap(({ long, flags, description, defaultValue }) =>
    typeof long === 'string'
      ? [
          {
            command: command.name(),
            flag: long,
            usage: flags,
            text: description,
            default: defaultValue === undefined || long.startsWith('--no-') ? null : String(defaultValue),
          },
        ]
      : [],
  );
