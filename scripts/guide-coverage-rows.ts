/** What makes each feature of the guide work here: ids, the command, and what in its output shows it. */
export interface CoverageRow {
  readonly ids: string;
  readonly argv: string;
  /** A line of the output matches. */
  readonly shows: string;
}
const row = (ids: string, argv: string, shows: string): CoverageRow => ({ ids, argv, shows });
const SMALL = '--model phi-3-mini-3.8b';

export const COVERAGE: readonly CoverageRow[] = [
  row('S01', 'explain --code mlx-measure', 'stream_generate'),
  row('S04', 'explain --code bandwidth-mlx', 'one read, one write'),
  row(
    'S02',
    'bench add --hardware m3-10c --model llama-2-7b --quantization Q4_0 --decode 17.2 --peak-memory 5.1 --store my-runs',
    'typed',
  ),
  row('S03 S09 S12 S13 S16 S17 S106 S144', 'explain speed', 'memory'),
  row('S05 S11', 'speed --hardware rtx-4090 --model llama-2-7b --quantization F16', 'load'),
  row('S06', `speed --hardware m2-8c --memory-gib 8 ${SMALL} --quantization F16`, 'fit|tok'),
  row('S07', `speed --hardware rtx-4090 ${SMALL} --quantization F16`, '4090|tok'),
  row('S08', 'compare --scenario phi3-air-vs-4090', '4090'),
  row('S10 S53', 'catalog show hardware rtx-4090', 'andwidth'),
  row('S14 S15 S19 S26', 'catalog list hardware --vendor apple', 'm3-max'),
  row(
    'S18 S29 S30 S88',
    'compare own:rtx-4070=600 own:rtx-4090=1500 rent:h100-sxm --model llama-3.1-8b --users 1 --metric usd-per-tflop,usd-per-gb,usd-per-gbps,usd-per-tps',
    '4070',
  ),
  row('S20 S24', 'memory --hardware m1-8c --memory-gib 8', 'fit|7b|8b'),
  row('S21', 'speed --hardware m1-8c --memory-gib 8 --model llama-2-7b', 'tok|fit'),
  row('S22 S113 S127', 'memory --matrix', '7B|7b'),
  row('S23 S25 S81', 'memory --model llama-3.1-8b --hardware rtx-4090', 'Q4|weights'),
  row('S27', 'memory --model llama-2-7b --quantization Q4_K_M --context-tokens 4096 --hardware rtx-4070', 'context'),
  row(
    'S28 S54 S55 S56',
    'speed --hardware rtx-4090 --model llama-2-7b --concurrency 1 --concurrency 16 --concurrency max',
    'tok|max',
  ),
  row(
    'S31 S32 S33',
    'tco --part gpu=1500 --part board-cpu=500 --part ram=200 --part ssd=150 --part psu=300 --part case=200 --watts 450 --electricity-price 0.15 --years 5',
    '2,850|total',
  ),
  row('S34', 'breakeven --scenario rtx4090-box-vs-h100', 'alternative'),
  row(
    'S35 S74',
    'breakeven --hardware-cost 2850 --annual-opex 791.3 --rental-price 3.5 --hours-per-year 2000 --years 5',
    'equal hours',
  ),
  row('S36 S75 S76 S103 S104', 'recommend --model llama-3.1-8b --users 20 --own-or-rent', 'Own or rent'),
  row('S37', 'tco mix:own:2xrtx-4090+rent:h100-sxm@0.9 --model llama-2-7b --users 20', 'total|4090'),
  row('S38', 'recommend --profile hobbyist', 'Buy'),
  row('S39', 'recommend --profile researcher', 'Buy'),
  row('S40', 'recommend --profile startup', 'Buy'),
  row('S41', 'recommend --profile enterprise', 'Buy'),
  row('S42', 'recommend --budget-per-month 800', 'Buy'),
  row('S43', 'compare rent:rtx-4090 rent:rtx-4090:spot --model llama-3.1-8b --users 5', 'spot|4090'),
  row('S44 S45 S46 S128', 'power --matrix --electricity-price 0.15', 'H100|h100'),
  row('S47 S48 S49 S126 S137', 'tco own:8xh100-sxm --users 200 --years 3,5 --model llama-3.1-70b', 'lectricity|total'),
  row('S50', 'power --watts 700 --hours-per-day 24 --region US', 'CO'),
  row(
    'S51 S52',
    'compare own:m3-10c@16g=1500 own:rtx-4090 --model llama-2-7b --users 1 --metric joules-per-token',
    'J/token|4090',
  ),
  row('S57 S58 S59 S100', 'compare --scenario production-100-users', 'L40S'),
  row('S60 S62', 'recommend --model llama-3.1-8b --users 30', 'Buy'),
  row('S61', 'recommend --use-case all', 'production-100 '),
  row('S63 S90', 'memory --model llama-3.1-8b --hardware m3-max-40c --fine-tune lora', 'fit|LoRA|lora'),
  row('S64', 'recommend --model llama-3.1-8b --max-watts 100 --on-premises', 'Buy|Nothing'),
  row('S65', 'recommend --model llama-3.1-8b --budget 900 --on-premises', 'Buy|Nothing'),
  row('S66', 'catalog show hardware m3-10c', 'M3'),
  row('S67', 'catalog show hardware rtx-4070', '4070'),
  row('S68', 'catalog show hardware rtx-4090', '4090'),
  row('S69', 'catalog show hardware h100-sxm', 'H100'),
  row('S70', 'catalog show hardware l40s', 'L40S'),
  row('S71 S73 S89 S143', 'breakeven --scenario requests-100-per-day', 'Call|Rent|Own'),
  row('S72', 'breakeven --scenario requests-10000-per-day', 'Call|Rent|Own|toss'),
  row('S77', 'catalog show hardware arc-b580', 'USD|memory'),
  row('S78', 'catalog find apple m6', 'M6'),
  row('S79', 'catalog show hardware rtx-5090', 'USD|memory'),
  row('S80', 'catalog list api-prices --provider groq', 'Groq'),
  row('S82', 'explain trends', 'Bandwidth'),
  row(
    'S83',
    'breakeven own:rtx-5090=3200 rent:rtx-4090 --model qwen3.6-27b --users 5 --delivery-months 6',
    'own RTX 5090',
  ),
  row('S124', 'catalog show hardware gb10-dgx-spark', 'unified|shared|memory'),
  row('S84 S85 S86', 'plan --budget --users 5 --training-projects 2', 'upfront'),
  row('S87 S91 S130 S131 S132 S133 S134 S135 S136 S138 S139 S140 S141', 'check coding-team', 'pass'),
  row('S92', 'plan --stage seed', 'seed'),
  row('S93', 'plan --stage series-a', 'series-a'),
  row('S94', 'plan --stage series-b', 'series-b'),
  row('S95', 'recommend --goal all', 'small-api '),
  row('S96', 'compare --scenario coding-team', 'cheapest'),
  row('S97', 'breakeven --scenario personal-assistant', 'Own|Call'),
  row(
    'S98',
    'compare api:claude-sonnet-4-5 --model llama-3.1-8b --users 1 --requests-per-user-per-day 480 --prompt-tokens 200 --output-tokens 500',
    'claude',
  ),
  row(
    'S99',
    'breakeven --hardware-cost 6000 --annual-opex 1382.6 --rental-price 3 --hours-per-year 1106.94 --years 5',
    'year',
  ),
  row('S101 S102', 'breakeven --scenario breakeven-yearly', 'return'),
  row('S105', 'compare --scenario llama7b-m3max-vs-4090', '4090'),
  row('S107', 'compare --scenario thousand-users', '4090|API'),
  row('S108 S112', 'tco --hardware-cost 3000 --annual-opex 46 --tokens-per-day 1m --years 5', '1M|token'),
  row(
    'S109',
    'compare rent:h100-sxm --model llama-2-7b --users 1000 --requests-per-user-per-day 5 --prompt-tokens 200 --output-tokens 200',
    'H100',
  ),
  row('S110 S111', 'compare --scenario latency-sla', 'first token|4090'),
  row('S114', 'power --watts 200 --hours-per-day 8 --electricity-price 0.15', '87.6'),
  row('S115', 'breakeven --scenario breakeven-monthly', 'month'),
  row('S116', 'breakeven --scenario harness-api', 'Call|Own'),
  row('S117 S118', 'compare --scenario harness-local', '4070'),
  row(
    'S119 S120 S121 S122 S123',
    'compare own:rtx-5090 api:qwen3.6-27b --users 1 --requests-per-user-per-day 100 --harness --local-share 0.6',
    'API, local or both',
  ),
  row('S125 S152', 'explain break-even', 'own|month'),
  row(
    'S129',
    'breakeven --hardware-cost 6000 --annual-opex 1382 --alternative-usd-per-month 277 --years 5',
    'paid|Never',
  ),
  row('S142 S149', 'plan --scenario coding-team --factors 2,5', 'users'),
  row('S145 S146 S148 S150 S151', 'check chat-1000', 'pass|FAIL|PASS'),
  row('S147', 'report coding-team', 'total|month'),
  row('S153', 'scenario list', 'breakeven-yearly'),
];

/** All ids, in order. */
export const COVERED_IDS: readonly string[] = COVERAGE.flatMap(({ ids }) => ids.split(' ')).toSorted();

/** The one folder a command writes to; whoever runs it puts one of its own in its place. */
const STORE = 'my-runs';
export const wordsOf = (argv: string, store: string): readonly string[] =>
  argv.split(' ').map((word) => (word === STORE ? store : word));
