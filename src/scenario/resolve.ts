import { findModel, findWidestModel, modelById } from '../catalog/index.ts';
import type { Assumption } from '../core/assumption.ts';
import { discountRateFor, MONEY } from '../core/defaults/money.ts';
import { EXAMPLE } from '../core/defaults/workload.ts';
import type {
  EngineChoice,
  FinanceAssumptions,
  Hardware,
  Model,
  Problem,
  Scenario,
  ScenarioOption,
  Warning,
} from '../core/types.ts';
import { type AskedOption, Resolution, type ResolveRequest } from './context.ts';
import { resolveDemand, resolveServiceLevel, useCaseShape } from './demand.ts';
import { engineChoices, type TypedChoice, typedChoice } from './engines.ts';
import { horizonOf } from './horizon.ts';
import { findSystem } from './machine.ts';
import { missingWarnings } from './missing.ts';
import { namedOptions, toldApart } from './option-ids.ts';
import { parseOption, type RawOption } from './options.ts';
import { resolveApi, resolveFlat, resolveRent } from './resolve-others.ts';
import { resolveOwn, warnOfAge } from './resolve-own.ts';
import { judgePlace } from './site.ts';
import { resolveWorkloads, servingAll, warnOfLength } from './workloads.ts';

export type ResolvedScenario =
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** A scenario, and what resolves further options for it one by one: a search tries hundreds. */
export interface OpenScenario {
  readonly scenario: Scenario;
  readonly resolution: Resolution;
  /** Another option of the same work; null, without a word, where anything is wrong with it. */
  readonly further: (asked: AskedOption) => ScenarioOption | null;
  /** How its first model may be run on a piece of hardware. */
  readonly choicesFor: (hardware: Hardware) => readonly EngineChoice[];
}

/**
 * Flags, file, log and catalog → a scenario in which every value has an origin, or all that is wrong with it.
 *
 * Judges everything before it gives up, so that the problems of one command line are reported together.
 */
export function resolveScenario(request: ResolveRequest): ResolvedScenario {
  const opened = openScenario(request);
  return 'problems' in opened ? opened : { kind: 'scenario', scenario: opened.scenario };
}

/** The same, left open for more options. */
export function openScenario(request: ResolveRequest): OpenScenario | Extract<ResolvedScenario, { kind: 'problems' }> {
  const resolution = new Resolution(request);
  resolution.judgeAll();
  judgePlace(resolution);
  const parsed = parseOptions(resolution, request.options);
  const model = resolveModel(
    resolution,
    parsed.map((option) => option.raw),
  );
  if (model !== null) resolution.warnings.push(...missingWarnings(model));
  const shape = useCaseShape(resolution);
  const demand = resolveDemand(resolution, shape);
  const serviceLevel = resolveServiceLevel(resolution, shape);
  const asked = typedChoice(resolution);
  // Without its model an option still has a name and a price to judge.
  const standIn = model ?? modelById(EXAMPLE.model) ?? null;
  const resolved =
    standIn === null
      ? []
      : parsed.flatMap((option) => resolveAsked(resolution, option, { model: standIn, asked }) ?? []);
  const workloads =
    standIn === null
      ? []
      : resolveWorkloads(
          resolution,
          { workload: { id: 'work', model: standIn, demand, serviceLevel }, asked, scope: resolution },
          (scope) => resolveModel(scope, []),
        );
  const options = toldApart(servingAll(resolution, resolved, workloads));
  if (resolution.problems.length > 0 || model === null)
    return { kind: 'problems', problems: unique(resolution.problems) };
  const finance = resolveFinance(resolution, options);
  warnOfLength(resolution.warnings, workloads);
  warnOfTerms(resolution.warnings, options, finance.horizonMonths.value);
  const further = (other: AskedOption): ScenarioOption | null => {
    const raw = parseOption(other.text);
    if (!isRaw(raw)) return null;
    const [problems, warnings] = [resolution.problems.length, resolution.warnings.length];
    const found = resolveAsked(resolution, { raw, asked: other }, { model, asked });
    const [option] = found === null ? [] : servingAll(resolution, [found], workloads);
    resolution.problems.splice(problems);
    resolution.warnings.splice(warnings);
    return option ?? null;
  };
  return {
    scenario: {
      name: request.name,
      workloads: workloads.map(({ workload }) => workload),
      options,
      finance,
      seed: request.seed,
      warnings: unique<Warning>(resolution.warnings),
      ...(request.privacy === undefined ? {} : { privacy: request.privacy }),
    },
    resolution,
    further,
    choicesFor: (hardware) => {
      const choices = engineChoices(hardware, model, asked);
      return 'kind' in choices ? [] : choices;
    },
  };
}

/** A commitment is owed to its end, whatever the horizon. */
export function warnOfTerms(warnings: Warning[], options: readonly ScenarioOption[], horizonMonths: number): void {
  for (const option of options) {
    const term = option.kind === 'rent' ? option.terms.termMonths.value : 0;
    if (term <= horizonMonths) continue;
    const text = `${option.id} is owed for ${term} months; the total covers ${horizonMonths} of them`;
    warnings.push({ kind: 'note', text });
  }
}

/** The same value seen by several options is one problem. */
function unique<T>(items: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = JSON.stringify(item);
    return seen.has(key) ? false : seen.add(key);
  });
}

interface ParsedOption {
  readonly raw: RawOption;
  readonly asked: AskedOption;
}

function parseOptions(resolution: Resolution, options: ResolveRequest['options']): readonly ParsedOption[] {
  const named = namedOptions(options);
  for (const text of named.repeated)
    resolution.warnings.push({ kind: 'note', text: `${text} is given twice and counted once` });
  return named.options.flatMap(({ id, asked }) => {
    const raw = parseOption(asked.text);
    if (isRaw(raw)) return [{ raw: id === asked.text ? raw : { ...raw, text: id }, asked }];
    resolution.problems.push(raw);
    return [];
  });
}

/** An option without a price becomes a note instead of a refusal. */
function leaveOutUnpriced(resolution: Resolution, before: number): void {
  for (const problem of resolution.problems.splice(before)) {
    if (problem.kind !== 'unpriced') resolution.problems.push(problem);
    else resolution.warnings.push({ kind: 'note', text: `${problem.option} is left out: no price is known for it` });
  }
}

/** One option with the values a file types in for it alone, and the name the file gives it. */
function resolveAsked(resolution: Resolution, option: ParsedOption, choice: ModelChoice): ScenarioOption | null {
  const { raw, asked } = option;
  const values = asked.substitutes ? { ...asked.values, substitutes: true } : asked.values;
  const before = resolution.problems.length;
  const warned = resolution.warnings.length;
  const resolved = resolveOption(resolution.within(values), raw, choice);
  if (asked.silent === true) {
    resolution.problems.splice(before);
    resolution.warnings.splice(warned);
  } else if (asked.optional === true) leaveOutUnpriced(resolution, before);
  if (resolved === null) return null;
  if (asked.pricedOn !== undefined) warnOfAge(resolution, raw.text, asked.pricedOn);
  const vendor = asked.quote?.vendor ?? null;
  const label = asked.label ?? (vendor === null ? resolved.label : `${resolved.label} from ${vendor}`);
  return { ...resolved, label };
}

const isRaw = (value: RawOption | Problem): value is RawOption => 'text' in value;

/** The model typed; else the one an API option names, where open; else the example's. */
function resolveModel(resolution: Resolution, raws: readonly RawOption[]): Model | null {
  const name = resolution.text('model') ?? apiModelOf(raws) ?? EXAMPLE.model;
  if (resolution.request.mode === 'batch') {
    const found = findWidestModel(name);
    if (found.kind === 'missing') return unknownModel(resolution, name, found.nearest);
    if (found.others.length > 0) {
      resolution.warnings.push({
        kind: 'ambiguous-name',
        name,
        chosen: found.row.id,
        others: found.others.map((row) => row.id),
      });
    }
    return found.row;
  }
  const found = findModel(name);
  if (found.kind === 'found') return found.row;
  if (found.kind === 'missing') return unknownModel(resolution, name, found.nearest);
  resolution.problems.push({ kind: 'ambiguous-name', name, candidates: found.candidates.map((row) => row.id) });
  return null;
}

function unknownModel(resolution: Resolution, name: string, nearest: readonly string[]): null {
  resolution.problems.push({ kind: 'unknown-model', name, nearest });
  return null;
}

function apiModelOf(raws: readonly RawOption[]): string | undefined {
  const named = raws.flatMap((raw) =>
    raw.kind === 'api' ? [raw.name, raw.name.slice(raw.name.indexOf('/') + 1)] : [],
  );
  return named.find((name) => findModel(name).kind === 'found');
}

interface ModelChoice {
  readonly model: Model;
  readonly asked: TypedChoice;
}

function resolveOption(resolution: Resolution, raw: RawOption, choice: ModelChoice): ScenarioOption | null {
  switch (raw.kind) {
    case 'own':
      return resolveOwn(resolution, raw, choice.model, choice.asked);
    case 'rent':
      return resolveRent(resolution, raw, choice.model, choice.asked);
    case 'api':
      return resolveApi(resolution, raw, choice.model);
    case 'flat':
      return resolveFlat(resolution, raw);
    case 'mix':
      return resolveMix(resolution, raw, choice);
    case 'bare':
      return resolveBare(resolution, raw, choice);
    default:
      return raw satisfies never;
  }
}

function resolveMix(
  resolution: Resolution,
  raw: Extract<RawOption, { kind: 'mix' }>,
  choice: ModelChoice,
): ScenarioOption | null {
  const [first, second] = raw.parts.map((part) => resolveOption(resolution, part, choice));
  if (first == null || second == null) return null;
  const share = raw.shareOfFirst;
  const shareOfFirst: Assumption | null =
    share === null
      ? null
      : {
          id: `${raw.text}.share`,
          value: share,
          low: share,
          high: share,
          unit: 'share',
          origin: 'flag',
          source: 'command line',
          asOf: null,
        };
  const part = share === null ? '' : ` (${Number((share * 100).toPrecision(3))}%)`;
  return { kind: 'mix', id: raw.text, label: `${first.label}${part} + ${second.label}`, first, second, shareOfFirst };
}

/**
 * A name without a kind: a machine, or a model behind an API; where both have it, the user must say which. `api` alone
 * is the workload's own model behind one.
 */
function resolveBare(
  resolution: Resolution,
  raw: Extract<RawOption, { kind: 'bare' }>,
  choice: ModelChoice,
): ScenarioOption | null {
  const { tables } = resolution.request;
  const { id } = choice.model;
  if (raw.name.toLowerCase() === 'api')
    return resolveOption(resolution, { kind: 'api', text: `api:${id}`, name: id, batch: false }, choice);
  const found = findModel(raw.name);
  const isModel = found.kind === 'found' && found.via !== 'size';
  const isSystem = findSystem(tables.systems(), raw.name) !== undefined;
  if (isModel && !isSystem)
    return resolveOption(resolution, { kind: 'api', text: `api:${raw.text}`, name: raw.name, batch: false }, choice);
  const parsed = parseOption(`own:${raw.text}`);
  if (isRaw(parsed)) return resolveOption(resolution, parsed, choice);
  resolution.problems.push(parsed);
  return null;
}

function resolveFinance(resolution: Resolution, options: readonly ScenarioOption[]): FinanceAssumptions {
  const sites = options.flatMap((option) => (option.kind === 'own' ? [option.site] : []));
  const site = sites.find((kind) => kind !== 'home') ?? 'home';
  return {
    horizonMonths: horizonOf(resolution),
    discountRatePerYear: resolution.number('discountRate', discountRateFor(site)),
    availability: resolution.number('availability', MONEY.availability),
    rentDriftPerYear: resolution.number('rentDrift', MONEY.rentDriftPerYear),
    apiDriftPerYear: resolution.number('apiDrift', MONEY.apiDriftPerYear),
    sellingCostShare: resolution.number('sellingCost', MONEY.sellingCostShare),
  };
}
