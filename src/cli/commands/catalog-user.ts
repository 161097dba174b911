import { addRow, diffCatalogs, importFeeds, lockCatalog, validateCatalog } from '../../app/catalog/user/index.ts';
import { RequestError } from '../../core/failure.ts';
import { VERSION } from '../../report/version.ts';
import {
  addedDocument,
  diffDocument,
  importDocument,
  lockDocument,
  validationDocument,
} from '../../report/views/catalog/user.ts';
import type { CommandLine, Outcome } from '../command.ts';
import type { Io } from '../io.ts';
import { textOption } from '../options.ts';

const usage = (message: string, hint: string): RequestError => new RequestError([{ kind: 'usage', message, hint }]);

/** The file written to: `--into`, else the catalog that is in use. */
function target(line: CommandLine, io: Io, action: string): string {
  const file = textOption(line.options, 'into') ?? textOption(line.options, 'catalog') ?? io.env.HWROI_CATALOG;
  if (file !== undefined && file !== '') return file;
  throw usage(`\`catalog ${action}\` needs a file to write to`, 'add `--into my-catalog.json`, or set HWROI_CATALOG');
}

const today = (io: Io): string => io.now().toISOString().slice(0, 10);

async function add(line: CommandLine, io: Io): Promise<Outcome> {
  const [, table, ...fields] = line.positionals;
  if (table === undefined || fields.length === 0)
    throw usage(
      '`catalog add` needs a table and its fields',
      'for example `hwroi catalog add hardware id=rtx-3090 price=650 --into my-catalog.json`',
    );
  const answer = await addRow({ table, fields, file: target(line, io, 'add'), today: today(io) });
  return { answer, document: () => addedDocument(answer.result) };
}

async function importAll(line: CommandLine, io: Io): Promise<Outcome> {
  const sources = line.positionals.slice(1);
  if (sources.length === 0)
    throw usage(
      '`catalog import` needs a feed and where it lies',
      'for example `hwroi catalog import models.dev=api.json --into my-catalog.json`',
    );
  const answer = await importFeeds({
    sources,
    file: target(line, io, 'import'),
    provider: textOption(line.options, 'provider') ?? null,
    asOf: textOption(line.options, 'asOf') ?? null,
    today: today(io),
    signal: io.signal,
  });
  return { answer, document: () => importDocument(answer.result) };
}

async function validate(line: CommandLine, io: Io): Promise<Outcome> {
  const file = line.positionals[1] ?? textOption(line.options, 'catalog') ?? io.env.HWROI_CATALOG;
  if (file === undefined || file === '')
    throw usage('`catalog validate` needs a file', 'for example `hwroi catalog validate my-catalog.json`');
  const answer = await validateCatalog(file);
  return { answer, document: () => validationDocument(answer.result) };
}

async function diff(line: CommandLine): Promise<Outcome> {
  const [, first, second] = line.positionals;
  if (first === undefined)
    throw usage(
      '`catalog diff` needs a file',
      'one compares it with ours, two with each other: `catalog diff a.json b.json`',
    );
  const answer = await diffCatalogs(first, second);
  return { answer, document: () => diffDocument(answer.result) };
}

async function lock(line: CommandLine, io: Io): Promise<Outcome> {
  const file = textOption(line.options, 'into') ?? 'hwroi.lock.json';
  const answer = await lockCatalog({ names: line.positionals.slice(1), file, today: today(io), version: VERSION });
  return { answer, document: () => lockDocument(answer.result) };
}

/** The actions on a user's own catalog files, loaded only when one is asked for. */
export const USER_ACTIONS: Readonly<Record<string, (line: CommandLine, io: Io) => Promise<Outcome>>> = {
  add,
  import: importAll,
  validate,
  diff,
  lock,
};
