import type { FlowCategory, FlowItem } from './types.ts';

/** What a line of cost says beyond the usual: free at purchase, constant, from the first month, without end. */
export type LineFields = Partial<Omit<FlowItem, 'id' | 'label' | 'category'>>;

/** One line of a cash flow. @example line('electricity', 'electricity', { usdPerMonth: 12 }) */
export function line(category: FlowCategory, label: string, fields: LineFields): FlowItem {
  return {
    id: fields.scalesWithPrice === true && category !== 'hardware' ? `${category}-share` : category,
    label,
    category,
    upfrontUsd: 0,
    usdPerMonth: 0,
    driftPerYear: 0,
    fromMonth: 1,
    toMonth: null,
    ...fields,
  };
}

/** Lines that cost nothing at any time say nothing: dropped. Ids are made unique by counting. */
export function linesWorthPrinting(lines: readonly FlowItem[]): readonly FlowItem[] {
  const seen = new Map<string, number>();
  return lines
    .filter((item) => item.upfrontUsd !== 0 || item.usdPerMonth !== 0)
    .map((item) => {
      const count = (seen.get(item.id) ?? 0) + 1;
      seen.set(item.id, count);
      return count === 1 ? item : { ...item, id: `${item.id}-${count}` };
    });
}
