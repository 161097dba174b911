import type { Command } from 'commander';
import { ALL_KEYS, type InputKey, TCO_KEYS } from '../../app/input-keys.ts';
import { locating, scenarioRequest } from '../../app/scenario-request.ts';
import { tco } from '../../app/tco.ts';
import { tcoRecord } from '../../app/tco-record.ts';
import { RequestError } from '../../core/failure.ts';
import { tcoDocument } from '../../report/views/tco.ts';
import { batchSource, runBatch } from '../batch.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { addCurrency, collect, listOption, textOption } from '../options.ts';
import { addKeyOptions, addScenarioFile, sayExpired, typedLayer } from '../scenario-options.ts';
import { addLogOption, restingOn, usageOf } from '../usage-option.ts';

/** Answered by `--years 3,5`, or by the plain break-even alone. */
const ELSEWHERE = [
  'years',
  'tokensPerSecond',
  'inputTokenShare',
  'opexUsdPerHour',
  'coolingUsdPerKilowattHour',
  'hoursPerYear',
  'hoursPerMonth',
  'alternativeUsdPerMonth',
  'activeHoursPerDay',
];
const PLAIN_FLAGS = new Set(TCO_KEYS.map(({ key }) => key));
const isActiveHours = ({ key }: InputKey): boolean => key === 'activeHoursPerDay';
/** `--hours-per-day` is taken by the hours of work of typed watts. */
const ACTIVE_HOURS = ALL_KEYS.filter(isActiveHours).map((key) => ({ ...key, flags: ['--active-hours-per-day'] }));
const KEYS = [
  ...TCO_KEYS,
  ...ALL_KEYS.filter(({ key }) => !PLAIN_FLAGS.has(key) && !ELSEWHERE.includes(key)),
  ...ACTIVE_HOURS,
];
/** Beside an option, hours a day are those in which work arrives. */
const OPTION_KEYS = [
  ...KEYS.filter((key) => key.key !== 'hoursPerDay' && !isActiveHours(key)),
  ...ALL_KEYS.filter(isActiveHours),
];

export function configure(command: Command): void {
  command
    .argument('[option...]', 'own:…, rent:…, api:…, flat:…, mix:… as in `hwroi breakeven`; or plain figures below')
    .option('--part <name=usd>', 'a part of the machine and its price (repeatable)', collect)
    .option(
      '--template <name>',
      'adds a host at today’s part prices: single-gpu-desktop, dual-gpu-workstation, quad-gpu-workstation',
    )
    .option('--years <list>', 'years of the total, e.g. 5 or 3,5')
    .option('--view <cash|pnl>', 'month by month: as cash leaves, or as the books show it')
    .option('--batch <file>', 'JSON Lines in, JSON Lines out; - for standard input');
  addScenarioFile(command);
  addLogOption(command);
  addKeyOptions(command, KEYS);
  addCurrency(command);
  command.addHelpText('after', HELP);
}

const HELP = `
Examples:
  hwroi tco own:2xrtx-3090 rent:rtx-4090 api:qwen3.6-27b --users 5 --years 3,5
  hwroi tco --part gpu=1500 --part board-cpu=500 --part ram=200 --watts 450 --electricity-price 0.15 --years 5
  hwroi tco --hardware-cost 6000 --annual-opex 1382 --tokens-per-day 1m --years 3,5
  hwroi tco own:8xh100-sxm --users 200 --view pnl --csv
  hwroi tco --scenario shared-server --years 3,5

Exit codes: 0 answered, 1 --fail-if holds, 2 wrong request. More: hwroi explain tco
`;

/** Measurements correct what it says of devices. */
export const restsOnMeasurements = true;

export async function run(line: CommandLine, io: Io): Promise<Outcome | number> {
  const batch = batchSource(line);
  if (batch !== undefined) return runBatch(batch, tcoRecord, io);
  const scenario = textOption(line.options, 'scenario');
  const keys = line.positionals.length > 0 || scenario !== undefined ? OPTION_KEYS : KEYS;
  const typed = typedLayer(line.options, keys);
  const asked = await scenarioRequest({ typed, options: line.positionals, scenario, stdin: io.stdin });
  const { usage, logged } = await usageOf(line.options, asked);
  if (usage !== null && keys === KEYS) throw logWithoutOptions();
  const request = {
    layers: logged.layers,
    options: asked.options,
    workloads: logged.workloads,
    parts: listOption(line.options, 'part'),
    template: textOption(line.options, 'template'),
    years: textOption(line.options, 'years'),
    view: textOption(line.options, 'view'),
    mode: 'interactive' as const,
  };
  const answer = restingOn(
    locating(asked.scenario, () => tco(request)),
    usage,
    line.options,
  );
  await sayExpired(request, line, io);
  return { answer, document: (options) => tcoDocument(answer, options) };
}

const logWithoutOptions = (): RequestError =>
  new RequestError([
    {
      kind: 'usage',
      message: 'a log says how much work options do, and none is named',
      hint: 'for example `hwroi tco own:rtx-5090 api:qwen3.6-27b --from logs/`',
    },
  ]);
