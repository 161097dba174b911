import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Candidate } from './candidates.ts';
import { answerSecondsOf } from './rows.ts';

/** Options worth following to other loads, cheapest first. */
export const FOLLOWED = 12;
/** The front of cost against latency is complete up to so many times the cheapest. */
const FRONT_SPAN = 3;

export interface FieldRules {
  /** Within every limit. */
  readonly allowed: (e: Evaluation) => boolean;
  /** A machine that may be had at all: it may be a side of a mix. */
  readonly admissible: (e: Evaluation) => boolean;
  /** Within every limit that a rental or an API can keep. */
  readonly acceptable: (e: Evaluation) => boolean;
  /** Options ranked. */
  readonly wanted: number;
  /** The cheapest own machine and the cheapest rental are asked for, whatever they cost. */
  readonly ofEachKind: boolean;
}

/** What an option surely costs a month, and how long an answer surely takes. */
export interface Least {
  readonly usdPerMonth: number;
  readonly seconds: number;
}

interface Standing {
  readonly usdPerMonth: number;
  readonly answerSeconds: number;
}

/**
 * What was evaluated so far, as far as it rules others out: exactly, for an option that costs more than the last followed
 * one and is beaten on both cost and latency can neither be ranked nor be on the front, nor can a mix with it.
 */
export class Field {
  readonly #rules: FieldRules;
  /** Allowed ones, cheapest first. */
  readonly #standings: Standing[] = [];
  /** The cheapest own machine that does the work, and the cheapest rental that may stand for all others. */
  #own = Number.MAX_VALUE;
  #rent = Number.MAX_VALUE;

  constructor(rules: FieldRules) {
    this.#rules = rules;
  }

  add(e: Evaluation): void {
    if (!e.feasible || !e.sameWeights) return;
    const { usdPerMonth } = e;
    if (e.option.kind === 'own') this.#own = Math.min(this.#own, usdPerMonth);
    if (e.option.kind === 'rent' && this.#rules.admissible(e) && this.#rules.acceptable(e))
      this.#rent = Math.min(this.#rent, usdPerMonth);
    if (!this.#rules.allowed(e)) return;
    const dearer = this.#standings.findIndex((other) => other.usdPerMonth > usdPerMonth);
    this.#standings.splice(dearer < 0 ? this.#standings.length : dearer, 0, {
      usdPerMonth,
      answerSeconds: answerSecondsOf(e),
    });
  }

  /** Something allowed does the work. */
  get found(): boolean {
    return this.#standings.length > 0;
  }

  /** The monthly cost up to which the front is complete; beyond any number while too few are allowed. */
  get completeTo(): number {
    return this.#span(this.#rules.wanted);
  }

  /** The monthly cost up to which candidates are looked at: as far as they may be ranked, followed or on the front. */
  get lookTo(): number {
    return this.#span(Math.max(this.#rules.wanted, FOLLOWED));
  }

  #span(count: number): number {
    const last = this.#costOf(count);
    return last === Number.MAX_VALUE ? last : Math.max(last, this.#costOf(1) * FRONT_SPAN);
  }

  #costOf(place: number): number {
    return this.#standings[place - 1]?.usdPerMonth ?? Number.MAX_VALUE;
  }

  /** Whether an option of that kind that costs and takes at least so much can change no answer. */
  isOut(kind: Candidate['kind'], least: Least): boolean {
    const { usdPerMonth } = least;
    const mayBeCheapest = usdPerMonth < (kind === 'own' ? this.#own : this.#rent);
    if (usdPerMonth > this.lookTo) return !(this.#rules.ofEachKind && mayBeCheapest);
    return !mayBeCheapest && this.isBeaten(least);
  }

  /** Too dear to be ranked or followed, and before it on the front stands another: nor would a mix with it be. */
  isBeaten({ usdPerMonth, seconds }: Least): boolean {
    if (usdPerMonth <= this.#costOf(Math.max(this.#rules.wanted, FOLLOWED))) return false;
    return this.#standings.some((other) => other.usdPerMonth <= usdPerMonth && other.answerSeconds <= seconds);
  }
}
