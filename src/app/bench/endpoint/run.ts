import { firstDialect } from '../../../bench/endpoint/dialect.ts';
import { probeServer, readCounters } from '../../../bench/endpoint/probe.ts';
import { byFingerprint, type Evidence, modelIds, recognizeServer } from '../../../bench/endpoint/server.ts';
import { largestHolding } from '../../../bench/endpoint/service-level.ts';
import { type LevelRun, LoadSession } from '../../../bench/endpoint/session.ts';
import { SurroundingsError } from '../../../core/failure.ts';
import type { Device } from '../../../core/types.ts';
import { bytes } from '../../../core/units.ts';
import { saveMeasurement } from '../../../store/measurements.ts';
import type { StoredMeasurement } from '../../../store/record.ts';
import { HttpError } from '../../../system/http.ts';
import type { Answer } from '../../answer.ts';
import { type PowerLog, powerOf, withPower } from '../power.ts';
import { thisMachine } from '../this-machine.ts';
import { endpointFailure, unanswered } from './failure.ts';
import { allLevels, judged } from './levels.ts';
import { type Behind, type Described, endpointMeasurement, type LevelParts } from './measurement.ts';
import { predictedLevel, servedModel } from './predicted.ts';
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
  const { signal, address } = request;
  const session = new LoadSession(
    {
      ...request,
      salt: request.now.getTime(),
      url: `${address.baseUrl}/chat/completions`,
      headers,
      model,
      counters: () => readCounters({ address, headers, signal }),
    },
    firstDialect(found.kind),
  );
  request.onProgress('warm-up');
  const failed = await session.prepare();
  if (failed !== null) throw endpointFailure(whereOf(request), failed);
  const { result: runs, power } = await besideMeter(request, () => allLevels(request, session));
  const server = byFingerprint(found, session.fingerprint);
  const identity = servedModel(request, { model, ...server });
  const described = { request, server, model, behind: await machineBehind(request), identity, power };
  const { rows, failure } = await storedRows(runs, described);
  return { answer: answerOf(runs, rows, described), failure };
}

/** A meter sees this machine only: of a server elsewhere it says nothing. */
async function besideMeter<T>(request: EndpointRequest, work: () => Promise<T>) {
  const { typedWatts: typed, powerOff, signal, address } = request;
  const isTyped = typed.idleWatts !== null || typed.loadWatts !== null;
  if (address.isLocal || isTyped) return withPower({ typed, off: powerOff, signal }, work);
  const power: PowerLog = { kind: 'none', reason: 'another-machine', hint: null };
  return { result: await work(), power };
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
  const { baseUrl } = request.address;
  if (only !== undefined) {
    const shown = ids.slice(0, MOST_IDS_SHOWN);
    throw new SurroundingsError(`\`${baseUrl}\` has several models`, `name one: \`--model ${only}\``, shown);
  }
  const message = `\`${baseUrl}/models\` names no model (status ${evidence.models?.status})`;
  throw new SurroundingsError(message, 'check the address, or name one: `--model <id>`');
}

/** This machine where the address is, the hardware the user names, or nothing known. */
async function machineBehind(request: EndpointRequest): Promise<Behind> {
  if (request.hardware !== null) {
    const { row, count } = request.hardware;
    const device = { hardware: row, memoryBytes: bytes(Math.max(0, ...row.memoryOptionsBytes)), count };
    return { ...namesOf(device, row.id), machine: request.address.host };
  }
  if (!request.address.isLocal) {
    const machine = request.address.host;
    return { hardwareId: null, hardwareName: 'not told', hardwareCount: 1, machine, device: null };
  }
  const { hardwareId, device, label } = await thisMachine();
  return { ...namesOf(device, hardwareId), machine: label };
}

const namesOf = (device: Device, hardwareId: string | null) => ({
  hardwareId,
  hardwareName: device.hardware.name,
  hardwareCount: device.count,
  device,
});

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
    const parts = levelParts(run, described);
    const { row } = parts;
    const isWhole = run.completed > 0 && run.end !== 'interrupted';
    const id = isWhole ? await savedId(endpointMeasurement(parts, described), described.request.store) : null;
    if (id instanceof SurroundingsError) failure = id;
    rows.push(typeof id === 'string' ? { ...row, measurementId: id } : row);
  }
  return { rows, failure };
}

function levelParts(run: LevelRun, described: Described): LevelParts {
  const { request, behind, server, identity } = described;
  const lasted = { segments: [run.segment], tokensPerSecond: run.outputThroughput };
  const power = powerOf(described.power, { prefill: { segments: [], tokensPerSecond: null }, decode: lasted });
  const answered = Math.max(1, run.completed);
  const predicted = predictedLevel({
    identity,
    device: behind.device,
    engine: server.engine,
    promptTokens: Math.max(1, Math.round((run.totalInputTokens ?? request.promptTokens * answered) / answered)),
    outputTokens: Math.max(1, Math.round(run.totalOutputTokens / answered)),
    concurrency: run.concurrency,
    slots: server.slots,
  });
  return { run, power, predicted, row: endpointRow(run, { targets: request.targets, power, predicted }) };
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
