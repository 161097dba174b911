import type { Command } from 'commander';
import { withAgainst } from '../../app/against.ts';
import { type ExtrasRequest, readExtras, withExtras } from '../../app/breakeven/extras.ts';
import { atUtilization, UTILIZATION } from '../../app/breakeven/utilization.ts';
import {
  type BreakEvenRequest,
  breakEven,
  breakEvenRecord,
  DEFAULT_SEED,
  QUICK_DRAWS,
  THOROUGH_DRAWS,
} from '../../app/breakeven.ts';
import { locating } from '../../app/scenario-request.ts';
import type { NamedScenario } from '../../app/scenarios.ts';
import { withUsage } from '../../app/usage/attach.ts';
import { withAgainstSection } from '../../report/views/against.ts';
import { breakEvenDocument } from '../../report/views/breakeven.ts';
import { withExtraSections } from '../../report/views/breakeven-extras.ts';
import { withUsageSections } from '../../report/views/usage.ts';
import { batchSource, runBatch } from '../batch.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { addCurrency, collect, isSet, listOption, textOption } from '../options.ts';
import {
  addKeyOptions,
  addScenarioFile,
  addScenarioOptions,
  optionTexts,
  sayExpired,
  scenarioFor,
  seedOf,
  typedLayer,
} from '../scenario-options.ts';
import { addUsageOption, usageOf, usagePaths } from '../usage-option.ts';

export function configure(command: Command): void {
  command
    .argument('[option...]', 'own:…, rent:…, api:…, flat:…, mix:… (see below)')
    .option('--own <machine>', 'the same as own:<machine>', collect)
    .option('--vs <option>', 'what to compare it with (repeatable)', collect)
    .option('--uncertainty', `odds from ${THOROUGH_DRAWS} draws instead of ${QUICK_DRAWS}`)
    .option('--sensitivity', 'every assumption over its range, ranked, with the value at which the verdict turns')
    .option('--sweep <key=a..b>', 'cost per token and verdict along one input, e.g. utilization=0.05..1')
    .option('--batch <file>', 'JSON Lines in, JSON Lines out; - for standard input')
    .option('--seed <number>', `seed of the draws (default ${DEFAULT_SEED})`);
  command.option(
    '--against <file|builtin>',
    'which verdicts turn under another catalog; `--fail-if verdict-flips` makes it a gate',
  );
  addCurrency(command);
  addKeyOptions(command, [UTILIZATION]);
  addScenarioFile(command);
  addUsageOption(command);
  addScenarioOptions(command);
  command.addHelpText('after', HELP);
}

const HELP = `
Options to compare:
  own:[Nx]<machine or card>[@<memory>g][=<price paid>]
                            own:2xrtx-3090, own:mac-studio-m5-max-64, own:this=0
  rent:[Nx]<gpu>[@<provider>][:<terms>]
                            terms: spot, reserved-1y, always-on, scale-to-zero
  api:[<provider>/]<model>[:batch]
                            api alone: the same model behind an API
  flat:<usd>[/user]/month[:<tokens>]
                            a subscription, up to so many tokens a month
  mix:<option>+<option>[@<share of the first>]

Examples:
  hwroi breakeven
  hwroi breakeven own:2xrtx-3090 rent:rtx-4090 api:qwen3.6-27b --users 5 --requests-per-user-per-day 150
  hwroi breakeven --scenario chat-1000 --users 2000
  hwroi breakeven --from ~/.claude/projects --own mac-studio-m5-max-64
  hwroi breakeven own:rtx-5090 api:qwen3-32b --sensitivity --sweep utilization=0.05..1
  hwroi breakeven --scenario arxiv-2509-18101
  hwroi breakeven --hardware-cost 6000 --annual-opex 1382 --rental-price 3.5 --hours-per-year 2000 --years 5

Exit codes: 0 answered ("never" is an answer), 1 --fail-if holds, 2 wrong request. More: hwroi explain break-even
`;

/** Measurements correct what it says of devices. */
export const restsOnMeasurements = true;

export async function run(line: CommandLine, io: Io): Promise<Outcome | number> {
  const batch = batchSource(line);
  if (batch !== undefined) return runBatch(batch, breakEvenRecord, io);
  const extras = extrasOf(line);
  const texts = optionTexts(line, { own: listOption(line.options, 'own'), vs: listOption(line.options, 'vs') });
  const asked = await scenarioFor({ line, options: texts, io, studies: true });
  if (asked.scenario !== null && asked.scenario.raw.study !== null) return studyOutcome(asked.scenario, line);
  const { usage, logged } = await usageOf(line.options, asked);
  const { layers, options, workloads, name, scenario } = logged;
  const base: BreakEvenRequest = {
    layers,
    options,
    workloads,
    ...(name === null ? {} : { name }),
    mode: 'interactive',
    draws: isSet(line.options, 'uncertainty') ? THOROUGH_DRAWS : QUICK_DRAWS,
    seed: seedOf(line.options, DEFAULT_SEED),
    ...(isSet(line.options, 'sensitivity') ? { thorough: true } : {}),
  };
  const request = locating(scenario, () => atUtilization(base, textOption(line.options, 'utilization')));
  const decided = locating(scenario, () => withExtras(breakEven(request), request, extras));
  await sayExpired(request, line, io);
  const used = withUsage(decided, usage, usagePaths(line.options));
  const catalogs = {
    against: textOption(line.options, 'against'),
    first: textOption(line.options, 'catalog') ?? (io.env.HWROI_CATALOG || undefined),
  };
  const answer = await withAgainst(used, catalogs, () => breakEven(request));
  return {
    answer,
    document: (options) =>
      withAgainstSection(
        withUsageSections(withExtraSections(breakEvenDocument(answer, options), decided.result), answer.usage),
        answer.against,
      ),
  };
}

/** A published study answers for itself; figures typed beside it replace its own. */
async function studyOutcome({ raw }: NamedScenario, line: CommandLine): Promise<Outcome> {
  const { studyAnswer } = await import('../../app/breakeven/study.ts');
  const { studyDocument } = await import('../../report/views/study.ts');
  const { id, title, source, study } = raw;
  if (study === null) throw new TypeError(`${id} is no study`);
  const answer = studyAnswer({ id, title, source, study, typed: typedLayer(line.options) });
  return { answer, document: () => studyDocument(answer) };
}

const extrasOf = (line: CommandLine): ExtrasRequest =>
  readExtras({
    sensitivity: isSet(line.options, 'sensitivity'),
    uncertainty: isSet(line.options, 'uncertainty'),
    sweep: textOption(line.options, 'sweep'),
    currency: textOption(line.options, 'currency'),
  });
