import { type Command, Option } from 'commander';
import { scenarioInputs } from '../../app/scenario-calculator.ts';
import { SPEED_FLAGS, speedInputs } from '../../app/speed/flags.ts';
import type { SpeedRecord } from '../../app/speed/values.ts';
import { speedOfEach, speedRecord } from '../../app/speed.ts';
import { speedDocument } from '../../report/views/speed.ts';
import { batchSource, runBatch } from '../batch.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { collect, isSet, textOption } from '../options.ts';
import { scenarioOption } from '../scenario-options.ts';

const HELP = `
Decode reads every active weight from the memory that holds it; prefill multiplies. Ranges are 80%, from measurements held out
of the fit (docs/accuracy.md). Output of llama.cpp and MLX is that of the decode phase; servers interleave prefill.

Examples:
  hwroi speed llama-3.1-8b rtx-4090
  hwroi speed rtx-4090 m3-max-40c --model llama-2-7b --quantization F16 --curve
  hwroi speed --hardware m3-ultra-80c --memory-gib 512 --model llama-3.1-405b --explain
  hwroi speed --hardware 8xh100-sxm --model llama-3.1-70b --engine vllm --quantization FP8 --concurrency 64 --concurrency max

Exit codes: 0 answered ("does not fit" is an answer), 1 --fail-if holds, 2 wrong request. More: hwroi explain speed
`;

export function configure(command: Command): void {
  command.argument('[name...]', 'devices and a model: the same as --hardware and --model');
  for (const { flags, help, repeatable, hidden } of SPEED_FLAGS) {
    const option = new Option(flags, help);
    if (repeatable) option.argParser(collect);
    command.addOption(hidden ? option.hideHelp() : option);
  }
  command
    .addOption(scenarioOption())
    .addOption(new Option('--curve', 'a chart of output against streams'))
    .addOption(new Option('--batch <file>', 'JSON Lines in, JSON Lines out; - for standard input'))
    .addHelpText('after', HELP);
}

/** Measurements correct what it says of devices. */
export const restsOnMeasurements = true;

/** What a named scenario says of each workload and, where no machine is typed, of the machine. */
async function behind(line: CommandLine, io: Io, typed: SpeedRecord): Promise<readonly SpeedRecord[]> {
  const name = textOption(line.options, 'scenario');
  if (name === undefined) return [{}];
  const found = await scenarioInputs(name, io.stdin, typed.model ?? typed.paramsB);
  return found.map(({ quantization, hardware, count, memoryGiB, contextTokens: _, values: __, ...work }) => ({
    ...work,
    ...(quantization === undefined ? {} : { quantization: [quantization] }),
    ...(typed.hardware === undefined && hardware !== undefined ? { hardware: [hardware], count, memoryGiB } : {}),
  }));
}

export async function run(line: CommandLine, io: Io): Promise<Outcome | number> {
  const batch = batchSource(line);
  if (batch !== undefined) return runBatch(batch, speedRecord, io);
  const typed = speedInputs(line.positionals, line.options);
  const workloads = await behind(line, io, typed);
  const answer = speedOfEach(
    workloads.map((one) => ({ ...one, ...typed })),
    { curve: isSet(line.options, 'curve') },
  );
  return { answer, document: (options) => speedDocument(answer, options) };
}
