import { Command, CommanderError, Option } from 'commander';
import { RequestError } from '../core/failure.ts';
import type { CommandLine, CommandModule, EveryCommand } from './command.ts';
import { EXIT } from './exit.ts';
import { finish } from './finish.ts';
import { HELP_FORMAT, helpText } from './help-format.ts';
import type { Io } from './io.ts';
import { addMeasuredOptions, addSharedOptions, textOption } from './options.ts';
import { COMMANDS, type CommandEntry } from './registry.ts';

/** Finds the command that the first word names, parses the rest for it and runs it. */
export async function runNamed(argv: readonly string[], io: Io): Promise<number> {
  const [name = '', ...rest] = argv;
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry === undefined) throw await unknownCommand(name);
  return runCommand(entry, rest, io);
}

async function runCommand(entry: CommandEntry, argv: readonly string[], io: Io): Promise<number> {
  const module = await entry.load();
  const command = new Command(entry.name).description(entry.summary);
  command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
  command
    .addHelpOption(new Option('-h, --help', 'this help').helpGroup('Output:'))
    .allowExcessArguments(true)
    .showSuggestionAfterError(false);
  let help: string | undefined;
  command.configureOutput({
    writeOut: (text) => {
      help = (help ?? '') + text;
    },
    getOutHelpWidth: () => io.out.width,
  });
  command.configureHelp(HELP_FORMAT);
  configure(module, command);
  command.action(() => {});
  try {
    const words = module.explainsFlags === true ? flagAsName(argv) : argv;
    command.name(`hwroi ${entry.name}`).parse([...words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      await io.out.write(helpText(help ?? '', io.out.width));
      return EXIT.answered;
    }
    throw error instanceof CommanderError && error.code === UNKNOWN_OPTION ? await unknownFlag(error, command) : error;
  }
  refuseExcess(command);
  const line = { positionals: command.args, options: command.opts() };
  return withCatalog(catalogFile(module, line, io), () =>
    withMeasurements(module, { line, io }, async () => {
      const outcome = await module.run(line, io, everyCommand);
      return typeof outcome === 'number' ? outcome : finish(outcome, line.options, io);
    }),
  );
}

function configure(module: CommandModule, command: Command): Command {
  module.configure(command);
  if (module.restsOnMeasurements === true) addMeasuredOptions(command);
  if (command.options.some(({ long }) => long === '--users')) command.addHelpText('after', DEFAULTS);
  return addSharedOptions(command);
}

const DEFAULTS =
  'What is not given comes from the scenario, or is a default with a range: `hwroi explain --users`, or any other flag, says which, with unit and source. `hwroi explain words` has the words.\n';

/** `explain --fail-if` asks what the flag means: a first word that takes a value and has none is a name. Its own flags stay flags. */
function flagAsName(argv: readonly string[]): readonly string[] {
  const [first = '', next, ...rest] = argv;
  const shared = addSharedOptions(new Command()).options;
  const isShared = shared.some(({ long, required }) => long === first && required);
  if (!isShared || (next !== undefined && !next.startsWith('-'))) return argv;
  return next === undefined ? ['--', first] : [next, ...rest, '--', first];
}

const everyCommand: EveryCommand = () =>
  Promise.all(COMMANDS.map(async ({ name, load }) => configure(await load(), new Command(name))));

/** Nothing typed is dropped in silence. */
function refuseExcess(command: Command): void {
  const { registeredArguments: known, args } = command;
  const excess = known.some(({ variadic }) => variadic) ? [] : args.slice(known.length);
  if (excess.length === 0) return;
  const problems = excess.map((word) => ({
    kind: 'usage' as const,
    message: `\`${word}\` is one word too many for \`${command.name()}\``,
    hint: `\`${command.name()} --help\` shows what it takes`,
  }));
  throw new RequestError(problems);
}

async function withMeasurements(
  module: CommandModule,
  { line, io }: { readonly line: CommandLine; readonly io: Io },
  work: () => Promise<number>,
): Promise<number> {
  if (module.restsOnMeasurements !== true) return work();
  const { forgetSurroundings, prepareSurroundings } = await import('./surroundings.ts');
  try {
    await prepareSurroundings(line, io);
    return await work();
  } finally {
    forgetSurroundings();
  }
}

/** A catalog of the user's own that answers of this command rest on. */
function catalogFile(module: CommandModule, line: CommandLine, io: Io): string | undefined {
  if (module.usesCatalog?.(line) === false) return undefined;
  return textOption(line.options, 'catalog') ?? (io.env.HWROI_CATALOG || undefined);
}

async function withCatalog(file: string | undefined, work: () => Promise<number>): Promise<number> {
  if (file === undefined) return work();
  const { forgetCatalogFile, useCatalogFile } = await import('../app/catalog/user/file.ts');
  try {
    await useCatalogFile(file);
    return await work();
  } finally {
    forgetCatalogFile();
  }
}

const UNKNOWN_OPTION = 'commander.unknownOption';

/** Of all flags of the command, hidden ones too, those that may have been meant. */
async function unknownFlag(error: CommanderError, command: Command): Promise<RequestError> {
  const typed = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const { nearestFlags } = await import('./nearest-flags.ts');
  const near = nearestFlags(
    typed,
    command.options.flatMap(({ long }) => long ?? []),
  );
  const hint =
    near.length > 0
      ? `did you mean ${near.map((flag) => `\`${flag}\``).join(' or ')}?`
      : `\`${command.name()} --help\` lists the options`;
  return new RequestError([{ kind: 'usage', message: `unknown option \`${typed}\``, hint }]);
}

async function unknownCommand(name: string): Promise<RequestError> {
  const { closest, distance } = await import('fastest-levenshtein');
  const nearest = closest(
    name,
    COMMANDS.map((command) => command.name),
  );
  const isNear = distance(name, nearest) <= Math.ceil(nearest.length / 3);
  return new RequestError([
    {
      kind: 'usage',
      message: `no ${name.startsWith('-') ? 'option' : 'command'} named \`${name}\``,
      hint: `${isNear ? `did you mean \`hwroi ${nearest}\`? ` : ''}\`hwroi --help\` lists the commands`,
    },
  ]);
}
