import type { Answer } from '../../app/answer.ts';
import type { StudyComparison, StudyResult } from '../../app/breakeven/study.ts';
import type { Document } from '../document.ts';

/** A published study: each figure it prints beside the one its inputs give here. */
export function studyDocument({ result }: Answer<StudyResult>): Document {
  const { figures, figuresPrinted, figuresAgreeing, title, study, source, asOf, notes } = result;
  const share = `${figuresAgreeing} of ${figuresPrinted} printed figures follow from the study’s own inputs, within 1% or half their last digit.`;
  const from = [source, asOf].filter((part) => part !== null).join(', ');
  return {
    sections: [
      { kind: 'text', tone: 'headline', lines: [figuresPrinted === 0 ? (title ?? study) : share] },
      { kind: 'text', tone: 'quiet', lines: [[title ?? study, from].filter((part) => part !== '').join(' · ')] },
      {
        kind: 'table',
        primary: true,
        columns: [
          { key: 'machine', label: 'machine', priority: 1 },
          { key: 'alternative', label: 'against', priority: 1 },
          { key: 'figure', label: 'figure', priority: 2 },
          { key: 'printed', label: 'printed', format: 'plain', priority: 1 },
          { key: 'ours', label: 'here', format: 'plain', priority: 1 },
          { key: 'agrees', label: 'agrees', priority: 3 },
        ],
        rows: figures.map((figure) => ({
          machine: figure.machine,
          alternative: figure.alternative,
          figure: LABELS[figure.figure] ?? figure.figure,
          printed: cell(figure, figure.printed),
          ours: cell(figure, figure.ours),
          agrees: figure.agrees,
        })),
      },
      ...(notes.length === 0
        ? []
        : [{ kind: 'text' as const, title: 'How it is read', lines: notes.map((note) => `  ${note}`) }]),
      {
        kind: 'text',
        tone: 'quiet',
        lines: ['Nothing of our defaults enters here; docs/published-studies.md says what they would change.'],
      },
    ],
  };
}

const LABELS: Readonly<Record<string, string>> = {
  breakEvenMonths: 'break-even, months',
  breakEvenHours: 'break-even, hours',
  ownTotalUsd: 'own, total USD',
  alternativeTotalUsd: 'alternative, total USD',
  savingsUsd: 'savings, USD',
  savingsShare: 'savings, share',
  equalHoursPerDay: 'equal hours a day',
  ownUsdPerMillionTokens: 'own, USD/1M tokens',
  alternativeUsdPerMillionTokens: 'alternative, USD/1M tokens',
};

/** Whole dollars, four digits of the rest: no more than a study prints. */
function cell({ figure }: StudyComparison, value: number | null): number | null {
  if (value === null) return null;
  return figure.endsWith('TotalUsd') || figure === 'savingsUsd' ? Math.round(value) : Number(value.toPrecision(4));
}
