import { type Command, Option } from 'commander';
import { endpointRequestOf } from '../../app/bench/endpoint/request.ts';
import { benchEndpoint } from '../../app/bench/endpoint/run.ts';
import { RequestError } from '../../core/failure.ts';
import { endpointDocument } from '../../report/views/bench-endpoint.ts';
import type { CommandLine, Outcome } from '../command.ts';
import { reportFailure } from '../failures.ts';
import { chooseFormat, conditionsOf, finish } from '../finish.ts';
import type { Io } from '../io.ts';
import { NumberOptions } from '../number-options.ts';
import { isSet, textOption } from '../options.ts';
import { progressLine } from '../progress.ts';
import { wattsIn } from './bench-store.ts';

export function addEndpointOptions(command: Command): void {
  const add = (flags: string, text: string): Command =>
    command.addOption(new Option(flags, text).helpGroup('Endpoint (a server that is running):'));
  add('--endpoint <url>', 'an OpenAI-compatible server, for example http://localhost:8080/v1');
  add('--concurrency <list>', 'requests at once, comma-separated (closed loop), or `auto` with a service level');
  add('--rate <list>', 'requests a second, Poisson arrivals (open loop), instead of --concurrency');
  add('--requests <n>', 'requests of each level (default: 4 for each stream, at least 10)');
  add('--duration <seconds>', 'no request starts later than this (open loop: 60)');
  add('--warmup <n>', 'requests before each level that are not counted (default: 1)');
  add('--ttft <ms>', 'service level: time to first token that 95% of requests must meet');
  add('--tpot <ms>', 'service level: time per output token that 95% of requests must meet');
  add('--stall <seconds>', 'longest silence within an answer (default: 120)');
  add('--seed <n>', 'of the arrivals (default: 1)');
  add('--hardware <name>', 'what serves it, where that is another machine');
  add('--count <n>', 'how many of that hardware (default: 1)');
  add('--api-key-env <name>', 'environment variable that holds the key; it is never printed or stored');
}

const SECONDS = { least: 0.1, most: 86_400, isWhole: false, example: '60' };
const TARGET_MS = { least: 0.01, most: 1e7, isWhole: false };

/** Every number of the endpoint's flags; what is wrong with them goes to `read.problems`. */
function numbersOf(line: CommandLine, read: NumberOptions) {
  const concurrency = { key: 'concurrency', flag: '--concurrency', least: 1, most: 1024, example: '1,4,16' };
  const isAuto = textOption(line.options, 'concurrency') === 'auto';
  const tokens = { least: 1, most: 1e6, example: '512' };
  return {
    isAuto,
    concurrency: isAuto ? undefined : read.list(concurrency),
    rate: read.list({ key: 'rate', flag: '--rate', least: 0.001, most: 10_000, isWhole: false, example: '0.5' }),
    requests: read.optional({ key: 'requests', flag: '--requests', least: 1, most: 100_000, example: '64' }),
    durationSeconds: read.optional({ key: 'duration', flag: '--duration', ...SECONDS }),
    warmupRequests: read.optional({ key: 'warmup', flag: '--warmup', least: 0, most: 1024, example: '1' }) ?? 1,
    ttftMs: read.optional({ key: 'ttft', flag: '--ttft', ...TARGET_MS, example: '2000' }),
    tpotMs: read.optional({ key: 'tpot', flag: '--tpot', ...TARGET_MS, example: '50' }),
    promptTokens: read.value({ key: 'prompt', flag: '--prompt', ...tokens }),
    outputTokens: read.value({ key: 'generate', flag: '--generate', ...tokens }),
    stallSeconds: read.optional({ key: 'stall', flag: '--stall', ...SECONDS }) ?? 120,
    requestTimeoutSeconds: read.value({ key: 'timeout', flag: '--timeout', ...SECONDS }),
    seed: read.optional({ key: 'seed', flag: '--seed', least: 0, most: 2 ** 31, example: '1' }) ?? 1,
    count: read.optional({ key: 'count', flag: '--count', least: 1, most: 64, example: '2' }) ?? 1,
  };
}

/** `bench --endpoint`: what was measured is shown also where Ctrl-C ended it (130) or it could not be stored (3). */
export async function runEndpoint(line: CommandLine, io: Io, store: string): Promise<Outcome | number> {
  // A slip in the output's flags is told now, not after minutes of load.
  chooseFormat(line.options);
  conditionsOf(line.options);
  const text = (key: string): string | undefined => textOption(line.options, key);
  const read = new NumberOptions(line);
  const numbers = numbersOf(line, read);
  const { idleWatts = null, loadWatts = null } = wattsIn(read);
  // Levels that are no numbers cannot contradict one another.
  const levels = read.problems.length === 0 ? {} : { concurrency: undefined, rate: undefined, isAuto: false };
  const typed = {
    ...numbers,
    ...levels,
    endpoint: text('endpoint') ?? '',
    model: text('model'),
    hardware: text('hardware'),
    apiKeyEnv: text('apiKeyEnv'),
    quantization: text('quantization'),
    typedWatts: { idleWatts, loadWatts },
    powerOff: line.options.power === false,
  };
  const request = endpointRequestOf(typed, io.env);
  const problems = [...(Array.isArray(request) ? request : []), ...read.problems];
  if (Array.isArray(request) || problems.length > 0) throw new RequestError(problems);
  const progress = progressLine(io, isSet(line.options, 'quiet'));
  const run = { store, now: io.now(), signal: io.signal, onProgress: progress.show };
  const { answer, failure } = await benchEndpoint({ ...request, ...run }).finally(progress.clear);
  const outcome: Outcome = { answer, document: () => endpointDocument(answer.result) };
  if (!io.signal.aborted && failure === null) return outcome;
  await finish(outcome, line.options, io);
  if (io.signal.aborted) return 130;
  await reportFailure(failure, [], io);
  return 3;
}
