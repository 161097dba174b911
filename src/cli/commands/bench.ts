import type { Command } from 'commander';
import type { Answer } from '../../app/answer.ts';
import { type BenchResult, benchLocal } from '../../app/bench/local.ts';
import { storeOf } from '../../app/bench/store-place.ts';
import { RequestError } from '../../core/failure.ts';
import { benchDocument } from '../../report/views/bench.ts';
import type { CommandLine, Outcome } from '../command.ts';
import { reportFailure } from '../failures.ts';
import { finish } from '../finish.ts';
import type { Io } from '../io.ts';
import { NumberOptions } from '../number-options.ts';
import { isSet, textOption } from '../options.ts';
import { progressLine } from '../progress.ts';
import { addEndpointOptions, runEndpoint } from './bench-endpoint.ts';
import { addStoreOptions, runStore, wattsIn } from './bench-store.ts';

export function configure(command: Command): void {
  command
    .argument('[action]', 'list, show, add, compare, export, import or forget measurements; without it: measure')
    .argument('[name...]', 'measurements to show, compare or forget; the file to import')
    .option('--model <path>', 'a GGUF file (llama.cpp) or an MLX folder')
    .option('--engine <name>', 'llama.cpp or mlx (default: by the model)')
    .option('--engine-path <path>', 'llama-bench, or the folder that holds it')
    .option('--python <path>', 'the Python that has mlx_lm')
    .option('--prompt <tokens>', 'prompt tokens', '512')
    .option('--generate <tokens>', 'output tokens', '128')
    .option('--depth <list>', 'tokens already in the cache, comma-separated', '0')
    .option('--repetitions <n>', 'timed runs of each test', '5')
    .option('--timeout <seconds>', 'longest time for the engine', '3600')
    .option('--watts-idle <w>', 'what a wall meter shows while nothing runs')
    .option('--watts-load <w>', 'what it shows while the engine runs')
    .option('--no-power', 'do not look for a power meter')
    .option('--store <folder>', 'where measurements are kept (also HWROI_STORE)')
    .addHelpText('after', HELP);
  addEndpointOptions(command);
  addStoreOptions(command);
}

const HELP = `
Runs the engine's own benchmark and stores the medians. Ctrl-C keeps what is finished.

Examples:
  hwroi bench --model model.gguf --depth 0,4096
  hwroi bench --model ./mlx-model --python .venv/bin/python
  hwroi bench --endpoint http://localhost:8080/v1 --concurrency 1,4,16
  hwroi bench --endpoint http://gpu-box:8000/v1 --ttft 2000 --tpot 50
  hwroi bench add --hardware rtx-4090 --model llama-3.1-8b --quantization Q4_K_M --decode 142 --source https://…
  hwroi bench compare rtx-4090 rtx-3090
  hwroi bench export --format csv --output runs.csv

Exit codes: 0 answered, 2 wrong request, 3 the engine or the disk failed, 130 interrupted.
`;

function whole(line: CommandLine, key: string, least: number): number {
  const text = textOption(line.options, key) ?? '';
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= 1e8) return value;
  const reason = `is not a whole number from ${least}`;
  const hint = `write for example \`--${key} ${Math.max(least, 1)}\``;
  throw new RequestError([{ kind: 'invalid-value', key: `--${key}`, value: text, reason, hint }]);
}

function depths(line: CommandLine): readonly number[] {
  const parts = (textOption(line.options, 'depth') ?? '0').split(',');
  return parts.map((depth) => whole({ ...line, options: { depth } }, 'depth', 0));
}

export async function run(line: CommandLine, io: Io): Promise<Outcome | number> {
  const store = storeOf(textOption(line.options, 'store'), io.env);
  if (line.positionals.length > 0) return runStore(line, io, store);
  if (textOption(line.options, 'endpoint') !== undefined) return runEndpoint(line, io, store);
  const model = textOption(line.options, 'model');
  if (model === undefined) {
    const hint = '`--model model.gguf` for llama.cpp, `--model <folder>` for MLX';
    throw new RequestError([{ kind: 'usage', message: 'nothing says which model to measure', hint }]);
  }
  const read = new NumberOptions(line);
  const { idleWatts = null, loadWatts = null } = wattsIn(read);
  if (read.problems.length > 0) throw new RequestError(read.problems);
  const progress = progressLine(io, isSet(line.options, 'quiet'));
  const { answer, failure } = await benchLocal({
    search: {
      env: io.env,
      signal: io.signal,
      enginePath: textOption(line.options, 'enginePath'),
      python: textOption(line.options, 'python'),
    },
    engine: textOption(line.options, 'engine'),
    plan: {
      model,
      promptTokens: whole(line, 'prompt', 1),
      outputTokens: whole(line, 'generate', 1),
      depths: depths(line),
      repetitions: whole(line, 'repetitions', 1),
      batches: [1],
    },
    timeoutSeconds: whole(line, 'timeout', 1),
    store,
    now: io.now(),
    signal: io.signal,
    typedWatts: { idleWatts, loadWatts },
    powerOff: line.options.power === false,
    onEvent: (event) => {
      if (event.kind !== 'run') return;
      progress.show(`${event.phase} ${event.run}/${event.runs} of test ${event.test}/${event.tests}`);
    },
  }).finally(progress.clear);
  if (failure === null) return outcomeOf(answer);
  await finish(outcomeOf(answer), line.options, io);
  if (io.signal.aborted) return 130;
  await reportFailure(failure, [], io);
  return 3;
}

const outcomeOf = (answer: Answer<BenchResult>): Outcome => ({ answer, document: () => benchDocument(answer.result) });
