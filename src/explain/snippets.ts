/** Programs printed by `hwroi explain --code <name>`: short, on current interfaces, each prints what it measured. */
const MLX_MEASURE = `# pip install mlx-lm   (Apple silicon)
import sys
import time

from mlx_lm import load, stream_generate

model_id = sys.argv[1] if len(sys.argv) > 1 else "mlx-community/Llama-3.1-8B-Instruct-4bit"
model, tokenizer = load(model_id)
prompt = tokenizer.apply_chat_template(
    [{"role": "user", "content": "Explain memory bandwidth."}], add_generation_prompt=True
)
start = time.perf_counter()
first = None
last = None
# stream_generate evaluates each token, so the clock sees finished work.
for last in stream_generate(model, tokenizer, prompt, max_tokens=200):
    if first is None:
        first = time.perf_counter() - start
print(f"first token {first:.2f} s, prefill {last.prompt_tps:.1f} tok/s")
print(f"decode {last.generation_tps:.1f} tok/s, peak memory {last.peak_memory:.2f} GB")
`;

const BANDWIDTH_MLX = `# pip install mlx   (Apple silicon)
import time

import mlx.core as mx

count = 256 * 1024**2
source = mx.ones((count,), dtype=mx.float32)
mx.eval(source)  # arrays are lazy: without this nothing is allocated
best = 0.0
for _ in range(10):
    start = time.perf_counter()
    target = source + 1.0
    mx.eval(target)  # and without this nothing is timed
    seconds = time.perf_counter() - start
    best = max(best, 2 * count * 4 / seconds / 1e9)  # one read, one write
print(f"{best:.0f} GB/s")
`;

const BANDWIDTH_TORCH = `# pip install torch
import time

import torch

device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
count = 256 * 1024**2
source = torch.ones(count, dtype=torch.float32, device=device)
target = torch.empty_like(source)


def wait():
    if device == "cuda":
        torch.cuda.synchronize()
    elif device == "mps":
        torch.mps.synchronize()


best = 0.0
for _ in range(10):
    wait()
    start = time.perf_counter()
    target.copy_(source)
    wait()
    best = max(best, 2 * count * 4 / (time.perf_counter() - start) / 1e9)
print(f"{device}: {best:.0f} GB/s")
`;

const LOAD_TEST = `# no packages needed; any OpenAI-compatible endpoint
import json
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

base = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080/v1"
streams = int(sys.argv[2]) if len(sys.argv) > 2 else 4
model = sys.argv[3] if len(sys.argv) > 3 else "default"


def one(_):
    body = {"model": model, "stream": True, "max_tokens": 128,
            "messages": [{"role": "user", "content": "Count to one hundred."}]}
    request = urllib.request.Request(base + "/chat/completions", json.dumps(body).encode(),
                                     {"content-type": "application/json"})
    start = time.perf_counter()
    first, chunks = None, 0
    for line in urllib.request.urlopen(request, timeout=300):
        if not line.startswith(b"data: {"):
            continue
        # Servers open with an empty piece, and end with one of figures: neither is a token.
        choices = json.loads(line[6:])["choices"] or [{}]
        delta = choices[0].get("delta", {})
        if delta.get("content") or delta.get("reasoning_content"):
            first = first or time.perf_counter() - start
            chunks += 1
    return first or 0.0, chunks


start = time.perf_counter()
results = list(ThreadPoolExecutor(streams).map(one, range(streams * 4)))
seconds = time.perf_counter() - start
waits = sorted(first for first, _ in results)
print(f"{streams} streams: {sum(n for _, n in results) / seconds:.1f} tokens/s in all")
print(f"first token p50 {waits[len(waits) // 2]:.2f} s, p95 {waits[int(len(waits) * 0.95)]:.2f} s")
`;

const HARNESS_API = `# pip install anthropic   (needs ANTHROPIC_API_KEY)
import os
import sys

from anthropic import Anthropic

client = Anthropic()
reply = client.messages.create(
    model=os.environ["MODEL"],
    max_tokens=1024,
    messages=[{"role": "user", "content": sys.argv[1]}],
)
print("".join(part.text for part in reply.content if part.type == "text"))
print(reply.usage.input_tokens, "in,", reply.usage.output_tokens, "out", file=sys.stderr)
`;

const HARNESS_LOCAL = `# pip install torch transformers accelerate
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

model_id = "microsoft/Phi-3-mini-4k-instruct"
tokenizer = AutoTokenizer.from_pretrained(model_id)
model = AutoModelForCausalLM.from_pretrained(model_id, torch_dtype=torch.float16, device_map="auto")
messages = [{"role": "user", "content": sys.argv[1]}]
inputs = tokenizer.apply_chat_template(
    messages, add_generation_prompt=True, return_dict=True, return_tensors="pt"
).to(model.device)
with torch.no_grad():
    output = model.generate(**inputs, max_new_tokens=256)
print(tokenizer.decode(output[0, inputs["input_ids"].shape[1]:], skip_special_tokens=True))
`;

const HARNESS_HYBRID = `# pip install openai   (a local llama-server, and an API behind it)
import os
import sys

from openai import OpenAI

local = OpenAI(base_url=os.environ.get("LOCAL_URL", "http://localhost:8080/v1"), api_key="none")
remote = OpenAI()
question = sys.argv[1]


def ask(client, model, text, tokens):
    answer = client.chat.completions.create(
        model=model, max_tokens=tokens, messages=[{"role": "user", "content": text}]
    )
    return answer.choices[0].message.content or ""


# The local model says whether the question is simple; simple ones stay local.
verdict = ask(local, "default", "Answer SIMPLE or HARD only. Is this hard to answer?\\n" + question, 4)
if "SIMPLE" in verdict.upper():
    print(ask(local, "default", question, 512))
else:
    print(ask(remote, os.environ["MODEL"], question, 1024))
`;

export const SNIPPETS: Readonly<Record<string, string>> = {
  'mlx-measure': MLX_MEASURE,
  'bandwidth-mlx': BANDWIDTH_MLX,
  'bandwidth-torch': BANDWIDTH_TORCH,
  'load-test': LOAD_TEST,
  'harness-api': HARNESS_API,
  'harness-local': HARNESS_LOCAL,
  'harness-hybrid': HARNESS_HYBRID,
};
