import type { Evaluation, WorkloadShare } from '../../core/evaluation/types.ts';
import type { TableSection } from '../document.ts';

/** Of several workloads: what each takes of every option that serves them all. Null where there is one. */
export function sharesSection(evaluations: readonly Evaluation[]): TableSection | null {
  const serving = evaluations.filter((e) => e.feasible && e.shares.length > 0);
  if (serving.length === 0) return null;
  const rows = serving.flatMap((e) => e.shares.map((share) => ({ option: e.option.label, ...rowOf(share) })));
  return { ...emptyTable(), rows };
}

function emptyTable(): TableSection {
  return {
    kind: 'table',
    title: 'Each workload’s share',
    columns: [
      { key: 'option', label: 'option', priority: 1 },
      { key: 'workload', label: 'workload', priority: 1 },
      { key: 'model', label: 'model', priority: 2 },
      { key: 'format', label: 'format', priority: 5 },
      { key: 'share', label: 'share', format: 'percent', priority: 2 },
      { key: 'monthly', label: 'per month', format: 'usd', priority: 1 },
      { key: 'perMillion', label: 'per 1M tok', format: 'usd-per-million', priority: 3 },
      { key: 'ttft', label: 'TTFT p95', unit: 's', format: 'seconds', priority: 4 },
      { key: 'speed', label: 'tok/s', format: 'sig3', priority: 4 },
    ],
    rows: [],
  };
}

const rowOf = (share: WorkloadShare) => ({
  workload: share.workload,
  model: share.model,
  format: share.quantization,
  share: share.share,
  monthly: share.usdPerMonth,
  perMillion: share.usdPerMillionTokens,
  ttft: share.timeToFirstTokenSecondsP95,
  speed: share.decodeTokensPerSecond,
});

/** The same of one option. */
export function sharesOfOne(label: string, shares: readonly WorkloadShare[] | undefined): readonly TableSection[] {
  if (shares === undefined || shares.length === 0) return [];
  const { columns, ...table } = emptyTable();
  const rows = shares.map(rowOf);
  return [{ ...table, title: `Each workload’s share of ${label}`, columns: columns.slice(1), rows }];
}
