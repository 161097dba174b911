import type { Assumption } from '../core/assumption.ts';
import { assumed, type Judgment } from '../core/defaults/judgment.ts';
import type {
  ApiPrice,
  CarbonIntensity,
  Device,
  ElectricityPrice,
  HostPart,
  MeasuredWatts,
  Privacy,
  Problem,
  RentalOffer,
  System,
  Warning,
} from '../core/types.ts';
import { CALCULATOR_KEYS } from './calculator-keys.ts';
import type { Quote } from './file/types.ts';
import { isProblem, judgeNumber, type Layer, type RawValue, typed, typedText } from './judge.ts';
import { flagOf, kebab, NUMBER_KEYS, type NumberKey, OPTION_KEYS } from './keys.ts';

/** What rows are asked for by. */
export interface Head {
  readonly hardwareId?: string | null | undefined;
  readonly region?: string | null | undefined;
  readonly sector?: string | undefined;
  readonly modelId?: string | null | undefined;
}

/** All rows, or those asked for and maybe others: the reader still looks at each. */
type Selection<T> = (only?: (row: Head) => boolean) => readonly T[];

/** The catalog tables a resolver reads, each parsed when first asked for. */
export interface Tables {
  readonly systems: () => readonly System[];
  readonly rentals: Selection<RentalOffer>;
  readonly apiPrices: Selection<ApiPrice>;
  readonly electricity: Selection<ElectricityPrice>;
  readonly carbon: Selection<CarbonIntensity>;
  readonly hostParts: () => readonly HostPart[];
  /** This machine, where the command detected it: `this`. */
  readonly thisMachine?: { readonly device: Device; readonly label: string } | null;
  /** Watts measured on a device, where any were. */
  readonly measuredWatts?: (device: Device) => MeasuredWatts | null;
  /** The catalog's date: staleness is measured against it, never against the clock. */
  readonly asOf: string;
}

/** An option with what a file types in for it alone. */
export interface AskedOption {
  readonly text: string;
  readonly values: Readonly<Record<string, RawValue | undefined>>;
  readonly label: string | null;
  /** Another model's API that counts as the same work, because the author of the file says so. */
  readonly substitutes: boolean;
  /** Of a vendor. */
  readonly quote?: Quote | null;
  /** Of prices the user's own file types in: the oldest date, null where one has none; absent where none is typed. */
  readonly pricedOn?: string | null;
  /** Left out with a note, rather than refused, where no price is known. */
  readonly optional?: boolean;
  /** Left out without a word, whatever is wrong with it: a search tries many. */
  readonly silent?: boolean;
}

export interface AskedWorkload {
  readonly id: string;
  readonly values: Readonly<Record<string, RawValue | undefined>>;
  /** Its own part of a usage log, behind everything that is typed. The first workload's stands in the layers. */
  readonly log?: Layer;
}

export interface ResolveRequest {
  readonly name: string;
  readonly layers: readonly Layer[];
  /** Options as typed. */
  readonly options: readonly (string | AskedOption)[];
  /** Several share the machines; none: one, from the layers. */
  readonly workloads?: readonly AskedWorkload[];
  /** A person is asked which variant was meant; a batch line takes the widest with a warning. */
  readonly mode: 'interactive' | 'batch';
  readonly tables: Tables;
  readonly seed: number;
  /** No coarser format than this, where none is named. */
  readonly minimumBitsPerWeight?: number;
  /** Where prompts may go; left out: anywhere. */
  readonly privacy?: Privacy;
}

const SPECS: ReadonlyMap<string, NumberKey> = new Map(
  [...NUMBER_KEYS, ...CALCULATOR_KEYS, ...OPTION_KEYS].map((spec) => [spec.key, spec]),
);

/** One resolution: reads layers, gathers every problem and warning. */
export class Resolution {
  readonly request: ResolveRequest;
  readonly problems: Problem[];
  readonly warnings: Warning[];
  readonly #judged = new Map<string, Assumption | null>();
  /** What tables were asked already, by question: every option of a request asks the same. */
  readonly #found: Map<string, Assumption>;

  constructor(request: ResolveRequest, parent?: Resolution) {
    this.request = request;
    this.problems = parent?.problems ?? [];
    this.warnings = parent?.warnings ?? [];
    this.#found = parent === undefined ? new Map() : parent.#found;
  }

  /** Looks up once a request what no option changes. */
  once(question: string, look: () => Assumption): Assumption {
    const found = this.#found.get(question) ?? look();
    this.#found.set(question, found);
    return found;
  }

  /** The same resolution for one option or workload: a file's values for it stand behind flags, before the rest. */
  within(values: Readonly<Record<string, RawValue | undefined>>): Resolution {
    if (Object.keys(values).length === 0) return this;
    const { layers } = this.request;
    const own: Layer = { origin: 'scenario', style: 'key', values };
    const flags = layers.filter((layer) => layer.origin === 'flag');
    const rest = layers.filter((layer) => layer.origin !== 'flag');
    const scope = new Resolution({ ...this.request, layers: [...flags, own, ...rest] }, this);
    scope.judgeAll();
    return scope;
  }

  has(key: string): boolean {
    return typed(this.request.layers, key) !== undefined;
  }

  text(key: string): string | undefined {
    return typedText(this.request.layers, key);
  }

  isOn(key: string): boolean {
    const raw: RawValue | undefined = typed(this.request.layers, key)?.raw;
    return raw === true || raw === 'true';
  }

  /** What the user typed for a number, or null. A bad value is a problem, reported once, and reads as not typed. */
  typedNumber(key: string): Assumption | null {
    const known = this.#judged.get(key);
    if (known !== undefined) return known;
    const spec = SPECS.get(key);
    const found = typed(this.request.layers, key);
    const judged = spec === undefined || found === undefined ? null : judgeNumber(spec, found);
    if (judged !== null && isProblem(judged)) this.problems.push(judged);
    const value = judged === null || isProblem(judged) ? null : judged;
    this.#judged.set(key, value);
    return value;
  }

  /** The typed value, or the judgment that stands in for it. */
  number(key: string, otherwise: Judgment): Assumption {
    return this.typedNumber(key) ?? { ...assumed(otherwise), id: key };
  }

  /**
   * The same for a figure that differs between options: an untyped one is named after what it belongs to (`of`), since
   * assumptions with one id move together.
   */
  numberOf(key: string, of: string, otherwise: Judgment): Assumption {
    return this.typedNumber(key) ?? { ...assumed(otherwise), id: `${key}.${of}` };
  }

  /** Judges every number that was typed, used or not, so that all problems of a line are reported together. */
  judgeAll(): void {
    for (const key of SPECS.keys()) this.typedNumber(key);
  }

  invalid(key: string, value: string, reason: string, hint: string): void {
    const spec = SPECS.get(key);
    const flag = spec === undefined ? `--${kebab(key)}` : flagOf(spec);
    // As the user wrote it: a file and a line of a batch have keys, a command line has flags.
    const name = typed(this.request.layers, key)?.style === 'key' ? key : flag;
    this.problems.push({ kind: 'invalid-value', key: name, value, reason, hint });
  }
}
