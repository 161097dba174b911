import { type Feed, FeedError, type FeedRows } from '../../../catalog/feeds/feed.ts';
import { FEEDS } from '../../../catalog/feeds/index.ts';
import { nameKey } from '../../../catalog/index.ts';
import type { UserCatalog } from '../../../catalog/user/read.ts';
import { RequestError, SurroundingsError } from '../../../core/failure.ts';
import type { Problem, Warning } from '../../../core/types.ts';
import { FileError, fileProblem } from '../../../system/file-error.ts';
import { pathFacts, readText } from '../../../system/files.ts';
import { HttpError, requestText } from '../../../system/http.ts';
import type { Answer } from '../../answer.ts';
import { catalogOrNew, sha256, writeCatalogFile } from './file.ts';

export interface ImportRequest {
  /** `feed=path-or-url`, one for each source. */
  readonly sources: readonly string[];
  readonly file: string;
  readonly provider: string | null;
  readonly asOf: string | null;
  readonly today: string;
  readonly signal: AbortSignal;
}
export interface ImportedSource {
  /** The feed: models.dev, LiteLLM, SkyPilot and the like. */
  readonly feed: string;
  /** The file or address it was read from. */
  readonly from: string;
  /** Rows that were imported. */
  readonly rows: number;
  /** Entries left out: no price, or a value no row may have. */
  readonly skipped: number;
  /** Why nothing was imported; null where it was. */
  readonly error: string | null;
  /** Rows of the last good import that stay. */
  readonly keptRows: number;
}
export interface ImportResult {
  readonly file: string;
  /** Sources that could not be imported. */
  readonly failed: number;
  /** Each source and what came of it. */
  readonly sources: readonly ImportedSource[];
}

const TIMEOUT_SECONDS = 60;
const MAX_FEED_BYTES = 64 * 1024 ** 2;
const isUrl = (from: string): boolean => /^https?:\/\//i.test(from);

interface Source {
  readonly feed: Feed;
  readonly from: string;
}
type Read = { readonly rows: FeedRows; readonly text: string } | { readonly failure: Error };

/**
 * Rows of public price feeds into a catalog file. Each source stands alone: one that fails leaves the rows of its
 * last good import where they are, and the others are imported.
 */
export async function importFeeds(request: ImportRequest): Promise<Answer<ImportResult>> {
  const sources = sourcesOf(request.sources);
  let catalog = await catalogOrNew(request.file);
  const results: ImportedSource[] = [];
  const failures: Error[] = [];
  for (const source of sources) {
    const read = await readSource(source, request);
    const old = rowsOf(catalog, source.feed);
    const about = { feed: source.feed.name, from: source.from };
    if ('failure' in read) {
      failures.push(read.failure);
      results.push({ ...about, rows: 0, skipped: 0, error: read.failure.message, keptRows: old });
    } else {
      const { api, rental, skipped } = read.rows;
      catalog = replaced(catalog, source, { read, today: request.today });
      results.push({ ...about, rows: api.length + rental.length, skipped, error: null, keptRows: 0 });
    }
  }
  if (failures.length === sources.length) throw allFailed(failures, sources);
  await writeCatalogFile(request.file, catalog);
  return answerOf(request, results);
}

function answerOf(request: ImportRequest, sources: readonly ImportedSource[]): Answer<ImportResult> {
  const failed = sources.filter((source) => source.error !== null);
  const warnings = failed.map((source): Warning => {
    const kept = source.keptRows === 0 ? 'nothing imported' : `the ${source.keptRows} rows of the last import are kept`;
    return { kind: 'note', text: `${source.feed} from ${source.from}: ${source.error}; ${kept}` };
  });
  return {
    command: 'catalog.import',
    inputs: { sources: request.sources, file: request.file, provider: request.provider, asOf: request.asOf },
    assumptions: [],
    result: { file: request.file, failed: failed.length, sources },
    warnings,
    seed: 0,
  };
}

function sourcesOf(texts: readonly string[]): readonly Source[] {
  const problems: Problem[] = [];
  const sources = texts.flatMap((text) => {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    const feed = FEEDS.find((one) => nameKey(one.name) === nameKey(name));
    if (feed === undefined) {
      const hint = `one of ${FEEDS.map((one) => `\`${one.name}\``).join(', ')}, as in \`models.dev=api.json\``;
      problems.push({ kind: 'usage', message: `no feed named \`${name}\``, hint });
      return [];
    }
    if (at < 0 || at === text.length - 1) {
      const hint = `\`${feed.name}=<file or URL>\`; published at ${feed.address}`;
      problems.push({ kind: 'usage', message: `\`${text}\` does not say from where`, hint });
      return [];
    }
    return [{ feed, from: text.slice(at + 1) }];
  });
  if (problems.length > 0) throw new RequestError(problems);
  return sources;
}

async function readSource({ feed, from }: Source, request: ImportRequest): Promise<Read> {
  try {
    const { text, day } = isUrl(from) ? await fromUrl(from, request) : await fromFile(from);
    const rows = feed.read(text, { from, asOf: request.asOf ?? day, provider: request.provider });
    if (rows.api.length + rows.rental.length === 0) throw new FeedError('no usable price in it');
    return { rows, text };
  } catch (error) {
    if (error instanceof FeedError || error instanceof FileError || error instanceof HttpError)
      return { failure: error };
    throw error;
  }
}

async function fromUrl(url: string, { today, signal }: ImportRequest) {
  const response = await requestText({ url, timeoutSeconds: TIMEOUT_SECONDS, maxBytes: MAX_FEED_BYTES, signal });
  if (response.status !== 200) throw new HttpError('refused', `answered with status ${response.status}`, true);
  return { text: response.text, day: today };
}

/** A file is of the day it was last changed. */
async function fromFile(path: string) {
  const text = await readText(path, MAX_FEED_BYTES);
  const facts = await pathFacts(path);
  return { text, day: facts === null ? null : new Date(facts.modifiedAtMs).toISOString().slice(0, 10) };
}

const prefixOf = (feed: Feed): string => `${nameKey(feed.name)}-`;

function rowsOf(catalog: UserCatalog, feed: Feed): number {
  const rows = [...(catalog.rows.api ?? []), ...(catalog.rows.rental ?? [])];
  return rows.filter((row) => row.id.startsWith(prefixOf(feed))).length;
}

/** Rows of this source's earlier import go; those of other files of the same feed stay. */
function replaced(
  catalog: UserCatalog,
  { feed, from }: Source,
  { read, today }: { readonly read: Read; readonly today: string },
): UserCatalog {
  if ('failure' in read) return catalog;
  const { api, rental } = read.rows;
  const fresh = new Set([...api, ...rental].map((row) => row.id));
  const stays = (row: { readonly id: string; readonly source?: string | null | undefined }): boolean =>
    !fresh.has(row.id) && !(row.id.startsWith(prefixOf(feed)) && row.source === from);
  const record = { feed: feed.name, from, importedOn: today, rows: fresh.size, sha256: sha256(read.text) };
  const others = (catalog.imports ?? []).filter((one) => one.feed !== feed.name || one.from !== from);
  return {
    ...catalog,
    imports: [...others, record],
    rows: {
      ...catalog.rows,
      api: [...(catalog.rows.api ?? []).filter(stays), ...api],
      rental: [...(catalog.rows.rental ?? []).filter(stays), ...rental],
    },
  };
}

/** A path the user typed, or a text that is not the feed: the request was wrong. The network: the surroundings. */
function allFailed(failures: readonly Error[], sources: readonly Source[]): Error {
  const network = failures.find((error) => error instanceof HttpError);
  if (network !== undefined) {
    const hint = 'nothing was written; the last good import is as it was. Download the feed and import the file';
    const details = failures.map((error, index) => `${sources[index]?.from ?? ''}: ${error.message}`);
    return new SurroundingsError('no feed could be imported', hint, details);
  }
  return new RequestError(
    failures.map((error, index): Problem => {
      const { feed, from } = sources[index] ?? { feed: undefined, from: '' };
      if (error instanceof FileError) return fileProblem(error, from);
      const hint = `${feed?.name ?? 'the feed'} is published at ${feed?.address ?? ''}`;
      return { kind: 'invalid-file', path: from, at: null, reason: error.message, hint };
    }),
  );
}
