import type { Implied } from '../../app/recommend/implied.ts';
import type { PathStep } from '../../app/recommend/path.ts';
import type { RecommendAnswer } from '../../app/recommend/recommend.ts';
import type { Violation } from '../../core/constraints.ts';
import type { Section } from '../document.ts';
import { significant } from '../format.ts';
import { money } from './breakeven-firmness.ts';

/** Steps of the path that the catalog and the workload take, before the limits. */
const CATALOG_STEPS = 4;

const NAMES: Readonly<Record<Violation['constraint'], string>> = {
  budgetUsd: 'a budget of',
  budgetUsdPerMonth: 'a monthly budget of',
  maxWatts: 'a load at your site of',
  onPremises: 'staying on premises',
  noApi: 'keeping prompts from APIs and marketplaces',
  noCapital: 'buying nothing',
  quiet: 'a quiet machine',
  forms: 'the form of the machine',
  warranty: 'a seller who stands behind it',
  minimumBitsPerWeight: 'a format of',
  training: 'training on it',
  maxTimeToFirstTokenSeconds: 'a first token within',
  minTokensPerSecond: 'a speed of',
};

export function giveText({ constraint, needs }: Pick<Violation, 'constraint' | 'needs'>): string {
  if (needs === null) return NAMES[constraint];
  return constraint === 'quiet'
    ? `a quiet machine (${amountText('maxWatts', needs)})`
    : `${NAMES[constraint]} ${amountText(constraint, needs)}`;
}

function amountText(constraint: Violation['constraint'], value: number): string {
  switch (constraint) {
    case 'budgetUsd':
    case 'budgetUsdPerMonth':
      return money(value);
    case 'maxWatts':
      return `${significant(value, 3)} W`;
    case 'minimumBitsPerWeight':
      return `${significant(value, 3)} bits`;
    case 'maxTimeToFirstTokenSeconds':
      return `${significant(value, 3)} s`;
    case 'minTokensPerSecond':
      return `${significant(value, 3)} tok/s`;
    default:
      return significant(value, 3);
  }
}

const STEPS: Readonly<Record<PathStep['step'], string>> = {
  priced: 'options could hold it and are priced',
  'among-the-cheapest': 'can be among the cheapest, or mix with them',
  fits: 'fit',
  'service-level': 'meet the service level at the peak',
  budgetUsd: 'within the budget of',
  budgetUsdPerMonth: 'within a month’s',
  maxWatts: 'draw at your site at most',
  onPremises: 'leave nothing to others',
  noApi: 'call no API, and rent from no marketplace of strangers’ machines',
  noCapital: 'buy nothing',
  quiet: 'are quiet',
  forms: 'stand as',
  warranty: 'have a seller who stands behind them',
  minimumBitsPerWeight: 'keep at least',
  training: 'can also train by',
};

const IMPLIED: Readonly<Record<Implied['key'], (value: Implied['value']) => string>> = {
  budgetUsd: (value) => `${money(Number(value))} upfront (\`--budget\`)`,
  budgetUsdPerMonth: (value) => `${money(Number(value))} a month (\`--budget-per-month\`)`,
  onPremises: () => 'nothing leaves the house (`--no-on-premises` lifts it)',
  warranty: () =>
    'a seller stands behind it: own machines whole, new and listed within a year, no rented cards made for games (`--no-warranty` lifts it)',
  forms: (value) => `${value} (\`--form any\` lifts it)`,
  site: (value) => `own machines stand in ${value === 'office' ? 'an' : 'a'} ${value} (\`--site\` says otherwise)`,
};

/** What nobody typed and holds all the same, with the flag that says otherwise. */
function impliedLine(implied: readonly Implied[]): readonly string[] {
  if (implied.length === 0) return [];
  return [`  the preset brings: ${implied.map(({ key, value }) => IMPLIED[key](value)).join('; ')}`];
}

function stepText({ step, limit, left, notKnown = 0 }: PathStep): string {
  const constraint = step === 'priced' || step === 'among-the-cheapest' || step === 'fits' || step === 'service-level';
  const amount = limit === null ? '' : ` ${typeof limit === 'number' && !constraint ? amountText(step, limit) : limit}`;
  const untold = notKnown > 0 ? ` (${notKnown} on trust: ${notKnown === 1 ? 'its' : 'their'} speed is not known)` : '';
  return `${left} ${STEPS[step]}${amount}${untold}`;
}

/** The funnel from the catalog to the pick, and what a preset brought along. */
export function pathSection({ search, preset, result }: RecommendAnswer): Section {
  const models = [...new Set(search.scenario.workloads.map(({ model }) => model.name))];
  const work = search.evaluations[0]?.work;
  const start = preset === null ? '' : `${preset.title}: `;
  const order = result.kind === 'found' ? 'cheapest over the horizon first' : 'nearest to allowed first';
  const catalog = result.path.slice(0, CATALOG_STEPS).map(stepText).join(' → ');
  const limits = result.path.slice(CATALOG_STEPS).map(stepText);
  return {
    kind: 'text',
    title: 'How it got there',
    lines: [
      `  ${start}${models.join(', ')} for ${significant(work?.users ?? 0, 6)} ${work?.users === 1 ? 'user' : 'users'}, ${significant(work?.requestsPerMonth ?? 0, 3)} requests a month`,
      `  ${catalog}`,
      `  limits: ${limits.length === 0 ? 'none' : limits.join(' → ')} → ${order}`,
      ...impliedLine(result.implied),
    ],
  };
}
