import type { BreakEvenResult } from '../../core/breakeven/plain.ts';
import { RequestError } from '../../core/failure.ts';
import { Resolution } from '../../scenario/context.ts';
import type { Layer } from '../../scenario/judge.ts';
import { agrees, type Study, type StudyFields, type StudyFigures, studyCases } from '../../scenario/study.ts';
import type { Answer } from '../answer.ts';
import { BUILTIN_TABLES } from '../tables.ts';

/** One figure of a study beside ours. */
export interface StudyComparison {
  readonly machine: string;
  readonly alternative: string;
  /** Name of the figure. */
  readonly figure: string;
  /** What the study prints; null where it prints nothing. */
  readonly printed: number | null;
  /** What its inputs give here. */
  readonly ours: number | null;
  /** Within 1 % or half the last printed digit. */
  readonly agrees: boolean | null;
}

export interface StudyRow extends BreakEvenResult {
  readonly machine: string;
  readonly alternative: string;
  /** The figures the study prints of this pair. */
  readonly printed: StudyFigures;
  /** The same figures from its inputs, computed here. */
  readonly ours: StudyFigures;
}

export interface StudyResult {
  /** Id of the published comparison. */
  readonly study: string;
  readonly title: string | null;
  /** Address of the study. */
  readonly source: string | null;
  /** Date of the study. */
  readonly asOf: string | null;
  /** What the study leaves open, and how it was read. */
  readonly notes: readonly string[];
  /** Years the totals cover. */
  readonly years: number;
  /** Each printed figure beside ours. */
  readonly figures: readonly StudyComparison[];
  /** Figures the study prints. */
  readonly figuresPrinted: number;
  /** Of those, the ones ours agree with. */
  readonly figuresAgreeing: number;
  /** One machine against one alternative a row. */
  readonly rows: readonly StudyRow[];
}

export interface StudyRequest {
  readonly id: string;
  readonly title: string | null;
  readonly source: string | null;
  readonly study: Study;
  /** What was typed: it replaces what the study states of all its machines. */
  readonly typed: Layer;
}

/** Keys of a line that stand for a field of the study. */
const FIELDS = [
  'hoursPerMonth',
  'loadWatts',
  'idleWatts',
  'electricityPrice',
  'pue',
  'coolingUsdPerKilowattHour',
  'maintenanceShare',
  'hostingUsdPerMonth',
  'annualOpex',
  'opexUsdPerHour',
  'tokensPerSecond',
] as const satisfies readonly (keyof StudyFields)[];

/** A published comparison from its own inputs, each printed figure beside ours. @throws RequestError for a bad flag. */
export function studyAnswer(request: StudyRequest): Answer<StudyResult> {
  const study = withTyped(request);
  const rows = studyCases(study).map(({ printed: { machine, alternative, ...printed }, ours, result }) => {
    return { machine, alternative, printed, ours, ...result };
  });
  const figures = rows.flatMap(compared);
  const printed = figures.filter((figure) => figure.printed !== null);
  return {
    command: 'breakeven.study',
    inputs: { scenario: request.id, ...request.typed.values },
    assumptions: [],
    result: {
      study: request.id,
      title: request.title,
      source: request.source,
      asOf: study.asOf ?? null,
      notes: study.notes ?? [],
      years: study.years,
      figures,
      figuresPrinted: printed.length,
      figuresAgreeing: printed.filter((figure) => figure.agrees === true).length,
      rows,
    },
    warnings: [],
    seed: 1,
  };
}

/** Of a pair without printed figures, its break-even and savings. */
const UNPRINTED = ['breakEvenMonths', 'savingsUsd'];

function compared({ machine, alternative, printed, ours }: StudyRow): readonly StudyComparison[] {
  const known = new Map<string, number>(numbersOf(ours));
  const told = numbersOf(printed);
  const named = told.length > 0 ? told : UNPRINTED.map((key) => [key, null] as const);
  return named.map(([figure, value]) => {
    const own = known.get(figure) ?? null;
    const agreeing = value === null ? null : own !== null && agrees(own, value);
    return { machine, alternative, figure, printed: value, ours: own, agrees: agreeing };
  });
}

const numbersOf = (figures: StudyFigures): readonly (readonly [string, number])[] =>
  Object.entries(figures).flatMap(([key, value]) => (typeof value === 'number' ? [[key, value] as const] : []));

function withTyped({ study, typed, id }: StudyRequest): Study {
  const tables = BUILTIN_TABLES;
  const resolution = new Resolution({ name: id, layers: [typed], options: [], mode: 'interactive', tables, seed: 1 });
  resolution.judgeAll();
  const years = resolution.typedNumber('years')?.value ?? study.years;
  const fields: StudyFields = Object.fromEntries(
    FIELDS.flatMap((key) => {
      const value = resolution.typedNumber(key)?.value;
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  if (resolution.problems.length > 0) throw new RequestError(resolution.problems);
  const machines = Object.fromEntries(
    Object.entries(study.machines).map(([name, machine]) => [name, { ...machine, ...fields }]),
  );
  return { ...study, years, machines };
}
