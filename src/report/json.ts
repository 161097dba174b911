import type { Answer } from '../app/answer.ts';
import type { Warning } from '../core/types.ts';
import { warningText } from './messages.ts';
import { VERSION } from './version.ts';

export interface CatalogIdentity {
  readonly asOf: string;
  readonly sha256: string;
}

/** Replaces what JSON cannot say: NaN and Infinity would silently become null, so they are a bug here. */
function guard(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`result ${key} is not a finite number`);
  return value;
}

export const warningJson = (warning: Warning): { kind: string; message: string } => ({
  kind: warning.kind,
  message: warningText(warning),
});

/** The contract: one versioned envelope, unrounded. */
export function renderJson(answer: Answer, catalog: CatalogIdentity): string {
  const envelope = {
    schema: `hwroi/${answer.command}@1`,
    version: VERSION,
    catalog,
    seed: answer.seed,
    inputs: answer.inputs,
    assumptions: answer.assumptions,
    result: answer.result,
    warnings: answer.warnings.map(warningJson),
  };
  return `${JSON.stringify(envelope, guard, 2)}\n`;
}
