/** What people name that no engine here runs on, or runs: where it can be had instead. */
const HARDWARE: readonly (readonly [RegExp, string])[] = [
  [/groq|\blpu\b/i, "Groq's chips run no engine known here; they are rented by the token: `hwroi catalog find groq`"],
  [
    /cerebras|\bwse/i,
    "Cerebras' wafers run no engine known here; they are rented by the token: `hwroi catalog find cerebras`",
  ],
  [/sambanova|\bsn[34]0l?\b/i, "SambaNova's chips run no engine known here; they are rented by the token"],
];

const QUANTIZATION: readonly (readonly [RegExp, string])[] = [
  [
    /exl[23]|^\s*[\d.]+\s*bpw/i,
    "EXL2 and EXL3 (so many bpw) are ExLlama's formats, an engine not modeled here; near in size are `Q4_K_M` (4.8 bits) and `AWQ` (4.2)",
  ],
  [
    /^q\df(?:16|32)/i,
    'q4f16 is the format of MLC and WebLLM, engines not modeled here; near in size is `Q4_0` (4.5 bits)',
  ],
  [/hqq|aqlm|quip|eetq|spqr|marlin/i, 'a method no measurement here covers; near in size are `AWQ`, `GPTQ` and `FP8`'],
];

/** Why a name is in no catalog of ours, where that is known. @example elsewhere('hardware', 'Groq LPU') // "Groq's …" */
export function elsewhere(kind: 'hardware' | 'quantization', name: string): string | null {
  const known = kind === 'hardware' ? HARDWARE : QUANTIZATION;
  return known.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
