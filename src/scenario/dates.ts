/** `2026`, `2026-05` and `2026-05-12` as months since year 0; a missing month or day reads as the middle. */
export function monthsSinceYearZero(date: string): number {
  const [year = '0', month, day] = date.split('-');
  return (
    Number(year) * 12 + (month === undefined ? 6 : Number(month) - 1) + (day === undefined ? 0.5 : Number(day) / 31)
  );
}

/** Months from one date to a later one. @example monthsBetween('2025-11-22', '2026-11-22') // 12 */
export function monthsBetween(earlier: string, later: string): number {
  return monthsSinceYearZero(later) - monthsSinceYearZero(earlier);
}

/** The newest of dated things; undated ones are oldest. Of equal dates the first given. */
export function newest<T extends { readonly asOf: string | null }>(items: readonly T[]): T | undefined {
  let [best] = items;
  if (best === undefined || items.length === 1) return best;
  let age = ageKey(best);
  for (const item of items) {
    if (item.asOf === best.asOf) continue;
    const other = ageKey(item);
    if (other > age) [best, age] = [item, other];
  }
  return best;
}

const ageKey = (item: { readonly asOf: string | null }): number =>
  item.asOf === null ? -1 : monthsSinceYearZero(item.asOf);
