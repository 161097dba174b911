import { modelOfSize } from '../../core/memory/shape.ts';
import { ownValue } from '../../core/own-value.ts';
import type { SpeedInput } from '../../core/performance/predict.ts';
import type { Backend, Device, Hardware, Model, Warning } from '../../core/types.ts';
import { bytes, gbPerSecond, gib } from '../../core/units.ts';
import { isThis, THIS_NOT_RECOGNIZED } from '../../scenario/this-machine.ts';
import type { TypedVendor } from '../../scenario/typed-hardware.ts';
import { currentSurroundings } from '../measured/current.ts';
import { customHardware, likelyVendor, likeVendor } from './custom.ts';
import { type AskedFormat, choose, combine } from './formats.ts';
import { modelNotes } from './model-notes.ts';
import { engineNamed, hardwareNamed, modelNamed, type NamedEngine, quantizationNamed } from './names.ts';
import { machineText, parted } from './typed.ts';
import { type KeyStyle, type SpeedRecord, SpeedValues, written } from './values.ts';

/** One combination to predict, its names resolved. */
export type SpeedQuery = Omit<SpeedInput, 'constants'>;

export interface SpeedQueries {
  readonly queries: readonly SpeedQuery[];
  readonly warnings: readonly Warning[];
  readonly problems: SpeedValues['problems'];
}

const DEFAULT_PROMPT_TOKENS = 512;
const DEFAULT_OUTPUT_TOKENS = 128;
const DEFAULT_DRAFT_TOKENS = 4;
const DEFAULT_DRAFT_COST = 0.05;
const CONCURRENCY = { low: 1, high: 1_000_000, unit: 'streams', whole: true } as const;
const BACKENDS: readonly Backend[] = ['cuda', 'metal', 'rocm', 'vulkan', 'cpu', 'sycl'];
const CACHE_BITS: Readonly<Record<string, number>> = {
  f16: 16,
  bf16: 16,
  fp16: 16,
  fp8: 8,
  q8_0: 8.5,
  q4_0: 4.5,
  q5_0: 5.5,
};

/** All combinations of a record's hardware, formats, loads and depths. */
export function speedQueries(record: SpeedRecord, style: KeyStyle): SpeedQueries {
  const values = new SpeedValues(record, style);
  const reader = new QueryReader(values, style);
  const engine = reader.engine();
  const backend = reader.backend(engine);
  const devices = reader.devices(engine, backend);
  const model = reader.model();
  const formats = reader.formats();
  const loads = reader.loads();
  const shape = reader.shape();
  if (model === null || values.problems.length > 0) return { queries: [], warnings: [], problems: values.problems };
  const queries = devices.flatMap((device) =>
    formats.flatMap((format) => {
      const combination = reader.combination({ device, model, engine, backend, format });
      if (combination === null) return [];
      return loads.map((concurrency) => ({
        device,
        model,
        ...combination,
        runtime: engine?.runtime,
        ...shape,
        concurrency,
      }));
    }),
  );
  const contextTokens = (shape.depthTokens ?? shape.promptTokens) + shape.outputTokens;
  const warnings = [...reader.warnings, ...modelNotes(model, contextTokens)];
  return { queries, warnings, problems: values.problems };
}

class QueryReader {
  readonly warnings: Warning[] = [];

  constructor(
    private readonly values: SpeedValues,
    private readonly style: KeyStyle,
  ) {}

  private take<T>(
    named: { ok: true; row: T; warning: Warning | null } | { ok: false; problem: SpeedValues['problems'][number] },
  ): T | null {
    if (!named.ok) {
      this.values.problems.push(named.problem);
      return null;
    }
    if (named.warning !== null) this.ambiguous(named.warning);
    return named.row;
  }

  private once(warning: Warning): void {
    const text = JSON.stringify(warning);
    if (!this.warnings.some((known) => JSON.stringify(known) === text)) this.warnings.push(warning);
  }

  /** A batch cannot ask back and takes the widest row; a person is asked. */
  private ambiguous(warning: Warning): void {
    if (this.style === 'flag' && warning.kind === 'ambiguous-name')
      this.values.problems.push({
        kind: 'ambiguous-name',
        name: warning.name,
        candidates: [warning.chosen, ...warning.others],
      });
    else this.warnings.push(warning);
  }

  devices(engine: NamedEngine | null, backend: Backend | null): readonly Device[] {
    const given = this.values.list('hardware');
    if (given.length === 0) {
      this.values.invalid(
        'hardware',
        '',
        'is missing',
        `name a device: \`${written('hardware', this.style)} rtx-4090\``,
      );
      return [];
    }
    const count = this.values.number('count');
    const memoryGiB = this.values.number('memoryGiB');
    const systemRamGiB = this.values.number('systemRamGiB');
    const host = this.values.number('hostBandwidthGBps');
    const ram = {
      ...(systemRamGiB === undefined ? {} : { systemRamBytes: gib(systemRamGiB) }),
      ...(host === undefined ? {} : { hostBandwidth: gbPerSecond(host) }),
    };
    return given.flatMap((one) => {
      if (isParts(one)) {
        const unified = one.unified === true;
        const vendor = likelyVendor({ engine: engine?.engine ?? null, backend, unified });
        return this.customDevice(one, count ?? 1, vendor);
      }
      if (typeof one !== 'string')
        return this.values.invalid('hardware', one, 'is not a name', 'write it as text') ?? [];
      const named = machineText(one);
      if (isThis(named.name)) return this.thisDevice(count ?? named.count, memoryGiB, ram);
      const hardware = this.take(hardwareNamed(named.name, memoryGiB ?? named.memoryGiB));
      if (hardware === null) return [];
      const memoryBytes = this.memoryOf(hardware, memoryGiB ?? named.memoryGiB);
      return [{ hardware, memoryBytes, count: count ?? named.count ?? 1, ...ram }];
    });
  }

  /** The machine the command runs on, where it was looked at. */
  private thisDevice(
    count: number | null,
    memoryGiB: number | undefined,
    ram: Partial<Pick<Device, 'systemRamBytes'>>,
  ): readonly Device[] {
    const found = currentSurroundings().thisMachine;
    if (found === null) {
      this.values.problems.push(THIS_NOT_RECOGNIZED);
      return [];
    }
    const memory = memoryGiB === undefined ? {} : { memoryBytes: gib(memoryGiB) };
    return [{ ...found.device, count: count ?? found.device.count, ...memory, ...ram }];
  }

  private memoryOf(hardware: Hardware, memoryGiB: number | undefined): Device['memoryBytes'] {
    if (memoryGiB !== undefined) return gib(memoryGiB);
    return bytes(Math.max(0, ...hardware.memoryOptionsBytes));
  }

  private customDevice(parts: SpeedRecord, count: number, vendor: TypedVendor): readonly Device[] {
    const read = (key: string, low: number, high: number, unit: string): number | undefined =>
      parts[key] === undefined ? undefined : this.values.judged(`hardware.${key}`, parts[key], { low, high, unit });
    const memoryGiB = read('memoryGiB', 0.5, 65_536, 'GiB');
    const bandwidth = read('memoryBandwidthGBps', 1, 1_000_000, 'GB/s');
    const fp16 = read('fp16Tflops', 0.01, 1_000_000, 'TFLOPS');
    if (parts.memoryGiB === undefined || parts.memoryBandwidthGBps === undefined)
      this.values.invalid('hardware', JSON.stringify(parts), 'lacks memoryGiB or memoryBandwidthGBps', 'give both');
    if (memoryGiB === undefined || bandwidth === undefined) return [];
    const hardware = customHardware({ memoryGiB, bandwidth, fp16, unified: parts.unified === true, vendor });
    this.once(likeVendor(vendor));
    return [{ hardware, memoryBytes: gib(memoryGiB), count }];
  }

  model(): Model | null {
    const given = this.values.raw('model');
    const parts = isParts(given) ? given : null;
    if (parts !== null || given === undefined) return this.sizedModel(parts);
    if (typeof given !== 'string')
      return this.values.invalid('model', given, 'is not a name', 'write it as text') ?? null;
    return this.take(modelNamed(given));
  }

  private sizedModel(parts: SpeedRecord | null): Model | null {
    const spec = { low: 0.001, high: 20_000, unit: 'billion parameters' };
    const read = (key: 'paramsB' | 'activeParamsB'): number | undefined => {
      const value = parts === null ? this.values.raw(key) : parts[key];
      return value === undefined ? undefined : this.values.judged(key, value, spec);
    };
    const paramsB = read('paramsB');
    const activeParamsB = read('activeParamsB');
    if (paramsB === undefined) {
      if (this.values.problems.length === 0)
        this.values.invalid(
          'model',
          '',
          'is missing',
          `name a model: \`${written('model', this.style)} llama-3.1-8b\``,
        );
      return null;
    }
    if (activeParamsB !== undefined && activeParamsB > paramsB)
      return (
        this.values.invalid('activeParamsB', activeParamsB, `is more than all ${paramsB} billion`, 'active ≤ total') ??
        null
      );
    return modelOfSize({ paramsB, ...(activeParamsB === undefined ? {} : { activeParamsB }) });
  }

  engine(): NamedEngine | null {
    const text = this.values.text('engine');
    return text === undefined ? null : this.take(engineNamed(text));
  }

  backend(engine: NamedEngine | null): Backend | null {
    const text = this.values.text('backend')?.toLowerCase();
    if (text === undefined) return engine?.backend ?? null;
    const known = BACKENDS.find((backend) => backend === text);
    if (known === undefined) this.values.invalid('backend', text, 'is not a backend', `one of ${BACKENDS.join(', ')}`);
    return known ?? null;
  }

  formats(): readonly (AskedFormat | null)[] {
    const given = this.values.list('quantization').flatMap(parted).map(String);
    if (given.length === 0) return [null];
    return given.map((text) => {
      const row = this.take(quantizationNamed(text));
      return row === null ? null : { text, row };
    });
  }

  loads(): readonly (number | 'max')[] {
    const given = this.values.list('concurrency').flatMap(parted);
    if (given.length === 0) return [1];
    return given.flatMap((one): readonly (number | 'max')[] => {
      if (one === 'max') return ['max'];
      const load = this.values.judged('concurrency', one, CONCURRENCY);
      return load === undefined ? [] : [load];
    });
  }

  shape() {
    const depthTokens = this.values.number('depthTokens');
    const kv = this.cacheBits();
    return {
      promptTokens: this.values.number('promptTokens') ?? DEFAULT_PROMPT_TOKENS,
      outputTokens: this.values.number('outputTokens') ?? DEFAULT_OUTPUT_TOKENS,
      depthTokens,
      kvBits: kv === undefined ? undefined : { key: kv, value: kv },
      speculation: this.speculation(),
      split: this.split(),
    };
  }

  private speculation(): SpeedInput['speculation'] {
    const acceptanceRate = this.values.number('acceptanceRate');
    const draftTokens = this.values.number('draftTokens') ?? DEFAULT_DRAFT_TOKENS;
    const draftCostShare = this.values.number('draftCost') ?? DEFAULT_DRAFT_COST;
    return acceptanceRate === undefined ? undefined : { acceptanceRate, draftTokens, draftCostShare };
  }

  private split(): SpeedInput['split'] {
    const text = this.values.text('split')?.toLowerCase();
    if (text === undefined || text === 'tensor' || text === 'pipeline') return text;
    return this.values.invalid('split', text, 'is not a way to share devices', '`tensor` or `pipeline`');
  }

  private cacheBits(): number | undefined {
    const text = this.values.text('kvQuantization');
    if (text === undefined) return undefined;
    const bits = ownValue(CACHE_BITS, text.toLowerCase().replaceAll('-', '_'));
    const hint = `one of ${Object.keys(CACHE_BITS).join(', ')}`;
    return bits ?? this.values.invalid('kvQuantization', text, 'is not a cache format', hint);
  }

  combination(asked: {
    readonly device: Device;
    readonly model: Model;
    readonly engine: NamedEngine | null;
    readonly backend: Backend | null;
    readonly format: AskedFormat | null;
  }): Pick<SpeedInput, 'engine' | 'backend' | 'quantization'> | null {
    const { hardware } = asked.device;
    const chosen = choose({ ...asked, engine: asked.engine?.engine ?? null }, hardware);
    if (chosen === null) return null;
    if (chosen.warning !== null) this.once(chosen.warning);
    const combined = combine({ ...chosen, backend: asked.backend }, hardware);
    if (!('kind' in combined)) return combined;
    this.values.problems.push(combined);
    return null;
  }
}

const isParts = (value: unknown): value is SpeedRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
