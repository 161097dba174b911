import { namedOptions } from '../scenario/option-ids.ts';
import { type DecideRequest, scenarioFrom } from './evaluated.ts';

/** Offers whose last day is past: measured against the clock, so never part of a result. In the words of every command. */
export function expiredQuotes(request: DecideRequest, now: Date): readonly string[] {
  const today = now.toISOString().slice(0, 10);
  const expired = namedOptions(request.options).options.flatMap(({ id, asked }) => {
    const until = asked.quote?.validUntil ?? null;
    return until !== null && until < today ? [{ id, until }] : [];
  });
  if (expired.length === 0) return [];
  const labels = new Map(scenarioFrom(request).options.map(({ id, label }) => [id, label]));
  return expired.map(({ id, until }) => `the quote for ${labels.get(id) ?? id} expired on ${until}`);
}
