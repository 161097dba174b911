import { RequestError } from '../../core/failure.ts';
import { flagOf, NUMBER_KEYS, type NumberKey } from '../../scenario/keys.ts';
import { parseQuantity } from '../../scenario/number.ts';
import { type BreakEvenAnswer, type BreakEvenRequest, breakEven } from '../breakeven.ts';
import { type Layer, nearestOf } from '../input-keys.ts';
import { UTILIZATION, utilizationLayer } from './utilization.ts';

const POINTS = 9;

/** One value of the swept input, and what follows from it. */
export interface SweepRow {
  /** The value of the input. */
  readonly value: number;
  readonly verdict: string;
  readonly breakEvenMonth: number | null;
  readonly savingsUsd: number | null;
  /** What each option costs at that value. */
  readonly options: readonly {
    readonly option: string;
    readonly usdPerMonth: number | null;
    readonly usdPerMillionTokens: number | null;
  }[];
}
export interface Sweep {
  /** The input that is moved. */
  readonly key: string;
  readonly unit: string;
  /** One value of the input a row. */
  readonly rows: readonly SweepRow[];
}

export interface SweepAxis {
  readonly key: string;
  readonly unit: string;
  readonly from: number;
  readonly to: number;
}

const SPECS: readonly NumberKey[] = [UTILIZATION, ...NUMBER_KEYS];

const plain = (name: string): string => name.replace(/^--/, '').replace(/-/g, '').toLowerCase();

/** `utilization=0.05..1`, `electricity-price=0.1..0.4`. @throws RequestError when it is none. */
export function parseSweep(text: string): SweepAxis {
  const match = /^\s*([\w-]+)\s*=\s*(.+?)\s*\.\.\s*(.+?)\s*$/.exec(text);
  if (match === null) throw wrong(text, 'is not a sweep', 'write `--sweep utilization=0.05..1`');
  const [, name = '', low = '', high = ''] = match;
  const spec = SPECS.find((one) => [one.key, flagOf(one)].some((known) => plain(known) === plain(name)));
  if (spec === undefined) {
    const nearest = nearestOf(SPECS.map(({ key }) => key))(name);
    throw new RequestError([{ kind: 'unknown-key', key: name, nearest }]);
  }
  const [from, to] = [parseQuantity(low, spec.kind), parseQuantity(high, spec.kind)];
  if (!(from < to)) throw wrong(text, 'has no ends that rise', 'write the smaller number first');
  if (from < spec.low || to > spec.high)
    throw wrong(text, `leaves ${spec.low}–${spec.high} ${spec.unit}`, 'narrow the sweep');
  return { key: spec.key, unit: spec.unit, from, to };
}

function wrong(value: string, reason: string, hint: string): RequestError {
  return new RequestError([{ kind: 'invalid-value', key: '--sweep', value, reason, hint }]);
}

/** The same question at values between two ends: evenly spaced, or by equal factors where the ends lie far apart. */
export function sweep(request: BreakEvenRequest, axis: SweepAxis): Sweep {
  const layerAt = axis.key === UTILIZATION.key ? utilizationLayer(request, '--sweep') : plainLayer(axis.key);
  const rows = valuesOf(axis).map((value) => rowAt(request, value, layerAt(value)));
  return { key: axis.key, unit: axis.unit, rows };
}

const WIDE = 8;

function valuesOf({ from, to }: SweepAxis): readonly number[] {
  const geometric = from > 0 && to / from > WIDE;
  return Array.from({ length: POINTS }, (_, i) => {
    const share = i / (POINTS - 1);
    return geometric ? from * (to / from) ** share : from + (to - from) * share;
  });
}

const swept = (values: Layer['values']): Layer => ({ origin: 'flag', style: 'flag', values });
const plainLayer =
  (key: string) =>
  (value: number): Layer =>
    swept({ [key]: value });

function rowAt(request: BreakEvenRequest, value: number, layer: Layer): SweepRow {
  // What was typed for the total would win over the swept mean.
  const layers = [layer, ...request.layers.map((one) => withoutKeys(one, layer))];
  const { result }: BreakEvenAnswer = breakEven({ ...request, layers, sensitivity: false });
  const { verdict, breakEvenMonth, savingsUsd } = result;
  const options = (result.options ?? []).map(({ option, usdPerMonth, usdPerMillionTokens }) => ({
    option,
    usdPerMonth,
    usdPerMillionTokens,
  }));
  return { value, verdict, breakEvenMonth, savingsUsd, options };
}

function withoutKeys(layer: Layer, by: Layer): Layer {
  if (!Object.hasOwn(by.values, 'requestsPerUserPerDay')) return layer;
  return { ...layer, values: { ...layer.values, requestsPerDay: undefined } };
}
