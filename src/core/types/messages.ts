/** A message that does not stop the answer. `kind` is stable; the sentence is written in report/messages.ts. */
export type Warning =
  | {
      readonly kind: 'ambiguous-name';
      readonly name: string;
      readonly chosen: string;
      readonly others: readonly string[];
    }
  | { readonly kind: 'not-sized'; readonly option: string }
  | { readonly kind: 'does-not-fit'; readonly option: string; readonly shortfallBytes: number }
  | { readonly kind: 'different-model'; readonly option: string; readonly model: string }
  | { readonly kind: 'old-price'; readonly option: string; readonly asOf: string; readonly months: number }
  | { readonly kind: 'undated-price'; readonly option: string }
  | {
      readonly kind: 'dearer-than-parts';
      readonly option: string;
      readonly machine: string;
      readonly usd: number;
      readonly partsUsd: number;
      readonly basis: string;
    }
  | { readonly kind: 'more-than-one-machine'; readonly machines: number; readonly hoursPerMonth: number }
  | { readonly kind: 'assumed'; readonly what: string; readonly value: string; readonly why: string }
  | { readonly kind: 'note'; readonly text: string };

/** A reason the request cannot be answered. All problems of one request are reported together. */
export type Problem =
  | { readonly kind: 'unknown-hardware'; readonly name: string; readonly nearest: readonly string[] }
  | { readonly kind: 'unknown-model'; readonly name: string; readonly nearest: readonly string[] }
  | { readonly kind: 'unknown-quantization'; readonly name: string; readonly nearest: readonly string[] }
  | { readonly kind: 'ambiguous-name'; readonly name: string; readonly candidates: readonly string[] }
  /** No table of the catalog has that name. */
  | { readonly kind: 'unknown-table'; readonly name: string; readonly nearest: readonly string[] }
  /** No row of a table (null: of any table) has that name. */
  | {
      readonly kind: 'unknown-row';
      readonly table: string | null;
      readonly name: string;
      readonly nearest: readonly string[];
    }
  /** A filter that the table has nothing for. */
  | {
      readonly kind: 'unused-filter';
      readonly filter: string;
      readonly table: string;
      readonly usable: readonly string[];
    }
  | { readonly kind: 'unsupported-combination'; readonly reason: string; readonly hint: string }
  | {
      readonly kind: 'invalid-value';
      readonly key: string;
      readonly value: string;
      readonly reason: string;
      readonly hint: string;
    }
  | { readonly kind: 'unknown-key'; readonly key: string; readonly nearest: readonly string[] }
  | { readonly kind: 'invalid-json'; readonly reason: string }
  | { readonly kind: 'unpriced'; readonly option: string; readonly hint?: string }
  /** A path the user typed that is absent, unreadable or malformed. `at` is `line:column` where known. */
  | {
      readonly kind: 'invalid-file';
      readonly path: string;
      readonly at: string | null;
      readonly reason: string;
      readonly hint: string;
    }
  /** What is wrong with a value of a file; `at` is `line:column`. */
  | { readonly kind: 'in-file'; readonly path: string; readonly at: string; readonly problem: Problem }
  | { readonly kind: 'usage'; readonly message: string; readonly hint: string };
