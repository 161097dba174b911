import type { CheckResult } from '../../app/check/check.ts';
import type { CheckStatus, Finding } from '../../app/check/context.ts';
import type { Document, Section } from '../document.ts';

const ORDER: readonly CheckStatus[] = ['fail', 'warn', 'by-hand'];

/** What is not passed, with what decides it and what to do: a narrow terminal hides those columns. */
function openItems(findings: readonly Finding[]): readonly Section[] {
  const open = ORDER.flatMap((status) => findings.filter((finding) => finding.status === status));
  if (open.length === 0) return [];
  const lines = open.flatMap(({ id, status, item, value, fix }) => [
    `  ${status.padEnd(8)} ${item}: ${value}`,
    ...(fix === null ? [] : [`           → ${fix}${status === 'by-hand' ? ` (\`${id}\`)` : ''}`]),
  ]);
  return [{ kind: 'text', title: 'Open items', lines, hang: 11 }];
}

/** The checklist, the overall verdict first. */
export function checkDocument(result: CheckResult): Document {
  const { counts } = result;
  const overall = counts.fail > 0 ? 'FAIL' : counts.warn + counts['by-hand'] > 0 ? 'PASS with open items' : 'PASS';
  return {
    sections: [
      {
        kind: 'text',
        tone: 'headline',
        lines: [
          `${overall}: ${result.subject ?? 'nothing here does the work'} — ${counts.pass} pass, ${counts.warn} warn, ${counts.fail} fail, ${counts['by-hand']} by hand.`,
        ],
      },
      {
        kind: 'table',
        primary: true,
        columns: [
          { key: 'status', label: 'status', priority: 1 },
          { key: 'group', label: 'list', priority: 4 },
          { key: 'item', label: 'item', priority: 1 },
          { key: 'value', label: 'what decides it', priority: 2 },
          { key: 'fix', label: 'to do', priority: 3 },
        ],
        rows: result.findings.map((finding) => ({ ...finding })),
      },
      ...openItems(result.findings),
      {
        kind: 'text',
        tone: 'quiet',
        lines: [
          'Record what only a person can tick under `answers:` of the scenario file, by id (`--json` shows them).',
        ],
      },
    ],
  };
}
