import type { Judgment } from './judgment.ts';

export type UseCaseId = 'chat' | 'coding-agent' | 'rag' | 'batch';

/** The shape of one kind of work: how long, how often, how fast it must feel. Judgments, not measurements. */
export interface UseCaseShape {
  readonly requestsPerUserPerDay: Judgment;
  readonly promptTokens: Judgment;
  readonly promptTokensP95: Judgment;
  readonly cachedShare: Judgment;
  readonly outputTokens: Judgment;
  /** Null: nobody waits for the answer. */
  readonly maxTimeToFirstTokenSeconds: number | null;
  readonly minTokensPerSecond: number | null;
}

const judgment =
  (id: string, unit: string, why: string) =>
  (value: number, low: number, high: number): Judgment => ({
    id,
    value,
    unit,
    low,
    high,
    source: null,
    asOf: null,
    why,
  });

const requests = judgment('requestsPerUserPerDay', 'requests', 'a person at work with the assistant open');
const prompt = judgment('promptTokens', 'tokens', 'instructions, history and what was attached');
const promptP95 = judgment('promptTokensP95', 'tokens', 'three times the mean: prompts have a long tail');
const cached = judgment('cachedShare', 'share', 'instructions and history repeat from turn to turn');
const output = judgment('outputTokens', 'tokens', 'answer and reasoning');

/** What a request looks like when only the kind of work is known. */
export const USE_CASES: Readonly<Record<UseCaseId, UseCaseShape>> = {
  'coding-agent': {
    requestsPerUserPerDay: requests(150, 50, 400),
    promptTokens: prompt(8_000, 4_000, 16_000),
    promptTokensP95: promptP95(24_000, 12_000, 48_000),
    cachedShare: cached(0.7, 0.4, 0.9),
    outputTokens: output(600, 300, 1_500),
    maxTimeToFirstTokenSeconds: 10,
    minTokensPerSecond: 15,
  },
  chat: {
    requestsPerUserPerDay: requests(30, 10, 80),
    promptTokens: prompt(1_500, 600, 4_000),
    promptTokensP95: promptP95(4_500, 1_800, 12_000),
    cachedShare: cached(0.6, 0.3, 0.8),
    outputTokens: output(350, 150, 700),
    maxTimeToFirstTokenSeconds: 3,
    minTokensPerSecond: 20,
  },
  rag: {
    requestsPerUserPerDay: requests(20, 8, 60),
    promptTokens: prompt(5_000, 2_500, 10_000),
    promptTokensP95: promptP95(15_000, 7_500, 30_000),
    cachedShare: cached(0.2, 0, 0.5),
    outputTokens: output(350, 150, 700),
    maxTimeToFirstTokenSeconds: 5,
    minTokensPerSecond: 15,
  },
  batch: {
    requestsPerUserPerDay: requests(5_000, 1_000, 20_000),
    promptTokens: prompt(3_000, 1_000, 8_000),
    promptTokensP95: promptP95(9_000, 3_000, 24_000),
    cachedShare: cached(0.3, 0, 0.6),
    outputTokens: output(300, 100, 800),
    maxTimeToFirstTokenSeconds: null,
    minTokensPerSecond: null,
  },
};

export const DEFAULT_USE_CASE: UseCaseId = 'coding-agent';
export const isUseCase = (text: string): text is UseCaseId => Object.hasOwn(USE_CASES, text);

/** When work arrives. */
export const ACTIVE_HOURS_PER_DAY = judgment('activeHoursPerDay', 'h/day', 'an office day')(8, 4, 12);
export const ACTIVE_DAYS_PER_MONTH = judgment('activeDaysPerMonth', 'days/month', 'working days')(22, 20, 30);
/** Peak ÷ mean within active hours; larger groups are smoother. */
export const PEAK_TO_MEAN = judgment('peakToMean', '×', 'requests come in bursts within the day')(3, 2, 5);
export const PEAK_TO_MEAN_MANY = judgment('peakToMean', '×', 'above 50 users bursts even out')(2, 1.5, 3);
export const MANY_USERS = 50;

/**
 * Peak ÷ mean for a number of users: between few and many the product with the users stays, since one user more never
 * needs fewer machines.
 */
export function peakToMeanOf(users: number): Judgment {
  if (users <= MANY_USERS) return PEAK_TO_MEAN;
  const scale = Math.max(1, (PEAK_TO_MEAN.value * MANY_USERS) / users / PEAK_TO_MEAN_MANY.value);
  const { value, low, high } = PEAK_TO_MEAN_MANY;
  return { ...PEAK_TO_MEAN_MANY, value: value * scale, low: low * scale, high: high * scale };
}
export const UTILIZATION_CAP = judgment('utilizationCap', 'share', 'above it queues grow faster than the load')(
  0.7,
  0.6,
  0.85,
);
/** A prompt tail where only the mean was given. */
export const P95_TO_MEAN_PROMPT = 3;

/** The built-in example and the base of a command that gives only names. */
export const EXAMPLE = {
  name: 'coding-team',
  model: 'qwen3.6-27b',
  users: judgment('users', 'people', 'the built-in example: a small team of developers')(5, 3, 8),
  options: ['own:mac-studio-m5-max-64', 'own:2xrtx-3090', 'rent:rtx-4090', 'api:qwen3.6-27b'],
} as const;
