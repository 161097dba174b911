import type { FlowCategory, FlowItem } from './types.ts';

/** What a line of cost says beyond the usual: free at purchase, constant, from the first month, without end. */
export type LineFields = Partial<Omit<FlowItem, 'id' | 'label' | 'category'>>;

/** Lines that grow with the price of the machine are told from others of their category by their id. */
const SHARE_IDS: Readonly<Record<FlowCategory, string>> = {
  hardware: 'hardware',
  electricity: 'electricity-share',
  maintenance: 'maintenance-share',
  staff: 'staff-share',
  hosting: 'hosting-share',
  rent: 'rent-share',
  api: 'api-share',
  fee: 'fee-share',
  financing: 'financing-share',
  installation: 'installation-share',
  resale: 'resale-share',
  other: 'other-share',
};

/** One line of a cash flow. @example line('electricity', 'electricity', { usdPerMonth: 12 }) */
export function line(category: FlowCategory, label: string, fields: LineFields): FlowItem {
  // Spelled out rather than spread: this runs for every line of every draw.
  const item: Writable<FlowItem> = {
    id: fields.scalesWithPrice === true ? SHARE_IDS[category] : category,
    label,
    category,
    upfrontUsd: fields.upfrontUsd ?? 0,
    usdPerMonth: fields.usdPerMonth ?? 0,
    driftPerYear: fields.driftPerYear ?? 0,
    fromMonth: fields.fromMonth ?? 1,
    toMonth: fields.toMonth ?? null,
  };
  if (fields.everyMonths !== undefined) item.everyMonths = fields.everyMonths;
  if (fields.scalesWithPrice !== undefined) item.scalesWithPrice = fields.scalesWithPrice;
  if (fields.financedUsd !== undefined) item.financedUsd = fields.financedUsd;
  return item;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The lines of one flow in order: one that costs nothing at any time says nothing and is left out, before it is made, and
 * ids are made unique by counting.
 */
export class FlowLines {
  readonly items: FlowItem[] = [];

  add(category: FlowCategory, label: string, fields: LineFields): void {
    const { upfrontUsd = 0, usdPerMonth = 0 } = fields;
    if (upfrontUsd === 0 && usdPerMonth === 0) return;
    this.push(line(category, label, fields));
  }

  /** Lines made elsewhere, under the same two rules. */
  addAll(lines: readonly FlowItem[]): void {
    for (const item of lines) if (item.upfrontUsd !== 0 || item.usdPerMonth !== 0) this.push(item);
  }

  private push(item: FlowItem): void {
    const { items } = this;
    let clash = false;
    for (const other of items) clash ||= other.id === item.id;
    items.push(clash ? { ...item, id: `${item.id}-${1 + this.countAlike(item.id)}` } : item);
  }

  private countAlike(id: string): number {
    return this.items.filter((other) => other.id === id || other.id.startsWith(`${id}-`)).length;
  }
}
