import { RequestError } from '../../core/failure.ts';
import type { Problem } from '../../core/types.ts';
import { parseQuantity, type QuantityKind } from '../../scenario/number.ts';
import { STAGES } from './budget.ts';

type Options = Readonly<Record<string, unknown>>;
export interface PlanLine {
  readonly growthPerMonth: number | null;
  readonly factors: readonly number[];
  readonly trainingProjectsPerMonth: number;
  readonly bufferShare: number | null;
  readonly stage: string | null;
}

const DEFAULT_FACTORS = [2, 5];

/** The plan's own flags, every problem together. @throws RequestError */
export function planLine(options: Options): PlanLine {
  const problems: Problem[] = [];
  const number = (
    key: string,
    flag: string,
    bounds: { kind: QuantityKind; low: number; high: number },
  ): number | null => {
    const text = options[key];
    if (typeof text !== 'string') return null;
    const value = parseQuantity(text, bounds.kind);
    if (value >= bounds.low && value <= bounds.high) return value;
    const reason = `is not a number from ${bounds.low} to ${bounds.high}`;
    problems.push({ kind: 'invalid-value', key: flag, value: text, reason, hint: 'write 10% or 0.1 for shares' });
    return null;
  };
  const line: PlanLine = {
    growthPerMonth: number('growth', '--growth', { kind: 'share', low: -0.9, high: 10 }),
    factors: factorsOf(options.factors, problems),
    trainingProjectsPerMonth:
      number('trainingProjects', '--training-projects', { kind: 'count', low: 0, high: 1e4 }) ?? 0,
    bufferShare: number('buffer', '--buffer', { kind: 'share', low: 0, high: 5 }),
    stage: stageOf(options.stage, problems),
  };
  if (problems.length > 0) throw new RequestError(problems);
  return line;
}

function factorsOf(text: unknown, problems: Problem[]): readonly number[] {
  if (typeof text !== 'string') return DEFAULT_FACTORS;
  const factors = text.split(',').map((part) => parseQuantity(part, 'count'));
  if (factors.every((factor) => factor > 0 && factor <= 1e4)) return factors;
  problems.push({
    kind: 'invalid-value',
    key: '--factors',
    value: text,
    reason: 'is not a list of multiples',
    hint: 'write 2,5',
  });
  return DEFAULT_FACTORS;
}

function stageOf(text: unknown, problems: Problem[]): string | null {
  if (typeof text !== 'string') return null;
  if (Object.hasOwn(STAGES, text)) return text;
  const hint = `one of ${Object.keys(STAGES).join(', ')}`;
  problems.push({ kind: 'invalid-value', key: '--stage', value: text, reason: 'is not a stage', hint });
  return null;
}
