import { findModel } from '../catalog/index.ts';
import { type Assumption, exactly } from '../core/assumption.ts';
import { atPrices } from '../core/breakeven/retype.ts';
import { assumed } from '../core/defaults/judgment.ts';
import { MONEY } from '../core/defaults/money.ts';
import type {
  ApiOption,
  ApiPrice,
  FlatOption,
  LongContextTier,
  Model,
  RentalOffer,
  RentOption,
} from '../core/types.ts';
import { bytes, MONTHS_PER_YEAR } from '../core/units.ts';
import type { Resolution, Tables } from './context.ts';
import { engineChoices, type TypedChoice } from './engines.ts';
import { counted, resolveHardware } from './machine.ts';
import type { RawOption } from './options.ts';
import { type ApiPriceSet, apiPrice } from './price-api.ts';
import { isProvider, offersFor, rentPrice } from './price-rent.ts';
import { typedThroughput, warnOfAge, zero } from './resolve-own.ts';
import { rentStaff } from './staff.ts';
import { toldService } from './told-service.ts';

type Raw<K extends RawOption['kind']> = Extract<RawOption, { kind: K }>;

const API_PRICE_HINT = 'give it: `--input-usd-per-million-tokens <usd>` and `--output-usd-per-million-tokens <usd>`';
const unpriced = (resolution: Resolution, option: string, hint?: string): null => {
  resolution.problems.push({ kind: 'unpriced', option, ...(hint === undefined ? {} : { hint }) });
  return null;
};

/** How that GPU is rented out, where it is. */
function rentHint(offers: readonly RentalOffer[], { provider }: Raw<'rent'>): string {
  const give = 'give the rent of an hour: `--rental-price <usd>`';
  const known = [...new Set(offers.map((offer) => offer.provider))].toSorted();
  if (provider !== null && known.length > 0 && !offers.some((offer) => isProvider(offer, provider)))
    return `rented out by ${known.join(', ')}; or ${give}`;
  const words = [
    ...new Set(
      offers.filter((offer) => provider === null || isProvider(offer, provider)).map((offer) => offer.pricing),
    ),
  ];
  return words.length === 0
    ? give
    : `known only as ${words.map((word) => `\`:${word}\``).join(', ')}: add it to the option, or ${give}`;
}

/** GPUs to rent, by the hour. */
export function resolveRent(
  resolution: Resolution,
  raw: Raw<'rent'>,
  model: Model,
  asked: TypedChoice,
): RentOption | null {
  const hardware = resolveHardware(resolution, raw.name, null);
  if (hardware === null) return null;
  const { tables } = resolution.request;
  const query = {
    hardwareId: hardware.id,
    name: raw.name,
    provider: raw.provider,
    pricing: raw.pricing,
    catalogAsOf: tables.asOf,
  };
  const offers = offersFor(
    tables.rentals((row) => row.hardwareId === hardware.id),
    resolution.request.privacy,
  );
  const price = rentPrice(offers, query);
  const typed = resolution.typedNumber('rentalPrice');
  if (price === null && typed === null) return unpriced(resolution, raw.text, rentHint(offers, raw));
  const choices = engineChoices(hardware, model, asked);
  if ('kind' in choices) {
    resolution.problems.push(choices);
    return null;
  }
  if (price !== null && typed === null) warnOfAge(resolution, raw.text, price.usdPerGpuHour.asOf);
  const gpus = Math.max(raw.count ?? 1, price?.minimumGpuCount ?? 1);
  const memory = price?.offers[0]?.gpuMemoryBytes ?? Math.max(...hardware.memoryOptionsBytes);
  return {
    kind: 'rent',
    id: raw.text,
    label: `rent ${counted(gpus, hardware)}${billingText(raw)}`,
    device: { hardware, memoryBytes: bytes(memory), count: gpus },
    engineChoices: choices,
    minimumUnits: 1,
    provider: price?.provider ?? raw.provider,
    pricing: raw.pricing,
    alwaysOn: raw.alwaysOn || raw.pricing.startsWith('reserved'),
    usdPerGpuHour: {
      ...(typed ?? price?.usdPerGpuHour ?? zero('usdPerGpuHour', 'USD/h')),
      id: `${raw.text}.usdPerGpuHour`,
    },
    ...termsOf(resolution, raw),
    ...rentStaff(resolution, hardware, gpus),
    staffUsdPerHour: resolution.number('staffUsdPerHour', MONEY.staffUsdPerHour),
    ...typedThroughput(resolution),
  };
}

/** ` (spot, always-on)`: what tells two offers of the same card apart. */
function billingText({ pricing, alwaysOn, scalesToZero }: Raw<'rent'>): string {
  const words = [
    ...(pricing === 'on-demand' ? [] : [pricing]),
    ...(alwaysOn ? ['always-on'] : []),
    ...(scalesToZero ? ['scale-to-zero'] : []),
  ];
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

/** What it bills beside its hours; only machines that can be taken away lose work. */
function termsOf(resolution: Resolution, raw: Raw<'rent'>) {
  const typedOr0 = (key: string, unit: string): Assumption => resolution.typedNumber(key) ?? zero(key, unit);
  const interruptible = raw.pricing === 'spot' || raw.pricing === 'community';
  const spot = raw.pricing === 'spot' ? assumed(MONEY.spotInterruptionLossShare) : null;
  return {
    startUpMinutesPerDay: resolution.number('startUpMinutesPerDay', MONEY.startUpMinutesPerDay),
    interruptionShare: {
      ...((interruptible ? resolution.typedNumber('interruptionShare') : null) ?? spot ?? zero('', 'share')),
      id: interruptible ? 'interruptionShare' : 'interruptionShare.none',
    },
    terms: {
      scalesToZero: raw.scalesToZero,
      coldStartsPerDay: resolution.number('coldStartsPerDay', MONEY.coldStartsPerDay),
      minimumHoursPerMonth: typedOr0('minimumHoursPerMonth', 'h/month'),
      discountShare: typedOr0('rentDiscount', 'share'),
      termMonths: resolution.typedNumber('termMonths') ?? termOf(raw),
      storageUsdPerMonth: typedOr0('storageUsdPerMonth', 'USD/month'),
      egressUsdPerMonth: typedOr0('egressUsdPerMonth', 'USD/month'),
    },
  };
}

/** `reserved-3y` says how long the price holds. */
function termOf(raw: Raw<'rent'>): Assumption {
  const years = Number(/-(\d)y$/.exec(raw.pricing)?.[1] ?? 0);
  return exactly({
    id: `${raw.text}.termMonths`,
    value: years * MONTHS_PER_YEAR,
    unit: 'months',
    origin: 'default',
    source: years > 0 ? 'the name of the price' : null,
    asOf: null,
  });
}

/** A model behind an API: of the same weights, or another model, said so. */
export function resolveApi(resolution: Resolution, raw: Raw<'api'>, model: Model): ApiOption | null {
  const { apiPrices } = resolution.request.tables;
  const { provider, name } = splitProvider(apiPrices, raw.name);
  const matching = rowsOf(apiPrices, name);
  const price = withTypedPrices(resolution, apiPrice(matching.rows, provider));
  if (price === null) {
    if (matching.rows.length === 0 && matching.modelId === null)
      resolution.problems.push({ kind: 'unknown-model', name: raw.name, nearest: matching.nearest });
    else unpriced(resolution, raw.text, API_PRICE_HINT);
    return null;
  }
  if (price.output.origin === 'catalog') warnOfAge(resolution, raw.text, price.output.asOf);
  const named = (assumption: Assumption): Assumption => ({ ...assumption, id: `${raw.text}.${assumption.id}` });
  const sameWeights = matching.modelId === model.id || resolution.isOn('substitutes');
  if (!sameWeights) resolution.warnings.push({ kind: 'different-model', option: raw.text, model: name });
  const factor = resolution.typedNumber('apiPriceFactor');
  const option: ApiOption = {
    kind: 'api',
    id: raw.text,
    label: `API ${name}${price.provider === null ? '' : ` (${price.provider})`}`,
    provider: price.provider,
    modelName: name,
    sameWeights,
    batch: raw.batch,
    inputUsdPerMillionTokens: named(price.input),
    outputUsdPerMillionTokens: named(price.output),
    cachedUsdPerMillionTokens: price.cached === null ? null : named(price.cached),
    ...batchOf(resolution, raw, price.batchDiscount),
    cacheWriteUsdPerMillionTokens: resolution.typedNumber('cacheWriteUsdPerMillionTokens'),
    longContext: longContextOf(resolution, price.longContext),
    outputMultiple: resolution.typedNumber('outputMultiple') ?? one('outputMultiple'),
    service: toldService(resolution),
  };
  return factor === null ? option : atPrices(option, factor);
}

const one = (id: string): Assumption =>
  exactly({ id, value: 1, unit: '×', origin: 'default', source: null, asOf: null });

/** `:batch` sends everything to the batch endpoint, a typed share that much of it. */
function batchOf(resolution: Resolution, raw: Raw<'api'>, found: Assumption) {
  const share = resolution.typedNumber('batchShare');
  const asked = raw.batch || (share !== null && share.value > 0);
  const discount = resolution.typedNumber('batchDiscount') ?? { ...found, id: `${raw.text}.batchDiscount` };
  if (asked && discount.value === 0)
    resolution.warnings.push({
      kind: 'note',
      text: `no batch price is known for ${raw.text}: it is counted at full price; \`--batch-discount 50%\` gives one`,
    });
  return {
    batchDiscount: asked ? discount : zero('batchDiscount', 'share'),
    batchShare: raw.batch || share === null ? one('batchShare') : share,
  };
}

/** A typed tier, each multiple 1 where it is left out; else the catalog's. */
function longContextOf(resolution: Resolution, found: LongContextTier | null): LongContextTier | null {
  const above = resolution.typedNumber('longContextAboveTokens');
  const input = resolution.typedNumber('longContextInputMultiple')?.value;
  const output = resolution.typedNumber('longContextOutputMultiple')?.value;
  if (above === null && (input !== undefined || output !== undefined) && found === null) {
    resolution.problems.push({
      kind: 'usage',
      message: 'a long-context multiple says nothing without its threshold',
      hint: 'add `--long-context-above-tokens 200k`',
    });
  }
  const aboveTokens = above?.value ?? found?.aboveTokens;
  if (aboveTokens === undefined) return null;
  return {
    aboveTokens,
    inputMultiple: input ?? found?.inputMultiple ?? 1,
    outputMultiple: output ?? found?.outputMultiple ?? 1,
  };
}

type QuotedPrices = Pick<ApiPriceSet, 'input' | 'output' | 'cached' | 'batchDiscount' | 'longContext' | 'provider'>;

/** The prices a file types in for the option stand before the catalog's. */
function withTypedPrices(resolution: Resolution, found: ApiPriceSet | null): QuotedPrices | null {
  const input = resolution.typedNumber('inputUsdPerMillionTokens') ?? found?.input;
  const output = resolution.typedNumber('outputUsdPerMillionTokens') ?? found?.output;
  const cached = resolution.typedNumber('cachedUsdPerMillionTokens');
  if (input === undefined || output === undefined) return null;
  const quoted = input.origin !== 'catalog';
  return {
    input,
    output,
    cached: cached ?? (quoted ? null : (found?.cached ?? null)),
    batchDiscount: found?.batchDiscount ?? zero('batchDiscount', 'share'),
    longContext: quoted ? null : (found?.longContext ?? null),
    provider: found?.provider ?? null,
  };
}

/** `together/qwen3-32b`: the part before the slash is a provider only where one has that name. */
function splitProvider(prices: Tables['apiPrices'], text: string): { provider: string | null; name: string } {
  const slash = text.indexOf('/');
  const head = text.slice(0, Math.max(0, slash));
  if (slash > 0 && prices().some((row) => isProvider(row, head)))
    return { provider: head, name: text.slice(slash + 1) };
  return { provider: null, name: text };
}

interface Matching {
  readonly rows: readonly ApiPrice[];
  readonly modelId: string | null;
  readonly nearest: readonly string[];
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/[^a-z0-9]/g, '');

/** All rows that sell a model: by the catalog's model, else by the provider's own name. */
function rowsOf(prices: Tables['apiPrices'], name: string): Matching {
  const found = findModel(name);
  const modelId = found.kind === 'found' && found.via !== 'derived' ? found.row.id : null;
  const isModel = (row: { readonly modelId?: string | null | undefined }): boolean => row.modelId === modelId;
  const byModel = modelId === null ? [] : prices(isModel).filter(isModel);
  if (byModel.length > 0) return { rows: byModel, modelId, nearest: [] };
  const wanted = plain(name);
  const byName = prices().filter((row) => plain(row.modelName) === wanted);
  return { rows: byName, modelId, nearest: found.kind === 'missing' ? found.nearest : [] };
}

/** A subscription. */
export function resolveFlat(resolution: Resolution, raw: Raw<'flat'>): FlatOption {
  return {
    kind: 'flat',
    id: raw.text,
    label: `subscription $${raw.usdPerMonth}${raw.perUser ? '/user' : ''}/month`,
    usdPerMonth: exactly({
      id: `${raw.text}.usdPerMonth`,
      value: raw.usdPerMonth,
      unit: 'USD/month',
      origin: 'flag',
      source: 'command line',
      asOf: null,
    }),
    capTokensPerMonth: raw.capTokensPerMonth,
    perUser: raw.perUser,
    service: toldService(resolution),
  };
}
