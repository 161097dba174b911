import type { Command } from 'commander';
import { check } from '../../app/check/check.ts';
import { isOption, locating, scenarioRequest } from '../../app/scenario-request.ts';
import { checkDocument } from '../../report/views/check.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { isSet, textOption } from '../options.ts';
import { addScenarioFile, addScenarioOptions, sayExpired, typedLayer } from '../scenario-options.ts';
import { addLogOption, restingOn, usageOf } from '../usage-option.ts';

const HELP = `
Examples:
  hwroi check coding-team
  hwroi check my-team.yaml --strict
  hwroi check --scenario chat-1000 --users 3000

Exit codes: 0 answered, 1 --strict and an item fails or a quote has expired, 2 wrong request
`;

export function configure(command: Command): void {
  command
    .argument('[scenario]', 'a built-in scenario, a file, or - for standard input (default coding-team)')
    .argument('[option...]', 'options to check instead of those of the scenario')
    .option('--strict', 'exit 1 when an item fails or a quote has expired');
  addScenarioFile(command);
  addLogOption(command);
  addScenarioOptions(command);
  command.addHelpText('after', HELP);
}

/** The first word is the scenario, unless the flag names it or the word is an option: those are of the example then. */
function named({ positionals, options }: CommandLine): { readonly name: string; readonly options: readonly string[] } {
  const flag = textOption(options, 'scenario');
  const [first = 'coding-team', ...rest] = positionals;
  if (flag !== undefined) return { name: flag, options: positionals };
  return isOption(first) ? { name: 'coding-team', options: positionals } : { name: first, options: rest };
}

/** Measurements correct what it says of devices. */
export const restsOnMeasurements = true;

export async function run(line: CommandLine, io: Io): Promise<Outcome> {
  const { name, options } = named(line);
  const request = await scenarioRequest({
    typed: typedLayer(line.options),
    options,
    scenario: name,
    stdin: io.stdin,
  });
  const answers = request.scenario?.raw.answers ?? {};
  const { usage, logged } = await usageOf(line.options, request);
  const checked = locating(request.scenario, () => check({ ...logged, answers }));
  const answer = restingOn(checked, usage, line.options);
  const expired = await sayExpired(logged, line, io);
  return {
    answer,
    document: () => checkDocument(answer.result),
    exitCode: isSet(line.options, 'strict') && answer.result.counts.fail + expired.length > 0 ? 1 : 0,
  };
}
