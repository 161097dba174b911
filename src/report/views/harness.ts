import type { HarnessResult } from '../../app/harness.ts';
import type { Section } from '../document.ts';
import { significant } from '../format.ts';

/** API, local or both: all queries together, then each workload's. */
export function harnessSections(harness: HarnessResult | undefined): readonly Section[] {
  return harness === undefined ? [] : [together(harness), ...apart(harness)];
}

const percent = (share: number): string => `${significant(share * 100, 3)}%`;

/** A query often costs less than a cent. */
const thousand = (usdPerQuery: number | null): number | null => (usdPerQuery === null ? null : usdPerQuery * 1000);

function together(harness: HarnessResult): Section {
  return {
    kind: 'table',
    title: `API, local or both, with ${percent(harness.localShare)} kept local: ${shareText(harness)}`,
    columns: [
      { key: 'kind', label: 'harness' },
      { key: 'usdPerMonth', label: 'per month', format: 'usd' },
      { key: 'usdPerThousand', label: 'per 1,000 queries', format: 'usd' },
      { key: 'firstTokenSeconds', label: 'first token', unit: 's', format: 'seconds' },
      { key: 'answerSeconds', label: 'answer, mean', unit: 's', format: 'seconds' },
      { key: 'answerSecondsP95', label: 'answer, slower path', unit: 's', format: 'seconds' },
    ],
    rows: harness.harnesses.map((row) => ({ ...row, usdPerThousand: thousand(row.usdPerQuery) })),
  };
}

function shareText({ breakEvenShare, paybackMonths }: HarnessResult): string {
  if (breakEvenShare === null) return 'no local share pays for the machine';
  const payback = paybackMonths === null ? '' : `, pays back in ${significant(paybackMonths, 3)} months`;
  return `both break even at ${percent(breakEvenShare)}${payback}`;
}

function apart({ workloads, localShare }: HarnessResult): readonly Section[] {
  if (workloads === undefined) return [];
  return [
    {
      kind: 'table',
      title: `Each workload, per 1,000 queries; both with ${percent(localShare)} kept local`,
      columns: [
        { key: 'workload', label: 'workload', priority: 1 },
        { key: 'model', label: 'model', priority: 4 },
        { key: 'queriesPerMonth', label: 'queries', unit: 'a month', format: 'sig3', priority: 3 },
        { key: 'local', label: 'local', format: 'usd', priority: 1 },
        { key: 'api', label: 'API', format: 'usd', priority: 1 },
        { key: 'hybrid', label: 'both', format: 'usd', priority: 2 },
        { key: 'share', label: 'pays from', priority: 1 },
        { key: 'localFirstTokenSeconds', label: 'local TTFT', unit: 's', format: 'seconds', priority: 3 },
        { key: 'localAnswerSeconds', label: 'local answer', unit: 's', format: 'seconds', priority: 2 },
        { key: 'apiFirstTokenSeconds', label: 'API TTFT', unit: 's', format: 'seconds', priority: 3 },
        { key: 'apiAnswerSeconds', label: 'API answer', unit: 's', format: 'seconds', priority: 2 },
      ],
      rows: workloads.map(({ breakEvenShare, breakEvenReason: _, ...row }) => ({
        ...row,
        local: thousand(row.localUsdPerQuery),
        api: thousand(row.apiUsdPerQuery),
        hybrid: thousand(row.hybridUsdPerQuery),
        share: breakEvenShare === null ? 'never' : `${percent(breakEvenShare)} local`,
      })),
    },
  ];
}
