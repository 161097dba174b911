import { addResale } from './resale.ts';
import type { CashFlow } from './types.ts';

/**
 * Several flows that together do the work: an owned base and rented overflow, a local share and an API for the rest.
 *
 * Each part is already sized for its own share; the mix is their lines side by side, ids prefixed by position, resale added.
 *
 * @example mixFlow('own + API', [own, api]).items.length // own's lines + the API's
 */
export function mixFlow(label: string, parts: readonly CashFlow[]): CashFlow {
  const items = parts.flatMap((part, index) =>
    part.items.map((item) => ({ ...item, id: `${index + 1}.${item.id}`, label: `${part.label}: ${item.label}` })),
  );
  const curves = parts.flatMap((part) => (part.resale === undefined ? [] : [part.resale]));
  return { kind: 'mix', label, items, ...(curves.length === 0 ? {} : { resale: addResale(curves) }) };
}
