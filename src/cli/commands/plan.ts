import type { Command } from 'commander';
import { planBudget, STAGES } from '../../app/plan/budget.ts';
import { planGrowth } from '../../app/plan/growth.ts';
import { planLine } from '../../app/plan/line.ts';
import { planTrace } from '../../app/plan/trace.ts';
import { locating } from '../../app/scenario-request.ts';
import { ownValue } from '../../core/own-value.ts';
import { budgetDocument, growthDocument, traceDocument } from '../../report/views/plan.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { addCurrency, isSet } from '../options.ts';
import { addScenarioFile, addScenarioOptions, sayExpired, scenarioOf } from '../scenario-options.ts';
import { addUsageOption, usageOf } from '../usage-option.ts';

const HELP = `
Examples:
  hwroi plan own:rtx-5090 rent:rtx-4090 api:qwen3.6-27b --users 5 --growth 10%
  hwroi plan --scenario coding-team --factors 2,5,10
  hwroi plan own:rtx-5090 rent:rtx-4090 --trace load.csv
  hwroi plan own:rtx-5090 rent:rtx-4090 --from ~/.claude/projects
  hwroi plan --scenario shared-server --trace load.csv
  hwroi plan --budget --users 5 --training-projects 2
  hwroi plan --stage series-a

A trace is timestamp,requests[,prompt_tokens,output_tokens], one row for any span. Where several workloads share the machines a column workload says whose a row is; without it requests are split in the scenario's own proportions.

Exit codes: 0 answered, 2 wrong request
`;

export function configure(command: Command): void {
  command
    .argument('[option...]', 'own:…, rent:…, api:…, flat:…, mix:…')
    .option('--growth <share>', 'growth of users a month (default 6%)')
    .option('--factors <list>', 'multiples of today to cost (default 2,5)')
    .option('--budget', "a team's budget, line by line")
    .option('--stage <name>', `a startup's stage: ${Object.keys(STAGES).join(', ')}`)
    .option('--training-projects <count>', 'training projects a month, for the budget')
    .option('--buffer <share>', 'added for what nobody thought of (default 20%)');
  addUsageOption(command);
  addScenarioFile(command);
  addScenarioOptions(command);
  addCurrency(command);
  command.addHelpText('after', HELP);
}

/** Measurements correct what it says of devices. */
export const restsOnMeasurements = true;

export async function run(line: CommandLine, io: Io): Promise<Outcome> {
  const asked = planLine(line.options);
  const scenario = await scenarioOf(line, line.positionals, io);
  const { usage, logged } = await usageOf(line.options, scenario);
  if (usage !== null) {
    const answer = locating(scenario.scenario, () => planTrace({ ...logged, usage }));
    await sayExpired(logged, line, io);
    return { answer, document: () => traceDocument(answer) };
  }
  if (isSet(line.options, 'budget') || asked.stage !== null) {
    const stage = asked.stage === null ? undefined : ownValue(STAGES, asked.stage);
    const members = {
      origin: 'scenario' as const,
      style: 'key' as const,
      values: { users: stage?.members, site: stage?.site },
    };
    const training = Math.max(asked.trainingProjectsPerMonth, stage?.training ?? 0);
    const request = {
      ...scenario,
      ...asked,
      layers: [...scenario.layers, members],
      trainingProjectsPerMonth: training,
    };
    const answer = locating(scenario.scenario, () => planBudget(request));
    return { answer, document: () => budgetDocument(answer) };
  }
  const answer = locating(scenario.scenario, () => planGrowth({ ...scenario, ...asked }));
  await sayExpired(scenario, line, io);
  return { answer, document: () => growthDocument(answer) };
}
