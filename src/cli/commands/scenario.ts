import type { Command } from 'commander';
import { listScenarios, scenarioSchema, scenarioTemplate, scenarioText, showScenario } from '../../app/scenario.ts';
import { EXAMPLE_SCENARIO } from '../../app/scenarios.ts';
import { RequestError } from '../../core/failure.ts';
import { scenarioListDocument, textDocument } from '../../report/views/scenario.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';

const HELP = `
Examples:
  hwroi scenario list
  hwroi scenario show coding-team
  hwroi scenario init coding-team > my-team.yaml
  hwroi breakeven --scenario my-team.yaml --users 8

A value may be a number or {value, low, high, source, asOf}. Exit codes: 0 answered, 2 wrong request
`;

export function configure(command: Command): void {
  command
    .usage('[list|show|init|schema] [name] [options]')
    .argument('[words...]', 'list · show <name|path|-> · init [name] · schema')
    .addHelpText('after', HELP);
}

export async function run(line: CommandLine, io: Io): Promise<Outcome> {
  const [action = 'list', name, ...more] = line.positionals;
  const excess = action === 'list' || action === 'schema' ? (name ?? more[0]) : more[0];
  if (excess !== undefined) {
    throw new RequestError([
      {
        kind: 'usage',
        message: `\`${excess}\` is one word too many for \`hwroi scenario ${action}\``,
        hint: 'a scenario by name: `hwroi scenario show <name>`',
      },
    ]);
  }
  switch (action) {
    case 'list': {
      const answer = await listScenarios();
      return { answer, document: () => scenarioListDocument(answer.result) };
    }
    case 'show': {
      const answer = await showScenario(name ?? EXAMPLE_SCENARIO, io.stdin);
      return textOutcome(answer, await scenarioText(answer.result));
    }
    case 'init': {
      const answer = await showScenario(name ?? EXAMPLE_SCENARIO, io.stdin);
      return textOutcome(answer, await scenarioTemplate(name ?? EXAMPLE_SCENARIO));
    }
    case 'schema': {
      const answer = await scenarioSchema();
      return textOutcome(answer, JSON.stringify(answer.result, null, 2));
    }
    default:
      throw new RequestError([
        { kind: 'usage', message: `\`scenario ${action}\` is not known`, hint: 'it has list, show, init and schema' },
      ]);
  }
}

const textOutcome = (answer: Outcome['answer'], text: string): Outcome => ({
  answer,
  document: () => textDocument(text),
});
