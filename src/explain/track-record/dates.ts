/**
 * The last day a date may mean: `2024` is 2024-12-31, `2024-H1` 2024-06-30, `2024-08` 2024-08-31. What is known on a
 * day is judged by it, so a vague date is never used too early.
 */
export function latestDay(asOf: string): string {
  const half = /^(\d{4})-H([12])$/.exec(asOf);
  if (half !== null) return `${half[1]}-${half[2] === '1' ? '06-30' : '12-31'}`;
  const [year, month, day] = asOf.split('-');
  if (day !== undefined) return asOf.slice(0, 10);
  if (month === undefined) return `${year}-12-31`;
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return `${year}-${month}-${String(last).padStart(2, '0')}`;
}

const DAYS_PER_YEAR = 365.25;

/** Years from one day to another. */
export function yearsBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000 / DAYS_PER_YEAR;
}
