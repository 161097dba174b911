import type { Judgment } from './judgment.ts';

const judgment = (id: string, unit: string, why: string, values: readonly [number, number, number]): Judgment => ({
  id,
  value: values[0],
  unit,
  low: values[1],
  high: values[2],
  source: null,
  asOf: null,
  why,
});

/** What an API feels like: no catalog row gives it, so it is a judgment with a wide range. */
export const API_FIRST_TOKEN_SECONDS = judgment(
  'apiFirstTokenSeconds',
  's',
  'network, queue and prefill',
  [0.7, 0.3, 2],
);
export const API_TOKENS_PER_SECOND = judgment(
  'apiTokensPerSecond',
  'tok/s',
  'hosted models stream at 40–150',
  [80, 40, 150],
);
export const ROUTER_SECONDS = judgment(
  'routerSeconds',
  's',
  'a small classifier on the same machine',
  [0.03, 0.01, 0.2],
);
export const LOCAL_SHARE = judgment('localShare', 'share', 'half of the queries are simple', [0.5, 0.2, 0.8]);
/** Share of the capacity at which to order the next machine. */
export const UPGRADE_TRIGGER = judgment(
  'upgradeTrigger',
  'share',
  'an order takes weeks, and peaks come first',
  [0.8, 0.7, 0.9],
);
export const GROWTH_PER_MONTH = judgment('growthPerMonth', 'share', 'doubles in a year', [0.06, 0, 0.15]);
/** GPU-hours of one fine-tuning project on an H100. */
export const TRAINING_HOURS = judgment(
  'trainingHours',
  'h',
  'a LoRA of a 7–30B model, with its failed tries',
  [30, 10, 100],
);
/** Added to a team's budget for what nobody thought of. */
export const BUDGET_BUFFER = judgment('budgetBuffer', 'share', 'a fifth is the custom', [0.2, 0.1, 0.3]);
/** Room above the planned memory that a person keeps for longer contexts. */
export const MEMORY_HEADROOM = judgment(
  'memoryHeadroom',
  'share',
  'longer contexts and a larger model come',
  [0.3, 0.2, 0.4],
);
/** Mean load ÷ capacity below which a machine of one's own stands idle, where no load says at which it pays. */
export const LOW_USE_UTILIZATION = judgment(
  'lowUse',
  'share',
  'below it the machine waits nearly all day: an hour and a quarter of work in 24',
  [0.05, 0.02, 0.1],
);

/** Watts under load up to which a machine can be cooled without being heard across a room. */
export const QUIET_WATTS = judgment(
  'quietWatts',
  'W',
  'large slow fans move this much heat below about 35 dB; several cards or a rack do not',
  [350, 200, 500],
);
/** Tokens of one training example. */
export const TRAINING_TOKENS = judgment(
  'trainingTokens',
  'tokens',
  'instruction data rarely goes beyond it',
  [2048, 512, 8192],
);
/** What a month really costs against its plan: prices of the day, use of the day. */
export const BUDGET_SPREAD = judgment(
  'budgetSpread',
  'share',
  'a guess: no source says how far such budgets miss',
  [0.25, 0.15, 0.4],
);
/** Peak ÷ mean up to which a load is predictable. */
export const STEADY_PEAK = judgment('steadyPeak', '×', 'office hours alone give about 3', [4, 3, 6]);
/** Machines at twice the peak, of those owned, from which growth is better rented. */
export const SUDDEN_UNITS = judgment('suddenUnits', '×', 'more than this cannot be ordered in time', [4, 2, 10]);
/** Hours a month somebody can give beside their work. */
export const MANAGEABLE_HOURS = judgment('manageableHours', 'h/month', 'half a day a week at most', [10, 4, 20]);
/** Tokens a second below which a person waits, and below which a batch drags. */
export const INTERACTIVE_TOKENS_PER_SECOND = judgment(
  'interactiveTokensPerSecond',
  'tok/s',
  'a little above reading speed (4–7 tokens a second); the guide’s sign-off',
  [10, 5, 20],
);
export const BATCH_TOKENS_PER_SECOND = judgment(
  'batchTokensPerSecond',
  'tok/s',
  'below it a night is too short; the guide’s sign-off',
  [3, 1, 10],
);
/** Share of its capacity that a machine may be used at peak. */
export const PEAK_SHARE = judgment(
  'peakShare',
  'share',
  'a fifth left over, as the guide’s engineers keep it',
  [0.8, 0.7, 0.9],
);

/**
 * Providers that pass work on to machines of others: who holds the machine can read what it computes. By what they say of
 * themselves: "hosts range from individuals with a single gaming PC to datacenters" (docs.vast.ai/guides/concepts),
 * "independent hardware hosts" (TensorDock's API), "third-party hosts" (RunPod's community cloud, whose rows say so).
 */
export const MARKETPLACES = ['Akash', 'Lium', 'OpenRelay', 'Salad', 'TensorDock', 'Vast.ai'] as const;

/** What one socket may draw: its voltage and the least of the socket's, the plug's and the breaker's amperes. */
export interface SocketCircuit {
  readonly volts: number;
  readonly amps: number;
  /** Countries by their two letters; empty: everywhere else. */
  readonly regions: readonly string[];
  readonly source: string;
}

/**
 * Ordinary socket circuits. Voltages: IEC World Plugs (https://www.iec.ch/world-plugs); where a country has two, the lower.
 * Only what such a socket carries is told: a circuit of its own carries more.
 */
export const SOCKET_CIRCUITS: readonly SocketCircuit[] = [
  {
    volts: 120,
    amps: 15,
    regions: 'US CA MX TW CO EC VE PR PA CR GT HN NI SV DO HT CU JM BS BB BZ TT GU VI LR'.split(' '),
    source: 'NEMA WD 6, socket 5-15R; NEC (NFPA 70) article 210',
  },
  { volts: 127, amps: 10, regions: ['BR'], source: 'ABNT NBR 14136, plug of 10 A' },
  { volts: 100, amps: 15, regions: ['JP'], source: 'JIS C 8303, socket of 15 A' },
  {
    volts: 230,
    amps: 13,
    regions: 'GB IE MT CY SG MY HK AE QA OM KW'.split(' '),
    source: 'BS 1363, plug fused at 13 A',
  },
  { volts: 230, amps: 10, regions: ['AU', 'NZ'], source: 'AS/NZS 3112, socket of 10 A' },
  { volts: 220, amps: 10, regions: ['CN', 'AR'], source: 'GB/T 2099 and IRAM 2073, plug of 10 A' },
  { volts: 230, amps: 10, regions: ['CH', 'LI', 'IT'], source: 'SN 441011 and CEI 23-50, socket of 10 A' },
  { volts: 230, amps: 16, regions: [], source: 'CEE 7 (IEC TR 60083), socket of 16 A' },
];
