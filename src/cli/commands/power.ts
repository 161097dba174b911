import type { Command } from 'commander';
import { ALL_KEYS, type Layer, POWER_KEYS } from '../../app/input-keys.ts';
import { power, powerRecord } from '../../app/power.ts';
import { powerMatrix } from '../../app/power-matrix.ts';
import { scenarioInputs } from '../../app/scenario-calculator.ts';
import { powerDocument, powerMatrixDocument } from '../../report/views/power.ts';
import { batchSource, runBatch } from '../batch.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { addCurrency, isSet, textOption } from '../options.ts';
import { addKeyOptions, scenarioOption, typedLayer } from '../scenario-options.ts';

const KEYS = [...POWER_KEYS, ...ALL_KEYS.filter(({ key }) => ['region', 'site', 'sleep'].includes(key))];

export function configure(command: Command): void {
  command
    .argument('[hardware]', 'a machine or card by name, e.g. rtx-4090 or 2xrtx-3090')
    .option('--hardware <name>', 'the same as the argument')
    .addOption(scenarioOption())
    .option('--tariff <bands>', 'time-of-use bands: hours and USD per kWh, e.g. 16-21=0.50,0-6=0.10')
    .option('--matrix', 'the same question for a table of machines')
    .option('--batch <file>', 'JSON Lines in, JSON Lines out; - for standard input');
  addKeyOptions(command, KEYS);
  addCurrency(command);
  command.addHelpText('after', HELP);
}

const HELP = `
Watts are those of the whole machine at the wall. A card's come from measured shares of its rating, never the rating itself.

Examples:
  hwroi power rtx-4090 --hours-per-day 8 --region US-CA
  hwroi power --watts 450 --idle-watts 70 --hours-per-day 8 --electricity-price 0.15
  hwroi power 8xh100-sxm --concurrency 64 --site colocation --explain
  hwroi power --matrix --electricity-price 0.15

Exit codes: 0 answered, 1 --fail-if holds, 2 wrong request. More: hwroi explain power
`;

/** Measurements correct what it says of devices. */
export const restsOnMeasurements = true;

export async function run(line: CommandLine, io: Io): Promise<Outcome | number> {
  const batch = batchSource(line);
  if (batch !== undefined) return runBatch(batch, powerRecord, io);
  const request = { layers: [layerOf(line), ...(await behind(line, io))], mode: 'interactive' as const };
  if (isSet(line.options, 'matrix')) {
    const matrix = powerMatrix(request);
    return { answer: matrix, document: () => powerMatrixDocument(matrix) };
  }
  const answer = power(request);
  return { answer, document: (options) => powerDocument(answer, options) };
}

/** What a named scenario says of the machine and of the place. */
async function behind(line: CommandLine, io: Io): Promise<readonly Layer[]> {
  const name = textOption(line.options, 'scenario');
  const [found] = name === undefined ? [] : await scenarioInputs(name, io.stdin);
  if (found === undefined) return [];
  const { hardware, count, values } = found;
  const machine = hardware === undefined ? {} : { hardware: `${count ?? '1'}x${hardware}` };
  return [{ origin: 'scenario', style: 'key', values: { ...values, ...machine } }];
}

function layerOf(line: CommandLine): Layer {
  const typed = typedLayer(line.options, KEYS);
  const hardware = line.positionals[0] ?? textOption(line.options, 'hardware');
  const tariff = textOption(line.options, 'tariff');
  return { ...typed, values: { ...typed.values, hardware, tariff } };
}
