import { type Command, Option } from 'commander';
import { MEMORY_INPUTS, memoryInputs } from '../../app/memory/inputs.ts';
import { type MemoryAnswer, memoryOfEach, memoryRecord } from '../../app/memory.ts';
import { scenarioInputs } from '../../app/scenario-calculator.ts';
import { memoryDocument } from '../../report/views/memory.ts';
import { batchSource, runBatch } from '../batch.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { collect, isSet, textOption } from '../options.ts';
import { scenarioOption } from '../scenario-options.ts';

const HELP = `
Examples:
  hwroi memory llama-3.1-8b rtx-4090
  hwroi memory --model qwen3-30b-a3b --quantization Q4_K_M --context 32k --kv-quantization q8_0 --hardware rtx-3090
  hwroi memory --hardware m4-max-40c --memory-gib 64 --headroom 35%
  hwroi memory ./model-00001-of-00003.gguf 2xrtx-3090 --launch
  hwroi memory --matrix

Exit codes: 0 answered ("does not fit" is an answer), 1 --fail-if holds, 2 wrong request. More: hwroi explain memory
`;

export function configure(command: Command): void {
  command.argument('[name...]', 'models, devices, or a model’s file: the same as the flags for them');
  for (const input of MEMORY_INPUTS) {
    const value = input.placeholder === null ? '' : ` <${input.placeholder}>`;
    const option = new Option(`--${input.flag}${value}`, input.help);
    if (input.repeatable) option.argParser(collect);
    command.addOption(input.hidden ? option.hideHelp() : option.helpGroup(`${input.group}:`));
  }
  command
    .addOption(scenarioOption().helpGroup('View:'))
    .addOption(new Option('--all', 'on every device of the catalog').helpGroup('View:'))
    .addOption(new Option('--matrix', 'weights of 7B to 405B at four precisions').helpGroup('View:'))
    .addOption(new Option('--launch', 'also print the command that runs it').helpGroup('View:'))
    .addOption(new Option('--batch <file>', 'JSON Lines in, JSON Lines out; - for standard input').helpGroup('View:'))
    .addHelpText('after', HELP);
}

/** Measurements correct what it says of devices. */
export const restsOnMeasurements = true;

export async function run(line: CommandLine, io: Io): Promise<Outcome | number> {
  const batch = batchSource(line);
  if (batch !== undefined) return runBatch(batch, memoryRecord, io);
  const typed = memoryInputs(line.positionals, line.options);
  const workloads = await behind(line, io, typed);
  const answer: MemoryAnswer = memoryOfEach(
    workloads.map((one) => ({ ...one, ...typed })),
    {
      matrix: isSet(line.options, 'matrix'),
      launch: isSet(line.options, 'launch'),
      all: isSet(line.options, 'all'),
    },
  );
  return { answer, document: (options) => memoryDocument(answer, options) };
}

type Inputs = Readonly<Record<string, unknown>>;

/** What a named scenario says of each workload's model and, where no machine is typed, of the machine. */
async function behind(line: CommandLine, io: Io, typed: Inputs): Promise<readonly Inputs[]> {
  const name = textOption(line.options, 'scenario');
  if (name === undefined) return [{}];
  const model = Array.isArray(typed.model) ? typed.model[0] : (typed.model ?? typed.ggufPath ?? typed.paramsB);
  const found = await scenarioInputs(name, io.stdin, model);
  return found.map(({ hardware, count, memoryGiB, promptTokens: _, outputTokens: __, values: ___, ...work }) => ({
    ...work,
    ...(typed.hardware === undefined && hardware !== undefined ? { hardware, count, memoryGib: memoryGiB } : {}),
  }));
}
