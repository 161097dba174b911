import {
  allApiPrices,
  allCarbonIntensities,
  allEconomicsFacts,
  allElectricityPrices,
  allHardware,
  allHostParts,
  allLinks,
  allMeasuredPower,
  allModels,
  allQuantizations,
  allRentalOffers,
  allResalePoints,
  allSystems,
  ENGINES,
  type Found,
  findEngine,
  findHardware,
  findModel,
  findQuantization,
  findSystem,
  nameKey,
} from '../../catalog/index.ts';
import { type CatalogRecord, hardwareRecord, modelRecord, quantizationRecord, systemRecord } from './record.ts';
import {
  apiRecord,
  carbonRecord,
  economicsRecord,
  electricityRecord,
  engineRecord,
  hostPartRecord,
  linkRecord,
  powerRecord,
  rentalRecord,
  resaleRecord,
} from './record-prices.ts';

/** The filters of `catalog list`; each kind says which of its keys they look at. */
export type FilterKey =
  | 'vendor'
  | 'kind'
  | 'provider'
  | 'region'
  | 'pricing'
  | 'family'
  | 'sector'
  | 'basis'
  | 'gpu'
  | 'model'
  | 'minMemory';

export interface CatalogKind {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly describes: string;
  readonly records: () => readonly CatalogRecord[];
  /** Where a name is looked for when there is no finder. */
  readonly nameKeys: readonly string[];
  readonly find?: (name: string) => Found<{ readonly id: string }>;
  readonly filters: Readonly<Partial<Record<FilterKey, string>>>;
  readonly sort: string;
}

const named = { nameKeys: ['id', 'name'], sort: 'id' };

/** Every table of the catalog, as `hwroi catalog list` names them. */
export const KINDS: readonly CatalogKind[] = [
  {
    ...named,
    name: 'hardware',
    aliases: ['gpu', 'gpus', 'chips', 'cards', 'devices'],
    describes: 'chips, cards, accelerators, processors',
    records: () => allHardware().map(hardwareRecord),
    find: findHardware,
    filters: { vendor: 'vendor', kind: 'kind', minMemory: 'memoryGiB', gpu: 'id' },
  },
  {
    ...named,
    name: 'systems',
    aliases: ['system', 'machines', 'machine'],
    describes: 'machines one can buy, with dated prices',
    records: () => allSystems().map(systemRecord),
    find: findSystem,
    filters: { kind: 'formFactor', minMemory: 'memoryGiB', gpu: 'hardwareId' },
  },
  {
    ...named,
    name: 'models',
    aliases: ['model'],
    describes: 'architectures of language models',
    records: () => allModels().map(modelRecord),
    find: findModel,
    filters: { vendor: 'org', kind: 'attentionKind', family: 'family' },
  },
  {
    ...named,
    name: 'quantizations',
    aliases: ['quantization', 'quants', 'quant', 'formats'],
    describes: 'weight formats and their bits per weight',
    records: () => allQuantizations().map(quantizationRecord),
    find: findQuantization,
    filters: { family: 'family', kind: 'family' },
    sort: '-coreBitsPerWeight',
  },
  {
    ...named,
    name: 'engines',
    aliases: ['engine'],
    describes: 'inference engines the calculators know',
    records: () => ENGINES.map(engineRecord),
    find: findEngine,
    filters: {},
  },
  {
    ...named,
    name: 'links',
    aliases: ['link', 'interconnects'],
    describes: 'PCIe, NVLink, networks: bandwidth one way',
    records: () => allLinks().map(linkRecord),
    filters: { kind: 'kind' },
    sort: '-bandwidthGBpsPerDirection',
  },
  {
    name: 'rental',
    aliases: ['rent', 'rental-prices', 'cloud'],
    describes: 'GPU rental offers, USD per GPU and hour',
    records: () => allRentalOffers().map(rentalRecord),
    nameKeys: ['id', 'gpuName', 'hardwareId', 'instance', 'provider'],
    filters: {
      provider: 'provider',
      region: 'region',
      pricing: 'pricing',
      gpu: 'hardwareId',
      minMemory: 'gpuMemoryGiB',
    },
    sort: 'usdPerGpuHour',
  },
  {
    name: 'api',
    aliases: ['api-prices', 'apis'],
    describes: 'API prices, USD per 1M tokens',
    records: () => allApiPrices().map(apiRecord),
    nameKeys: ['id', 'modelName', 'modelId', 'provider'],
    filters: { provider: 'provider', model: 'modelId' },
    sort: 'outputPerMillionTokens',
  },
  {
    name: 'electricity',
    aliases: ['tariffs', 'power-prices'],
    describes: 'electricity prices by region and sector',
    records: () => allElectricityPrices().map(electricityRecord),
    nameKeys: ['region'],
    filters: { region: 'region', sector: 'sector', kind: 'sector' },
    sort: 'region',
  },
  {
    name: 'carbon',
    aliases: ['co2'],
    describes: 'grams of CO2 per kWh by region and basis',
    records: () => allCarbonIntensities().map(carbonRecord),
    nameKeys: ['region'],
    filters: { region: 'region', basis: 'basis', kind: 'basis' },
    sort: 'region',
  },
  {
    name: 'host-parts',
    aliases: ['parts', 'host'],
    describes: 'parts of a host around the cards',
    records: () => allHostParts().map(hostPartRecord),
    nameKeys: ['template', 'part'],
    filters: { kind: 'template' },
    sort: 'template',
  },
  {
    name: 'power',
    aliases: ['watts', 'measured-power'],
    describes: 'measured watts, by condition and scope',
    records: () => allMeasuredPower().map(powerRecord),
    nameKeys: ['subject', 'hardwareId'],
    filters: { gpu: 'hardwareId', kind: 'condition' },
    sort: 'subject',
  },
  {
    name: 'resale',
    aliases: ['used'],
    describes: 'used prices by age',
    records: () => allResalePoints().map(resaleRecord),
    nameKeys: ['item', 'hardwareId'],
    filters: { gpu: 'hardwareId' },
    sort: 'item',
  },
  {
    name: 'economics',
    aliases: ['economy', 'facts'],
    describes: 'PUE, colocation, maintenance, depreciation and the like',
    records: () => allEconomicsFacts().map(economicsRecord),
    nameKeys: ['key'],
    filters: { kind: 'key' },
    sort: 'key',
  },
];

/** A kind by its name, singular or plural. */
export function kindNamed(text: string): CatalogKind | undefined {
  const key = nameKey(text);
  return KINDS.find((kind) => kind.name === key || kind.aliases.includes(key));
}
