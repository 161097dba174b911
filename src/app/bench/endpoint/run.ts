import { firstDialect } from '../../../bench/endpoint/dialect.ts';
import { probeServer } from '../../../bench/endpoint/probe.ts';
import { byFingerprint, type Evidence, modelIds, recognizeServer } from '../../../bench/endpoint/server.ts';
import { largestHolding } from '../../../bench/endpoint/service-level.ts';
import { type LevelRun, LoadSession } from '../../../bench/endpoint/session.ts';
import { SurroundingsError } from '../../../core/failure.ts';
import { saveMeasurement } from '../../../store/measurements.ts';
import type { StoredMeasurement } from '../../../store/record.ts';
import { HttpError } from '../../../system/http.ts';
import type { Answer } from '../../answer.ts';
import { thisMachine } from '../this-machine.ts';
import { endpointFailure, unanswered } from './failure.ts';
import { allLevels, judged } from './levels.ts';
import { type Behind, type Described, endpointMeasurement } from './measurement.ts';
import { endpointRow } from './row.ts';
import type { EndpointJson, EndpointRequest, EndpointRow } from './types.ts';
import { endpointWarnings } from './warnings.ts';

type Where = { readonly baseUrl: string; readonly apiKey: string | null };
const whereOf = (request: EndpointRequest): Where => ({ baseUrl: request.address.baseUrl, apiKey: request.apiKey });

/** Loads an endpoint level by level and stores each finished level. @throws SurroundingsError if nothing was measured */
export async function benchEndpoint(
  request: EndpointRequest,
): Promise<{ readonly answer: Answer<EndpointJson>; readonly failure: SurroundingsError | null }> {
  const headers: Record<string, string> = request.apiKey === null ? {} : { authorization: `Bearer ${request.apiKey}` };
  const evidence = await probed(request, headers);
  const model = chosenModel(request, evidence);
  const found = recognizeServer(evidence);
  const session = new LoadSession(
    { ...request, salt: request.now.getTime(), url: `${request.address.baseUrl}/chat/completions`, headers, model },
    firstDialect(found.kind),
  );
  request.onProgress('warm-up');
  const failed = await session.prepare();
  if (failed !== null) throw endpointFailure(whereOf(request), failed);
  const runs = await allLevels(request, session);
  const server = byFingerprint(found, session.fingerprint);
  const described = { request, server, model, behind: await machineBehind(request) };
  const { rows, failure } = await storedRows(runs, described);
  return { answer: answerOf(runs, rows, described), failure };
}

async function probed(request: EndpointRequest, headers: Readonly<Record<string, string>>): Promise<Evidence> {
  try {
    const evidence = await probeServer({ address: request.address, headers, signal: request.signal });
    const status = evidence.models?.status ?? 0;
    if (status !== 401 && status !== 403) return evidence;
    throw endpointFailure(whereOf(request), { kind: `http-${status}`, detail: evidence.models?.text ?? '' });
  } catch (error) {
    throw error instanceof HttpError ? unanswered(whereOf(request), error) : error;
  }
}

const MOST_IDS_SHOWN = 8;

/** The model named, or the only one the endpoint has. */
function chosenModel(request: EndpointRequest, evidence: Evidence): string {
  if (request.model !== undefined) return request.model;
  const ids = modelIds(evidence);
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return only;
  const message =
    only === undefined
      ? `\`${request.address.baseUrl}/models\` names no model`
      : `\`${request.address.baseUrl}\` has several models`;
  throw new SurroundingsError(message, `name one: \`--model ${only ?? '<id>'}\``, ids.slice(0, MOST_IDS_SHOWN));
}

/** This machine where the address is, the hardware the user names, or nothing known. */
async function machineBehind(request: EndpointRequest): Promise<Behind> {
  if (request.hardware !== null) {
    const { row, count } = request.hardware;
    return { hardwareId: row.id, hardwareName: row.name, hardwareCount: count, machine: request.address.host };
  }
  if (!request.address.isLocal) {
    return { hardwareId: null, hardwareName: 'not told', hardwareCount: 1, machine: request.address.host };
  }
  const { hardwareId, device, label } = await thisMachine();
  return { hardwareId, hardwareName: device.hardware.name, hardwareCount: device.count, machine: label };
}

interface Kept {
  readonly rows: readonly EndpointRow[];
  /** Why storing failed: what was measured is shown all the same. */
  readonly failure: SurroundingsError | null;
}

/** A level cut short by Ctrl-C is shown, not stored: its throughput is of a part. */
async function storedRows(runs: readonly LevelRun[], described: Described): Promise<Kept> {
  const rows: EndpointRow[] = [];
  let failure: SurroundingsError | null = null;
  for (const run of runs) {
    const row = endpointRow(run, described.request.targets);
    const isWhole = run.completed > 0 && run.end !== 'interrupted';
    const id = isWhole ? await savedId(endpointMeasurement(run, row, described), described.request.store) : null;
    if (id instanceof SurroundingsError) failure = id;
    rows.push(typeof id === 'string' ? { ...row, measurementId: id } : row);
  }
  return { rows, failure };
}

async function savedId(measurement: StoredMeasurement, store: string): Promise<string | SurroundingsError> {
  try {
    return (await saveMeasurement(store, measurement)).id;
  } catch (error) {
    if (error instanceof SurroundingsError) return error;
    throw error;
  }
}

function answerOf(runs: readonly LevelRun[], rows: readonly EndpointRow[], described: Described): Answer<EndpointJson> {
  const { request, server, model, behind } = described;
  if (runs.every((run) => run.completed === 0)) {
    const last = runs.flatMap((run) => run.lastFailure ?? []).at(-1);
    throw endpointFailure(whereOf(request), last ?? { kind: 'interrupted', detail: '' });
  }
  const largest = largestHolding(judged(request, runs));
  const [only] = rows;
  const result: EndpointJson = {
    ...(rows.length === 1 ? only : {}),
    endpoint: request.address.baseUrl,
    model,
    server,
    hardwareName: behind.hardwareName,
    rows,
    targets: request.targets,
    largestConcurrency: largest,
    complete: runs.every((run) => run.end === 'requests' || run.end === 'duration'),
    reasons: {
      ...(rows.length === 1 ? only?.reasons : {}),
      ...(largest !== null ? {} : { largestConcurrency: whyNone(request) }),
    },
  };
  return {
    command: 'bench.endpoint',
    inputs: inputsOf(request),
    assumptions: [],
    result,
    warnings: endpointWarnings(runs, described),
    seed: request.seed,
  };
}

function whyNone(request: EndpointRequest): string {
  if (request.targets === null) return 'no-service-level';
  return request.levels.kind === 'rate' ? 'open-loop' : 'none-holds';
}

function inputsOf(request: EndpointRequest): Readonly<Record<string, unknown>> {
  const { address, levels, promptTokens, outputTokens, requests, durationSeconds, warmupRequests, store } = request;
  const load = levels.kind === 'search' ? { concurrency: 'search' } : { [levels.kind]: levels.values };
  return {
    endpoint: address.baseUrl,
    ...load,
    promptTokens,
    outputTokens,
    requests,
    durationSeconds,
    warmupRequests,
    store,
  };
}
