import { type Command, Option } from 'commander';
import { MEMORY_INPUTS } from '../../app/memory/inputs.ts';
import { type MemoryAnswer, memory, memoryRecord } from '../../app/memory.ts';
import { scenarioInputs } from '../../app/scenario-calculator.ts';
import { memoryDocument } from '../../report/views/memory.ts';
import { batchSource, runBatch } from '../batch.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { collect, isSet, textOption } from '../options.ts';
import { scenarioOption } from '../scenario-options.ts';

const HELP = `
Examples:
  hwroi memory --model llama-3.1-8b --hardware rtx-4090
  hwroi memory --model qwen3-30b-a3b --quantization Q4_K_M --context 32k --kv-quantization q8_0 --hardware rtx-3090
  hwroi memory --hardware m4-max-40c --memory-gib 64 --headroom 35%      what fits there
  hwroi memory --gguf-path ./model-00001-of-00003.gguf --hardware 2xrtx-3090 --launch
  hwroi memory --matrix

Exit codes: 0 answered ("does not fit" is an answer), 1 --fail-if holds, 2 wrong request. More: hwroi explain memory
`;

export function configure(command: Command): void {
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
  const answer: MemoryAnswer = memory(
    { ...(await behind(line, io)), ...typedInputs(line) },
    {
      matrix: isSet(line.options, 'matrix'),
      launch: isSet(line.options, 'launch'),
      all: isSet(line.options, 'all'),
    },
  );
  return { answer, document: (options) => memoryDocument(answer, options) };
}

/** What a named scenario says of the model and, where no machine is typed, of the machine. */
async function behind(line: CommandLine, io: Io): Promise<Readonly<Record<string, unknown>>> {
  const name = textOption(line.options, 'scenario');
  const found = name === undefined ? null : await scenarioInputs(name, io.stdin);
  if (found === null) return {};
  const { model, quantization, engine, contextTokens, hardware, count, memoryGiB } = found;
  const machine = line.options.hardware === undefined ? { hardware, count, memoryGib: memoryGiB } : {};
  const given = Object.entries({ model, quantization, engine, contextTokens, ...machine });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** The flags that are inputs, by their key. */
function typedInputs(line: CommandLine): Readonly<Record<string, unknown>> {
  const entries = MEMORY_INPUTS.map(({ key, property }) => [key, line.options[property]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
