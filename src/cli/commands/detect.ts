import type { Command } from 'commander';
import { detect } from '../../app/bench/detect.ts';
import { detectDocument } from '../../report/views/bench.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';

export function configure(command: Command): void {
  command.addHelpText('after', HELP);
}

const HELP = `
Reads what the drivers say; changes nothing, installs nothing.

Examples:
  hwroi detect
  hwroi detect --json

Exit codes: 0 answered, 2 wrong request.
`;

export async function run(_line: CommandLine, io: Io): Promise<Outcome> {
  const answer = await detect(io.env);
  return { answer, document: () => detectDocument(answer.result) };
}
