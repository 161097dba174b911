import { systemById } from '../../catalog/index.ts';
import type { Evaluation, PreparedOption } from '../../core/evaluation/types.ts';
import type { OwnOption } from '../../core/types.ts';

/** Own machines whose mixes are worth a look: the cheapest first, a few of them. */
const BASES = 8;

/**
 * Mixes of what was evaluated: fewer own machines than the peak needs, the rest to the cheapest rent and the cheapest
 * API of those that may be had at all. A machine that carries the peak alone needs no overflow, so only options of two and more machines have one.
 */
export function mixesOf({
  evaluations,
  prepared,
  admissible,
  worthAMix = () => true,
}: {
  readonly evaluations: readonly Evaluation[];
  readonly prepared: readonly PreparedOption[];
  readonly admissible: (e: Evaluation) => boolean;
  readonly worthAMix?: (e: Evaluation) => boolean;
}): readonly PreparedOption[] {
  const able = evaluations
    .map((evaluation, index) => ({ evaluation, unit: prepared[index] }))
    .filter(({ evaluation: e }) => e.feasible && e.sameWeights && admissible(e))
    .toSorted((a, b) => a.evaluation.totalUsd - b.evaluation.totalUsd);
  const cheapest = (kind: 'rent' | 'api') => able.find(({ evaluation }) => evaluation.option.kind === kind)?.unit;
  const overflow = [cheapest('rent'), cheapest('api')].flatMap((unit) => unit ?? []);
  const bases = able.filter(
    ({ evaluation: e }) => e.option.kind === 'own' && (e.sized?.units ?? 1) > 1 && worthAMix(e),
  );
  return bases
    .slice(0, BASES)
    .flatMap(({ evaluation, unit }) => (unit === undefined ? [] : basesOf(evaluation, unit)))
    .flatMap((base) => overflow.map((rest) => mixOf(base, rest)));
}

/** One machine, half of them, all but one: as far as the option can be written with a count. */
function basesOf({ option, sized }: Evaluation, unit: PreparedOption): readonly PreparedOption[] {
  if (option.kind !== 'own' || sized === null) return [];
  const { units } = sized;
  const counts = canCount(option) ? new Set([1, Math.floor(units / 2), units - 1]) : new Set([1]);
  return [...counts].map((count) => {
    const id = count === 1 ? option.id : option.id.replace(/^own:/, `own:${count}x`);
    const label = count === 1 ? option.label : option.label.replace(/^own /, `own ${count} × `);
    const base: OwnOption = { ...option, id, label, minimumUnits: count };
    return { ...unit, option: base };
  });
}

/** `own:2x<system>` is two machines; `own:2x<card>` is one with two cards. */
const canCount = (option: OwnOption): boolean => systemById(option.id.replace(/^own:/, '')) !== undefined;

function mixOf(first: PreparedOption, second: PreparedOption): PreparedOption {
  const id = `mix:${first.option.id}+${second.option.id}`;
  const label = `${first.option.label} + ${second.option.label}`;
  return {
    option: { kind: 'mix', id, label, first: first.option, second: second.option, shareOfFirst: null },
    unit: null,
    parts: [first, second],
  };
}
