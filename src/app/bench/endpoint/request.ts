import { endpointAddress } from '../../../bench/endpoint/address.ts';
import { LOAD } from '../../../core/defaults/bench.ts';
import type { Problem } from '../../../core/types.ts';
import { hardwareNamed } from '../../speed/names.ts';
import type { EndpointRequest, Levels } from './types.ts';

/** The flags of `bench --endpoint`, numbers already judged one by one. */
export interface TypedEndpoint {
  readonly endpoint: string;
  readonly model: string | undefined;
  readonly hardware: string | undefined;
  readonly apiKeyEnv: string | undefined;
  readonly quantization: string | undefined;
  readonly typedWatts: EndpointRequest['typedWatts'];
  readonly powerOff: boolean;
  readonly isAuto: boolean;
  readonly concurrency: readonly number[] | undefined;
  readonly rate: readonly number[] | undefined;
  readonly requests: number | undefined;
  readonly durationSeconds: number | undefined;
  readonly warmupRequests: number;
  readonly ttftMs: number | undefined;
  readonly tpotMs: number | undefined;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly stallSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly seed: number;
  readonly count: number;
}
type Env = Readonly<Record<string, string | undefined>>;
export type JudgedRequest = Omit<EndpointRequest, 'store' | 'now' | 'signal' | 'onProgress'>;

const MOST_CONCURRENCY = 256;

const usage = (message: string, hint: string): Problem => ({ kind: 'usage', message, hint });

/** Which levels, and what contradicts itself in them. */
function levelsOf(typed: TypedEndpoint): Levels | Problem {
  const { isAuto, concurrency, rate, requests } = typed;
  const hasTarget = typed.ttftMs !== undefined || typed.tpotMs !== undefined;
  if (rate !== undefined) {
    return isAuto || concurrency !== undefined
      ? usage(
          '`--rate` and `--concurrency` exclude one another',
          'a rate for an open loop, a concurrency for a closed one',
        )
      : { kind: 'rate', values: rate };
  }
  if (isAuto && !hasTarget) {
    return usage('`--concurrency auto` has nothing to search for', 'give a service level: `--ttft 2000 --tpot 50`');
  }
  if (concurrency === undefined)
    return hasTarget ? { kind: 'search', most: MOST_CONCURRENCY } : { kind: 'concurrency', values: [1] };
  const largest = Math.max(...concurrency);
  if (requests !== undefined && requests < largest) {
    const hint = `\`--requests ${largest * 4}\` gives each stream four`;
    return usage(`${requests} requests cannot be ${largest} at once`, hint);
  }
  return { kind: 'concurrency', values: concurrency };
}

/** The key, from the variable named. Its value is in no message. */
function keyOf(name: string | undefined, env: Env): string | null | Problem {
  if (name === undefined) return null;
  const key = env[name]?.trim() ?? '';
  if (key === '') {
    return usage(`the environment variable \`${name}\` holds no key`, `\`export ${name}=…\`, then run it again`);
  }
  if (!/^[\x21-\x7e]{1,4096}$/.test(key)) {
    return usage(`what \`${name}\` holds is no key`, 'a key has no spaces, line breaks or accents');
  }
  return key;
}

function hardwareOf(typed: TypedEndpoint): EndpointRequest['hardware'] | Problem {
  if (typed.hardware === undefined) return null;
  const found = hardwareNamed(typed.hardware);
  return found.ok ? { row: found.row, count: typed.count } : found.problem;
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'kind' in value && ('hint' in value || 'nearest' in value);

/** What was typed as one request, or everything that is wrong with it. */
export function endpointRequestOf(typed: TypedEndpoint, env: Env): JudgedRequest | Problem[] {
  const address = endpointAddress(typed.endpoint);
  const levels = levelsOf(typed);
  const apiKey = keyOf(typed.apiKeyEnv, env);
  const hardware = hardwareOf(typed);
  if (isProblem(address) || isProblem(levels) || isProblem(apiKey) || isProblem(hardware)) {
    return [address, levels, apiKey, hardware].filter(isProblem);
  }
  const { ttftMs = null, tpotMs = null } = typed;
  const hasTarget = ttftMs !== null || tpotMs !== null;
  return {
    address,
    apiKey,
    model: typed.model,
    levels,
    promptTokens: typed.promptTokens,
    outputTokens: typed.outputTokens,
    requests: typed.requests ?? null,
    durationSeconds: typed.durationSeconds ?? null,
    warmupRequests: typed.warmupRequests,
    targets: hasTarget ? { ttftMs, tpotMs, failedShare: LOAD.failedShare.value } : null,
    requestTimeoutSeconds: typed.requestTimeoutSeconds,
    stallSeconds: typed.stallSeconds,
    seed: typed.seed,
    hardware,
    quantization: typed.quantization ?? null,
    typedWatts: typed.typedWatts,
    powerOff: typed.powerOff,
  };
}
