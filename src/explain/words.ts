/** What a newcomer meets in tables and flags, in one sentence each; asked for by name, or all with `hwroi explain words`. */
export const WORDS: Readonly<Record<string, string>> = {
  token: 'A piece of text a model reads or writes: about three quarters of an English word.',
  prompt: 'What a model is given to read: instructions, files, the conversation so far.',
  prefill: 'Reading the prompt, all its tokens at once; limited by arithmetic.',
  decode: 'Writing the answer, one token after another; limited by memory bandwidth.',
  TTFT: 'Time to first token: from sending a request to the first piece of its answer; queue and prefill are in it.',
  TPOT: 'Time per output token: between two tokens of one answer; 1 ÷ tok/s of one stream.',
  'tok/s': 'Tokens per second, of one stream unless “all streams” is said.',
  p95: '95th percentile: 95 of 100 are at or below it.',
  stream: 'One answer being written; several at once share a machine.',
  concurrency: 'Requests a machine works on at the same time.',
  batch: 'In speed: requests decoded together. As a use case: work nobody waits for. As a flag: many lines of input.',
  context: 'Tokens a sequence may hold, prompt and answer together.',
  'KV cache': 'What a model remembers of the tokens of a sequence; memory that grows with context and streams.',
  weights: 'The numbers a model consists of; parameters × bits per weight ÷ 8 bytes.',
  quantization: 'Weights stored in fewer bits: less memory and faster decode for some loss of quality.',
  GGUF: 'The file format of llama.cpp; Q4_K_M and its like are formats of weights within.',
  MoE: 'Mixture of experts: all weights must fit, a few are read for each token.',
  harness: 'The program around a model that does an agent’s work: it plans, calls tools and asks the model again.',
  TDP: 'The power on a card’s label; what it draws at work is another figure, load watts.',
  PUE: 'Power usage effectiveness: all power of a room ÷ the power of its machines; 1 at home.',
  capex: 'Money spent once: the purchase.',
  opex: 'Money spent every month: electricity, staff, maintenance.',
  TCO: 'Total cost of ownership: purchase and running cost over the horizon, less resale.',
  NPV: 'Net present value: later money counts less, by the discount rate.',
  payback: 'When savings have returned the purchase; discounted when later savings count less.',
  'break-even': 'The first month by whose end owning has cost no more in total than the alternative.',
  'service level': 'What answers must keep: a longest TTFT and a least speed of each stream.',
  utilization: 'Mean load ÷ what a machine can do.',
  'spot rent': 'Rented for less, and taken away when somebody pays more.',
};

const plain = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, '');
const BY_NAME = new Map(Object.entries(WORDS).map(([word, text]) => [plain(word), `${word}: ${text}`]));

/** The sentence of a word, however it is written. @example wordMeaning('kv-cache')?.startsWith('KV cache:') // true */
export const wordMeaning = (name: string): string | undefined =>
  name.startsWith('-') ? undefined : BY_NAME.get(plain(name));
