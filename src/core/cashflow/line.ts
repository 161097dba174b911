import type { FlowCategory, FlowItem } from './types.ts';

/** What a line of cost says beyond the usual: free at purchase, constant, from the first month, without end. */
export type LineFields = Partial<Omit<FlowItem, 'id' | 'label' | 'category'>>;

/** One line of a cash flow. @example line('electricity', 'electricity', { usdPerMonth: 12 }) */
export function line(category: FlowCategory, label: string, fields: LineFields): FlowItem {
  // Spelled out rather than spread: this runs for every line of every draw.
  const item: FlowItem = {
    id: fields.scalesWithPrice === true && category !== 'hardware' ? `${category}-share` : category,
    label,
    category,
    upfrontUsd: fields.upfrontUsd ?? 0,
    usdPerMonth: fields.usdPerMonth ?? 0,
    driftPerYear: fields.driftPerYear ?? 0,
    fromMonth: fields.fromMonth ?? 1,
    toMonth: fields.toMonth ?? null,
  };
  if (fields.everyMonths === undefined && fields.scalesWithPrice === undefined && fields.financedUsd === undefined)
    return item;
  return {
    ...item,
    ...(fields.financedUsd === undefined ? {} : { financedUsd: fields.financedUsd }),
    ...(fields.everyMonths === undefined ? {} : { everyMonths: fields.everyMonths }),
    ...(fields.scalesWithPrice === undefined ? {} : { scalesWithPrice: fields.scalesWithPrice }),
  };
}

/** Lines that cost nothing at any time say nothing: dropped. Ids are made unique by counting. */
export function linesWorthPrinting(lines: readonly FlowItem[]): readonly FlowItem[] {
  const kept: FlowItem[] = [];
  for (const item of lines) {
    if (item.upfrontUsd === 0 && item.usdPerMonth === 0) continue;
    const count = kept.filter((other) => other.id === item.id || other.id.startsWith(`${item.id}-`)).length;
    const clash = kept.some((other) => other.id === item.id);
    kept.push(clash ? { ...item, id: `${item.id}-${count + 1}` } : item);
  }
  return kept;
}
