import { RequestError } from '../core/failure.ts';
import type { AskedWork, BeforeRow, Figure, Side } from './compare-diff.ts';

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/**
 * What an earlier `compare --json` says; null where the text is none.
 *
 * @throws RequestError if it is one whose rows cannot be read.
 */
export function sideOfRun(text: string, path: string): Side | null {
  const run = parsed(text);
  if (!isFields(run) || typeof run.schema !== 'string' || !run.schema.startsWith('hwroi/compare@')) return null;
  const result = isFields(run.result) ? run.result : {};
  const { rows, work } = result;
  if (!Array.isArray(rows) || !rows.every(isRow)) {
    const hint = 'write it anew: `hwroi compare … --json --output run.json`';
    throw new RequestError([{ kind: 'invalid-file', path, at: '1:1', reason: 'a run without rows of options', hint }]);
  }
  const figures = Array.isArray(run.assumptions) ? run.assumptions.filter(isFigure) : [];
  return { rows, figures, work: Array.isArray(work) && work.every(isWork) ? work : null };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isNumberOrNull = (value: unknown): boolean => value === null || typeof value === 'number';
const isRow = (value: unknown): value is BeforeRow =>
  isFields(value) && typeof value.option === 'string' && isNumberOrNull(value.usdPerMonth);
const isFigure = (value: unknown): value is Figure =>
  isFields(value) && [value.id, value.unit].every((one) => typeof one === 'string') && typeof value.value === 'number';
const isWork = (value: unknown): value is AskedWork =>
  isFields(value) &&
  [value.workload, value.model].every((one) => typeof one === 'string') &&
  [value.maxTimeToFirstTokenSeconds, value.minTokensPerSecond, value.utilizationCap].every(isNumberOrNull);
