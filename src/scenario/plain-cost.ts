import type { Financing } from '../core/cashflow/financing.ts';
import { ownFlow } from '../core/cashflow/own.ts';
import type { CashFlow, FlowItem } from '../core/cashflow/types.ts';
import { MONEY } from '../core/defaults/money.ts';
import { energyUse } from '../core/power/power.ts';
import { DAYS_PER_MONTH, MONTHS_PER_YEAR } from '../core/units.ts';
import type { Resolution } from './context.ts';
import { parseQuantity } from './number.ts';
import { hostPrice } from './price-own.ts';
import { electricityOf } from './site.ts';

/** A line of a bill of materials. */
export interface Part {
  readonly label: string;
  readonly usd: number;
}

/** Host templates by the number of cards they hold. */
const TEMPLATES: Readonly<Record<string, number>> = {
  'single-gpu-desktop': 1,
  'dual-gpu-workstation': 2,
  'quad-gpu-workstation': 4,
};
const DEFAULT_TERM_MONTHS = 36;
const DEFAULT_DOWN_SHARE = 0.2;

/** The machine as typed: one price, parts, a host template, or several of these. */
export function partsOf(
  resolution: Resolution,
  typed: { readonly parts: readonly string[]; readonly template?: string | undefined },
): readonly Part[] {
  const cost = resolution.typedNumber('hardwareCost');
  const parts = typed.parts.flatMap((text) => partOf(resolution, text));
  const template = typed.template === undefined ? [] : templateOf(resolution, typed.template);
  return [...(cost === null ? [] : [{ label: 'hardware', usd: cost.value }]), ...parts, ...template];
}

function partOf(resolution: Resolution, text: string): readonly Part[] {
  const [label = '', price = ''] = text.split('=');
  const usd = parseQuantity(price, 'usd');
  if (label.trim() !== '' && usd >= 0) return [{ label: label.trim(), usd }];
  resolution.invalid('part', text, 'is not a part with its price', 'write `--part gpu=1500`, once for each part');
  return [];
}

function templateOf(resolution: Resolution, name: string): readonly Part[] {
  const cards = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined;
  const host = cards === undefined ? null : hostPrice(cards, resolution.request.tables.hostParts());
  if (host !== null) return [{ label: `host, ${name}`, usd: host.usd }];
  resolution.invalid('template', name, 'is not a host template', `one of ${Object.keys(TEMPLATES).join(', ')}`);
  return [];
}

/**
 * Owning as the flags state it: every line is what was typed, nothing is added. Problems go to the resolution.
 */
export function plainOwnFlow(resolution: Resolution, parts: readonly Part[], years: number): CashFlow {
  const value = (key: string): number => resolution.typedNumber(key)?.value ?? 0;
  const price = parts.reduce((sum, part) => sum + part.usd, 0);
  const financing = financingOf(resolution);
  judgeCooling(resolution);
  const replacement = resolution.typedNumber('replacementMonths');
  const flow = ownFlow({
    label: 'hardware',
    units: 1,
    unitPriceUsd: price,
    insteadOfUsd: value('insteadOfUsd'),
    installationShare: 0,
    powerDistributionShare: value('powerDistributionShare'),
    coolingShare: value('coolingShare'),
    maintenanceSharePerYear: value('maintenanceShare'),
    maintenanceUsdPerMonth: value('maintenanceUsdPerYear') / MONTHS_PER_YEAR,
    insuranceSharePerYear: value('insuranceShare'),
    electricityUsdPerMonth: electricityUsdPerMonth(resolution),
    hostingUsdPerMonth: value('hostingUsdPerMonth'),
    networkUsdPerMonth: value('networkUsdPerMonth'),
    staffUsdPerMonth:
      value('staffHoursPerMonth') * (resolution.typedNumber('staffUsdPerHour')?.value ?? MONEY.staffUsdPerHour.value),
    deliveryMonths: value('deliveryMonths'),
    bridgeUsdPerMonth: value('bridgeUsdPerMonth'),
    otherUsdPerMonth: value('annualOpex') / MONTHS_PER_YEAR,
    financing,
    ...(replacement === null ? {} : { replacementMonths: replacement.value }),
    resaleSharesByYear: resaleShares(resolution, years),
    sellingCostShare: value('sellingCost'),
  });
  return financing.kind === 'cash' ? { ...flow, items: flow.items.flatMap((item) => itemized(item, parts)) } : flow;
}

/** The one purchase line as its parts. */
function itemized(item: FlowItem, parts: readonly Part[]): readonly FlowItem[] {
  if (item.category !== 'hardware' || parts.length < 2) return [item];
  return parts.map(({ label, usd }, index) => ({ ...item, id: `hardware-${index + 1}`, label, upfrontUsd: usd }));
}

function electricityUsdPerMonth(resolution: Resolution): number {
  const load = resolution.typedNumber('watts');
  if (load === null) return 0;
  const energy = energyUse({
    loadWatts: load.value,
    idleWatts: resolution.typedNumber('idleWatts')?.value ?? 0,
    loadHoursPerDay: resolution.typedNumber('hoursPerDay')?.value ?? 24,
    pue: resolution.typedNumber('pue')?.value ?? 1,
  });
  return energy.kilowattHoursPerMonth * electricityOf(resolution, 'home').value;
}

function financingOf(resolution: Resolution): Financing {
  const rate = resolution.typedNumber('loanRate');
  const lease = resolution.typedNumber('leaseUsdPerMonth');
  if (rate !== null && lease !== null) {
    resolution.problems.push({
      kind: 'usage',
      message: '`--loan-rate` and `--lease-usd-per-month` contradict each other',
      hint: 'give one of them',
    });
  }
  if (lease !== null) {
    const months = resolution.typedNumber('leaseMonths')?.value ?? DEFAULT_TERM_MONTHS;
    return {
      kind: 'lease',
      usdPerMonth: lease.value,
      months,
      buyoutUsd: resolution.typedNumber('buyoutUsd')?.value ?? 0,
    };
  }
  if (rate === null) return { kind: 'cash' };
  const months = resolution.typedNumber('loanMonths')?.value ?? DEFAULT_TERM_MONTHS;
  const downShare = resolution.typedNumber('downShare')?.value ?? DEFAULT_DOWN_SHARE;
  return { kind: 'loan', ratePerYear: rate.value, months, downShare };
}

/** Cooling is a share of the price or part of the PUE: both would count it twice. */
function judgeCooling(resolution: Resolution): void {
  const cooling = resolution.typedNumber('coolingShare')?.value ?? 0;
  const pue = resolution.typedNumber('pue')?.value ?? 1;
  if (cooling > 0 && pue > 1) {
    resolution.problems.push({
      kind: 'usage',
      message: '`--cooling-share` and a `--pue` above 1 both count cooling',
      hint: 'give one of them',
    });
  }
}

/** The typed share is left at the horizon; before and after it the same loss a year. */
function resaleShares(resolution: Resolution, years: number): readonly number[] {
  const left = resolution.typedNumber('resaleShare');
  if (left === null) return [];
  return Array.from({ length: Math.ceil(years) }, (_, year) => left.value ** ((year + 1) / years));
}

/** Work served a month, as far as it was typed. */
export function typedVolume(resolution: Resolution) {
  const perMonth = (key: string): number | null => {
    const perDay = resolution.typedNumber(key);
    return perDay === null ? null : perDay.value * DAYS_PER_MONTH;
  };
  return {
    tokensPerMonth: perMonth('tokensPerDay'),
    requestsPerMonth: perMonth('requestsPerDay'),
    users: resolution.typedNumber('users')?.value ?? null,
  };
}
