import type { Infeasible } from '../../core/capacity/types.ts';
import { evaluateAll, prepareOption } from '../../core/evaluate.ts';
import type { StartedUnit } from '../../core/evaluation/prepare.ts';
import type { Evaluation, PreparedOption } from '../../core/evaluation/types.ts';
import { EXPECTED } from '../../core/evaluation/values.ts';
import type { Device, ScenarioOption } from '../../core/types.ts';
import type { AskedOption } from '../../scenario/context.ts';
import { toldApart } from '../../scenario/option-ids.ts';
import type { OpenScenario } from '../../scenario/resolve.ts';
import { speedSource } from '../measured/current.ts';
import { Alone } from './alone.ts';
import type { Candidate } from './candidates.ts';
import type { Field, Least } from './field.ts';
import { leastUsdPerMonth } from './least-cost.ts';

const asked = (text: string): AskedOption => ({
  text,
  values: {},
  label: null,
  substitutes: false,
  optional: true,
  silent: true,
});

/** Speeds at a number of streams may lie a little off the line from one stream on. */
const LOAD_SLACK = 0.9;

/** A workload that candidates are tried for, one by one, each as far as it may still matter. */
export class Trial {
  /** Why candidates that were started cannot do the work. */
  readonly ruledOut: Infeasible[] = [];
  readonly #opened: OpenScenario;
  readonly #field: Field;
  readonly #everything: boolean;
  readonly #source = speedSource();
  readonly #evaluations: Evaluation[] = [];
  readonly #prepared: PreparedOption[] = [];
  /** Rentals and APIs: what own machines' downtime costs. */
  readonly #elsewhere: Evaluation[] = [];
  /** The best bounds known, of what was looked at. */
  readonly #least = new Map<string, Least>();
  readonly #evaluated = new Set<string>();
  readonly #alone: Alone;

  constructor(opened: OpenScenario, field: Field, everything: boolean) {
    this.#opened = opened;
    this.#alone = new Alone(opened, this.#source);
    this.#field = field;
    this.#everything = everything;
  }

  /** What downtime of own machines costs hangs on no rental: an API stands in for them, or nothing may. */
  get needsNoRent(): boolean {
    const { privacy } = this.#opened.scenario;
    return privacy === 'on-premises' || (privacy !== 'no-api' && this.#elsewhere.some(isUsable));
  }

  /** Rentals in order of the least they cost, until the cheapest is known. */
  takeCheapestRent(rentals: readonly Candidate[]): void {
    for (const rental of rentals) {
      const rents = this.#elsewhere.filter((e) => e.option.kind === 'rent' && isUsable(e));
      const known = Math.min(...rents.map((e) => e.usdPerMonth));
      if (!this.#everything && rental.leastUsdPerMonth > known) return;
      this.take(rental);
    }
  }

  /** Evaluates a candidate, or as much of it as shows that it changes no answer. */
  take(candidate: Candidate): void {
    this.#try(candidate, this.#everything);
  }

  /** Evaluates all of them, whatever they cannot do. */
  takeAll(candidates: readonly Candidate[]): void {
    this.ruledOut.length = 0;
    for (const candidate of candidates) this.#try(candidate, true);
  }

  #try(candidate: Candidate, all: boolean): void {
    const { text, kind, device } = candidate;
    const isOut = (least: Least): boolean => !all && this.#field.isOut(kind, least);
    const least: Least = { usdPerMonth: candidate.leastUsdPerMonth, seconds: candidate.leastSeconds };
    if (this.#evaluated.has(text) || isOut(least)) return;
    const fewer = device === null ? 0 : this.#alone.leastSeconds(device) * LOAD_SLACK;
    if (isOut({ ...least, seconds: Math.max(least.seconds, fewer) })) return;
    const started = device === null ? null : this.#alone.started(device);
    if (started?.failure != null && !all) {
      this.ruledOut.push(started.failure);
      return;
    }
    const alone = { ...least, seconds: Math.max(least.seconds, (started?.answerSecondsAlone ?? 0) * LOAD_SLACK) };
    if (isOut(alone)) return;
    const option = this.#opened.further(asked(text));
    if (option === null) return;
    const resolved = option.kind === 'own' ? leastUsdPerMonth(option, this.#opened.scenario.finance) : 0;
    const known = { ...alone, usdPerMonth: Math.max(alone.usdPerMonth, resolved) };
    this.#least.set(text, known);
    if (isOut(known)) return;
    this.#evaluated.add(text);
    this.#evaluate(this.#preparedOf(option, started, device));
  }

  #preparedOf(option: ScenarioOption, started: StartedUnit | null, device: Device | null): PreparedOption {
    if (started !== null && device !== null && 'device' in option && isSame(option.device, device))
      return { option, unit: started.finish(), parts: [] };
    return prepareOption(option, this.#opened.scenario.workloads, this.#source);
  }

  #evaluate(prepared: PreparedOption): void {
    const [e] = evaluateAll(this.#opened.scenario, [prepared], EXPECTED, this.#elsewhere);
    if (e === undefined) return;
    this.#evaluations.push(e);
    this.#prepared.push(prepared);
    if (e.option.kind !== 'own') this.#elsewhere.push(e);
    this.#field.add(e);
  }

  /** A mix with it may be among the answers. */
  mayMix({ option }: Evaluation): boolean {
    const least = this.#least.get(option.id);
    return least === undefined || !this.#field.isOut('own', least);
  }

  /** What was evaluated, under labels that tell any two machines apart. */
  told(): { readonly evaluations: Evaluation[]; readonly prepared: PreparedOption[] } {
    const options = toldApart(this.#prepared.map(({ option }) => option));
    const prepared = this.#prepared.map((one, index) => ({ ...one, option: options[index] ?? one.option }));
    const relabeled = prepared.some(({ option }, index) => option !== this.#prepared[index]?.option);
    if (!relabeled) return { evaluations: this.#evaluations, prepared: this.#prepared };
    return { evaluations: [...evaluateAll(this.#opened.scenario, prepared)], prepared };
  }
}

/** Other work may go there. */
const isUsable = (e: Evaluation): boolean => e.feasible && e.sameWeights;

const isSame = (a: Device, b: Device): boolean =>
  a.hardware === b.hardware &&
  a.count === b.count &&
  a.memoryBytes === b.memoryBytes &&
  (a.systemRamBytes ?? null) === (b.systemRamBytes ?? null);
