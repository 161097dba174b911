import { type SpeedSource, type StartedUnit, startUnit } from '../../core/evaluation/prepare.ts';
import { keptIn } from '../../core/kept.ts';
import { dividesHeads } from '../../core/performance/split.ts';
import type { Device, Hardware, ScenarioWorkload } from '../../core/types.ts';
import type { OpenScenario } from '../../scenario/resolve.ts';

/**
 * How one request alone fares on devices, each asked once: a card is sold, rented and built into machines. Memory of the host
 * is left out, for a model that spills into it does not fit.
 */
export class Alone {
  readonly #opened: OpenScenario;
  readonly #source: SpeedSource;
  readonly #units = new Map<Hardware, Map<number, StartedUnit[]>>();

  constructor(opened: OpenScenario, source: SpeedSource) {
    this.#opened = opened;
    this.#source = source;
  }

  /** Null where one request alone does not tell: of several workloads, and where the throughput was typed. */
  started(device: Device): StartedUnit | null {
    const workload = this.#workload();
    if (workload === null) return null;
    const { hardware, count } = device;
    const byCount = this.#alike(device);
    byCount[count] ??= startUnit({ device, engineChoices: this.#opened.choicesFor(hardware) }, workload, this.#source);
    return byCount[count];
  }

  /**
   * The least time an answer takes, from fewer of the same devices: n times as many are at most n times as fast, where every
   * engine serves the request on the fewer (one that only the more can hold may be the faster) and their number divides the
   * heads of the model (else they wait for one another). 0 where none was asked.
   *
   *   seconds(n) ≥ seconds(m) × m ÷ n,  m < n
   */
  leastSeconds(device: Device): number {
    const workload = this.#workload();
    if (this.#source.correctorOf !== undefined || workload === null) return 0;
    const { count } = device;
    const known = this.#alike(device);
    let least = 0;
    for (let fewer = 1; fewer < count; fewer++) {
      const unit = known[fewer];
      if (unit?.everyEngineServes === true && dividesHeads(workload.model, fewer))
        least = Math.max(least, (unit.answerSecondsAlone * fewer) / count);
    }
    return least;
  }

  #workload(): ScenarioWorkload | null {
    const { scenario, resolution } = this.#opened;
    const [workload, ...others] = scenario.workloads;
    return workload === undefined || others.length > 0 || resolution.has('throughput') ? null : workload;
  }

  /** By how many of them. */
  #alike({ hardware, memoryBytes }: Device): StartedUnit[] {
    const byMemory = keptIn(this.#units, hardware, () => new Map<number, StartedUnit[]>());
    return keptIn(byMemory, memoryBytes, (): StartedUnit[] => []);
  }
}
