import type { Assumption } from '../../core/assumption.ts';
import { type MeasuredBasis, measuredBasis } from '../../core/evaluation/measured.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Section } from '../document.ts';
import { significant } from '../format.ts';

const KINDS = [
  ['measured-decode-factor', 'decode'],
  ['measured-prefill-factor', 'prefill'],
] as const;

/** `decode × 0.81, prefill × 1.1, 210 W`. */
function words({ assumptions }: MeasuredBasis): string {
  const factor = (ending: string, name: string): readonly string[] =>
    assumptions.filter((one) => one.id.endsWith(ending)).map((one) => `${name} × ${significant(one.value, 3)}`);
  const watts = (one: Assumption): string =>
    `${significant(one.value, 3)} W ${one.id.endsWith('idleWatts') ? 'idle' : 'at work'}`;
  return [
    ...KINDS.flatMap(([ending, name]) => factor(ending, name)),
    ...assumptions.filter((one) => one.unit === 'W').map(watts),
  ].join(', ');
}

const MOST_IDS = 3;

/** A few ids, and how many more. */
export function idsText(ids: readonly string[]): string {
  const more = ids.length - MOST_IDS;
  return more > 0 ? `${ids.slice(0, MOST_IDS).join(', ')} and ${more} more` : ids.join(', ');
}

/** Which answers rest on measurements, how far they moved, and on which; null where none does. */
export function measuredSection(evaluations: readonly Evaluation[]): Section | null {
  const bases = evaluations.flatMap((e) => measuredBasis(e) ?? []);
  if (bases.length === 0) return null;
  return {
    kind: 'text',
    title: 'Rests on measurements',
    lines: [
      ...bases.map((basis) => `  ${basis.label}: ${words(basis)} (${idsText(basis.ids)})`),
      '  `--no-measured` shows the answer without them.',
    ],
  };
}
