import { isFields, numberAt, textAt } from './stream-part.ts';

export type ServerKind =
  | 'llama-server'
  | 'vllm'
  | 'sglang'
  | 'ollama'
  | 'lm-studio'
  | 'mlx-lm-server'
  | 'trtllm-serve'
  | 'ray-serve'
  | 'unknown';

/** What serves the endpoint, as far as it says. */
export interface Server {
  /** Which server it is. */
  readonly kind: ServerKind;
  /** The engine in catalog terms where known. */
  readonly engine: string;
  /** What it says it is; null where it does not say. */
  readonly version: string | null;
  /** Requests it works on at once. */
  readonly slots: number | null;
  /** Context it was started with. */
  readonly contextTokens: number | null;
  /** Weight format as the server names it. */
  readonly quantization: string | null;
  /** Its model file, by its own account. */
  readonly modelPath: string | null;
}

/** One answered probe: header names in lower case, the body where it was JSON. */
export interface ProbeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
  readonly text: string;
}
export type Evidence = Readonly<Partial<Record<ProbeRoute, ProbeAnswer>>>;
export type ProbeRoute = (typeof PROBE_ROUTES)[number];

/** Routes that tell servers apart. `models` is under the base address, the rest under its origin. */
export const PROBE_ROUTES = [
  'models',
  '/props',
  '/version',
  '/api/version',
  '/api/v0/models',
  '/get_server_info',
  '/-/healthz',
] as const;

const ENGINE_OF: Readonly<Record<ServerKind, string>> = {
  'llama-server': 'llama.cpp',
  vllm: 'vllm',
  sglang: 'sglang',
  ollama: 'ollama',
  'lm-studio': 'lm-studio',
  'mlx-lm-server': 'mlx',
  'trtllm-serve': 'tensorrt-llm',
  'ray-serve': 'vllm',
  unknown: 'unknown',
};

type Fields = Readonly<Record<string, unknown>>;
const NONE: Fields = {};

function jsonOf(evidence: Evidence, route: ProbeRoute): Fields {
  const answer = evidence[route];
  return answer !== undefined && answer.status === 200 && isFields(answer.json) ? answer.json : NONE;
}

const rowsOf = (list: Fields): readonly Fields[] => (Array.isArray(list.data) ? list.data.filter(isFields) : []);

/** Ids of the models an endpoint offers, at most a thousand. */
export function modelIds(evidence: Evidence): readonly string[] {
  return rowsOf(jsonOf(evidence, 'models'))
    .flatMap((row) => textAt(row, 'id') ?? [])
    .slice(0, 1000);
}

function named(kind: ServerKind, more: Partial<Server> = {}): Server {
  return {
    kind,
    engine: ENGINE_OF[kind],
    version: null,
    slots: null,
    contextTokens: null,
    quantization: null,
    modelPath: null,
    ...more,
  };
}

function llamaServer(evidence: Evidence): Server | null {
  const props = jsonOf(evidence, '/props');
  const settings = props.default_generation_settings;
  if (textAt(props, 'build_info') === null && !isFields(settings)) return null;
  return named('llama-server', {
    version: textAt(props, 'build_info'),
    slots: numberAt(props, 'total_slots'),
    contextTokens: isFields(settings) ? numberAt(settings, 'n_ctx') : null,
    quantization: textAt(props, 'model_ftype'),
    modelPath: textAt(props, 'model_path'),
  });
}

function lmStudio(evidence: Evidence): Server | null {
  const loaded = rowsOf(jsonOf(evidence, '/api/v0/models')).find((row) => textAt(row, 'compatibility_type') !== null);
  if (loaded === undefined) return null;
  const engine = textAt(loaded, 'compatibility_type') === 'mlx' ? 'mlx' : 'llama.cpp';
  return named('lm-studio', {
    engine,
    contextTokens: numberAt(loaded, 'loaded_context_length'),
    quantization: textAt(loaded, 'quantization'),
  });
}

/** By the owner a server writes beside its models; Ray Serve puts its own routes around vLLM. */
function byOwner(evidence: Evidence): Server | null {
  const first = rowsOf(jsonOf(evidence, 'models'))[0] ?? NONE;
  const owner = textAt(first, 'owned_by') ?? '';
  const version = textAt(jsonOf(evidence, '/version'), 'version');
  const contextTokens = numberAt(first, 'max_model_len');
  if (/success/i.test(evidence['/-/healthz']?.status === 200 ? (evidence['/-/healthz']?.text ?? '') : '')) {
    return named('ray-serve', { contextTokens });
  }
  if (owner === 'vllm') return named('vllm', { version, contextTokens });
  if (/^tensorrt.?llm$/i.test(owner)) return named('trtllm-serve', { version, contextTokens });
  if (owner === 'llamacpp') return named('llama-server');
  if (owner === 'sglang') return named('sglang', { contextTokens });
  return null;
}

/**
 * Which server answers, from what its routes say. First what only one server has, then what it calls itself.
 *
 * @example recognizeServer({}).kind // 'unknown'
 */
export function recognizeServer(evidence: Evidence): Server {
  const sglang = jsonOf(evidence, '/get_server_info');
  if (textAt(sglang, 'model_path') !== null) {
    const contextTokens = numberAt(sglang, 'context_length');
    const slots = numberAt(sglang, 'max_running_requests');
    return named('sglang', { version: textAt(sglang, 'version'), contextTokens, slots });
  }
  const found = llamaServer(evidence) ?? lmStudio(evidence);
  if (found !== null) return found;
  const ollama = textAt(jsonOf(evidence, '/api/version'), 'version');
  if (ollama !== null) return named('ollama', { version: ollama });
  const owner = byOwner(evidence);
  if (owner !== null) return owner;
  const banner = evidence.models?.headers.server ?? '';
  if (/^llama\.cpp/i.test(banner)) return named('llama-server');
  // Python's own server, as mlx_lm.server uses it; its fingerprint says more (see byFingerprint).
  return /^BaseHTTP/.test(banner) ? named('mlx-lm-server') : named('unknown');
}

/** `b11669-Debian` is llama-server; `0.32.0-0.32.1-macOS-15-arm64-applegpu_g16s` is mlx_lm.server; `fp_ollama` is Ollama. */
export function byFingerprint(server: Server, fingerprint: string | null): Server {
  if (fingerprint === null) return server;
  if (/^b\d+-/.test(fingerprint)) {
    return server.kind === 'llama-server'
      ? { ...server, version: server.version ?? fingerprint }
      : server.kind === 'unknown'
        ? named('llama-server', { version: fingerprint })
        : server;
  }
  const mlx = /^(\d+\.\d+\.\d+\w*)-\d+\.\d+/.exec(fingerprint)?.[1];
  if (mlx !== undefined && (server.kind === 'unknown' || server.kind === 'mlx-lm-server')) {
    return named('mlx-lm-server', { version: mlx });
  }
  return fingerprint === 'fp_ollama' && server.kind === 'unknown' ? named('ollama') : server;
}
