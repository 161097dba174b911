import { normalQuantile } from '../uncertainty/normal.ts';

/** Seconds of reading one prompt: their mean and second and third moments over mean² and mean³. */
export interface PromptTimes {
  readonly meanSeconds: number;
  readonly secondMoment: number;
  readonly thirdMoment: number;
  /** Of a prompt that 95 % stay below. */
  readonly p95Seconds: number;
}

/** A standard normal's 95th percentile. */
const Z_95 = 1.6448536269514722;
const P95_ODDS = 0.05;
const P50_ODDS = 0.5;
/** The percentile that a median moved by waits for a slot is read at, at most. */
const MEDIAN_AT_MOST = 0.84;
/** Below this share of free slots the wait has no bound; the share stands in for none. */
const LEAST_FREE = 1e-3;

/**
 * Times of prompts whose lengths are log-normal with this mean and 95th percentile.
 *
 *   σ = z − √(z² − 2·ln(p95 ÷ mean)),  E[S²] = mean²·e^σ²,  E[S³] = mean³·e^3σ²
 *
 * A tail further out than a log-normal's can be (3.87 × the mean) counts as that.
 *
 * @see docs/formulas/capacity.md#first-token
 * @example promptTimes(1, 3).secondMoment // 2.38
 */
export function promptTimes(meanSeconds: number, p95Seconds: number): PromptTimes {
  const ratio = meanSeconds > 0 ? Math.max(1, p95Seconds / meanSeconds) : 1;
  const variance = (Z_95 - Math.sqrt(Math.max(0, Z_95 * Z_95 - 2 * Math.log(ratio)))) ** 2;
  return { meanSeconds, p95Seconds, secondMoment: Math.exp(variance), thirdMoment: Math.exp(3 * variance) };
}

/** Mean wait for the prompts in line, Pollaczek–Khinchine: ρ·E[S²] ÷ (2·E[S]·(1 − ρ)). */
export function waitFactor(prompts: PromptTimes): number {
  return prompts.secondMoment / 2;
}

export interface FirstToken {
  readonly p50Seconds: number;
  readonly p95Seconds: number;
}

export interface QueueState {
  readonly prompts: PromptTimes;
  readonly requestsPerSecond: number;
  /** Requests in service, and the most there may be. */
  readonly streams: number;
  readonly slots: number;
}

/**
 * Arrival to first token under Poisson arrivals: wait for a slot, wait for the prompts in line, own prompt.
 *
 *   prompts in line: M/G/1; its mean and variance with the own prompt's give a log-normal and so its percentiles
 *   slots: odds to wait ρ^(√(2(c+1)) − 1), then exponential with mean residence ÷ (c·(1 − ρ)), ρ = streams ÷ c
 *
 * Percentiles of the two are added, which is on the safe side where both are long. Wrong for arrivals in bursts shorter
 * than a request, and for servers that read several prompts at once.
 *
 * @see docs/formulas/capacity.md#first-token — Pollaczek 1930; Khinchine 1932; Sakasegawa 1977
 * @example firstToken({ prompts: promptTimes(1, 3), requestsPerSecond: 0, streams: 0, slots: 8 }).p95Seconds // 3
 */
export function firstToken(state: QueueState): FirstToken {
  const line = afterTheLine(state);
  const slot = slotWait(state);
  const { medianSeconds, spread } = line;
  const { odds, meanSeconds } = slot;
  const p50Seconds = medianSeconds * Math.exp(spread * shiftOfMedian(odds)) + tail(odds, P50_ODDS, meanSeconds);
  return { p50Seconds, p95Seconds: p95Of(state.prompts, line, slot) };
}

/** The 95th percentile alone: what a service level asks for, at every step of a search. */
export function firstTokenP95(state: QueueState): number {
  return p95Of(state.prompts, afterTheLine(state), slotWait(state));
}

function p95Of(prompts: PromptTimes, { medianSeconds, spread }: Line, { odds, meanSeconds }: SlotWait): number {
  const inLine = Math.max(prompts.p95Seconds, medianSeconds * Math.exp(Z_95 * Math.min(Z_95, spread)));
  return inLine + tail(odds, P95_ODDS, meanSeconds);
}

interface Line {
  readonly medianSeconds: number;
  readonly spread: number;
}

/** The log-normal of the prompts in line and the own one: its median and the deviation of its logarithm. */
function afterTheLine({ prompts, requestsPerSecond }: QueueState): Line {
  const { meanSeconds, secondMoment, thirdMoment } = prompts;
  const busy = Math.min(1 - LEAST_FREE, requestsPerSecond * meanSeconds);
  const wait = (busy * meanSeconds * waitFactor(prompts)) / (1 - busy);
  const waitVariance = wait * wait + (busy * meanSeconds * meanSeconds * thirdMoment) / (3 * (1 - busy));
  const mean = meanSeconds + wait;
  const variance = meanSeconds * meanSeconds * (secondMoment - 1) + waitVariance;
  const spread = mean > 0 ? Math.log(1 + variance / (mean * mean)) : 0;
  return { medianSeconds: mean * Math.exp(-spread / 2), spread: Math.sqrt(spread) };
}

interface SlotWait {
  readonly odds: number;
  readonly meanSeconds: number;
}

/** Odds that all slots are taken, and the mean wait of those who find them so. */
function slotWait({ streams, slots, requestsPerSecond }: QueueState): SlotWait {
  if (requestsPerSecond <= 0) return { odds: 0, meanSeconds: 0 };
  const busy = Math.min(1, streams / slots);
  const odds = busy ** (Math.sqrt(2 * (slots + 1)) - 1);
  const residence = streams / requestsPerSecond;
  return { odds, meanSeconds: residence / (slots * Math.max(LEAST_FREE, 1 - busy)) };
}

/** The wait that this share of all requests exceeds. */
const tail = (odds: number, share: number, meanSeconds: number): number =>
  odds > share ? meanSeconds * Math.log(odds / share) : 0;

/** Those who wait for a slot come last, so the median is a higher percentile of those who do not: in deviations. */
function shiftOfMedian(odds: number): number {
  return odds < 1e-3 ? 0 : normalQuantile(Math.min(MEDIAN_AT_MOST, P50_ODDS / Math.max(P50_ODDS, 1 - odds)));
}
