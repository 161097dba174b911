import { type Command, Option } from 'commander';
import { recommendLine } from '../../app/recommend/line.ts';
import { ALL_PRESETS, PRESETS, type PresetKind } from '../../app/recommend/presets.ts';
import { recommend } from '../../app/recommend/recommend.ts';
import { recommendTable } from '../../app/recommend/table.ts';
import { locating } from '../../app/scenario-request.ts';
import { RequestError } from '../../core/failure.ts';
import { recommendDocument } from '../../report/views/recommend.ts';
import { presetDocument } from '../../report/views/recommend-presets.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { addCurrency, isSet } from '../options.ts';
import { addScenarioFile, addScenarioOptions, scenarioOf } from '../scenario-options.ts';
import { addLogOption, restingOn, usageOf } from '../usage-option.ts';

const named = (kind: PresetKind): string => Object.keys(PRESETS[kind]).join(', ');

const HELP = `
Presets, each a workload and its limits, answered from the catalog:
  --use-case  ${named('useCase')}
  --profile   ${named('profile')}
  --role      ${named('role')}
  --goal      ${named('goal')}
The word all in place of a name gives a row for each of them.

Some bring limits and a site too; the answer names them, and a flag stands
before each: --form any, --no-warranty, --no-on-premises, --site, --budget.

Examples:
  hwroi recommend qwen3.6-27b --users 5 --budget 5000
  hwroi recommend --users 30 --on-premises --max-watts 1500
  hwroi recommend --profile hobbyist
  hwroi recommend --from ~/.claude/projects
  hwroi recommend --goal all
  hwroi recommend llama-3.3-70b --users 100 --own-or-rent

Exit codes: 0 answered, 1 --fail-if holds, 2 wrong request
`;

export function configure(command: Command): void {
  command
    .argument('[model]', 'the same as --model')
    .option('--budget <usd>', 'most to pay upfront')
    .option('--budget-per-month <usd>', 'most to pay a month, everything counted')
    .option('--max-watts <W>', 'most that own machines may draw under load; what is rented draws its watts elsewhere')
    .option('--on-premises', 'nothing leaves the house: no API, no rent, nothing stands in for a machine that is down')
    .addOption(new Option('--no-on-premises', 'without that limit of a preset').hideHelp())
    .option('--offline', 'the same: it works without a network')
    .option('--private', 'prompts reach no API; rents only of providers with machines of their own, no marketplace')
    .option('--quiet-machine', 'a machine to sit beside: no rack, nothing loud')
    .option('--form <list>', 'laptop, mini, desktop, workstation, rack: what may stand there; any')
    .option(
      '--warranty',
      'only what a seller stands behind: own machines whole and new, at a price of the last year; no rented cards made for games',
    )
    .addOption(new Option('--no-warranty', 'without that limit of a preset').hideHelp())
    .option('--train [method]', 'it must also train the model: lora (default), qlora, full')
    .option('--no-capital', 'buy nothing')
    .option('--min-bits <bits>', 'smallest format for the weights, in bits per weight')
    .option('--profile <name>', 'a kind of user (see below)')
    .option('--role <name>', 'a role (see below)')
    .option('--goal <name>', 'a goal (see below)')
    .option('--own-or-rent', 'the five questions of owning or renting, answered from numbers')
    .option('--top <count>', 'rows to show (default 5)');
  addScenarioFile(command);
  addLogOption(command);
  addScenarioOptions(command);
  addCurrency(command);
  command.addHelpText('after', HELP);
}

/** Measurements correct what it says of devices. */
export const restsOnMeasurements = true;

export async function run(typed: CommandLine, io: Io): Promise<Outcome> {
  const line = namedModel(typed);
  const { noCapital: _, ...rest } = line.options;
  const asked = recommendLine({ ...rest, noCapital: line.options.capital === false });
  const scenario = await scenarioOf(line, [], io);
  const { preset } = asked;
  const { usage, logged } = await usageOf(line.options, scenario);
  if (usage !== null && preset !== undefined) throw presetAnd(preset.name, 'the log');
  if (scenario.scenario !== null && preset !== undefined) throw presetAnd(preset.name, 'the scenario');
  const request = { ...logged, ...asked, ownOrRent: isSet(line.options, 'ownOrRent') };
  if (preset?.name === ALL_PRESETS) {
    const table = restingOn(
      locating(scenario.scenario, () => recommendTable(request, preset.kind)),
      usage,
      line.options,
    );
    return { answer: table, document: () => presetDocument(table.result) };
  }
  const answer = restingOn(
    locating(scenario.scenario, () => recommend(request)),
    usage,
    line.options,
  );
  return { answer, document: () => recommendDocument(answer) };
}

const presetAnd = (name: string, other: string): RequestError =>
  new RequestError([
    {
      kind: 'usage',
      message: `\`${name}\` brings its own work, and ${other} brings another`,
      hint: `leave one of them out; limits such as \`--budget\` go with ${other}`,
    },
  ]);

/** The model typed as a word; a flag for it as well would be one of the two ignored. */
function namedModel(line: CommandLine): CommandLine {
  const [model] = line.positionals;
  if (model === undefined) return line;
  if (line.options.model === undefined) return { positionals: [], options: { ...line.options, model } };
  throw new RequestError([
    { kind: 'usage', message: `\`${model}\` and \`--model\` both name a model`, hint: 'name one of them' },
  ]);
}
