import { RequestError } from '../../core/failure.ts';
import { exportCsv, exportJson, readExchange } from '../../store/exchange.ts';
import { readStore, saveAll } from '../../store/measurements.ts';
import type { StoredMeasurement } from '../../store/record.ts';
import { fileProblem } from '../../system/file-error.ts';
import { readText } from '../../system/files.ts';
import type { Answer } from '../answer.ts';
import type { BenchResult } from './local.ts';

export interface ImportedRuns extends BenchResult {
  /** Measurements that are new here. */
  readonly imported: number;
  /** Measurements that were here already. */
  readonly duplicates: number;
}

/** Every stored measurement as one text. @throws RequestError for a format that is none */
export async function exportStore(store: string, format: string): Promise<string> {
  if (format !== 'json' && format !== 'csv') {
    const reason = 'is not a format of an export';
    throw new RequestError([
      { kind: 'invalid-value', key: '--format', value: format, reason, hint: '`--format json` or `--format csv`' },
    ]);
  }
  const { measurements } = await readStore(store);
  return format === 'json' ? exportJson(measurements) : exportCsv(measurements);
}

const MOST_TOLD = 20;

/**
 * Takes over a file of `bench export`: all of it or nothing. Records that are stored already are skipped and counted.
 *
 * @throws RequestError with each bad record by its line
 */
export async function importFile(store: string, path: string): Promise<Answer<ImportedRuns>> {
  const read = readExchange(await textOf(path));
  const problems = read.flatMap(({ line, record }) =>
    typeof record === 'string'
      ? [{ kind: 'invalid-file' as const, path, at: String(line), reason: record, hint: HINT }]
      : [],
  );
  if (problems.length > 0) throw new RequestError(problems.slice(0, MOST_TOLD));
  const { measurements } = await readStore(store);
  const known = new Set(measurements.map(contentOf));
  const fresh: StoredMeasurement[] = [];
  for (const { record } of read) {
    if (typeof record === 'string' || known.has(contentOf(record))) continue;
    known.add(contentOf(record));
    fresh.push(record);
  }
  const ids = await saveAll(store, fresh);
  const rows = fresh.map((row, index) => ({ ...row, id: ids[index] ?? row.id }));
  return {
    command: 'bench.import',
    inputs: { store, file: path },
    assumptions: [],
    result: { rows, complete: true, imported: rows.length, duplicates: read.length - rows.length },
    warnings: [],
    seed: 0,
  };
}

const HINT = '`hwroi bench export` shows the form; nothing was imported';

async function textOf(path: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    throw new RequestError([fileProblem(error, path)]);
  }
}

/** What makes two records the same measurement: everything but the name they are stored under. */
function contentOf(row: StoredMeasurement): string {
  const { takenAt, hardwareName, hardwareCount, modelName, engine, promptTokens, outputTokens, depthTokens } = row;
  const { concurrency, prefillTokensPerSecond, decodeTokensPerSecond, outputTokensPerSecond } = row;
  return JSON.stringify([
    [takenAt, hardwareName, hardwareCount, modelName, row.quantizationId, engine],
    [promptTokens, outputTokens, depthTokens, concurrency],
    [prefillTokensPerSecond, decodeTokensPerSecond, outputTokensPerSecond, row.loadWatts],
  ]);
}
