import { type Command, Option } from 'commander';
import { addMeasurement } from '../../app/bench/add.ts';
import { compareRuns } from '../../app/bench/compare.ts';
import { exportStore, importFile } from '../../app/bench/exchange.ts';
import { storedRows } from '../../app/bench/stored.ts';
import { RequestError } from '../../core/failure.ts';
import type { PowerScope } from '../../core/types.ts';
import { compareRunsDocument, storedDocument } from '../../report/views/bench.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { NumberOptions, type NumberRule } from '../number-options.ts';
import { textOption } from '../options.ts';

export function addStoreOptions(command: Command): void {
  const add = (flags: string, text: string): Command =>
    command.addOption(new Option(flags, text).helpGroup('bench add (a measurement typed in), export:'));
  add('--quantization <format>', 'weight format, e.g. Q4_K_M');
  add('--prefill <tok/s>', 'prompt tokens a second');
  add('--decode <tok/s>', 'output tokens a second, of one stream');
  add('--bandwidth <GB/s>', 'memory bandwidth a tool measured');
  add('--peak-memory <GB>', 'most memory taken');
  add('--scope <name>', 'what the watts are of: wall, system, board, gpu, package or soc (default: wall)');
  add('--date <day>', 'when it was measured (default: today)');
  add('--source <text>', 'who says so: a link, a name');
  add('--format <name>', 'of an export: json or csv (default: json)');
}

const SCOPES: readonly PowerScope[] = ['wall', 'system', 'board', 'gpu', 'package', 'soc'];
const positive = (key: string, flag: string, most: number, example: string): NumberRule => ({
  key,
  flag,
  least: 1e-6,
  most,
  isWhole: false,
  example,
});
const whole = (key: string, flag: string, least: number, example: string): NumberRule => ({
  key,
  flag,
  least,
  most: 1e8,
  example,
});

/** `--watts-idle`, `--watts-load`: what a wall meter shows. */
export function wattsIn(read: NumberOptions) {
  const idleWatts = read.optional(positive('wattsIdle', '--watts-idle', 1e6, '60'));
  const loadWatts = read.optional(positive('wattsLoad', '--watts-load', 1e6, '420'));
  if (read.problems.length === 0 && idleWatts !== undefined && loadWatts !== undefined && idleWatts > loadWatts) {
    const message = `\`--watts-idle ${idleWatts}\` is more than \`--watts-load ${loadWatts}\``;
    read.problems.push({ kind: 'usage', message, hint: 'a machine draws less while nothing runs' });
  }
  return { idleWatts, loadWatts };
}

function scopeOf(line: CommandLine): PowerScope {
  const text = textOption(line.options, 'scope') ?? 'wall';
  const scope = SCOPES.find((one) => one === text);
  if (scope !== undefined) return scope;
  const hint = `one of ${SCOPES.join(', ')}`;
  throw new RequestError([{ kind: 'invalid-value', key: '--scope', value: text, reason: 'is not a scope', hint }]);
}

async function add(line: CommandLine, io: Io, store: string): Promise<Outcome> {
  const read = new NumberOptions(line);
  const typed = {
    hardware: textOption(line.options, 'hardware'),
    count: read.optional({ ...whole('count', '--count', 1, '2'), most: 1024 }) ?? 1,
    model: textOption(line.options, 'model'),
    quantization: textOption(line.options, 'quantization'),
    engine: textOption(line.options, 'engine'),
    promptTokens: read.value(whole('prompt', '--prompt', 0, '512')),
    outputTokens: read.value(whole('generate', '--generate', 1, '128')),
    depthTokens: read.value(whole('depth', '--depth', 0, '4096')),
    concurrency: read.optional({ ...whole('concurrency', '--concurrency', 1, '4'), most: 4096 }) ?? 1,
    prefillTokensPerSecond: read.optional(positive('prefill', '--prefill', 1e9, '2400')),
    decodeTokensPerSecond: read.optional(positive('decode', '--decode', 1e7, '95')),
    memoryBandwidthGBps: read.optional(positive('bandwidth', '--bandwidth', 1e6, '900')),
    peakMemoryGB: read.optional(positive('peakMemory', '--peak-memory', 1e6, '7.5')),
    ...wattsIn(read),
    powerScope: scopeOf(line),
    date: textOption(line.options, 'date'),
    source: textOption(line.options, 'source'),
  };
  if (read.problems.length > 0) throw new RequestError(read.problems);
  const thisMachine = async () => (await import('../../app/bench/this-machine.ts')).thisMachine();
  const answer = await addMeasurement({ typed, store, now: io.now(), thisMachine });
  return { answer, document: () => storedDocument(answer.result) };
}

async function exported(line: CommandLine, io: Io, store: string): Promise<number> {
  const text = await exportStore(store, textOption(line.options, 'format') ?? 'json');
  const output = textOption(line.options, 'output');
  if (output === undefined) await io.out.write(text);
  else await (await import('../../system/files.ts')).writeFileAtomic(output, text);
  return 0;
}

/** How many words follow an action; one where nothing is said here. */
const WORDS: Readonly<Record<string, number | undefined>> = { list: 0, add: 0, export: 0, compare: 2 };

/** `bench list|show|forget|add|compare|export|import`: what concerns the store alone. */
export async function runStore(line: CommandLine, io: Io, store: string): Promise<Outcome | number> {
  const [action = '', ...names] = line.positionals;
  const excess = names[WORDS[action] ?? 1];
  if (excess !== undefined) {
    const message = `\`${excess}\` is one word too many for \`hwroi bench ${action}\``;
    throw new RequestError([{ kind: 'usage', message, hint: '`hwroi bench --help` shows what it takes' }]);
  }
  if (action === 'add') return add(line, io, store);
  if (action === 'export') return exported(line, io, store);
  if (action === 'compare') {
    const answer = await compareRuns(store, names);
    return { answer, document: () => compareRunsDocument(answer.result) };
  }
  if (action === 'import') {
    const [file] = names;
    if (file === undefined) {
      const hint = '`hwroi bench import measurements.json`';
      throw new RequestError([{ kind: 'usage', message: 'nothing says which file to import', hint }]);
    }
    const answer = await importFile(store, file);
    return { answer, document: () => storedDocument(answer.result, answer.result) };
  }
  const answer = await storedRows(store, { action, id: names[0] });
  return { answer, document: () => storedDocument(answer.result) };
}
