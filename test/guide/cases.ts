import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';

/** The inputs of a row: numbers by key, lists of numbers by key. */
export class Inputs {
  readonly #values: ReadonlyMap<string, unknown>;
  constructor(json: string) {
    this.#values = new Map(Object.entries(JSON.parse(json === '' ? '{}' : json)));
  }
  n(key: string, otherwise?: number): number {
    const value = this.#values.get(key) ?? otherwise;
    if (typeof value !== 'number') throw new Error(`no number ${key}`);
    return value;
  }
  has(key: string): boolean {
    return this.#values.has(key);
  }
  text(key: string): string {
    return String(this.#values.get(key) ?? '');
  }
  numbers(key: string): readonly number[] {
    const value = this.#values.get(key);
    return Array.isArray(value) ? value.filter((v): v is number => typeof v === 'number') : [];
  }
  inner(key: string): Inputs {
    return new Inputs(JSON.stringify(this.#values.get(key) ?? {}));
  }
  /** Every number of the record, the larger end of a range; nested records too. */
  all(): readonly number[] {
    const flat = (value: unknown): number[] => {
      if (typeof value === 'number') return [value];
      if (Array.isArray(value)) return [Math.max(...value.filter((v) => typeof v === 'number'))];
      return typeof value === 'object' && value !== null ? Object.values(value).flatMap(flat) : [];
    };
    return [...this.#values.values()].flatMap(flat);
  }
}

export interface GuideCase {
  readonly id: string;
  readonly description: string;
  readonly inputs: Inputs;
  readonly formula: string;
  readonly kind: string;
  readonly unit: string;
  /** What the guide's own formula gives; null for text. */
  readonly value: number | null;
  readonly result: string;
  readonly physicallyWrong: string | null;
}

interface Row {
  readonly case_id: string;
  readonly description: string;
  readonly inputs: string;
  readonly formula: string;
  readonly kind: string;
  readonly unit: string;
  readonly correct_value: string;
  readonly correct_result: string;
  readonly physically_wrong: string;
}

/** The guide's 295 numbers and claims, recomputed by hand: test/fixtures/guide-cases.csv. */
export function guideCases(): readonly GuideCase[] {
  const text = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'guide-cases.csv'), 'utf8');
  const { data } = Papa.parse<Row>(text, { header: true, skipEmptyLines: true });
  return data.map((row) => ({
    id: row.case_id,
    description: row.description,
    inputs: new Inputs(row.inputs),
    formula: row.formula,
    kind: row.kind,
    unit: row.unit,
    value: row.correct_value === '' ? null : Number(row.correct_value),
    result: row.correct_result,
    physicallyWrong: row.physically_wrong.startsWith('yes') ? row.physically_wrong.slice(4).trim() : null,
  }));
}
