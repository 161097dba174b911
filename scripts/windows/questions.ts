import { questions } from '../bench/lines.ts';
import type { Bed } from './bed.ts';

/** Text as Windows editors save it. */
export const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

export const SCENARIO_YAML =
  'workloads:\n  - users: 7\n    requestsPerUserPerDay: 90\noptions:\n  - own:rtx-4090\n  - api\n';
export const SCENARIO_JSON =
  '{\n"workloads": [{"users": 7, "requestsPerUserPerDay": 90}],\n"options": ["own:rtx-4090", "api"]\n}\n';
const hours = Array.from({ length: 48 }, (_, hour) => {
  const time = new Date(Date.UTC(2026, 9, 1, hour)).toISOString();
  return `${time},${20 + ((hour * 37) % 90)}`;
});
export const TRACE = `timestamp,requests\n${hours.join('\n')}\n`;
export const LINES = `${[...questions(40, 'memory')].join('\n')}\nno json\n`;

/** Files that questions name without a folder, so that no answer holds a path. */
export function writeFiles(bed: Bed): void {
  bed.write('mine.yaml', crlf(SCENARIO_YAML));
  bed.write('mine.json', `\ufeff${crlf(SCENARIO_JSON)}`);
  bed.write('load.csv', crlf(TRACE));
  bed.write('lines.jsonl', crlf(LINES));
  const card =
    '"name": "Mine", "vendor": "A", "kind": "discrete-gpu", "memoryArchitecture": "discrete", "memoryGiB": [24]';
  bed.write('card.json', crlf(`{"hardware": [\n{"id": "my-card", ${card}}\n]}\n`));
}

const words = (text: string): readonly string[] => text.split(' ');
/** Questions whose answers must be the same bytes on every system. */
export const QUESTIONS: readonly (readonly string[])[] = [
  ...[
    '--version',
    '--help',
    'breakeven',
    'breakeven --json',
    'breakeven --markdown',
    'breakeven --csv',
    'breakeven own:2xrtx-3090 rent:rtx-4090 api --users 12 --json --uncertainty',
    'breakeven --scenario mine.yaml --json',
    'breakeven --scenario mine.json --json',
    'breakeven --trace load.csv --json',
    'breakeven --hardware-cost 4000 --annual-opex 600 --rental-price 0.5 --hours-per-month 400 --years 3 --json',
    'breakeven --catalog card.json own:rtx-3090 api:qwen3.6-27b --json',
    'compare --json',
    'compare mine.yaml --csv',
    'recommend llama-3.3-70b --users 20 --json',
    'recommend --goal all',
    'plan --trace load.csv --json',
    'plan own:rtx-5090 rent:rtx-4090 --trace load.csv',
    'report mine.yaml',
    'report coding-team --html',
    'check --json',
    'check mine.yaml',
    'memory qwen3.6-27b 2xrtx-3090 --json',
    'memory --matrix',
    'memory --batch lines.jsonl',
    'speed rtx-4090 llama-3.1-8b --json',
    'speed rtx-4090 llama-3.1-8b --explain',
    'power rtx-4090 --region DE --json',
    'power --matrix',
    'tco own:rtx-4090 --json',
    'catalog list hardware --json',
    'catalog show hardware my-card --catalog card.json --json',
    'catalog validate card.json --json',
    'scenario list',
    'scenario show coding-team',
    'scenario init coding-team',
    'scenario schema',
    'explain break-even',
    'explain --code load-test',
    'completion bash',
    'completion powershell',
    'complete -- breakeven own:rtx-40',
    'complete -- speed --eng',
    'nonsense',
    'memory no-such-model',
  ].map(words),
  ['breakeven', '--fail-if', 'breakEvenMonth > 1'],
  ['speed', 'NVIDIA GeForce RTX 4090', 'meta-llama/Llama-3.1-8B-Instruct', '--json'],
];

/** Each question with what came back: code and both streams. */
export async function answers(bed: Bed): Promise<Record<string, string>> {
  writeFiles(bed);
  const found: Record<string, string> = {};
  for (const args of QUESTIONS) {
    const { code, stdout, stderr } = await bed.hwroi(args);
    found[args.join(' ')] = `${code}\n${stdout}\n${stderr}`;
  }
  return found;
}
