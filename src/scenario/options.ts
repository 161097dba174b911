import type { Problem, RentalPricing } from '../core/types.ts';
import { parseQuantity } from './number.ts';

/** An option as typed, cut into its parts; names are not looked up yet. */
export type RawOption =
  | {
      readonly kind: 'own';
      readonly text: string;
      readonly count: number | null;
      readonly name: string;
      readonly memoryGiB: number | null;
      readonly priceUsd: number | null;
    }
  | {
      readonly kind: 'rent';
      readonly text: string;
      readonly count: number | null;
      readonly name: string;
      readonly provider: string | null;
      readonly pricing: RentalPricing;
      readonly alwaysOn: boolean;
      readonly scalesToZero: boolean;
    }
  | { readonly kind: 'api'; readonly text: string; readonly name: string; readonly batch: boolean }
  | {
      readonly kind: 'flat';
      readonly text: string;
      readonly usdPerMonth: number;
      readonly capTokensPerMonth: number | null;
      readonly perUser: boolean;
    }
  | {
      readonly kind: 'mix';
      readonly text: string;
      readonly parts: readonly [RawOption, RawOption];
      readonly shareOfFirst: number | null;
    }
  /** A name without a kind: resolved where only one kind has it. */
  | { readonly kind: 'bare'; readonly text: string; readonly name: string };

export const OPTION_GRAMMAR =
  'own:[Nx]<machine or card>[@<memory>g][=<usd>], rent:[Nx]<gpu>[@provider][:spot], api:[provider/]<model>[:batch], flat:<usd>[/user]/month[:<tokens>], mix:<option>+<option>[@share]';

/** Whether a text is written as an option, or as something of one (`own:rtx-3090.priceUsd`): a name without a kind may be anything. */
export const isOption = (text: string): boolean => /^(?:own|rent|api|flat|mix):|^api$/.test(text);

const PRICINGS: readonly RentalPricing[] = [
  'on-demand',
  'spot',
  'community',
  'reserved',
  'reserved-1y',
  'reserved-3y',
  'reserved-5y',
];
const BILLING = ['always-on', 'scale-to-zero'];
const isPricing = (text: string): text is RentalPricing => PRICINGS.some((pricing) => pricing === text);

function wrong(text: string, reason: string): Problem {
  return { kind: 'invalid-value', key: 'option', value: text, reason, hint: `write ${OPTION_GRAMMAR}` };
}

/** Kinds that mean nothing alone; `api` alone is the workload's model behind one. */
const NAMELESS: ReadonlySet<string> = new Set(['own', 'rent', 'flat', 'mix']);

/** One option from its text. @example parseOption('own:2xrtx-3090=1600') */
export function parseOption(text: string): RawOption | Problem {
  const trimmed = text.trim();
  const colon = trimmed.indexOf(':');
  const kind = colon < 0 ? '' : trimmed.slice(0, colon).toLowerCase();
  const rest = trimmed.slice(colon + 1);
  switch (kind) {
    case 'own':
      return parseOwn(trimmed, rest);
    case 'rent':
      return parseRent(trimmed, rest);
    case 'api':
      return parseApi(trimmed, rest);
    case 'flat':
      return parseFlat(trimmed, rest);
    case 'mix':
      return parseMix(trimmed, rest);
    default:
      if (trimmed === '') return wrong(text, 'is empty');
      if (NAMELESS.has(trimmed.toLowerCase())) return wrong(text, 'is a kind of option without what it is of');
      return { kind: 'bare', text: trimmed, name: trimmed };
  }
}

const isProblem = <T extends { kind: string }>(value: T | Problem): value is Problem => value.kind === 'invalid-value';

const COUNT_FIRST = /^(?:(?<count>\d{1,4})\s*[x×*](?!tx?\b)\s*|(?<word>dual|quad)\s+)(?<name>.+)$/i;
/** "RTX 3090 x2", "H100x8", "B200 (8x)", and "B60 Dual" for two: the sign stands apart, between digits or in brackets. */
const COUNT_LAST =
  /^(?<name>.+?)(?:(?:\s+|(?<=\d)(?=[x×*]\d))[x×*](?<count>\d{1,4})|\s*\((?:[x×]\s*)?(?<boxed>\d{1,4})\s*[x×]?(?<=[x×].*)\))$/i;
const COUNT_WORDS: Readonly<Record<string, number>> = { dual: 2, quad: 4 };

/** `2xrtx-3090`, `RTX 3090 x2`, `dual 3090` → 2 and the name. A `7900 XTX` is one card. */
export function countAndName(text: string): { count: number | null; name: string } {
  const groups = (COUNT_FIRST.exec(text) ?? COUNT_LAST.exec(text))?.groups;
  if (groups === undefined) return { count: null, name: text.trim() };
  const word = groups.word?.toLowerCase() ?? '';
  return { count: COUNT_WORDS[word] ?? Number(groups.count ?? groups.boxed), name: (groups.name ?? '').trim() };
}

function parseOwn(text: string, rest: string): RawOption | Problem {
  const [left = '', price, ...more] = rest.split('=');
  const [machine = '', memory, ...extra] = left.split('@');
  const { count, name } = countAndName(machine);
  const priceUsd = price === undefined ? null : parseQuantity(price, 'usd');
  const memoryGiB = memory === undefined ? null : memoryOf(memory);
  if (name === '' || more.length > 0 || extra.length > 0) return wrong(text, 'is not an own option');
  if (count === 0) return wrong(text, 'asks for 0 machines');
  if (priceUsd !== null && !(priceUsd >= 0))
    return wrong(text, `has a price that is not a number of dollars: \`${price}\``);
  if (Number.isNaN(memoryGiB)) return wrong(text, `has a memory size that is not a number: \`${memory}\``);
  return { kind: 'own', text, count, name, memoryGiB, priceUsd };
}

/** `64g`, `64GB`, `64 GiB` → 64. Device memory is binary whatever the letter. */
function memoryOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(g|gb|gib)?$/i.exec(text.trim());
  return match === null ? Number.NaN : Number(match[1]);
}

function parseRent(text: string, rest: string): RawOption | Problem {
  const [head = '', ...suffixes] = rest.split(':');
  const [gpu = '', provider, ...extra] = head.split('@');
  const { count, name } = countAndName(gpu);
  const words = suffixes.map((word) => word.trim().toLowerCase());
  const unknown = words.find((word) => !isPricing(word) && !BILLING.includes(word));
  if (name === '' || extra.length > 0) return wrong(text, 'is not a rent option');
  if (count === 0) return wrong(text, 'asks for 0 GPUs');
  if (unknown !== undefined)
    return wrong(text, `has an unknown billing word \`${unknown}\`; known: ${[...PRICINGS, ...BILLING].join(', ')}`);
  if (BILLING.every((word) => words.includes(word)))
    return wrong(text, 'is billed day and night and only when used, at once');
  const pricing = words.find(isPricing) ?? 'on-demand';
  return {
    kind: 'rent',
    text,
    count,
    name,
    provider: provider?.trim() ?? null,
    pricing,
    alwaysOn: words.includes('always-on'),
    scalesToZero: words.includes('scale-to-zero'),
  };
}

function parseApi(text: string, rest: string): RawOption | Problem {
  const batch = /:batch$/i.test(rest);
  const name = (batch ? rest.slice(0, -':batch'.length) : rest).trim();
  return name === '' ? wrong(text, 'names no model') : { kind: 'api', text, name, batch };
}

function parseFlat(text: string, rest: string): RawOption | Problem {
  const match = /^([^/]+)(\/\s*(?:user|seat|person))?\/\s*(month|mo|year|yr)(?::(.+))?$/i.exec(rest.trim());
  if (match === null) return wrong(text, 'is not a flat fee');
  const amount = parseQuantity(match[1] ?? '', 'usd');
  const cap = match[4] === undefined ? null : parseQuantity(match[4], 'count');
  if (!(amount >= 0)) return wrong(text, `has a fee that is not a number of dollars: \`${match[1]}\``);
  if (cap !== null && !(cap > 0)) return wrong(text, `has a cap that is not a number of tokens: \`${match[4]}\``);
  const yearly = /^y/i.test(match[3] ?? '');
  const usdPerMonth = yearly ? amount / 12 : amount;
  return { kind: 'flat', text, usdPerMonth, capTokensPerMonth: cap, perUser: match[2] !== undefined };
}

function parseMix(text: string, rest: string): RawOption | Problem {
  const shareMatch = /@(\d+(?:\.\d+)?%?)$/.exec(rest);
  const body = shareMatch === null ? rest : rest.slice(0, shareMatch.index);
  const cut = body.split('+');
  if (cut.length !== 2) return wrong(text, 'needs two options joined by +');
  const [first, second] = [parseOption(cut[0] ?? ''), parseOption(cut[1] ?? '')];
  if (isProblem(first)) return first;
  if (isProblem(second)) return second;
  const share = shareMatch === null ? null : parseQuantity(shareMatch[1] ?? '', 'share');
  if (share !== null && !(share >= 0 && share <= 1)) return wrong(text, 'has a share outside 0–1');
  return { kind: 'mix', text, parts: [first, second], shareOfFirst: share };
}
