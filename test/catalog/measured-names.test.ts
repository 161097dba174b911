import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { findEngine, findHardware, findModel, findQuantization } from '../../src/catalog/index.ts';

const CSV = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'measured.csv'), 'utf8');
const ROWS = Papa.parse<Record<string, string>>(CSV, { header: true, skipEmptyLines: true }).data;

const spellingsOf = (column: string): string[] =>
  [...new Set(ROWS.map((row) => row[column] ?? ''))].filter((name) => name !== '').toSorted();

/** Names that no row can answer, by reason. A name that begins to resolve must leave this list. */
const UNRESOLVABLE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  hardware: {
    'a family of processors, not one of them': [
      'AMD Ryzen 6000 Series',
      'AMD Ryzen 8000 Series',
      'AMD Ryzen AI 9 300 Series',
      'Intel Core Ultra 100 Series',
      'Intel Core Ultra 200 Series',
    ],
    'several cards of two kinds in one result': [
      'AMD Instinct MI300X 192GB HBM3 (x32), AMD Instinct MI325X 256GB HBM3e (x16)',
      'AMD Instinct MI325X 256GB HBM3E (x16), AMD Instinct MI300X 192GB HBM3 (x8)',
    ],
  },
  model: {
    'no source for its architecture was found': [
      'BAAI_AREX-Turbo-Q4_K_M',
      'EXAONE-3.5-2.4B-Instruct-Q4_K_M',
      'EXAONE-3.5-7.8B-Instruct-Q4_K_M',
      'FINAL-Bench_Darwin-36B-Opus-Q4_K_M',
      'FINAL-Bench_Darwin-4B-Chimera-Q4_K_M',
      'Falcon-H1-0.5B-Instruct-Q4_K_M',
      'Falcon-H1-1.5B-Instruct-Q4_K_M',
      'Kwaipilot_KAT-Coder-V2.5-Dev-Q4_K_M',
      'LFM2.5-230M-Q4_K_M',
      'LFM2.5-Audio-1.5B-JP-Q4_0',
      'Mellum2-12B-A2.5B-Thinking-Q4_K_M',
      'MiniCPM5-1B-Q4_K_M',
      'Muse-Glimmer-30B-Q4_K_M',
      'NVIDIA-Nemotron-3-Nano-4B-Q4_K_M',
      'NVIDIA-Nemotron-3.5-Lightning-30B-A3B-Q4_K_M',
      'Nanbeige_Nanbeige4.2-3B-Q4_K_M',
      'Nemotron-Mini-4B-Instruct-Q4_K_M',
      'North-Mini-Code-1.0-Q4_K_M',
      'SmallThinker-4BA0.6B-Instruct.Q4_K_M',
      'Step-3.7-Flash-UD-IQ4_NL',
      'agentscope-ai_CoPaw-Flash-9B-Q4_K_M',
      'ai21labs_AI21-Jamba2-Mini-Q4_K_M',
      'ai9stars_G9v3-3B-Q4_K_M',
      'allenai_SERA-8B-GA-Q4_K_M',
      'allenai_SERA-8B-Q4_K_M',
      'arcee-ai_AFM-4.5B-Q4_K_M',
      'aya-expanse-32b-Q4_K_M',
      'baidu_ERNIE-4.5-0.3B-PT-Q4_K_M',
      'deepreinforce-ai_Ornith-1.0-9B-Q4_K_M',
      'dots.llm1.inst',
      'endless-frontier_BigBang-v1-Q4_K_M',
      'granite-3.1-1b-a400m-instruct-Q4_K_M',
      'granite-4.0-h-1b-Q4_K_M',
      'helium-1-2b-pop.Q4_K_M',
      'ibm-granite_granite-3.3-2b-instruct-Q4_K_M',
      'internlm2_5-1_8b-chat-Q4_K_M',
      'internlm3-8b-instruct-Q4_K_M',
      'kanana-nano-2.1b-instruct.Q4_K_M',
      'laguna-xs-2.1:nvfp4',
      'muse-glimmer',
      'nemotron-3-nano:4b',
      'north-mini-code-1.0:mlx-mxfp8',
      'north-mini-code-1.0:mlx-nvfp4',
      'nvidia_Nemotron-3-Nano-4B-Q4_K_M',
      'ornith-1.0-35b-Q4_K_M',
      'ornith-1.0-9b-Q4_K_M',
      'ornith:35b',
      'ornith:9b',
      'rnj-1:8b',
      'salamandra-2b-instruct.Q4_K_M',
      'speakleash_Bielik-11B-v3.0-Instruct-Q4_K_M',
      'stable-code-instruct-3b-Q4_K_M',
      'tencent_Hunyuan-4B-Instruct-Q4_K_M',
    ],
    'a fine-tune whose name does not say on which model it rests': [
      'Fara1.5-27B-Q4_K_M',
      'Fara1.5-4B-Q4_K_M',
      'Fara1.5-9B-Q4_K_M',
      'FrontisAI_Frontis-MA1-35B-Q4_K_M',
      'FutureMa_Eva-4B-Q4_K_M',
      'Gryphe_WorldSim-Opus-3.6-35B-A3B-Q4_K_M',
      'InternScience_Agents-A1-4B-Q4_K_M',
      'Mawdistical-S1_Infracelestial-27B-Q4_K_M',
      'Mawdistical-S1_Infracelestial-7B-Q4_K_M',
      'NousResearch_NousCoder-14B-Q4_K_M',
      'OS-Copilot_OS-Shepherd-9B-Q4_K_M',
      'OrionLLM_GRM-2.6-Plus-0628-Q4_K_M',
      'OrionLLM_GRM-3.2-Cliff-Q4_K_M',
      'Qwen-AgentWorld-35B-A3B-UD-Q4_K_XL',
      'ReadyArt_Brisk-Evolution-12B-v0.1-Q4_K_M',
      'SicariusSicariiStuff_Assistant_Pepe_8B-Q4_K_M',
      'SpatialAxiom_SpatialAxiom-35B-A3B-Q4_K_M',
      'SpatialAxiom_SpatialAxiom-9B-Q4_K_M',
      'Tesslate_OmniCoder-9B-Q4_K_M',
      'XYZAILab_XYZ-Aquila-mini-Q4_K_M',
      'empero-ai_Qwythos-9B-v2-Q4_K_M',
      'janhq_Jan-code-4b-Q4_K_M',
      'janhq_Jan-v3-4B-base-instruct-Q4_K_M',
      'kai-os_Carnice-V2-27b-Q4_K_M',
      'lordx64_Qwable-v1-Q4_K_M',
      'migtissera_Tess-4-27B-Q4_K_M',
      'migtissera_Tess-4-9B-Q4_K_M',
      'nex-agi_Nex-N2-mini-Q4_K_M',
      'sophosympatheia_Magistry-24B-v1.1-Q4_K_M',
      't-tech_T-Search-Q4_K_M',
      'vectionlabs_Salience-1.5-Flash-Q4_K_M',
      'vectionlabs_Salience-1.5-Pro-Q4_K_M',
    ],
    'the size is not in the name': ['gemma-3.Q8_0', 'qwen3.5'],
  },
  quant: {},
  engine: {
    'a framework, not an inference engine': [
      'mlperf: PyTorch',
      'mlperf: PyTorch: Retinanet: 1.12.0a0+gitb278502, Whisper: 2.7.0+cpu,',
    ],
  },
};

const FINDERS = {
  hardware: findHardware,
  model: findModel,
  quant: findQuantization,
  engine: findEngine,
};

describe('every name in the measurements resolves, or is listed with the reason', () => {
  test.for(Object.entries(FINDERS))('%s', ([column, find]) => {
    const listed = Object.values(UNRESOLVABLE[column] ?? {}).flat();
    const missing = spellingsOf(column).filter((name) => find(name).kind === 'missing');
    expect(missing).toEqual(listed.toSorted());
  });

  test('a finder says which other program it counts as the engine', () => {
    expect(findEngine('llama.cpp-cuda')).toMatchObject({ row: { id: 'llama.cpp', backend: 'cuda', note: null } });
    expect(findEngine('llamafile')).toMatchObject({ via: 'derived', row: { id: 'llama.cpp', backend: null } });
    expect(findEngine('mlx-lm')).toMatchObject({ row: { id: 'mlx', backend: 'metal' } });
    expect(findEngine('trt-llm')).toMatchObject({ row: { id: 'tensorrt-llm', backend: 'cuda' } });
    expect(findEngine('atom')).toMatchObject({ via: 'derived', row: { id: 'vllm' } });
    expect(findEngine('vlm')).toEqual({ kind: 'missing', nearest: ['vllm'] });
  });

  test('most rows of the measurements have hardware, model, format and engine in the catalog', () => {
    const resolved = ROWS.filter(
      (row) =>
        findHardware(row.hardware ?? '').kind !== 'missing' &&
        findModel(row.model ?? '').kind !== 'missing' &&
        findEngine(row.engine ?? '').kind !== 'missing',
    );
    expect(resolved.length / ROWS.length).toBeGreaterThan(0.85);
  });
});
