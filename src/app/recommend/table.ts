import type { Answer } from '../answer.ts';
import type { Implied } from './implied.ts';
import { PRESETS, type PresetKind } from './presets.ts';
import { type RecommendRequest, recommend } from './recommend.ts';

/** One preset answered: a row of the guide's tables, computed. */
export interface PresetRow {
  /** Name of the preset. */
  readonly name: string;
  readonly title: string;
  /** People of the preset. */
  readonly users: number;
  readonly model: string;
  /** The cheapest option for the preset. */
  readonly pick: string | null;
  readonly label: string | null;
  readonly units: number | null;
  readonly upfrontUsd: number | null;
  readonly usdPerMonth: number | null;
  /** Until the whole answer of the pick is there. */
  readonly answerSeconds: number | null;
  /** Limits and a place that the preset brought. */
  readonly implied: readonly Implied[];
  /** Why there is no pick; null where there is one. */
  readonly reason: string | null;
}

export interface PresetTable {
  /** The kind of preset shown. */
  readonly kind: PresetKind;
  /** One preset a row with its pick. */
  readonly rows: readonly PresetRow[];
}

/** `--goal all`: every preset of a kind, each with its own pick under the same limits and flags. */
export function recommendTable(request: RecommendRequest, kind: PresetKind): Answer<PresetTable> {
  const answers = Object.keys(PRESETS[kind]).map((name) => ({
    name,
    answer: recommend({ ...request, preset: { kind, name }, top: 1 }),
  }));
  const rows = answers.map(({ name, answer }): PresetRow => {
    const [row] = answer.result.rows;
    const [workload] = answer.search.scenario.workloads;
    return {
      name,
      title: answer.preset?.title ?? name,
      users: workload?.demand.users.value ?? 0,
      model: workload?.model.id ?? '',
      pick: row?.option ?? null,
      label: row?.label ?? null,
      units: row?.units ?? null,
      upfrontUsd: row?.upfrontUsd ?? null,
      usdPerMonth: row?.usdPerMonth ?? null,
      answerSeconds: row?.answerSeconds ?? null,
      implied: answer.result.implied,
      reason: answer.result.reason,
    };
  });
  const [first] = answers;
  return {
    command: 'recommend.presets',
    inputs: { [kind]: 'all' },
    assumptions: [],
    result: { kind, rows },
    warnings: first?.answer.search.scenario.warnings ?? [],
    seed: first?.answer.seed ?? 1,
  };
}
