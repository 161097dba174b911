import type { BreakEvenAnswer } from './breakeven.ts';

/** The same question under another catalog: which verdicts turned. */
export interface AgainstResult {
  /** The catalog file the answer was repeated with. */
  readonly catalog: string;
  /** The verdict with that catalog. */
  readonly verdict: string;
  /** Whether the verdict with that catalog is another. */
  readonly flipped: boolean;
  /** Alternatives against which owning turned from cheaper to dearer, or back. */
  readonly flippedAlternatives: readonly string[];
  readonly breakEvenMonth: number | null;
  readonly savingsUsd: number | null;
  /** Why the keys of this part that are null are null. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** Our own catalog, in place of a file. */
const BUILTIN = 'builtin';

export type WithAgainst<A extends BreakEvenAnswer> = A & { readonly against?: AgainstResult };

/** Answers again under the other catalog and puts the first back, so that the envelope names the one asked for. */
export async function withAgainst<A extends BreakEvenAnswer>(
  answer: A,
  catalogs: { readonly against: string | undefined; readonly first: string | undefined },
  again: () => BreakEvenAnswer,
): Promise<WithAgainst<A>> {
  const { against, first } = catalogs;
  if (against === undefined) return answer;
  const other = await under(against === BUILTIN ? undefined : against, first, again);
  const compared: AgainstResult = {
    catalog: against,
    verdict: other.result.verdict,
    flipped: other.result.verdict !== answer.result.verdict,
    flippedAlternatives: flips(answer, other),
    breakEvenMonth: other.result.breakEvenMonth,
    savingsUsd: other.result.savingsUsd,
    reasons: other.result.reasons,
  };
  return { ...answer, against: compared, result: { ...answer.result, against: compared } };
}

async function under(file: string | undefined, back: string | undefined, again: () => BreakEvenAnswer) {
  const { forgetCatalogFile, useCatalogFile } = await import('./catalog/user/file.ts');
  forgetCatalogFile();
  try {
    if (file !== undefined) await useCatalogFile(file);
    return again();
  } finally {
    forgetCatalogFile();
    if (back !== undefined) await useCatalogFile(back);
  }
}

function flips(before: BreakEvenAnswer, after: BreakEvenAnswer): readonly string[] {
  const signs = new Map((before.result.alternatives ?? []).map((row) => [row.option, row.savingsUsd > 0]));
  return (after.result.alternatives ?? []).flatMap(({ option, savingsUsd }) => {
    const was = signs.get(option);
    return was !== undefined && was !== savingsUsd > 0 ? [option] : [];
  });
}
