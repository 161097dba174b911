import { randomSource } from '../../core/uncertainty/random.ts';
import { monotonicMs } from '../../system/http.ts';
import type { Segment } from '../power/samples.ts';
import { poissonArrivals } from './arrivals.ts';
import { type Dialect, milderDialect, requestBody } from './dialect.ts';
import { type LevelFigures, levelFigures } from './figures.ts';
import { type LoadEnd, type LoadPlan, pause, pauseSeconds, runLoad } from './load.ts';
import { type Counters, metricsBetween, type ServerMetrics } from './metrics.ts';
import { type Completed, type Failed, type RequestOutcome, sendRequest } from './one-request.ts';
import { type PromptSample, uniquePrompt, wordsFor } from './prompt.ts';

/** What is asked of the endpoint at every level. */
export interface SessionSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly model: string;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly requestTimeoutSeconds: number;
  readonly stallSeconds: number;
  /** Decides when requests are sent. */
  readonly seed: number;
  /** Makes prompts new in every run. */
  readonly salt: number;
  readonly signal: AbortSignal;
  /** Reads the server's counters; null where it offers none. */
  readonly counters: () => Promise<Counters | null>;
}
/** One level: so many requests at once, or so many a second. */
export interface LevelPlan {
  readonly concurrency: number | null;
  readonly requestRate: number | null;
  readonly requests: number;
  readonly durationSeconds: number;
  readonly warmupRequests: number;
}
export interface LevelRun extends LevelFigures {
  readonly concurrency: number | null;
  readonly requestRate: number | null;
  readonly end: LoadEnd;
  readonly answered: readonly Completed[];
  /** What the last failed request said. */
  readonly lastFailure: Failed | null;
  /** By the server's own counters; null where it offers none. */
  readonly metrics: ServerMetrics | null;
  /** When it ran, on the monotonic clock, without its warm-up. */
  readonly segment: Segment;
}

const CALIBRATION_WORDS = 4;
const CALIBRATION_OUTPUT = 2;
/** Each field a server may not know costs one try; one that is loading its model or busy is asked again. */
const MOST_DIALECTS = 4;
const MOST_WAITS = 6;

/** A conversation with one endpoint: prompts nobody sent before, in the dialect it takes. */
export class LoadSession {
  readonly #settings: SessionSettings;
  readonly #random;
  #dialect: Dialect;
  #words: number;
  fingerprint: string | null = null;

  constructor(settings: SessionSettings, dialect: Dialect) {
    this.#settings = settings;
    this.#random = randomSource(settings.salt % 2 ** 31);
    this.#dialect = dialect;
    this.#words = wordsFor(settings.promptTokens, []);
  }

  async #send(words: number, outputTokens: number): Promise<RequestOutcome> {
    const { url, headers, model, requestTimeoutSeconds: timeoutSeconds, stallSeconds, signal } = this.#settings;
    const prompt = uniquePrompt(words, this.#random);
    const body = requestBody({ model, prompt, outputTokens, dialect: this.#dialect });
    const outcome = await sendRequest({ url, headers, body, outputTokens, timeoutSeconds, stallSeconds, signal });
    if (outcome.ok) this.fingerprint ??= outcome.fingerprint;
    return outcome;
  }

  /** The first request: finds the fields the server takes. */
  async #introduce(): Promise<RequestOutcome> {
    let outcome = await this.#awaited(CALIBRATION_WORDS);
    for (let tries = 1; tries < MOST_DIALECTS && !outcome.ok && /^http-4(00|22)$/.test(outcome.kind); tries += 1) {
      const milder = milderDialect(this.#dialect, outcome.detail);
      if (milder === null) break;
      this.#dialect = milder;
      outcome = await this.#send(CALIBRATION_WORDS, CALIBRATION_OUTPUT);
    }
    return outcome;
  }

  async #awaited(words: number): Promise<RequestOutcome> {
    let outcome = await this.#send(words, CALIBRATION_OUTPUT);
    for (let waits = 1; waits < MOST_WAITS && !outcome.ok && /^http-(429|503)$/.test(outcome.kind); waits += 1) {
      await pause(pauseSeconds(outcome, waits), this.#settings.signal);
      outcome = await this.#send(words, CALIBRATION_OUTPUT);
    }
    return outcome;
  }

  /** Warms the server up and learns how many words make the prompt asked for. @returns what went wrong, or null */
  async prepare(): Promise<Failed | null> {
    const { promptTokens } = this.#settings;
    const words = wordsFor(promptTokens, []);
    const few = await this.#introduce();
    if (!few.ok) return few;
    const many = await this.#awaited(words);
    if (!many.ok) return many;
    this.#words = wordsFor(promptTokens, [...sample(CALIBRATION_WORDS, few), ...sample(words, many)]);
    return null;
  }

  /** Runs one level to its end. Warm-up requests are sent and not counted. */
  async level(plan: LevelPlan, onOutcome: (outcome: RequestOutcome) => void): Promise<LevelRun> {
    const { outputTokens, signal } = this.#settings;
    const warm = Math.min(plan.warmupRequests, plan.concurrency ?? plan.warmupRequests);
    await Promise.all(Array.from({ length: warm }, () => this.#send(this.#words, outputTokens)));
    const send = (): Promise<RequestOutcome> => this.#send(this.#words, outputTokens);
    const { durationSeconds, concurrency, requestRate } = plan;
    const before = await this.#settings.counters();
    const startMs = monotonicMs();
    const run = await runLoad({ plan: this.#loadPlan(plan), durationSeconds, send, onOutcome, signal });
    const endMs = monotonicMs();
    const after = before === null ? null : await this.#settings.counters();
    const figures = levelFigures(run.outcomes, run.durationSeconds);
    return {
      ...figures,
      metrics: before === null || after === null ? null : metricsBetween(before, after, figures.completed),
      segment: [startMs, endMs],
      concurrency,
      requestRate,
      end: run.end,
      answered: run.outcomes.filter((one) => one.ok),
      lastFailure: run.outcomes.filter((one) => !one.ok).at(-1) ?? null,
    };
  }

  #loadPlan(plan: LevelPlan): LoadPlan {
    const { requests, requestRate } = plan;
    if (requestRate === null) return { kind: 'closed', concurrency: plan.concurrency ?? 1, requests };
    const random = randomSource(this.#settings.seed);
    return { kind: 'open', arrivalsSeconds: poissonArrivals({ requests, ratePerSecond: requestRate, random }) };
  }
}

const sample = (words: number, one: Completed): readonly PromptSample[] =>
  one.inputTokens === null ? [] : [{ words, promptTokens: one.inputTokens }];
