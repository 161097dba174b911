import { type ServiceStanding, toldOf } from '../../core/evaluation/told-service.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Scenario, ServiceLevel } from '../../core/types.ts';
import type { Column } from '../document.ts';
import { significant } from '../format.ts';

export const SERVICE_COLUMN: Column = { key: 'service', label: 'service level', priority: 4 };

const WORDS: Readonly<Record<ServiceStanding, string>> = {
  kept: 'kept',
  missed: 'missed',
  'not-known': 'not known',
  'none-asked': 'none asked',
};

export const standingText = (standing: ServiceStanding | null): string | null =>
  standing === null ? null : WORDS[standing];

/** First token, speed and standing of a row: computed for machines, told for others' services. */
export function serviceCells(e: Evaluation) {
  const told = toldOf(e.option);
  return {
    ttft: e.sized?.timeToFirstTokenSecondsP95 ?? told?.timeToFirstTokenSecondsP95?.value ?? null,
    speed: e.sized?.decodeTokensPerSecondAtPeak ?? told?.decodeTokensPerSecond?.value ?? null,
    service: standingText(e.standing),
  };
}

/** Which of the ranked nobody could hold to the service level, and how to tell their speed. */
export function unknownService(evaluations: readonly Evaluation[], { workloads }: Scenario): readonly string[] {
  const sides = evaluations.flatMap((e) => (e.parts.length > 0 ? e.parts : [e]));
  const unknown = [...new Set(sides.filter((e) => e.standing === 'not-known').map((e) => e.option.label))];
  const levels = [...new Set(workloads.flatMap(({ serviceLevel }) => levelText(serviceLevel) ?? []))];
  if (unknown.length === 0) return [];
  return [
    `How soon and how fast it answers is not known for ${unknown.join(' and ')}, so not held to ${levels.join('; ')}; tell it: \`--api-first-token-seconds\`, \`--api-tokens-per-second\`.`,
  ];
}

function levelText(level: ServiceLevel): string | null {
  const { timeToFirstTokenSecondsP95: first, decodeTokensPerSecondPerStream: speed } = level;
  const parts = [
    ...(first === null ? [] : [`a first token within ${significant(first, 3)} s`]),
    ...(speed === null ? [] : [`${significant(speed, 3)} tok/s`]),
  ];
  return parts.length === 0 ? null : parts.join(' and ');
}
