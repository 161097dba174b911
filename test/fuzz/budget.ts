/** How many cases each property gets. `npm run fuzz` must make at least 190,000, and 10,000 whole command lines. */
export const CASES = {
  units: 20_000,
  quantities: 16_000,
  options: 16_000,
  times: 12_000,
  csv: 12_000,
  logs: 6_000,
  names: 4_000,
  cells: 16_000,
  documents: 4_000,
  finance: 24_000,
  flows: 12_000,
  comparisons: 10_000,
  totals: 6_000,
  plain: 2_000,
  energy: 12_000,
  resale: 12_000,
  memory: 8_000,
  speed: 6_000,
  usage: 8_000,
  queues: 3_000,
} as const;
export const PROPERTY_CASES = Object.values(CASES).reduce((a, b) => a + b, 0);
export const COMMAND_LINES = 10_000;

/** The same cases every time, unless a seed is asked for: `FUZZ_SEED=7 npm run fuzz`. */
export const FUZZ_SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);
export const runs = (name: keyof typeof CASES) => ({ numRuns: CASES[name], seed: FUZZ_SEED });
