import { findCatalog } from '../../app/catalog/find.ts';
import { type ListRequest, listCatalog } from '../../app/catalog/list.ts';
import { listRequest } from '../../app/catalog/request.ts';
import { showCatalog } from '../../app/catalog/show.ts';
import { RequestError } from '../../core/failure.ts';
import { catalogListDocument } from '../../report/views/catalog/list.ts';
import { catalogFindDocument, catalogShowDocument } from '../../report/views/catalog/show.ts';
import type { CommandLine, CommandModule, Outcome } from '../command.ts';
import type { Io } from '../io.ts';

const EXAMPLES = `
Examples:
  hwroi catalog list
  hwroi catalog list hardware --vendor apple --min-memory 64 --sort -memoryBandwidthGBps
  hwroi catalog list rental --gpu h100-sxm --pricing on-demand --limit 10
  hwroi catalog show hardware "RTX 4090"
  hwroi catalog find "m3 max"
  hwroi catalog add hardware id=rtx-3090 price=650 --into my-catalog.json
  hwroi catalog import models.dev=api.json skypilot=lambda/vms.csv --into my-catalog.json
  hwroi catalog validate my-catalog.json
  hwroi catalog diff my-catalog.json
  hwroi catalog lock own:2xrtx-3090 api:qwen3.6-27b --into hwroi.lock.json`;

function list(request: ListRequest): Outcome {
  const answer = listCatalog(request);
  return { answer, document: () => catalogListDocument(answer.result) };
}

function show(kind: string, name: string): Outcome {
  const answer = showCatalog(kind, name);
  return { answer, document: () => catalogShowDocument(answer.result) };
}

function find(words: readonly string[]): Outcome {
  const answer = findCatalog(words);
  return { answer, document: () => catalogFindDocument(answer.result) };
}

const usage = (message: string, hint: string): RequestError => new RequestError([{ kind: 'usage', message, hint }]);

/** Actions on a catalog file itself; `lock` writes one of what is in use. */
const FILE_ACTIONS = ['add', 'import', 'validate', 'diff'];
const USER_ACTIONS = [...FILE_ACTIONS, 'lock'];

async function run(line: CommandLine, io: Io): Promise<Outcome> {
  const [action = 'list', first, ...rest] = line.positionals;
  switch (action) {
    case 'list':
      if (rest.length > 0)
        throw usage(`\`${rest.join(' ')}\` is one word too many`, 'filters are options: `--vendor apple`');
      return list(listRequest(first, line.options));
    case 'show':
      if (first === undefined || rest.length === 0)
        throw usage('`catalog show` needs a table and a name', 'for example `hwroi catalog show hardware rtx-4090`');
      return show(first, rest.join(' '));
    case 'find':
      if (first === undefined) throw usage('`catalog find` needs a name', 'for example `hwroi catalog find "m3 max"`');
      return find([first, ...rest]);
    default:
      return runUserAction(action, line, io);
  }
}

async function runUserAction(action: string, line: CommandLine, io: Io): Promise<Outcome> {
  const actions = USER_ACTIONS.includes(action) ? (await import('./catalog-user.ts')).USER_ACTIONS : {};
  const known = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (known === undefined)
    throw usage(`\`catalog ${action}\` is not known`, `it has list, show, find, ${USER_ACTIONS.join(', ')}`);
  return known(line, io);
}

export const catalogCommand: CommandModule = {
  configure: (command) => {
    const filter = (flags: string, text: string) => command.createOption(flags, text).helpGroup('Filters of list:');
    const own = (flags: string, text: string) => command.createOption(flags, text).helpGroup('Your own catalog:');
    command
      .usage('[list|show|find|add|import|validate|diff|lock] [words] [options]')
      .argument(
        '[words...]',
        'list [table] · show <table> <name> · find [table] <name> · add <table> <key=value…> · import <feed=file or URL…> · validate <file> · diff <file> [file] · lock [option or name…]',
      )
      .addOption(filter('--vendor <name>', 'hardware and models: who makes it'))
      .addOption(filter('--kind <kind>', 'what sort of row, e.g. apple-soc, laptop, moe, idle'))
      .addOption(filter('--min-memory <GiB>', 'hardware, systems, rental: at least this much memory'))
      .addOption(filter('--gpu <name>', 'systems, rental, power, resale: with that card'))
      .addOption(filter('--model <name>', 'api: for those weights'))
      .addOption(filter('--provider <name>', 'rental, api: from that provider; import: whose prices a CSV holds'))
      .addOption(filter('--region <name>', 'rental, electricity, carbon: there'))
      .addOption(filter('--pricing <kind>', 'rental: on-demand, spot, community, reserved-1y …'))
      .addOption(filter('--family <name>', 'models, quantizations: of that family'))
      .addOption(filter('--sector <name>', 'electricity: residential, commercial, industrial'))
      .addOption(filter('--basis <name>', 'carbon: how it was counted'))
      .addOption(filter('--sort <key>', 'by a key of the JSON rows, `-key` for largest first'))
      .addOption(filter('--limit <n>', 'at most so many rows'))
      .addOption(own('--into <file>', 'add, import, lock: the file to write (default: --catalog, HWROI_CATALOG)'))
      .addOption(own('--as-of <date>', 'import: the day the prices are of (default: of the file, or today)'))
      .addHelpText('after', EXAMPLES);
  },
  usesCatalog: (line) => !FILE_ACTIONS.includes(line.positionals[0] ?? ''),
  run,
};
