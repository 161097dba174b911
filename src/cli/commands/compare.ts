import type { Command } from 'commander';
import { type CompareRequest, compare, compareRecord } from '../../app/compare.ts';
import { atQuotedWork, compareInputs, workNotes } from '../../app/compare-inputs.ts';
import { locating } from '../../app/scenario-request.ts';
import { withUsage } from '../../app/usage/attach.ts';
import { compareDocument, METRIC_NAMES } from '../../report/views/compare.ts';
import { withUsageSections } from '../../report/views/usage.ts';
import { batchSource, runBatch } from '../batch.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { addCurrency, isSet, textOption } from '../options.ts';
import { addScenarioFile, addScenarioOptions, sayExpired, scenarioOf, typedLayer } from '../scenario-options.ts';
import { addUsageOption, usageOf, usagePaths } from '../usage-option.ts';

const HELP = `
Examples:
  hwroi compare own:2xrtx-3090 own:rtx-5090 rent:rtx-4090 api:qwen3.6-27b --users 5
  hwroi compare --scenario chat-1000
  hwroi compare own:rtx-4070=600 own:rtx-4090=1500 --model llama-3.1-8b --metric usd-per-gbps,joules-per-token
  hwroi compare own:rtx-5090 api:qwen3.6-27b --harness --local-share 0.6
  hwroi compare quotes/*.yaml --strict

Exit codes: 0 answered, 1 --fail-if holds or --strict found an expired quote, 2 wrong request
`;

export function configure(command: Command): void {
  command
    .argument('[option|quote.yaml...]', 'own:…, rent:…, api:…, flat:…, mix:…, or files with quotes')
    .option('--metric <names>', `ratios to show, by comma: ${METRIC_NAMES.join(', ')}`)
    .option('--basis <system|card>', 'price the ratios count: the whole machine or its cards (default system)')
    .option('--diff <scenario|run.json>', 'what changed against another scenario or an earlier --json')
    .option('--harness', 'an agent’s work three ways: all by API, all local, or both with a router between')
    .option('--local-share <share>', 'share of the queries that stay local, with --harness (default 50%)')
    .option('--queries <file>', 'JSON Lines of {label, score}: gives the share kept local')
    .option('--local-labels <names>', 'labels that may stay local (default simple_qa)')
    .option('--min-confidence <0-1>', 'how sure the router must be to keep a query local (default 0.6)')
    .option('--batch <file>', 'JSON Lines in, JSON Lines out; - for standard input')
    .option('--strict', 'exit 1 when a quote has expired');
  addScenarioFile(command);
  addUsageOption(command);
  addScenarioOptions(command);
  addCurrency(command);
  command.addHelpText('after', HELP);
}

/** Measurements correct what it says of devices. */
export const restsOnMeasurements = true;

export async function run(line: CommandLine, io: Io): Promise<Outcome | number> {
  const batch = batchSource(line);
  if (batch !== undefined) return runBatch(batch, compareRecord, io);
  const { positionals, options } = line;
  const inputs = await compareInputs({ positionals, options, stdin: io.stdin, typed: typedLayer(options) });
  const named = await scenarioOf(line, inputs.optionTexts, io);
  const scenario = atQuotedWork(named, inputs.work);
  const { usage, logged } = await usageOf(line.options, scenario);
  const request: CompareRequest = {
    ...logged,
    ...inputs.parts,
    options: [...scenario.options, ...inputs.quoted],
  };
  const compared = locating(scenario.scenario, () => compare(request));
  const warnings = [...compared.warnings, ...workNotes(named, inputs.work)];
  const answer = withUsage({ ...compared, warnings }, usage, usagePaths(line.options));
  const expired = await sayExpired(request, line, io);
  const view = { metrics: inputs.metrics, basis: textOption(line.options, 'basis') ?? 'system' };
  return {
    answer,
    document: () => withUsageSections(compareDocument(answer, view), answer.usage),
    exitCode: isSet(line.options, 'strict') && expired.length > 0 ? 1 : 0,
  };
}
