import type { RecommendAnswer } from '../../app/recommend/recommend.ts';
import type { GivenUp, RecommendedRow } from '../../app/recommend/rows.ts';
import type { Violation } from '../../core/constraints.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Column, Document, Section } from '../document.ts';
import { formatCell, significant } from '../format.ts';
import { remarks } from './beside.ts';
import { money } from './breakeven-firmness.ts';
import { failureText } from './failure-text.ts';
import { giveText, pathSection } from './recommend-path.ts';
import { SERVICE_COLUMN, standingText } from './service-level.ts';

/** The pick, the path that led there, what each alternative gives up. */
export function recommendDocument(answer: RecommendAnswer): Document {
  const shown = answer.recommendation.ranked.map(({ evaluation }) => evaluation).slice(0, answer.result.rows.length);
  const sections: readonly (Section | null)[] = [
    { kind: 'text', tone: 'headline', lines: [headline(answer)] },
    pathSection(answer),
    table(answer),
    baseNote(answer),
    remarks(shown, answer.search.scenario),
    downtimeSection(answer),
    frontSection(answer),
    changeSection(answer),
    buyNothingSection(answer),
    ownOrRentSection(answer),
  ];
  return { sections: sections.filter((section): section is Section => section !== null) };
}

function headline({ result, recommendation, search }: RecommendAnswer): string {
  const [best] = recommendation.ranked;
  if (best === undefined)
    return `Nothing in the catalog does this work: the nearest is ${nearestFailure(search.evaluations)}.`;
  const e = best.evaluation;
  if (result.kind === 'relaxed') {
    return `Nothing meets every limit; the least that must give: ${result.relax.map((relaxed) => giveText(relaxed)).join(' and ')}. Then ${relaxedAction(e)}: about ${money(e.usdPerMonth)} a month.`;
  }
  return `${actionText(e)}: about ${money(e.usdPerMonth)} a month${upfrontText(e)}.`;
}

const plainLabel = (e: Evaluation): string => e.option.label.replace(/^(own|rent|API) /, '');

/** `3 × Mac mini`; of machines with several cards `3 machines of 2 × RTX 3090`. */
function countedLabel(e: Evaluation): string {
  const [label, units] = [plainLabel(e), e.sized?.units ?? 1];
  if (units <= 1) return label;
  return /^\d+ × /.test(label) ? `${units} machines of ${label}` : `${units} × ${label}`;
}

function actionText(e: Evaluation): string {
  const [first, second] = e.parts;
  if (first !== undefined && second !== undefined)
    return `Buy ${plainLabel(first)} and ${second.option.kind === 'api' ? 'call' : 'rent'} ${countedLabel(second)} for the peaks`;
  const verb = e.option.kind === 'own' ? 'Buy' : e.option.kind === 'rent' ? 'Buy nothing, rent' : 'Buy nothing, call';
  return `${verb} ${countedLabel(e)}`;
}

/** The same in the middle of a sentence. */
const relaxedAction = (e: Evaluation): string =>
  actionText(e).replace(/^Buy nothing, |^B/, (start) => (start === 'B' ? 'b' : ''));

const upfrontText = (e: Evaluation): string => (e.upfrontUsd > 0 ? `, ${money(e.upfrontUsd)} upfront` : '');

function nearestFailure(evaluations: readonly Evaluation[]): string {
  const failed = evaluations.filter((e) => !e.feasible && e.failure !== null);
  const slow = failed
    .filter((e) => e.failure?.reason !== 'does-not-fit')
    .toSorted((a, b) => (b.failure?.decodeTokensPerSecond ?? 0) - (a.failure?.decodeTokensPerSecond ?? 0));
  const [nearest] = slow.length > 0 ? slow : failed;
  return nearest === undefined ? 'none that holds the model' : `${nearest.option.label}, ${failureText(nearest)}`;
}

/** Where it was limited. */
const WATTS_COLUMN: Column = { key: 'watts', label: 'at your site', unit: 'W', format: 'sig3', priority: 3 };

/** Where a mix is among the rows. */
const RENTED_COLUMN: Column = { key: 'rented', label: 'rented at peak', format: 'integer', priority: 4 };

function table({ recommendation, result, constraints }: RecommendAnswer): Section | null {
  if (result.rows.length === 0) return null;
  const best = recommendation.ranked[0]?.evaluation;
  const mixed = result.rows.some(({ base }) => base !== null && base.rentedUnits !== null);
  return {
    kind: 'table',
    title: 'The ranked few',
    primary: true,
    columns: [
      { key: 'option', label: 'option', priority: 1 },
      { key: 'units', label: 'units', format: 'integer', priority: 3 },
      ...(mixed ? [RENTED_COLUMN] : []),
      { key: 'upfront', label: 'upfront', format: 'usd-rough', priority: 1 },
      { key: 'monthly', label: 'per month', format: 'usd-rough', priority: 1 },
      { key: 'users', label: 'users served', format: 'sig3', priority: 4 },
      { key: 'answer', label: 'answer', unit: 's', format: 'seconds', priority: 3 },
      ...(constraints.maxWatts === null ? [] : [WATTS_COLUMN]),
      SERVICE_COLUMN,
      { key: 'largest', label: 'largest model that fits', priority: 5 },
      { key: 'gives', label: 'against the first', priority: 2 },
    ],
    rows: result.rows.map((row, index) => ({
      option: row.label,
      units: row.units,
      rented: row.base?.rentedUnits ?? null,
      upfront: row.upfrontUsd === 0 ? null : row.upfrontUsd,
      monthly: row.usdPerMonth ?? 0,
      users: row.usersServed ?? row.base?.usersServed ?? null,
      answer: row.answerSeconds,
      watts: row.loadWatts,
      service: standingText(row.serviceLevel),
      largest: row.largestModel,
      gives: index === 0 ? 'the pick' : givesText(row, best, result.rows[0]),
    })),
  };
}

/** An API takes any number: the figure of such a row is of its machines. */
function baseNote({ result }: RecommendAnswer): Section | null {
  const isCalled = result.rows.some(({ base }) => base !== null && base.rentedUnits === null);
  if (!isCalled) return null;
  return {
    kind: 'text',
    tone: 'quiet',
    lines: ['Users served beside an API are those of the own machines; it takes the rest.'],
  };
}

/** Where nothing may leave the house, nothing stands in for a machine that is down. */
function downtimeSection({ result: { downtime }, recommendation, search }: RecommendAnswer): Section | null {
  const [first] = recommendation.ranked;
  if (downtime === null || first === undefined) return null;
  const { option } = first.evaluation;
  const months = option.kind === 'own' ? Math.round(option.deliveryMonths.value) : 0;
  const late = months > 0 ? ` and for about ${months} months until delivery` : '';
  const share = formatCell(search.scenario.finance.availability.value, 'percent');
  const { spareStaffUsdPerMonth: spent } = downtime;
  const staff = spent > 0 ? `, ${money(spent)} of it hours of an engineer that so many machines take` : '';
  const hours = `about ${significant(downtime.hoursPerMonth, 2)} h a month at ${share} availability`;
  const lines = [
    `Nothing may stand in for a machine that is down (${hours})${late}: that work waits, and nothing is charged for it.`,
    `One machine to spare costs ${money(downtime.spareUsdPerMonth)} a month more${staff}.`,
  ];
  return { kind: 'text', tone: 'quiet', lines };
}

const GIVEN_UP: Readonly<Record<GivenUp['what'], (by: number) => string>> = {
  usdPerMonth: (by) => `${money(by)} a month more`,
  upfrontUsd: (by) => `${money(by)} more upfront`,
  answerSeconds: (by) => `${significant(by, 2)} s slower`,
  loadWatts: (by) => `${significant(by, 2)} W more`,
  bitsPerWeight: (by) => `${significant(by, 2)} bits a weight fewer`,
  privacy: () => 'data leaves the house',
  quiet: () => 'a rack',
};

/** Less than this rounds to 1× as fast. */
const NOTABLY_FASTER = 1.05;
/** A cheaper one is below the pick where no option keeps every limit: it is further from them. */
const NOTABLY_CHEAPER = 0.98;

/** What a row gives up against the pick, and what it gains. */
function givesText(row: RecommendedRow, best: Evaluation | undefined, first: RecommendedRow | undefined): string {
  if (best === undefined || first === undefined || row.usdPerMonth === null) return '';
  const lost = row.givesUp
    .filter(({ what }) => what === 'usdPerMonth' || what === 'answerSeconds' || what === 'privacy' || what === 'quiet')
    .map(({ what, by }) => GIVEN_UP[what](by ?? 0));
  const faster = first.answerSeconds / row.answerSeconds;
  const savesUsd = (first.usdPerMonth ?? 0) - row.usdPerMonth;
  const gains = [
    ...(row.usdPerMonth < (first.usdPerMonth ?? 0) * NOTABLY_CHEAPER ? [`${money(savesUsd)} a month less`] : []),
    ...(faster >= NOTABLY_FASTER ? [`${significant(faster, 2)}× as fast`] : []),
  ];
  const limits = row.relax.length === 0 ? [] : [`needs ${row.relax.map((relaxed) => giveText(relaxed)).join(', ')}`];
  const parts = [...lost, ...gains, ...limits];
  return parts.length === 0 ? 'the same but for the machine' : parts.join(', ');
}

function frontSection({ recommendation: { front }, result }: RecommendAnswer): Section | null {
  if (front.length < 2) return null;
  const steps = front.map(
    ({ evaluation, answerSeconds }) =>
      `${evaluation.option.label} (${money(evaluation.usdPerMonth)} a month, ${significant(answerSeconds, 2)} s)`,
  );
  const most = result.frontToUsdPerMonth;
  const upTo = most === null ? '' : `, up to ${money(most)} a month`;
  return { kind: 'text', title: `Cost against latency${upTo}: not beaten on both`, lines: [`  ${steps.join(' → ')}`] };
}

const JUST_AS_DEAR = 0.005;
const overtakingText = (dearerShare: number): string =>
  dearerShare < JUST_AS_DEAR
    ? 'costs the same to within 0.5%'
    : `takes over if the pick gets ${formatCell(dearerShare, 'percent')} dearer`;

/** How far a limit has to give, or that it has to go. */
const liftedText = (lifted: Pick<Violation, 'constraint' | 'needs'>): string =>
  lifted.needs === null || lifted.constraint === 'quiet'
    ? `Without the limit (${giveText(lifted)})`
    : `With ${giveText(lifted)}`;

/** What would change the pick: a price, a load or a limit at which another takes over. */
function changeSection({ recommendation, result, search }: RecommendAnswer): Section | null {
  const [first] = recommendation.ranked;
  const { next, users, limits } = result.change;
  if (first === undefined || recommendation.kind !== 'found') return null;
  const label = (id: string): string => search.evaluations.find((e) => e.option.id === id)?.option.label ?? id;
  const now = first.evaluation.work.users;
  const lines = [
    ...(next === null ? [] : [`  ${label(next.option)} ${overtakingText(next.dearerShare)}.`]),
    ...users.map(
      (turn) =>
        `  ${turn.users > now ? 'From about' : 'Down to about'} ${significant(turn.users, 3)} users: ${label(turn.option)}.`,
    ),
    ...limits.map(
      (lifted) => `  ${liftedText(lifted)}: ${label(lifted.option)}, ${money(lifted.savesUsdPerMonth)} a month less.`,
    ),
    ...(first.evaluation.sized === null || first.evaluation.parts.length > 0
      ? []
      : [`  At twice the peak the pick needs ${first.evaluation.sized.unitsAtTwicePeak} of them.`]),
  ];
  return { kind: 'text', title: 'What would change it', lines };
}

function buyNothingSection({ recommendation, result, search }: RecommendAnswer): Section | null {
  const { option, usdPerMonth, reason } = result.buyNothing;
  const [first] = recommendation.ranked;
  if (first === undefined || option === first.evaluation.option.id) return null;
  if (option === null || usdPerMonth === null)
    return { kind: 'text', lines: ['Buying nothing: nobody sells or rents what does this work.'] };
  const label = search.evaluations.find((e) => e.option.id === option)?.option.label ?? option;
  return {
    kind: 'text',
    lines: [`Buying nothing: ${label}, ${money(usdPerMonth)} a month${reason === null ? '' : ', beyond the limits'}.`],
  };
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
