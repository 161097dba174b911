import type { Warning } from '../../core/types.ts';
import type { AskedWorkload } from '../../scenario/context.ts';
import type { Layer } from '../../scenario/judge.ts';
import type { WorkloadLog } from './from-log.ts';

/** When something is asked: a log always tells it. */
const RHYTHM = ['activeHoursPerDay', 'activeDaysPerMonth', 'loadByHour', 'peakToMean'] as const;
/** How much: where the log counts requests, or answers that stand in for them. */
const COUNTS = ['requestsPerUserPerDay', 'requestsPerDay'] as const;

type Values = Layer['values'];
interface Asked {
  readonly layers: readonly Layer[];
  readonly workloads?: readonly AskedWorkload[];
}

/**
 * A request without the amounts that a scenario types and the log tells: mixed they would be nobody's work. People and lengths
 * of the scenario stay before the log's, and a flag before everything.
 */
export function withoutAmounts<R extends Asked>(request: R, logs: readonly WorkloadLog[]): R {
  const [head] = request.workloads ?? [];
  const of = (id: string | null): WorkloadLog | undefined => logs.find((log) => log.workload === id);
  const first = of(null) ?? of(head?.id ?? null);
  const layers = request.layers.map((layer) =>
    layer.origin === 'flag' || first === undefined ? layer : { ...layer, values: without(layer.values, toldBy(first)) },
  );
  const workloads = request.workloads?.map((asked) => {
    const log = of(asked.id) ?? (asked === head ? first : undefined);
    return log === undefined ? asked : { ...asked, values: without(asked.values, toldBy(log)) };
  });
  return { ...request, layers, ...(workloads === undefined ? {} : { workloads }) };
}

const toldBy = ({ layer }: WorkloadLog): readonly string[] => [
  ...RHYTHM,
  ...(layer.values.requestsPerDay === undefined ? [] : COUNTS),
];

const without = (values: Values, keys: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));

/** Which amounts of a scenario the log stands before. */
export function amountsLeftAside(request: Asked, logs: readonly WorkloadLog[]): readonly Warning[] {
  const left = withoutAmounts(request, logs);
  const keys = [
    ...request.layers.flatMap((layer, i) => lost(layer.values, left.layers[i]?.values)),
    ...(request.workloads ?? []).flatMap((asked, i) => lost(asked.values, left.workloads?.[i]?.values)),
  ];
  const names = [...new Set(keys)].map((key) => `\`${key}\``).join(', ');
  if (names === '') return [];
  return [{ kind: 'note', text: `how much is asked, and when, is the log's: ${names} of the scenario left aside` }];
}

const lost = (before: Values, after: Values = {}): readonly string[] =>
  Object.keys(before).filter((key) => before[key] !== undefined && !Object.hasOwn(after, key));
