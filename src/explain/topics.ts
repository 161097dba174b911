import { MONEY, RESALE } from '../core/defaults/money.ts';
import {
  ACTIVE_DAYS_PER_MONTH,
  ACTIVE_HOURS_PER_DAY,
  PEAK_TO_MEAN,
  UTILIZATION_CAP,
} from '../core/defaults/workload.ts';
import { BTU_PER_HOUR_PER_WATT } from '../core/power/power.ts';
import { HOURS_PER_MONTH } from '../core/units.ts';
import { COMPUTED_TOPICS } from './computed.ts';
import type { Coverage } from './track-record/record.ts';
import { trackRecord } from './track-record/record.ts';
import { WORDS } from './words.ts';

/** What `hwroi explain <id>` says: short, true, with the numbers of this version. */
export interface Topic {
  readonly id: string;
  readonly title: string;
  readonly lines: () => readonly string[];
  /** Where the rest is. */
  readonly more: string;
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;
const list = (shares: readonly number[]): string => shares.map((share) => Math.round(share * 100)).join('/');

/** Every topic, in the order the list shows them. */
export const TOPICS: readonly Topic[] = [
  {
    id: 'words',
    title: 'What the words mean',
    lines: () => Object.entries(WORDS).map(([word, text]) => `${word}: ${text}`),
    more: 'docs/formulas.md; `hwroi explain <word>` for one of them',
  },
  {
    id: 'break-even',
    title: 'When owning has paid for itself',
    lines: () => [
      'The break-even month is the first whole month by whose end owning has cost no more in total than the alternative, in nominal cash and without resale. Month 0 is the day of purchase. It is searched for 200 years; without one the answer is never, with the reason.',
      `Totals cover ${MONEY.horizonMonths.value} months unless you say otherwise, with everything sold at their end: a Mac for ${list(RESALE.mac.expected)}% of its price after 1/2/3 years, a new GeForce ${list(RESALE['geforce-new'].expected)}%, a used one ${list(RESALE['geforce-used'].expected)}%, less ${percent(MONEY.sellingCostShare.value)} to sell it.`,
      'Options are compared for the same requests at the same service level, each with as many machines as the peak needs. Odds come from seeded draws over all ranges at once; between 4 and 6 in 10 is called a toss-up.',
    ],
    more: 'docs/formulas/money.md',
  },
  {
    id: 'memory',
    title: 'What has to fit',
    lines: () => [
      'Weights are parameters × bits per weight ÷ 8, with core, embedding and head counted apart. The KV cache grows with context × sequences × layers × heads, by the kind of attention each layer has; sliding windows stop growing, latent attention stores less.',
      'On top come compute buffers, the runtime, and what the operating system keeps. A machine is sized for the long prompt (the 95th percentile), not for the mean.',
    ],
    more: 'docs/formulas.md',
  },
  {
    id: 'speed',
    title: 'How fast it answers',
    lines: () => [
      'Each new token reads every active weight and the cache once, so decoding runs at memory bandwidth × efficiency ÷ bytes read, plus an overhead per step. Reading a prompt is arithmetic: twice the active parameters per token, plus attention.',
      'Efficiencies are fitted on published measurements, by engine, hardware family and format, and come with an 80% interval. Many streams share the reading of weights, not of their caches.',
    ],
    more: 'docs/formulas.md',
  },
  {
    id: 'capacity',
    title: 'How many people it serves',
    lines: () => [
      `Load arrives in ${ACTIVE_HOURS_PER_DAY.value} hours a day on ${ACTIVE_DAYS_PER_MONTH.value} days a month, with a peak of ${PEAK_TO_MEAN.value} × the mean, unless you or your logs say otherwise. A machine carries the largest load at which the first token, the pace of each stream and ${percent(UTILIZATION_CAP.value)} utilization hold.`,
      'Waiting grows without bound as utilization nears 100%: the cap is what keeps the 95th percentile near the mean.',
    ],
    more: 'docs/formulas/capacity.md',
  },
  {
    id: 'power',
    title: 'What it draws',
    lines: () => [
      `Watts are those of the whole machine at the wall: load watts while it works, idle watts the rest of the day unless it sleeps. kWh a year = average watts × 8.76 × PUE. Every watt becomes ${BTU_PER_HOUR_PER_WATT.toFixed(2)} BTU/h of heat.`,
      'The rating on the box is a limit, not a draw; where nobody measured, the median share of its class is used, and said.',
    ],
    more: 'docs/formulas/power.md',
  },
  {
    id: 'tco',
    title: 'What it costs in all',
    lines: () => [
      `Purchase, electricity, maintenance, hosting, your hours, delivery and downtime, less the sale at the end. A month is ${HOURS_PER_MONTH} hours. Cost per token divides by tokens served, never by capacity: an idle machine is dear.`,
    ],
    more: 'docs/formulas/money.md',
  },
  {
    id: 'logs',
    title: 'Your own logs instead of guesses',
    lines: () => [
      '`hwroi breakeven --from <file|folder>` reads sessions of Claude Code and Codex, LiteLLM spend logs, OpenAI and Anthropic usage exports, OpenRouter activity, llama-server logs, and CSV with `timestamp,prompt_tokens,output_tokens` or `timestamp,requests`. Only times and counts are read; nothing is stored or sent.',
      'A request counts once, however often it was written. What is set aside is told with its reason. The figures stand in for the workload (origin `log`; what you type goes first), and the log is replayed through each option: cost, waits, the day that broke it.',
      'Not read: logs of vLLM, which hold average rates and no requests.',
    ],
    more: 'docs/logs.md and docs/formulas/usage.md',
  },
  {
    id: 'track-record',
    title: 'How often the ranges held',
    lines: () => trackRecordLines(),
    more: 'docs/track-record.md, each decision with its rows and sources',
  },
  ...COMPUTED_TOPICS.map(({ id, title, write, more }) => ({ id, title, lines: () => write().lines, more })),
];

const SUBJECT: Readonly<Record<Coverage['kind'], string>> = {
  resale: 'what cards and machines brought later',
  rent: 'rents',
  api: 'API prices',
};

function trackRecordLines(): readonly string[] {
  const { decisions, coverage } = trackRecord();
  const held = decisions.filter((each) => each.verdict === 'held').length;
  return [
    `Of ${decisions.length} dated decisions replayed with only the prices known on their day, the 80% range held in ${held} (${percent(held / decisions.length)}). It should have held in about ${Math.round(0.8 * decisions.length)}: the ranges are too narrow, most of all in the first months.`,
    ...coverage.map(
      ({ kind, decisions: all, held: kept, above, below }) =>
        `${SUBJECT[kind]}: ${kept} of ${all} held, ${above} went above, ${below} below.`,
    ),
    'The defaults were chosen with some of these outcomes in sight: this tests the width of the ranges, it is no record of forecasts made in advance.',
  ];
}
