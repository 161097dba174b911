import { BYTES_PER_GIB } from '../../core/units.ts';
import type { MemoryQuery } from '../../scenario/memory.ts';
import type { MemoryRow } from './row.ts';

const MIB_PER_GIB = 1024;

/** The command that runs this plan, with the flags it was sized for; one string a line. */
export function launchCommand(query: MemoryQuery, row: MemoryRow, path: string | undefined): readonly string[] {
  switch (query.engine) {
    case 'llama.cpp':
      return [llamaServer(query, row, path)];
    case 'ollama':
      return [ollama(query)];
    case 'mlx':
      return mlxServer(query);
    case 'vllm':
    case 'sglang':
    case 'tensorrt-llm':
      return [serving(query)];
    default:
      return query.engine satisfies never;
  }
}

/**
 * A path as sh, PowerShell and cmd all read it: bare, in double quotes, or where these would let `$` or a backtick act, in
 * single ones.
 */
export function quotedPath(path: string): string {
  if (/^[\w./\\:~@+-]+$/.test(path)) return path;
  return /["$`!]/.test(path) ? `'${path.replaceAll("'", "'\\''")}'` : `"${path}"`;
}

const words = (...parts: readonly (string | false)[]): string => parts.filter((part) => part !== false).join(' ');

function llamaServer(query: MemoryQuery, row: MemoryRow, path: string | undefined): string {
  const { work } = query;
  const [key = 'f16', value = key] = work.kvQuantization.split('/');
  const quantized = work.kvQuantization !== 'f16';
  const file = path ?? `${query.asked.model.id}-${query.quantization.name}.gguf`;
  const micro = work.engineOptions.prefillChunkTokens;
  const { offload } = row;
  const fits = row.fits !== false;
  return words(
    `llama-server -m ${quotedPath(file)} -c ${work.contextTokens * work.sequences} -np ${work.sequences}`,
    micro !== undefined && `-ub ${micro}`,
    quantized && `-fa on -ctk ${key} -ctv ${value}`,
    work.engineOptions.fullWindowCache === true && '--swa-full',
    offload !== undefined && `-ngl ${offload.gpuLayers}`,
    offload !== undefined && offload.cpuExpertLayers > 0 && `-ncmoe ${offload.cpuExpertLayers}`,
    offload === undefined && fits && query.device !== null && '-ngl 999',
    (query.device?.count ?? 1) > 1 && `-sm ${work.split === 'tensor' ? 'row' : 'layer'}`,
  );
}

function ollama(query: MemoryQuery): string {
  const { work, asked } = query;
  const [key] = work.kvQuantization.split('/');
  return words(
    `OLLAMA_CONTEXT_LENGTH=${work.contextTokens} OLLAMA_NUM_PARALLEL=${work.sequences}`,
    work.kvQuantization !== 'f16' && `OLLAMA_FLASH_ATTENTION=1 OLLAMA_KV_CACHE_TYPE=${key}`,
    `ollama run ${asked.model.ollamaTag ?? asked.model.id}`,
  );
}

function mlxServer(query: MemoryQuery): readonly string[] {
  const limit = query.work.engineOptions.wiredLimitBytes;
  const repository = query.asked.model.huggingFaceRepo ?? query.asked.model.id;
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const suffix =
    query.quantization.family === 'mlx'
      ? `-${query.quantization.coreBitsPerWeight >= 8 ? '8' : Math.floor(query.quantization.coreBitsPerWeight)}bit`
      : '';
  return [
    ...(limit === undefined
      ? []
      : [`sudo sysctl iogpu.wired_limit_mb=${Math.round((limit / BYTES_PER_GIB) * MIB_PER_GIB)}`]),
    words(
      `mlx_lm.server --model mlx-community/${name}${suffix}`,
      query.work.sequences > 1 && `--decode-concurrency ${query.work.sequences}`,
    ),
  ];
}

function serving(query: MemoryQuery): string {
  const { work, asked, engine } = query;
  const repository = asked.model.huggingFaceRepo ?? asked.model.id;
  const count = query.device?.count ?? 1;
  const fp8 = work.kvQuantization.startsWith('fp8');
  if (engine === 'sglang') {
    return words(
      `python -m sglang.launch_server --model-path ${repository} --context-length ${work.contextTokens}`,
      `--max-running-requests ${work.sequences}`,
      count > 1 && `--tp ${count}`,
      fp8 && '--kv-cache-dtype fp8_e4m3',
    );
  }
  if (engine === 'tensorrt-llm') {
    return words(
      `trtllm-serve ${repository} --max_seq_len ${work.contextTokens} --max_batch_size ${work.sequences}`,
      count > 1 && `--tp_size ${count}`,
    );
  }
  const share = work.engineOptions.claimedShare;
  return words(
    `vllm serve ${repository} --max-model-len ${work.contextTokens} --max-num-seqs ${work.sequences}`,
    share !== undefined && `--gpu-memory-utilization ${share}`,
    count > 1 && (work.split === 'pipeline' ? `--pipeline-parallel-size ${count}` : `--tensor-parallel-size ${count}`),
    fp8 && '--kv-cache-dtype fp8',
    work.engineOptions.prefillChunkTokens !== undefined &&
      `--max-num-batched-tokens ${work.engineOptions.prefillChunkTokens}`,
  );
}
