import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Scenario } from '../../core/types.ts';
import type { TextSection } from '../document.ts';
import { unknownService } from './service-level.ts';

/** What a row cannot say of itself: whose speed nobody knows, and what own machines are charged by a neighbour. */
export function remarks(evaluations: readonly Evaluation[], scenario: Scenario): TextSection | null {
  const lines = [...unknownService(evaluations, scenario), ...besideText(evaluations, scenario)];
  return lines.length === 0 ? null : { kind: 'text', tone: 'quiet', lines };
}

/** The one part of a cost that hangs on what stands beside it. */
function besideText(evaluations: readonly Evaluation[], { privacy }: Scenario): readonly string[] {
  const charged = evaluations.filter((e) => e.elsewhere !== null);
  const [first] = charged;
  if (first === undefined) return [];
  const late = charged.some(({ option }) => option.kind === 'own' && option.deliveryMonths.value >= 0.5);
  const what = late ? 'Downtime and months before delivery of own machines are' : 'Downtime of own machines is';
  const why = privacy === 'no-api' ? 'no API may be called' : 'named without it they cost less';
  return [`${what} charged at what ${first.elsewhere} costs; ${why}.`];
}
