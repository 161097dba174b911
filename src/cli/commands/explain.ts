import type { Command } from 'commander';
import { explain } from '../../app/explain.ts';
import { explainDocument } from '../../report/views/explain.ts';
import type { CommandLine, Outcome } from '../command.ts';

const HELP = `
Examples:
  hwroi explain
  hwroi explain break-even
  hwroi explain track-record

Exit codes: 0 answered, 2 no such topic
`;

export function configure(command: Command): void {
  command.argument('[topic]', 'what to explain; without one, the list').addHelpText('after', HELP);
}

export async function run(line: CommandLine): Promise<Outcome> {
  const answer = explain(line.positionals.length === 0 ? undefined : line.positionals.join(' '));
  return { answer, document: () => explainDocument(answer.result) };
}
