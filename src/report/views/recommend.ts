import type { RecommendAnswer, RecommendedRow } from '../../app/recommend/recommend.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Violation } from '../../core/recommend.ts';
import type { Document, Section } from '../document.ts';
import { formatCell, significant } from '../format.ts';
import { money, roughly } from './breakeven-firmness.ts';
import { failureText } from './failure-text.ts';

/** The pick, the path that led there, what each alternative gives up. */
export function recommendDocument(answer: RecommendAnswer): Document {
  const sections: readonly (Section | null)[] = [
    { kind: 'text', tone: 'headline', lines: [headline(answer)] },
    pathSection(answer),
    table(answer),
    frontSection(answer),
    changeSection(answer),
    ownOrRentSection(answer),
  ];
  return { sections: sections.filter((section): section is Section => section !== null) };
}

function headline({ result, recommendation, search }: RecommendAnswer): string {
  const [best] = recommendation.ranked;
  if (best === undefined)
    return `Nothing in the catalog does this work: the nearest is ${nearestFailure(search.evaluations)}.`;
  const e = best.evaluation;
  const times = (e.sized?.units ?? 1) > 1 ? `${e.sized?.units} × ` : '';
  const name = `${times}${e.option.label.replace(/^(own|rent|API) /, '')}`;
  if (result.kind === 'relaxed') {
    return `Nothing meets every limit; the least that must give: ${result.relax.map(giveText).join(' and ')}. Then ${name}, about ${money(e.usdPerMonth)} a month.`;
  }
  const verb = e.option.kind === 'own' ? 'Buy' : e.option.kind === 'rent' ? 'Buy nothing, rent' : 'Buy nothing, call';
  return `${verb} ${name}: about ${money(e.usdPerMonth)} a month${upfrontText(e)}.`;
}

const upfrontText = (e: Evaluation): string => (e.upfrontUsd > 0 ? `, ${money(e.upfrontUsd)} upfront` : '');

function nearestFailure(evaluations: readonly Evaluation[]): string {
  const failed = evaluations.filter((e) => !e.feasible && e.failure !== null);
  const slow = failed
    .filter((e) => e.failure?.reason !== 'does-not-fit')
    .toSorted((a, b) => (b.failure?.decodeTokensPerSecond ?? 0) - (a.failure?.decodeTokensPerSecond ?? 0));
  const [nearest] = slow.length > 0 ? slow : failed;
  return nearest === undefined ? 'none that holds the model' : `${nearest.option.label}, ${failureText(nearest)}`;
}

const NAMES: Readonly<Record<Violation['constraint'], string>> = {
  budgetUsd: 'a budget of',
  budgetUsdPerMonth: 'a monthly budget of',
  maxWatts: 'a load of',
  onPremises: 'staying on premises',
  noCapital: 'buying nothing',
  minimumBitsPerWeight: 'a format of',
};

function giveText({ constraint, needs }: Violation): string {
  if (needs === null) return NAMES[constraint];
  const amount =
    constraint === 'maxWatts'
      ? `${significant(needs, 3)} W`
      : constraint === 'minimumBitsPerWeight'
        ? `${significant(needs, 3)} bits`
        : money(needs);
  return `${NAMES[constraint]} ${amount}`;
}

function pathSection({ search, preset, constraints, result }: RecommendAnswer): Section {
  const [workload] = search.scenario.workloads;
  const work = search.evaluations[0]?.work;
  const limits = Object.entries(constraints).flatMap(([key, value]) =>
    value === null || value === false ? [] : [value === true ? key : `${key} ${value}`],
  );
  const fit = search.evaluations.filter((e) => e.failure?.reason !== 'does-not-fit').length;
  const able = search.evaluations.filter((e) => e.feasible && e.sameWeights).length;
  const start = preset === null ? '' : `${preset.title}: `;
  return {
    kind: 'text',
    title: 'How it got there',
    lines: [
      `  ${start}${workload?.model.name ?? ''} for ${significant(work?.users ?? 0, 6)} users, ${significant(work?.requestsPerMonth ?? 0, 3)} requests a month`,
      `  ${result.considered} options could hold it and are priced → ${result.evaluated} can be among the cheapest → ${fit} fit → ${able} meet the service level at the peak`,
      `  limits: ${limits.length === 0 ? 'none' : limits.join(', ')} → ${result.kind === 'found' ? 'cheapest over the horizon first' : 'nearest to allowed first'}`,
    ],
  };
}

function table({ recommendation, result }: RecommendAnswer): Section | null {
  if (result.rows.length === 0) return null;
  const best = recommendation.ranked[0]?.evaluation;
  return {
    kind: 'table',
    title: 'The ranked few',
    primary: true,
    columns: [
      { key: 'option', label: 'option', priority: 1 },
      { key: 'units', label: 'units', format: 'integer', priority: 3 },
      { key: 'upfront', label: 'upfront', format: 'usd', priority: 1 },
      { key: 'monthly', label: 'per month', format: 'usd', priority: 1 },
      { key: 'users', label: 'users served', format: 'sig3', priority: 4 },
      { key: 'answer', label: 'answer', unit: 's', format: 'seconds', priority: 3 },
      { key: 'largest', label: 'largest model that fits', priority: 5 },
      { key: 'gives', label: 'against the first', priority: 2 },
    ],
    rows: result.rows.map((row, index) => ({
      option: row.label,
      units: row.units,
      upfront: row.upfrontUsd === null || row.upfrontUsd === 0 ? null : roughly(row.upfrontUsd),
      monthly: roughly(row.usdPerMonth ?? 0),
      users: row.usersServed,
      answer: row.answerSeconds,
      largest: row.largestModel,
      gives: index === 0 ? 'the pick' : givesText(row, best, result.rows[0]),
    })),
  };
}

function givesText(row: RecommendedRow, best: Evaluation | undefined, first: RecommendedRow | undefined): string {
  if (best === undefined || first === undefined || row.usdPerMonth === null) return '';
  const dearer = row.usdPerMonth - best.usdPerMonth;
  const faster = first.answerSeconds / row.answerSeconds;
  const cost = dearer >= 0 ? `${money(dearer)} a month more` : `${money(-dearer)} a month less`;
  const speed = faster >= 1 ? `${significant(faster, 2)}× as fast` : `${significant(1 / faster, 2)}× as slow`;
  const limits = row.relax.map(giveText).join(', ');
  return `${cost}, ${speed}${limits === '' ? '' : `; needs ${limits}`}`;
}

function frontSection({ recommendation }: RecommendAnswer): Section | null {
  if (recommendation.front.length < 2) return null;
  const steps = recommendation.front.map(
    ({ evaluation, answerSeconds }) =>
      `${evaluation.option.label} (${money(evaluation.usdPerMonth)} a month, ${significant(answerSeconds, 2)} s)`,
  );
  return { kind: 'text', title: 'Cost against latency: not beaten on both', lines: [`  ${steps.join(' → ')}`] };
}

/** What would change the pick: the load or the limit at which the next takes over. */
function changeSection({ recommendation }: RecommendAnswer): Section | null {
  const [first, second] = recommendation.ranked;
  if (first === undefined || second === undefined || recommendation.kind !== 'found') return null;
  const gap =
    (second.evaluation.usdPerMonth - first.evaluation.usdPerMonth) / Math.max(0.01, first.evaluation.usdPerMonth);
  const lines = [
    `  ${second.evaluation.option.label} takes over if ${first.evaluation.option.label} gets ${formatCell(gap, 'percent')} dearer.`,
    ...(first.evaluation.sized === null
      ? []
      : [`  At twice the peak the pick needs ${first.evaluation.sized.unitsAtTwicePeak} of them.`]),
  ];
  return { kind: 'text', title: 'What would change it', lines };
}

function ownOrRentSection({ result }: RecommendAnswer): Section | null {
  const { ownOrRent } = result;
  if (ownOrRent === undefined) return null;
  return {
    kind: 'table',
    title: `Own or rent? ${ownOrRent.verdict}`,
    columns: [
      { key: 'question', label: 'question' },
      { key: 'answer', label: 'answer' },
      { key: 'value', label: 'value', format: 'sig3' },
      { key: 'threshold', label: 'limit', format: 'sig3' },
      { key: 'unit', label: 'unit' },
      { key: 'why', label: 'why' },
    ],
    rows: ownOrRent.questions.map((row) => ({ ...row })),
  };
}
