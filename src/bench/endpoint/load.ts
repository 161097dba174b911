import { monotonicMs } from '../../system/http.ts';
import type { RequestOutcome } from './one-request.ts';

/** How requests are let loose. Closed: so many at any time. Open: at their own times, whoever waits. */
export type LoadPlan =
  | { readonly kind: 'closed'; readonly concurrency: number; readonly requests: number }
  | { readonly kind: 'open'; readonly arrivalsSeconds: readonly number[] };

export interface LoadJob {
  readonly plan: LoadPlan;
  /** After so long no request is started any more. */
  readonly durationSeconds: number;
  readonly send: (index: number) => Promise<RequestOutcome>;
  readonly onOutcome: (outcome: RequestOutcome) => void;
  readonly signal: AbortSignal;
}
export type LoadEnd = 'requests' | 'duration' | 'failures' | 'interrupted';
export interface LoadRun {
  readonly outcomes: readonly RequestOutcome[];
  readonly durationSeconds: number;
  readonly end: LoadEnd;
}

/** A server that only refuses is not asked for ever: so many failures in a row, and no success between them. */
const FAILURES_IN_A_ROW = 12;
/** More requests than this at once are this machine's own limit, not the server's. */
export const MOST_IN_FLIGHT = 1024;
const LONGEST_PAUSE_SECONDS = 5;
const LONGEST_UNASKED_SECONDS = 1;
const FIRST_PAUSE_SECONDS = 0.05;

/** Counts what came back and says when to stop. */
class Ledger {
  readonly outcomes: RequestOutcome[] = [];
  readonly startMs = monotonicMs();
  readonly #job: LoadJob;
  #inARow = 0;
  end: LoadEnd = 'requests';

  constructor(job: LoadJob) {
    this.#job = job;
  }

  async one(index: number): Promise<RequestOutcome> {
    const outcome = await this.#job.send(index);
    if (!outcome.ok && outcome.kind === 'aborted') return outcome;
    this.outcomes.push(outcome);
    this.#inARow = outcome.ok ? 0 : this.#inARow + 1;
    this.#job.onOutcome(outcome);
    return outcome;
  }

  /** True while another request may start. */
  goesOn(): boolean {
    const { signal, durationSeconds, plan } = this.#job;
    const most = FAILURES_IN_A_ROW + (plan.kind === 'closed' ? plan.concurrency : 0);
    if (signal.aborted) this.end = 'interrupted';
    else if (this.#inARow >= most) this.end = 'failures';
    else if (monotonicMs() - this.startMs >= durationSeconds * 1e3) this.end = 'duration';
    return this.end === 'requests';
  }

  run(): LoadRun {
    const lastMs = this.outcomes.reduce(
      (last, one) => Math.max(last, one.ok ? one.lastTokenMs : one.endMs),
      this.startMs,
    );
    return { outcomes: this.outcomes, durationSeconds: (lastMs - this.startMs) / 1e3, end: this.end };
  }
}

/** Waits, unless interrupted. */
export const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, seconds * 1e3);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });

/** Refusals that waiting does not change. */
const FINAL = /^http-4(?!08|29)\d\d$/;

/** A refused stream waits before it asks again: as long as the server says, else twice as long each time. */
export function pauseSeconds(outcome: RequestOutcome, failuresBefore: number): number {
  if (outcome.ok || FINAL.test(outcome.kind)) return 0;
  const asked = outcome.retryAfterSeconds;
  if (asked !== null) return Math.min(LONGEST_PAUSE_SECONDS, Math.max(0, asked));
  return Math.min(LONGEST_UNASKED_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.min(failuresBefore, 10));
}

async function closedLoop(job: LoadJob, plan: Extract<LoadPlan, { kind: 'closed' }>, ledger: Ledger): Promise<void> {
  let next = 0;
  const stream = async (): Promise<void> => {
    let failures = 0;
    while (next < plan.requests && ledger.goesOn()) {
      const outcome = await ledger.one(next++);
      if (outcome.ok) failures = 0;
      else await pause(pauseSeconds(outcome, failures++), job.signal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(plan.concurrency, plan.requests) }, stream));
}

async function openLoop(job: LoadJob, arrivals: readonly number[], ledger: Ledger): Promise<void> {
  const inFlight = new Set<Promise<unknown>>();
  for (const [index, atSeconds] of arrivals.entries()) {
    await pause(Math.max(0, atSeconds - (monotonicMs() - ledger.startMs) / 1e3), job.signal);
    if (!ledger.goesOn()) break;
    while (inFlight.size >= MOST_IN_FLIGHT) await Promise.race(inFlight);
    const one = ledger.one(index).finally(() => inFlight.delete(one));
    inFlight.add(one);
  }
  await Promise.all(inFlight);
}

/** Sends the requests of one level and waits for all that were started. */
export async function runLoad(job: LoadJob): Promise<LoadRun> {
  const ledger = new Ledger(job);
  if (job.plan.kind === 'closed') await closedLoop(job, job.plan, ledger);
  else await openLoop(job, job.plan.arrivalsSeconds, ledger);
  ledger.goesOn();
  return ledger.run();
}
