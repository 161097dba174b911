import type { Problem } from '../core/types.ts';

type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';
export interface Condition {
  readonly text: string;
  readonly path: readonly string[];
  readonly operator: Operator;
  readonly bound: number;
}

const PATTERN = /^\s*([A-Za-z][\w.[\]]*)\s*(<=|>=|==|!=|<|>)\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*$/i;
const isOperator = (text: string): text is Operator => ['<', '<=', '>', '>=', '==', '!='].includes(text);

/** Conditions with a name of their own. */
const NAMED: Readonly<Record<string, string>> = { 'verdict-flips': 'against.flipped == 1' };

/** `breakEvenMonth > 24` → its parts, or what is wrong with it. */
export function parseCondition(text: string): Condition | Problem {
  const match = PATTERN.exec(NAMED[text.trim()] ?? text);
  const [, key = '', operator = '', bound = ''] = match ?? [];
  if (match === null || !isOperator(operator)) {
    return {
      kind: 'invalid-value',
      key: '--fail-if',
      value: text,
      reason: 'is not a condition',
      hint: 'write `--fail-if "breakEvenMonth > 24"`: a result key, one of < <= > >= == !=, and a number',
    };
  }
  return { text, path: key.replace(/\[(\d+)\]/g, '.$1').split('.'), operator, bound: Number(bound) };
}

/** The value at a path of the result: an estimate gives its expected value; money its range under `uncertainty`. */
export function valueAt(result: unknown, path: readonly string[]): unknown {
  const direct = walk(result, path);
  if (direct !== undefined) return isRecord(direct) && 'expected' in direct ? direct.expected : direct;
  const last = path.at(-1);
  if (last === 'low' || last === 'high') return walk(result, ['uncertainty', ...path]);
  return undefined;
}

function walk(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isRecord(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Null counts as beyond any number. Undefined: the result has no such key. */
export function holds(condition: Condition, result: unknown): boolean | undefined {
  const found = valueAt(result, condition.path);
  if (found === undefined || typeof found === 'string') return undefined;
  const value = found === null ? Number.POSITIVE_INFINITY : Number(found);
  switch (condition.operator) {
    case '<':
      return value < condition.bound;
    case '<=':
      return value <= condition.bound;
    case '>':
      return value > condition.bound;
    case '>=':
      return value >= condition.bound;
    case '==':
      return value === condition.bound;
    case '!=':
      return value !== condition.bound;
    default:
      return condition.operator satisfies never;
  }
}
