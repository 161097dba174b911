import type { Assumption } from '../core/assumption.ts';
import type { CashFlow } from '../core/cashflow/types.ts';
import { discountRateFor, MONEY, siteFor } from '../core/defaults/money.ts';
import { evaluateAll, prepare } from '../core/evaluate.ts';
import { measuredBasis } from '../core/evaluation/measured.ts';
import type { Evaluation, WorkloadShare } from '../core/evaluation/types.ts';
import type { MonthlyWork } from '../core/evaluation/work.ts';
import { RequestError } from '../core/failure.ts';
import { type CostView, type MonthlyView, monthlyView } from '../core/tco/profit-and-loss.ts';
import { bestMonthToSell, type TotalCost, totalCost, type WorkVolume } from '../core/tco/tco.ts';
import type { Scenario, Warning } from '../core/types.ts';
import { MONTHS_PER_YEAR } from '../core/units.ts';
import { OPTION_ONLY, PLAIN_ONLY } from '../scenario/calculator-keys.ts';
import { Resolution, type ResolveRequest } from '../scenario/context.ts';
import { type Layer, typed } from '../scenario/judge.ts';
import { flagOf } from '../scenario/keys.ts';
import { parseQuantity } from '../scenario/number.ts';
import { partsOf, plainOwnFlow, typedVolume } from '../scenario/plain-cost.ts';
import { resolveScenario } from '../scenario/resolve.ts';
import type { Answer } from './answer.ts';
import { assumptionsOf } from './assumptions.ts';
import { speedSource } from './measured/current.ts';
import { BUILTIN_TABLES } from './tables.ts';

/** Months after which nobody plans a sale. */
const LAST_SALE_MONTH = 120;
const PLAIN_YEARS = 5;

export interface TcoRequest {
  readonly layers: readonly Layer[];
  readonly options: ResolveRequest['options'];
  /** Of a scenario: several share the machines. */
  readonly workloads?: ResolveRequest['workloads'];
  readonly parts: readonly string[];
  readonly template?: string | undefined;
  /** `5` or `3,5`, as typed. */
  readonly years?: string | undefined;
  readonly view?: string | undefined;
  readonly mode: ResolveRequest['mode'];
}

/** One option over one horizon. */
export interface TcoResult extends Omit<TotalCost, 'horizonMonths'> {
  /** The option, or the machine of the plain calculator. */
  readonly option: string;
  /** Its name for people. */
  readonly label: string;
  /** Years the totals cover. */
  readonly years: number;
  /** Month at which selling leaves the cost a month lowest; null: not worth planning a sale, or nothing to sell. */
  readonly bestMonthToSell: number | null;
  readonly reasons: Readonly<Record<string, string>>;
  /** Of several workloads: each one's part of the total. */
  readonly workloads?: readonly WorkloadCost[];
  /** Ids of the stored measurements it rests on, where it does. */
  readonly measurements?: readonly string[];
}
export interface WorkloadCost {
  readonly workload: string;
  readonly model: string;
  /** Its part of the total. */
  readonly share: number;
  /** What it costs over the horizon. */
  readonly totalUsd: number;
}
export type TcoJson = (TcoResult | { readonly rows: readonly TcoResult[] }) & {
  readonly monthly?: TcoAnswer['monthly'];
};

export interface TcoAnswer extends Answer<TcoJson> {
  readonly rows: readonly TcoResult[];
  /** The work that options do; null for plain figures. */
  readonly served: { readonly scenario: Scenario; readonly work: MonthlyWork | undefined } | null;
  /** Month by month, of the first option over the longest horizon, where a view was asked for. */
  readonly monthly: (MonthlyView & { readonly view: CostView; readonly option: string; readonly label: string }) | null;
}

/** What each option costs over each horizon, itemized. @throws RequestError with every problem. */
export function tco(request: TcoRequest): TcoAnswer {
  const resolution = new Resolution(resolveRequest(request));
  resolution.judgeAll();
  judgeUnused(resolution, request);
  const years = yearsOf(resolution, request);
  const view = viewOf(resolution, request.view);
  const costed =
    request.options.length === 0 ? plainCosts(resolution, request, years) : optionCosts(resolution, request);
  const rows = costed.flows.flatMap((flow) => years.map((y) => row(flow, y, costed.discountRatePerYear)));
  const monthly = view === null ? null : viewed(costed.flows[0], { view, years, resolution });
  const result = rows.length === 1 && rows[0] !== undefined ? rows[0] : { rows };
  return {
    command: 'tco',
    inputs: inputsOf(request),
    assumptions: costed.assumptions,
    result: monthly === null ? result : { ...result, monthly },
    warnings: costed.warnings,
    seed: 0,
    rows,
    served: costed.served,
    monthly,
  };
}

function resolveRequest(request: TcoRequest): ResolveRequest {
  return {
    name: 'tco',
    layers: request.layers,
    options: request.options,
    ...(request.workloads === undefined ? {} : { workloads: request.workloads }),
    mode: request.mode,
    tables: BUILTIN_TABLES,
    seed: 0,
  };
}

function inputsOf(request: TcoRequest): Readonly<Record<string, unknown>> {
  const values = Object.assign({}, ...[...request.layers].reverse().map((layer) => layer.values));
  const { options, parts, template, years, view } = request;
  const given = {
    ...(options.length > 0
      ? { options: options.map((option) => (typeof option === 'string' ? option : option.text)) }
      : {}),
    ...(parts.length > 0 ? { parts } : {}),
    template,
    years,
    view,
  };
  return { ...values, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

/** `3,5` → two horizons. */
function yearsOf(resolution: Resolution, request: TcoRequest): readonly number[] {
  const months = resolution.typedNumber('horizonMonths');
  const otherwise = request.options.length === 0 ? PLAIN_YEARS : MONEY.horizonMonths.value / MONTHS_PER_YEAR;
  if (request.years === undefined) return [months === null ? otherwise : months.value / MONTHS_PER_YEAR];
  const years = request.years.split(',').map((text) => parseQuantity(text, 'count'));
  if (years.every((y) => y >= 1 / MONTHS_PER_YEAR && y <= 50)) return years;
  resolution.invalid(
    'years',
    request.years,
    'is not a number of years from 1/12 to 50',
    'write `--years 5`, or `--years 3,5`',
  );
  return [];
}

function viewOf(resolution: Resolution, text: string | undefined): CostView | null {
  if (text === undefined || text === 'cash' || text === 'pnl') return text ?? null;
  resolution.invalid('view', text, 'is not a view', 'write `--view cash` or `--view pnl`');
  return null;
}

/** Figures of the plain calculator mean nothing beside options, and the other way round: said of all but a scenario, which may hold both. */
function judgeUnused(resolution: Resolution, { layers, options, parts, template }: TcoRequest): void {
  const beside = options.length > 0;
  const given = layers.filter(({ origin }) => origin !== 'scenario');
  const flags = [
    ...(beside && parts.length > 0 ? ['--part'] : []),
    ...(beside && template !== undefined ? ['--template'] : []),
    ...(beside ? PLAIN_ONLY : OPTION_ONLY).filter(({ key }) => typed(given, key) !== undefined).map(flagOf),
  ];
  if (flags.length === 0) return;
  const named = flags.map((flag) => `\`${flag}\``).join(', ');
  resolution.problems.push(
    beside
      ? {
          kind: 'usage',
          message: `${named} ${flags.length === 1 ? 'describes' : 'describe'} a machine by its figures and would not be used beside an option`,
          hint: 'leave the options out, or give the machine’s price with it: own:rtx-4090=1600',
        }
      : {
          kind: 'usage',
          message: `${named} would not be used without an option`,
          hint: 'name one, for example `hwroi tco own:rtx-4090`',
        },
  );
}

interface CostedFlow {
  readonly option: string;
  readonly label: string;
  readonly flow: (years: number) => CashFlow;
  readonly volume: WorkVolume;
  readonly shares?: readonly WorkloadShare[];
  readonly measurements?: readonly string[];
}
interface Costed {
  readonly served: TcoAnswer['served'];
  readonly flows: readonly CostedFlow[];
  readonly discountRatePerYear: number;
  readonly assumptions: readonly Assumption[];
  readonly warnings: readonly Warning[];
}

function plainCosts(resolution: Resolution, request: TcoRequest, years: readonly number[]): Costed {
  const parts = partsOf(resolution, request);
  const volume = typedVolume(resolution);
  for (const y of years.length > 0 ? years : [PLAIN_YEARS]) plainOwnFlow(resolution, parts, y);
  if (parts.length === 0 && typed(request.layers, 'annualOpex') === undefined && resolution.problems.length === 0) {
    resolution.problems.push({
      kind: 'usage',
      message: 'nothing says what is paid for',
      hint: 'name options, for example `hwroi tco own:rtx-4090`, or give `--hardware-cost 6000 --annual-opex 1382`',
    });
  }
  if (resolution.problems.length > 0) throw new RequestError(resolution.problems);
  const price = parts.reduce((sum, part) => sum + part.usd, 0);
  const rate = resolution.typedNumber('discountRate')?.value ?? discountRateFor(siteFor(price)).value;
  const flow = (y: number): CashFlow => plainOwnFlow(resolution, parts, y);
  return {
    served: null,
    flows: [{ option: 'own', label: 'own', flow, volume }],
    discountRatePerYear: rate,
    assumptions: [],
    warnings: resolution.warnings,
  };
}

function optionCosts(resolution: Resolution, request: TcoRequest): Costed {
  const resolved = resolveScenario(resolveRequest(request));
  const problems = [...resolution.problems, ...(resolved.kind === 'problems' ? resolved.problems : [])];
  if (resolved.kind === 'problems' || problems.length > 0) throw new RequestError(uniqueProblems(problems));
  const { scenario } = resolved;
  const prepared = prepare(scenario, speedSource());
  const evaluations = evaluateAll(scenario, prepared);
  const failed = evaluations.flatMap((e) => (e.feasible ? [] : [cannot(e)]));
  return {
    served: { scenario, work: evaluations[0]?.work },
    flows: evaluations.filter((e) => e.feasible).map(costedOption),
    discountRatePerYear: scenario.finance.discountRatePerYear.value,
    assumptions: [
      ...assumptionsOf(scenario, evaluations),
      ...evaluations.flatMap((e) => e.prepared?.prediction.assumptions ?? []),
    ],
    warnings: [...scenario.warnings, ...failed],
  };
}

function uniqueProblems<T>(problems: readonly T[]): readonly T[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

const cannot = (e: Evaluation): Warning =>
  e.failure?.reason === 'does-not-fit'
    ? { kind: 'does-not-fit', option: e.option.id, shortfallBytes: e.failure.shortfallBytes }
    : { kind: 'note', text: `${e.option.label} cannot do this work at this service level; it is left out` };

function costedOption(e: Evaluation): CostedFlow {
  const { work } = e;
  const tokensPerMonth = work.promptTokensPerMonth + work.outputTokensPerMonth;
  const volume = { tokensPerMonth, requestsPerMonth: work.requestsPerMonth, users: work.users };
  const ids = measuredBasis(e)?.ids;
  const basis = ids === undefined ? {} : { measurements: ids };
  return { option: e.option.id, label: e.option.label, flow: () => e.flow, volume, shares: e.shares, ...basis };
}

function row(costed: CostedFlow, years: number, discountRatePerYear: number): TcoResult {
  const horizonMonths = Math.max(1, Math.round(years * MONTHS_PER_YEAR));
  const flow = costed.flow(years);
  const { horizonMonths: _, ...cost } = totalCost({ flow, horizonMonths, discountRatePerYear, volume: costed.volume });
  const sell = bestMonthToSell({ flow, other: null, lastMonth: LAST_SALE_MONTH });
  const unknown = Object.entries({
    usdPerMillionTokens: cost.usdPerMillionTokens,
    usdPerRequest: cost.usdPerRequest,
    usdPerUserMonth: cost.usdPerUserMonth,
  }).flatMap(([key, value]) => (value === null ? [[key, 'no-workload'] as const] : []));
  const onCredit = flow.items.some((item) => item.financedUsd !== undefined);
  const selling = flow.resale === undefined ? 'nothing-to-sell' : onCredit ? 'bought-on-credit' : 'best-kept';
  const reasons = { ...Object.fromEntries(unknown), ...(sell === null ? { bestMonthToSell: selling } : {}) };
  const workloads = (costed.shares ?? []).map(({ workload, model, share }) => ({
    workload,
    model,
    share,
    totalUsd: share * cost.totalUsd,
  }));
  const shared = workloads.length === 0 ? {} : { workloads };
  const basis = costed.measurements === undefined ? {} : { measurements: costed.measurements };
  return {
    option: costed.option,
    label: costed.label,
    years,
    ...cost,
    bestMonthToSell: sell,
    reasons,
    ...shared,
    ...basis,
  };
}

function viewed(
  costed: CostedFlow | undefined,
  asked: { readonly view: CostView; readonly years: readonly number[]; readonly resolution: Resolution },
): TcoAnswer['monthly'] {
  if (costed === undefined) return null;
  const years = Math.max(...asked.years);
  const bookLifeMonths = asked.resolution.typedNumber('bookLifeMonths')?.value ?? MONEY.bookLifeMonths.value;
  const horizonMonths = Math.max(1, Math.round(years * MONTHS_PER_YEAR));
  const monthly = monthlyView({ flow: costed.flow(years), horizonMonths, view: asked.view, bookLifeMonths });
  return { ...monthly, view: asked.view, option: costed.option, label: costed.label };
}
