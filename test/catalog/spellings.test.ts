import { describe, expect, test } from 'vitest';
import { bitsAlone, formatOfBits } from '../../src/catalog/bits-alone.ts';
import {
  type Found,
  findEngine,
  findHardware,
  findModel,
  findQuantization,
  findWidestHardware,
  findWidestModel,
  findWidestQuantization,
} from '../../src/catalog/index.ts';
import type { Widest } from '../../src/catalog/widest.ts';
import { countAndName } from '../../src/scenario/options.ts';

/** `name = id` of what people, drivers, hubs and engines type; `id?`: ambiguous, the widest; `~id`: built on it. */
const HARDWARE = `
RTX 4090 = rtx-4090
GeForce RTX 4070 Ti SUPER = rtx-4070-ti-super
RTX 4060 Ti 16GB = rtx-4060-ti-16gb
rtx4080super = rtx-4080-super
NVIDIA RTX A6000 = rtx-a6000
RTX 6000 Ada Generation = rtx-6000-ada
NVIDIA RTX 5000 Ada Generation = rtx-5000-ada
RTX A4000 = rtx-a4000
NVIDIA A10G = a10g
A10 = a10
L4 = l4
NVIDIA L40S = l40s
L40 = l40
Tesla T4 = t4
Tesla V100-SXM2-32GB = v100-sxm2-32gb
V100-PCIE-16GB = v100-pcie-16gb
Tesla P100-PCIE-16GB = tesla-p100-pcie-16gb
Tesla P40 = tesla-p40
Tesla M40 = tesla-m40
NVIDIA A100-SXM4-80GB = a100-sxm-80gb
NVIDIA A100 80GB PCIe = a100-pcie-80gb
A100-PCIE-40GB = a100-pcie-40gb
NVIDIA H100 80GB HBM3 = h100-sxm
H100 PCIe = h100-pcie
NVIDIA H100 NVL = h100-nvl
NVIDIA H200 = h200-sxm
NVIDIA B200 = b200
NVIDIA B300 = b300
GH200 480GB = gh200-96gb
NVIDIA GB200 = gb200-per-gpu
GB300 = gb300-per-gpu
DGX Spark = gb10-dgx-spark
NVIDIA GB10 = gb10-dgx-spark
NVIDIA Thor = jetson-agx-thor-128gb
Jetson AGX Orin 64GB = jetson-agx-orin-64gb
Jetson Orin Nano 8GB = jetson-orin-nano-8gb
Jetson Orin Nano Super = jetson-orin-nano-8gb
RTX 5090 = rtx-5090
RTX 5080 = rtx-5080
RTX 5070 Ti = rtx-5070-ti
RTX 5060 Ti 16GB = rtx-5060-ti-16gb
NVIDIA RTX PRO 6000 Blackwell Workstation Edition = rtx-pro-6000-blackwell
RTX PRO 6000 Blackwell Max-Q = rtx-pro-6000-blackwell-maxq
RTX PRO 4500 Blackwell = rtx-pro-4500-blackwell
RTX 3090 Ti = rtx-3090-ti
RTX 3080 10GB = rtx-3080-10gb
RTX 3080 Ti = rtx-3080-ti
RTX 3060 12GB = rtx-3060-12gb
RTX 3060 = rtx-3060-12gb
RTX 2080 Ti = rtx-2080-ti
GTX 1080 Ti = gtx-1080-ti
GTX 1070 = gtx-1070
GTX 1660 SUPER = gtx-1660-super
Quadro RTX 8000 = quadro-rtx-8000
TITAN RTX = titan-rtx
NVIDIA GeForce GTX 970 = gtx-970
NVIDIA GeForce GTX TITAN X = gtx-titan-x
NVIDIA TITAN X (Pascal) = titan-x-pascal
Tesla K80 = tesla-k80
Quadro P6000 = quadro-p6000
NVIDIA GeForce RTX 5070 Laptop GPU = rtx-5070-laptop
RTX 3080 20GB = rtx-3080-20gb
RTX 2080 Ti 22GB = rtx-2080-ti-22gb
NVIDIA GeForce RTX 5050 = rtx-5050
P102-100 = p102-100
Titan V = titan-v
NVIDIA GeForce RTX 4090 Laptop GPU = rtx-4090-laptop
RTX 4070 Laptop GPU = rtx-4070-laptop
AMD Instinct MI300X = mi300x
MI325X = mi325x
MI355X = mi355x
MI250X = mi250x
MI210 = mi210
AMD Instinct MI50 = mi50
MI50 32GB = mi50-32gb
RX 580 8GB = rx-580
AMD Radeon RX 5700 XT = rx-5700-xt
RX Vega 64 = rx-vega-64
Radeon PRO W7800 = radeon-pro-w7800
AMD Ryzen 7 6800H with Radeon Graphics = radeon-680m
AMD Ryzen 9 5950X 16-Core Processor = ryzen-9-5950x
Intel Arc 140V = arc-140v
Raspberry Pi 5 = raspberry-pi-5
Steam Deck = steam-deck
iPad Pro M4 = m4-10c?
Radeon VII = radeon-vii
AMD Radeon RX 7900 XTX = rx-7900-xtx
RX 7900 XT = rx-7900-xt
7900 GRE = rx-7900-gre
RX 6900 XT = rx-6900-xt
RX 6800 = rx-6800
RX 9070 XT = rx-9070-xt
Radeon AI PRO R9700 = r9700-ai-pro
Radeon PRO W7900 = w7900
AMD Ryzen AI MAX+ 395 = ryzen-ai-max-395-128gb?
Radeon 8060S = ryzen-ai-max-395-128gb?
Strix Halo = ryzen-ai-max-395-128gb?
AMD Ryzen AI 9 HX 370 = radeon-890m
Radeon 780M = radeon-780m
Intel Arc A770 = arc-a770-16gb
Arc B580 = arc-b580
Intel Arc Pro B60 = arc-pro-b60
Apple M1 = m1-8c?
Apple M1 Pro = m1-pro-16c?
Apple M1 Max 32-core GPU = m1-max-32c
Apple M1 Ultra = m1-ultra-64c?
M2 Ultra 76-core = m2-ultra-76c
Apple M2 = m2-10c?
Apple M3 = m3-10c?
M3 Pro = m3-pro-18c?
Apple M3 Ultra = m3-ultra-80c?
M4 = m4-10c?
Apple M4 Pro 20-core GPU = m4-pro-20c
M4 Pro = m4-pro-20c?
M4 Max 40 = m4-max-40c
M5 = m5-10c?
Apple M5 Pro = m5-pro-20c?
M5 Max = m5-max-40c?
Mac mini M4 Pro = m4-pro-20c?
MacBook Pro M4 Max = m4-max-40c?
Mac Studio M3 Ultra = m3-ultra-80c?
MacBook Air M2 = m2-10c?
EPYC 9654 = epyc-9654
AMD EPYC 7763 64-Core Processor = epyc-7763
Xeon w9-3495X = xeon-w9-3495x
Intel Core i9-14900K = core-i9-14900k
Ryzen 9 7950X = ryzen-9-7950x
Gaudi 3 = gaudi-3
Intel Gaudi 2 = gaudi-2
TPU v5e = tpu-v5e
RTX 4500 Ada = rtx-4500-ada
RTX 2000 Ada = rtx-2000-ada
A40 = a40
A16 = a16
A30 = a30
A2 = a2
H20 = h20
H800 = h800-sxm
A800 = a800-sxm-80gb
RTX 4090 D = rtx-4090-d
RTX 5090 Laptop = rtx-5090-laptop
Snapdragon X Elite = snapdragon-x-elite
16-inch MacBook Pro (M3 Max, 40-core GPU, 2023) = m3-max-40c
Mac mini (M4 Pro, 12-core CPU, 16-core GPU) = m4-pro-16c
MacBook Pro 16" M4 Max 128GB = m4-max-40c
M4 MacBook Pro = m4-10c?
iMac M4 = m4-10c?
Mac Pro M2 Ultra = m2-ultra-76c?
M4 Max 128 = m4-max-40c
M1 Max 32 = m1-max-32c?
m3 ultra 80 = m3-ultra-80c
4090 = rtx-4090
3090 Ti = rtx-3090-ti
4070ti super = rtx-4070-ti-super
7900xtx = rx-7900-xtx
4090 laptop = rtx-4090-laptop
Intel(R) Core(TM) i9-14900K = core-i9-14900k
12th Gen Intel(R) Core(TM) i7-12700K = core-i7-12700k
Intel(R) Xeon(R) w9-3495X = xeon-w9-3495x
AMD Ryzen 9 7950X 16-Core Processor = ryzen-9-7950x
AMD RYZEN AI MAX+ 395 w/ Radeon 8060S = ryzen-ai-max-395-128gb?
AMD Ryzen AI 9 HX 370 w/ Radeon 890M = radeon-890m
AMD Ryzen 7 7840HS w/ Radeon 780M Graphics = radeon-780m
AMD Radeon 780M Graphics = radeon-780m
AMD Ryzen Threadripper PRO 7995WX 96-Cores = threadripper-pro-7995wx
AMD EPYC 9654 96-Core Processor = epyc-9654
Tesla M40 24GB = tesla-m40
NVIDIA A800-SXM4-80GB = a800-sxm-80gb
Intel Arc Graphics 130V/140V (integrated) = arc-140v
Intel Lunar Lake [Intel Arc Graphics 130V / 140V] (integrated) = arc-140v
Intel Alder Lake-P GT2 [Iris Xe Graphics] (integrated) = iris-xe-96eu
Intel DG2 [Arc A770] = arc-a770-16gb
AMD Radeon 840M / 860M Graphics = radeon-860m
AMD Strix [Radeon 880M / 890M] (integrated) = radeon-890m
AMD Ryzen Z1 Extreme = radeon-780m
Radeon 8060S Graphics (RADV GFX1151) = ryzen-ai-max-395-128gb?
AI MAX 395 128GB = ryzen-ai-max-395-128gb
Framework Desktop 128GB = ryzen-ai-max-395-128gb
AMD Radeon RX 7900 XTX (RADV NAVI31) = rx-7900-xtx
AMD Radeon PRO W7900 Dual Slot = w7900
Intel Arc Pro B60 Dual (2x B60, 48GB card) = arc-pro-b60-dual
INTEL(R) XEON(R) 6787P [CPU] = xeon-6787p
Intel(R) Xeon(R) Platinum 8592+ = xeon-platinum-8592-plus
NVIDIA A40-48Q = a40
NVIDIA L40S-8C = l40s
GRID T4-16Q = t4
NVIDIA RTX6000-Ada-48Q = rtx-6000-ada
NVIDIA L40S-PCIe-48GB = l40s
NVIDIA H200-SXM-141GB-CTS = h200-sxm
H100 = h100-sxm?
A100 80GB = a100-sxm-80gb?
DGX H100 = h100-sxm
NVIDIA DGX A100 = a100-sxm-80gb?
NVIDIA GB200 NVL72 = gb200-per-gpu
NVIDIA GH200-GraceHopper-Superchip-96GB = gh200-96gb
B200 192GB = b200
AMD Instinct MI325X 256GB HBM3E = mi325x
AMD MI300X-NPS1-SPX-192GB-750W = mi300x
NVIDIA Jetson AGX Orin 64G = jetson-agx-orin-64gb
Jetson AGX Thor Developer Kit = jetson-agx-thor-128gb
ASUS Ascent GX10 = gb10-dgx-spark
RTX 4090M = rtx-4090-laptop
RTX 3080 10G = rtx-3080-10gb
RTX 4060Ti 16G = rtx-4060-ti-16gb
RTX 4080S = rtx-4080-super
RTX 4070 TiS = rtx-4070-ti-super
RTX 3060 8GB = rtx-3060-8gb
RX 9060 XT = rx-9060-xt-16gb
RTX 6000 Pro Max-Q = rtx-pro-6000-blackwell-maxq
RTX Pro 6000 Blackwell SE = rtx-pro-6000-blackwell
RTX PRO 4000 = rtx-pro-4000-blackwell
Apple M4 Max 16C/40C = m4-max-40c
Apple M4 Max (16-core CPU, 40-core GPU) = m4-max-40c
M3 Max 14C 30G = m3-max-30c
Apple M3 Max 16/40 = m3-max-40c
Apple M1 Max 10+32 = m1-max-32c
Apple M2 Max 12-core CPU, 38-core GPU, 96 GB = m2-max-38c
Apple M4 Max 128GB unified = m4-max-40c
Apple Silicon M4 Max = m4-max-40c?
M2 Ultra (76 core) = m2-ultra-76c
`;

const MODELS = `
llama3.1:8b = llama-3.1-8b
llama3.2:3b = llama-3.2-3b
meta-llama/Llama-3.3-70B-Instruct = llama-3.3-70b
Llama-2-70b-chat = llama-2-70b
TheBloke/Llama-2-7B-GGUF = llama-2-7b
llama 7B mostly Q4_0 = llama-2-7b
llama 8B Q4_K - Medium = llama-3.1-8b
qwen3:30b-a3b = qwen3-30b-a3b
Qwen/Qwen3-235B-A22B-Instruct-2507 = qwen3-235b-a22b
Qwen3-Coder-480B-A35B-Instruct = qwen3-coder-480b-a35b
Qwen3-Next-80B-A3B = qwen3-next-80b-a3b
Qwen2.5-Coder-7B-Instruct = ~qwen2.5-7b
Qwen2.5-VL-7B-Instruct = qwen2.5-vl-7b
qwen2.5:72b = qwen2.5-72b
QwQ-32B = qwq-32b
qwen3-4b = qwen3-4b
qwen3:0.6b = qwen3-0.6b
qwen3moe 30B.A3B Q4_K - Medium = qwen3-30b-a3b
gpt-oss-20b = gpt-oss-20b
openai/gpt-oss-120b = gpt-oss-120b
gpt-oss 120B MXFP4 MoE = gpt-oss-120b
gemma3:27b = gemma-3-27b
google/gemma-3n-E4B-it = gemma-3n-e4b
gemma-2-9b-it = gemma-2-9b
gemma-3-270m = gemma-3-270m
deepseek-r1:671b = deepseek-r1
deepseek-ai/DeepSeek-V3.1 = ~deepseek-v3
DeepSeek-V3.2-Exp = ~deepseek-v3.2
DeepSeek-R1-Distill-Llama-70B = deepseek-r1-distill-llama-70b
deepseek-r1:8b = deepseek-r1-0528-qwen3-8b
deepseek-coder-v2:16b = ~deepseek-v2-lite
DeepSeek-V2-Lite = deepseek-v2-lite
mistral:7b = mistral-7b-v0.3
Mistral-Small-3.1-24B-Instruct-2503 = ~mistral-small-3.2-24b
Mistral-Large-Instruct-2407 = ~mistral-large-123b-2411
mixtral:8x22b = mixtral-8x22b
Mixtral-8x7B-Instruct-v0.1 = mixtral-8x7b
Devstral-Small-2507 = devstral-small-24b
Ministral-8B = ministral-8b-2410
phi4 = phi-4-14b
phi-3.5-mini = phi-3.5-mini-3.8b
Phi-3-mini-4k = phi-3-mini-3.8b
phi-2 = phi-2
TinyLlama-1.1B = tinyllama-1.1b
SmolLM2-1.7B = smollm2-1.7b
SmolLM3-3B = smollm3-3b
GLM-4.5-Air = glm-4.5-air
zai-org/GLM-4.6 = glm-4.6
GLM-4.7 = glm-4.7
GLM-4-9B = glm-4-9b
glm-4-32b = glm-4-32b
Kimi-K2-Instruct = kimi-k2
Kimi-Linear-48B-A3B = kimi-linear-48b-a3b
MiniMax-M2 = minimax-m2
MiniMax-M1 = minimax-m1
Llama-4-Scout-17B-16E = llama-4-scout-17b-16e
Llama-4-Maverick = llama-4-maverick-17b-128e
command-r = command-r-35b-v01?
c4ai-command-r-plus = command-r-plus-104b
aya-expanse-8b = aya-expanse-8b
falcon-7b = falcon-7b
falcon-180B = falcon-180b
granite-3.3-8b = granite-3.3-8b
granite-4.0-h-tiny = granite-4.0-h-tiny
OLMo-2-1124-7B = olmo-2-7b
Nemotron-Super-49B = nemotron-super-49b
Llama-3.1-Nemotron-70B = ~llama-3.1-70b
Nemotron-Nano-9B-v2 = nemotron-nano-9b-v2
nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B = nemotron-3-nano-30b-a3b
yi-34b = yi-34b
Yi-1.5-9B = yi-1.5-9b
codellama:34b = codellama-34b
starcoder2-15b = starcoder2-15b
stablelm-2-1.6b = stablelm-2-1.6b
EXAONE-4.0-32B = exaone-4.0-32b
ERNIE-4.5-21B-A3B = ernie-4.5-21b-a3b
Hunyuan-A13B = hunyuan-a13b
Seed-OSS-36B = seed-oss-36b
Apertus-8B = apertus-8b
InternLM2.5-7B = internlm2.5-7b
baichuan2-13b = baichuan2-13b
Solar-10.7B = solar-10.7b
vicuna-13b = ~llama-2-13b
zephyr-7b = ~mistral-7b-v0.1
openhermes-2.5-mistral-7b = ~mistral-7b-v0.1
LFM2-8B-A1B = lfm2-8b-a1b
gpt-j-6b = gpt-j-6b
opt-13b = opt-13b
bloom-7b1 = bloom-7b1
gpt-neox-20b = gpt-neox-20b
MPT-7B = mpt-7b
Grok-2 = grok-2
Qwen3.5-397B-A17B = qwen3.5-397b-a17b
Qwen3.6-35B-A3B = qwen3.6-35b-a3b
gemma4:31b = gemma-4-31b
gemma3 27B Q4_0 = gemma-3-27b
qwen3 8B Q8_0 = qwen3-8b
qwen35moe 35B.A3B Q4_K - Medium = qwen3.5-35b-a3b
qwen3next 80B.A3B IQ4_XS - 4.25 bpw = qwen3-next-80b-a3b
lfm2moe 8B.A1B Q4_0 = lfm2-8b-a1b
llama 13B Q5_K - Small = llama-2-13b
llama 70B Q4_K - Medium = llama-3-70b?
llama4 17Bx16E (Scout) Q4_K - Medium = llama-4-scout-17b-16e
glm4moe 106B.A12B Q4_K - Medium = glm-4.5-air
deepseek2 671B Q4_K - Medium = deepseek-r1?
qwen2 7B all F32 (guessed) = ~qwen2.5-7b
gemma3n E4B Q8_0 = gemma-3n-e4b
Qwen2-72B-Instruct = ~qwen2.5-72b
command-r:35b = command-r-35b-08-2024
c4ai-command-r-v01 = command-r-35b-v01
Llama-3_3-Nemotron-Super-49B-v1_5 = ~nemotron-super-49b
THUDM/glm-4-9b-chat = glm-4-9b
GLM-Z1-32B-0414 = ~glm-4-32b
Yi-1.5-34B-Chat = ~yi-34b
DeepSeek-Coder-V2-Lite-Instruct = ~deepseek-v2-lite
qwq:32b = qwq-32b
qwen2.5vl:7b = qwen2.5-vl-7b
gemma3n:e2b = gemma-3n-e2b
gemma-3-270m-it-Q8_0.gguf = gemma-3-270m
granite3.3:8b = granite-3.3-8b
CodeLlama-34b-Instruct-hf = codellama-34b
NousResearch_Nous-Hermes-2-Yi-34B = ~yi-34b
Llama-3.1-8B-Instruct-Q4_K_M.gguf = llama-3.1-8b
Meta-Llama-3-8B = llama-3-8b
LLaMA v2 7B = llama-2-7b
Llama2-70B-99.9 = llama-2-70b
gptj-99 = gpt-j-6b
DSR1 = deepseek-r1
nvidia/DeepSeek-R1-0528-FP4-v2 = deepseek-r1
amd/Llama-3.1-405B-Instruct-FP8-KV = llama-3.1-405b
amd/DeepSeek-R1-MXFP4-Preview = deepseek-r1
moonshotai/Kimi-K2-Instruct-0905 = kimi-k2
qwen3vlmoe 30B.A3B Q4_K - Medium = ~qwen3-30b-a3b
qwen3vl 8B Q4_K - Medium = ~qwen3-8b
Qwen3-VL-32B-Instruct = ~qwen3-32b
qwen2 32B Q4_K - Medium = ~qwen2.5-32b
Qwen2.5-Math-7B = ~qwen2.5-7b
Qwen3 30B MoE = qwen3-30b-a3b
mlx-community/Qwen3-30B-A3B-4bit-DWQ = qwen3-30b-a3b
mlx-community/gpt-oss-20b-MXFP4-Q8 = gpt-oss-20b
mistral3 24B Q4_K - Medium = mistral-small-3.2-24b
TheBloke/Mistral-7B-Instruct-v0.2-AWQ = ~mistral-7b-v0.3
Nous-Hermes-2-Mixtral-8x7B = ~mixtral-8x7b
Nous-Hermes-Llama2-13b = ~llama-2-13b
Dolphin3.0-Llama3.1-8B = ~llama-3.1-8b
medgemma-27b = ~gemma-3-27b
deepseek2 30B.A3B Q4_K - Medium = glm-4.7-flash
ernie4_5-moe 21B.A3B Q4_K - Medium = ernie-4.5-21b-a3b
granitehybrid 32B Q4_K - Medium = granite-4.0-h-small
Qwen3.5 397B = qwen3.5-397b-a17b
MiniMax-M2.1 = ~minimax-m2
`;

const QUANTIZATIONS = `
Q4_K_M = q4-k-m
q4_k_xl = ud-q4-k-xl
UD-Q2_K_XL = ud-q2-k-xl
Q8_0 = q8-0
q5_1 = q5-1
IQ4_XS = iq4-xs
IQ2_XXS = iq2-xxs
iq3_m = iq3-m
BF16 = bf16
fp16 = f16
float16 = f16
F32 = f32
FP8 = fp8
fp8_e4m3 = fp8
FP8-dynamic = fp8
INT8 = int8
w8a8 = int8
W4A16 = awq-int4-g128
AWQ = awq-int4-g128
awq-int4 = awq-int4-g128
GPTQ = gptq-int4-g128
GPTQ-Int4 = gptq-int4-g128
NVFP4 = nvfp4
MXFP4 = mxfp4
mxfp4_moe = mxfp4-gguf
4bit = mlx-4bit-g64
8-bit = mlx-8bit-g64
MLX 6bit = mlx-6bit-g64
mlx-4bit-g64 = mlx-4bit-g64
nf4 = bnb-nf4
int4 = gptq-int4-g128
Q3_K_L = q3-k-l
Q4_0_4_4 = q4-0
TQ1_0 = tq1-0
Q6_K_L = q6-k-l
bnb-4bit = bnb-nf4
int4-awq = awq-int4-g128
fp4 = nvfp4?
DWQ = mlx-4bit-g64
Q4_1 = q4-1
Q4_K_L = q4-k-l
Q3_K_XL = q3-k-xl
TQ2_0 = tq2-0
float32 = f32
4-bit = mlx-4bit-g64
8bit = mlx-8bit-g64
UD-Q3_K_XL = ud-q3-k-xl
Q4_K_XL = ud-q4-k-xl
Q8_K_XL = ud-q8-k-xl
Q4_K - Medium = q4-k-m
Q3_K - Large = q3-k-l
Q2_K - Medium = q2-k
IQ4_XS - 4.25 bpw = iq4-xs
IQ3_S mix - 3.66 bpw = iq3-m
TQ1_0 - 1.69 bpw ternary = tq1-0
q4_k = q4-k-m
UD-Q5_K_M = q5-k-m
UD-IQ2_XXS = iq2-xxs
Q4_K_M.gguf = q4-k-m
i1-IQ4_XS = iq4-xs
Q4_K_M (imatrix) = q4-k-m
Q8_0 (8-bit) = q8-0
QAT Q4_0 = q4-0
all F32 = f32
torch.bfloat16 = bf16
FP8 KV = fp8
FP8 (W8A8) = fp8
ptpc_fp8 = fp8
NVFP4 (W4A4) = nvfp4
modelopt_fp4 = nvfp4
awq_marlin = awq-int4-g128
GPTQ 4-bit 128g = gptq-int4-g128
AutoRound int4 = gptq-int4-g128
load_in_4bit = bnb-nf4
8bit DWQ = mlx-8bit-g64
4bit (MLX) = mlx-4bit-g64
mlx-q8 = mlx-8bit-g64
mlx-bf16 = bf16
MXFP4-Q8 = mlx-mxfp4
Q4 = mlx-4bit-g64
`;

/** Names that lead to no row, by reason. A name that begins to lead to one must leave this list. */
const NOWHERE = {
  hardware: {
    'rented by the token, no engine of ours runs on it': ['Groq LPU', 'Cerebras WSE-3'],
    'a mining card: no vendor states its figures': ['CMP 170HX'],
  },
  model: {
    'no row yet': [
      'dots.llm1',
      'jamba-1.5-mini',
      'Mamba-2.8b',
      'bitnet-b1.58-2B-4T',
      'Step-3',
      'LongCat-Flash',
      'Ling-mini-2.0',
      'Ring-flash',
      'Trinity-Mini',
      'Mistral-Medium-3.5',
      'Arcee-AFM-4.5B',
    ],
  },
  quantization: {
    'of an engine not modeled here': ['EXL2 4.0bpw', '4.5bpw', 'q4f16'],
  },
} as const;

/** Near a row by letters, another thing all the same. */
const OTHERS = {
  hardware:
    'rtx-4091|RTX 409|H201|A3|M7 Max|MacBook Pro M9|M4 Max 41|MacBook|Mac Studio|4000|5000|6000|8000|7900|i9|Ryzen 9|Core i9-14901K|EPYC 7764|Xeon|Radeon 790M|a800 40gb|RTX 4090 64GB|Intel|AMD|NVIDIA|Processor',
  model:
    'glm-5.3|glm-4.8|glm-4-10b|qwen3.7-32b|qwen1.5-32b|qwen3-17b|qwen3:17b|smollm2-17b|tinyllama-11b|stablelm-2-16b|deepseek-v3.3|DeepSeek-V2|DeepSeek-V2.5|DeepSeek-Coder-V2-Instruct|deepseek-coder-33b|phi-5|phi-22|Llama-5-8B|llama 9B Q4_K - Medium|qwen3moe 31B.A3B|gemma-5-27b|gemma-3-27m|yi-2-34b|grok-3|grok-2-mini|granite-3.4-8b|mistral-large-3|falcon-18b|falcon-1.80b|vicuna-33b|opt-1.3b|bloom-176b|Llama-3.1-Nemotron-Ultra-253B|MiniMax-Text-01|baichuan2-7b|internlm3-8b|ernie-4.5-300b-a47b|exaone-4.0-1.2b|hunyuan-7b|apertus-70b|starcoder2-7b',
  quantization: 'q9-k-xl|q4-k-xxl|iq4_k_xl|w4a8|7bit|f64|tq3_0|fp6',
} as const;

interface Finder {
  readonly find: (name: string) => Found<{ readonly id: string }>;
  readonly widest: (name: string) => Widest<{ readonly id: string }>;
}

const KINDS: readonly (Finder & { readonly kind: keyof typeof OTHERS; readonly text: string })[] = [
  { kind: 'hardware', text: HARDWARE, find: findHardware, widest: findWidestHardware },
  { kind: 'model', text: MODELS, find: findModel, widest: findWidestModel },
  { kind: 'quantization', text: QUANTIZATIONS, find: findQuantization, widest: findWidestQuantization },
];

function answer({ find, widest }: Finder, name: string): string {
  const found = find(name);
  if (found.kind === 'found') return found.via === 'derived' ? `~${found.row.id}` : found.row.id;
  const chosen = widest(name);
  return chosen.kind === 'found' ? `${chosen.row.id}?` : 'nothing';
}

const pairs = (text: string): [string, string][] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const at = line.lastIndexOf(' = ');
      return [line.slice(0, at), line.slice(at + 3)];
    });

describe.for(KINDS)('what people type for a $kind', (kind) => {
  test.for(pairs(kind.text))('%s is %s', ([name, id]) => {
    expect(answer(kind, name)).toBe(id);
  });

  test('a name that leads nowhere is listed with its reason', () => {
    for (const name of Object.values(NOWHERE[kind.kind]).flat()) expect(answer(kind, name), name).toBe('nothing');
  });

  test('a name near a row by its letters alone does not become that row', () => {
    for (const name of OTHERS[kind.kind].split('|')) expect(answer(kind, name), name).toBe('nothing');
  });
});

const ENGINES: readonly (readonly [name: string, id: string, backend: string | null, runtime: string | null])[] = [
  ['llama.cpp b6030 (CUDA 12.8)', 'llama.cpp', 'cuda', null],
  ['llama.cpp Vulkan RADV', 'llama.cpp', 'vulkan', null],
  ['llama.cpp HIP rocWMMA', 'llama.cpp', 'rocm', null],
  ['llama.cpp-rocm-7.2', 'llama.cpp', 'rocm', null],
  ['llama.cpp MTL,BLAS', 'llama.cpp', 'metal', null],
  ['llama.cpp BLAS', 'llama.cpp', 'cpu', null],
  ['llama-batched-bench', 'llama.cpp', null, null],
  ['llama-cpp-python', 'llama.cpp', null, null],
  ['ik_llama.cpp', 'llama.cpp', null, null],
  ['localscore-0.9.2', 'llama.cpp', null, 'llamafile'],
  ['LM Studio 0.3.9 MLX', 'mlx', 'metal', null],
  ['LM Studio llama.cpp', 'llama.cpp', null, null],
  ['mlx_lm.benchmark', 'mlx', 'metal', null],
  ['Ollama 0.5.7', 'ollama', null, null],
  ['ollama (MLX)', 'mlx', 'metal', null],
  ['vLLM 0.9.1 (ROCm)', 'vllm', 'rocm', null],
  ['SGLang (disagg)', 'sglang', null, null],
  ['dynamo-sglang', 'sglang', null, null],
  ['Dynamo TRT-LLM', 'tensorrt-llm', 'cuda', null],
  ['trt', 'tensorrt-llm', 'cuda', null],
];

describe('what people type for an engine', () => {
  test.for(ENGINES)('%s is %s on %s', ([name, id, backend, runtime]) => {
    expect(findEngine(name)).toMatchObject({ kind: 'found', row: { id, backend, runtime } });
  });

  test.for(['exllamav2', 'TGI', 'LMDeploy', 'transformers', 'ktransformers', 'MLC'])('%s is none of ours', (name) => {
    expect(findEngine(name).kind).toBe('missing');
  });
});

describe('how many, beside the name', () => {
  test.for([
    ['2xRTX 3090', 2, 'RTX 3090'],
    ['RTX 3090 x2', 2, 'RTX 3090'],
    ['RTX 3090 ×4', 4, 'RTX 3090'],
    ['H100x8', 8, 'H100'],
    ['NVIDIA H200-SXM-141GB (8x)', 8, 'NVIDIA H200-SXM-141GB'],
    ['Dual RTX 3090', 2, 'RTX 3090'],
    ['7900 XTX', null, '7900 XTX'],
    ['7900XT', null, '7900XT'],
    ['MI300X', null, 'MI300X'],
    ['GMKtec EVO-X2', null, 'GMKtec EVO-X2'],
    ['dual xeon', 2, 'xeon'],
  ] as const)('%s is %s of %s', ([text, count, name]) => {
    expect(countAndName(text)).toEqual({ count, name });
  });
});

describe('a format named by its bits alone', () => {
  test.for([
    ['4bit', 4],
    ['8-bit', 8],
    [' 6 bits ', 6],
    ['4bit-g64', null],
    ['mlx-4bit-g64', null],
    ['16bit', null],
    ['q4', 4],
    ['Q8_0', null],
  ] as const)('%s has %s', ([text, bits]) => {
    expect(bitsAlone(text)).toBe(bits);
  });

  test('is each engine’s own of so many, and MLX’s name stands for MLX', () => {
    expect(formatOfBits('llama.cpp', 4)?.id).toBe('q4-k-m');
    expect(formatOfBits('ollama', 8)?.id).toBe('q8-0');
    expect(formatOfBits('vllm', 4)?.id).toBe('awq-int4-g128');
    expect(formatOfBits('vllm', 8)?.id).toBe('fp8');
    expect(formatOfBits('vllm', 3)).toBeUndefined();
    expect(formatOfBits('mlx', 4)).toBeUndefined();
  });
});
