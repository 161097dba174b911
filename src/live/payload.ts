import type { ReportAnswer, Reproduce } from '../app/report/result.ts';
import type { PrintedAs, Retypable } from '../core/breakeven/retype.ts';
import type { PreparedUnit } from '../core/evaluation/prepare.ts';
import type { PreparedOption } from '../core/evaluation/types.ts';
import type { Scenario } from '../core/types.ts';
import type { CatalogIdentity } from '../report/json.ts';
import { safeText } from '../report/text-safety.ts';

/** One slider: an input of the scenario, the values it stops at, and how each is written. */
export interface Slider {
  readonly key: Retypable;
  readonly label: string;
  readonly unit: string;
  readonly flag: string;
  /** Ascending. */
  readonly values: readonly number[];
  /** Index of the value that stands for the scenario as printed. */
  readonly printed: number;
  /** How the printed value reads; it may differ between options. */
  readonly printedText: string;
}

/** The figures of an option that no slider moves, its parts under it. */
export interface PreparedParts {
  readonly unit: PreparedOption['unit'] | PreparedUnit;
  readonly parts: readonly PreparedParts[];
}

/** Everything the page needs to compute again what it shows: plain JSON. */
export interface LivePayload {
  readonly scenario: Scenario;
  readonly prepared: readonly PreparedParts[];
  readonly printed: PrintedAs;
  readonly draws: number;
  readonly thorough: boolean;
  readonly seed: number;
  readonly answers: ReportAnswer['answers'];
  readonly region?: ReportAnswer['region'];
  readonly reproduce: Reproduce;
  readonly catalog: CatalogIdentity;
  readonly sliders: readonly Slider[];
}

/** The payload of a report. Texts are made safe here: what the page shows of them is what the file shows. */
export function livePayload(
  answer: ReportAnswer,
  fixed: Pick<LivePayload, 'catalog' | 'printed' | 'sliders' | 'draws'>,
): LivePayload {
  const { scenario, decision, thorough, seed, answers, region, reproduce } = answer;
  const prepared = decision.prepared.map(partsOf);
  const payload: LivePayload = { ...fixed, scenario, prepared, thorough, seed, answers, region, reproduce };
  return JSON.parse(JSON.stringify(payload, safeValue));
}

/** Texts and the names of recorded answers, as `JSON.stringify` comes by them. */
function safeValue(key: string, value: unknown): unknown {
  if (typeof value === 'string') return safeText(value);
  if (key !== 'answers' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, answer]) => [safeText(name), answer]));
}

const partsOf = ({ unit, parts }: PreparedOption): PreparedParts => ({ unit, parts: parts.map(partsOf) });
