import type { Layer } from '../scenario/judge.ts';
import type { Answer } from './answer.ts';
import { type PowerRequest, power } from './power.ts';
import type { PowerResult } from './power-result.ts';

/** The guide's four machines, the Mac at its usual size. */
const MATRIX = ['m3-10c', 'rtx-4070', 'rtx-4090', 'h100-sxm'] as const;
export interface PowerMatrixResult {
  readonly rows: readonly (PowerResult & {
    readonly hardware: string;
    /** Cost of the energy a year if it never rested. */
    readonly usdPerYearAlwaysWorking: number;
  })[];
}

/** The same hours and prices over the guide's table of machines, each also as if it never rested. */
export function powerMatrix(request: PowerRequest): Answer<PowerMatrixResult> {
  const of = (hardware: string, more: Layer['values']): Answer<PowerResult> => {
    const layer: Layer = { origin: 'flag', style: 'flag', values: { hardware, ...more } };
    return power({ ...request, layers: [layer, ...request.layers] });
  };
  const rows = MATRIX.map((hardware) => {
    const answer = of(hardware, {});
    const usdPerYearAlwaysWorking = of(hardware, { hoursPerDay: 24 }).result.usdPerYear;
    return { answer, row: { hardware, ...answer.result, usdPerYearAlwaysWorking } };
  });
  const [first] = rows;
  if (first === undefined) throw new RangeError('the table has no rows');
  return {
    ...first.answer,
    result: { rows: rows.map((r) => r.row) },
    assumptions: rows.flatMap((r) => r.answer.assumptions),
  };
}
