import { ALL_KEYS, type InputKey } from '../keys.ts';

export type SectionName = 'workload' | 'site' | 'finance' | 'calculator' | 'option';

const MACHINE_OF_OPTION = ['idleWatts', 'loadWatts'];
const WORK_CHOICES = ['model', 'quantization', 'engine', 'useCase'];

/** Keys an option may type in, and the batch key each one is judged as. */
export const OPTION_VALUES: Readonly<Record<string, string>> = {
  priceUsd: 'hardwareCost',
  usdPerHour: 'rentalPrice',
  inputUsdPerMillionTokens: 'inputUsdPerMillionTokens',
  outputUsdPerMillionTokens: 'outputUsdPerMillionTokens',
  cachedUsdPerMillionTokens: 'cachedUsdPerMillionTokens',
  cacheWriteUsdPerMillionTokens: 'cacheWriteUsdPerMillionTokens',
  batchShare: 'batchShare',
  batchDiscount: 'batchDiscount',
  longContextAboveTokens: 'longContextAboveTokens',
  longContextInputMultiple: 'longContextInputMultiple',
  longContextOutputMultiple: 'longContextOutputMultiple',
  outputMultiple: 'outputMultiple',
  startUpMinutesPerDay: 'startUpMinutesPerDay',
  interruptionShare: 'interruptionShare',
  minimumHoursPerMonth: 'minimumHoursPerMonth',
  coldStartsPerDay: 'coldStartsPerDay',
  rentDiscount: 'rentDiscount',
  termMonths: 'termMonths',
  storageUsdPerMonth: 'storageUsdPerMonth',
  egressUsdPerMonth: 'egressUsdPerMonth',
  timeToFirstTokenSeconds: 'apiFirstTokenSeconds',
  tokensPerSecond: 'apiTokensPerSecond',
  throughput: 'throughput',
  watts: 'loadWatts',
  idleWatts: 'idleWatts',
  deliveryMonths: 'deliveryMonths',
  maintenanceShare: 'maintenanceShare',
  resaleShare: 'resaleShare',
  staffHoursPerMonth: 'staffHoursPerMonth',
};

/** Which section of a file holds a batch key. */
export function sectionOf(key: InputKey): SectionName {
  if (WORK_CHOICES.includes(key.key)) return 'workload';
  switch (key.group) {
    case 'Work':
    case 'Service level':
      return 'workload';
    case 'Machine':
      return MACHINE_OF_OPTION.includes(key.key) ? 'option' : 'site';
    case 'Plain calculator':
      return 'calculator';
    case 'Rent':
    case 'API':
      return 'finance';
    case 'Money':
      return key.key === 'electricityPrice' ? 'site' : 'finance';
    case 'Choice':
      return 'workload';
    default:
      return key.group satisfies never;
  }
}

/** How a file writes a key: `site: { kind: office }` is `--site office`. */
export const fileKeyOf = (key: InputKey): string => (key.key === 'site' ? 'kind' : key.key);

export const keysOf = (section: SectionName): readonly InputKey[] =>
  ALL_KEYS.filter((key) => sectionOf(key) === section);
