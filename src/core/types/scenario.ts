import type { Assumption } from '../assumption.ts';
import type { LoadLevel, ServiceLevel, SiteKind } from './demand.ts';
import type { Device } from './device.ts';
import type {
  Backend,
  EngineId,
  LongContextTier,
  MachineForm,
  Model,
  Quantization,
  RentalPricing,
  Supply,
} from './facts.ts';
import type { Warning } from './messages.ts';

/**
 * A scenario after names became rows and blanks became assumptions: everything `evaluate` needs, nothing it must
 * look up. Every figure a person may argue with is an Assumption, so that sensitivity can move it by its id.
 */
export interface Scenario {
  readonly name: string;
  readonly workloads: readonly ScenarioWorkload[];
  readonly options: readonly ScenarioOption[];
  readonly finance: FinanceAssumptions;
  readonly seed: number;
  readonly warnings: readonly Warning[];
  /** Where prompts may go; left out: anywhere. */
  readonly privacy?: Privacy;
}

/**
 * `no-api`: to machines of one's own, and to rented ones of a provider that answers for its own machines. `on-premises`: nowhere.
 * It also says who stands in while own machines are down or not yet delivered: a rent, or nobody.
 */
export type Privacy = 'no-api' | 'on-premises';

/** One workload: a model and how much is asked of it. */
export interface ScenarioWorkload {
  readonly id: string;
  readonly model: Model;
  readonly demand: DemandAssumptions;
  readonly serviceLevel: ServiceLevel;
}

export interface DemandAssumptions {
  readonly users: Assumption;
  readonly requestsPerUserPerDay: Assumption;
  readonly activeDaysPerMonth: Assumption;
  readonly activeHoursPerDay: Assumption;
  readonly peakToMean: Assumption;
  readonly promptTokens: Assumption;
  readonly promptTokensP95: Assumption;
  readonly cachedShare: Assumption;
  readonly outputTokens: Assumption;
  /** Load of the active hours, where a profile was given; without one every active hour is alike. */
  readonly loadLevels?: readonly LoadLevel[];
  /** Load of each of the 24 hours from midnight ÷ the peak, where the hours of the day are known. */
  readonly clock?: readonly number[];
  /** Requests come from programs or from unknown people, several at once: nobody is known to wait for an answer first. */
  readonly impersonal?: boolean;
  /** Nobody waits for the answers and no hours of the day were given: it may run when machines are idle. */
  readonly flexible?: boolean;
}

export interface FinanceAssumptions {
  readonly horizonMonths: Assumption;
  readonly discountRatePerYear: Assumption;
  readonly availability: Assumption;
  readonly rentDriftPerYear: Assumption;
  readonly apiDriftPerYear: Assumption;
  readonly sellingCostShare: Assumption;
}

/** A way to run the weights on a device: what the resolver lets `evaluate` choose from. */
export interface EngineChoice {
  readonly engine: EngineId;
  readonly backend: Backend | null;
  readonly quantization: Quantization;
}

export type ScenarioOption = OwnOption | RentOption | ApiOption | FlatOption | MixOption;

interface OptionBase {
  /** What the user typed, canonical: `own:2xrtx-3090`. */
  readonly id: string;
  readonly label: string;
}

export interface OwnOption extends OptionBase {
  readonly kind: 'own';
  readonly device: Device;
  readonly engineChoices: readonly EngineChoice[];
  /** Where several workloads share the machines: the choices for each of them. */
  readonly choicesByWorkload?: readonly (readonly EngineChoice[])[];
  /** At least this many machines, because the user said so. */
  readonly minimumUnits: number;
  readonly priceUsd: Assumption;
  /** Share of the price paid that a sale brings after year 1, 2, 3. */
  readonly resaleShareByYear: readonly Assumption[];
  readonly site: SiteKind;
  /** Null: no source says what it looks like. */
  readonly form: MachineForm | null;
  readonly supply: Supply;
  readonly idleWatts: Assumption;
  readonly loadWatts: Assumption;
  readonly sleepsWhenIdle: boolean;
  readonly pue: Assumption;
  readonly electricityUsdPerKilowattHour: Assumption;
  readonly gridKgCo2PerKilowattHour: Assumption;
  readonly maintenanceSharePerYear: Assumption;
  readonly installationShare: Assumption;
  /** Sales tax or VAT that cannot be reclaimed. */
  readonly purchaseTaxShare: Assumption;
  readonly deliveryMonths: Assumption;
  /** Beyond what calling an API takes: of all machines, or of each where `staffPerUnit` is set. */
  readonly staffHoursPerMonth: Assumption;
  readonly staffPerUnit: boolean;
  /** What so many machines together take instead; of a rising number. */
  readonly staffOfFleet?: readonly StaffStep[];
  readonly staffUsdPerHour: Assumption;
  /** Colocation, by rated kilowatts; power not included. */
  readonly hostingUsdPerKilowattMonth: Assumption;
  /** Typed in or measured: replaces the estimate by its origin. */
  readonly throughput?: TypedThroughput;
  /** What of the price is counted: the difference to what would be bought anyway. */
  readonly insteadOfUsd?: Assumption;
}

/** From so many machines on, what all of them (or each) take of an engineer. */
export interface StaffStep {
  readonly fromUnits: number;
  readonly hoursPerMonth: Assumption;
  readonly perUnit: boolean;
}

export interface TypedThroughput {
  readonly outputTokensPerSecond: Assumption;
}

export interface RentOption extends OptionBase {
  readonly kind: 'rent';
  /** One whole offer: its GPUs. */
  readonly device: Device;
  readonly engineChoices: readonly EngineChoice[];
  readonly choicesByWorkload?: readonly (readonly EngineChoice[])[];
  readonly minimumUnits: number;
  readonly provider: string | null;
  readonly pricing: RentalPricing;
  readonly alwaysOn: boolean;
  /** Of one GPU. */
  readonly usdPerGpuHour: Assumption;
  readonly startUpMinutesPerDay: Assumption;
  /** Share of work lost to interruptions (spot), 0–1. */
  readonly interruptionShare: Assumption;
  readonly terms: RentTerms;
  /** Beyond what calling an API takes; as where the same GPUs are owned. */
  readonly staffHoursPerMonth: Assumption;
  readonly staffPerUnit: boolean;
  readonly staffOfFleet?: readonly StaffStep[];
  readonly staffUsdPerHour: Assumption;
  readonly throughput?: TypedThroughput;
}

/** What an offer bills beside its hours. */
export interface RentTerms {
  /** Goes away when nothing is asked, and bills the hours of work and each cold start. */
  readonly scalesToZero: boolean;
  readonly coldStartsPerDay: Assumption;
  /** The offer's least billable time. */
  readonly minimumHoursPerMonth: Assumption;
  /** Commitment or volume discount off the price, 0–1. */
  readonly discountShare: Assumption;
  /** Months the price is fixed for and owed; 0 for none. */
  readonly termMonths: Assumption;
  readonly storageUsdPerMonth: Assumption;
  readonly egressUsdPerMonth: Assumption;
}

/** How soon and how fast somebody else's service answers, where a person told it or measured it. */
export interface ToldService {
  /** Of a long prompt, with its queue. */
  readonly timeToFirstTokenSecondsP95: Assumption | null;
  /** Of one stream. */
  readonly decodeTokensPerSecond: Assumption | null;
}

export interface ApiOption extends OptionBase {
  readonly kind: 'api';
  readonly provider: string | null;
  readonly modelName: string;
  /** Where several workloads are served: the price of each one's own weights; null where nobody sells them. */
  readonly byWorkload?: readonly (ApiOption | null)[];
  /** False: another model than the workload's, shown apart and never ranked. */
  readonly sameWeights: boolean;
  readonly batch: boolean;
  readonly inputUsdPerMillionTokens: Assumption;
  readonly outputUsdPerMillionTokens: Assumption;
  /** Null: the provider sells no cache price, every prompt token pays full. */
  readonly cachedUsdPerMillionTokens: Assumption | null;
  readonly batchDiscount: Assumption;
  /** Share of the requests that can wait for the batch endpoint. */
  readonly batchShare: Assumption;
  /** Price of a prompt token written to the cache; null: as any prompt token. */
  readonly cacheWriteUsdPerMillionTokens: Assumption | null;
  /** Prompts above the threshold pay these multiples; null: one price whatever the length. */
  readonly longContext: LongContextTier | null;
  /** Output this model bills for one token of the workload's: it may think more. */
  readonly outputMultiple: Assumption;
  readonly service: ToldService;
}

export interface FlatOption extends OptionBase {
  readonly kind: 'flat';
  readonly usdPerMonth: Assumption;
  /** Tokens a month the fee covers; null: no cap stated. */
  readonly capTokensPerMonth: number | null;
  /** The fee is of one person. */
  readonly perUser: boolean;
  readonly service: ToldService;
}

export interface MixOption extends OptionBase {
  readonly kind: 'mix';
  readonly first: ScenarioOption;
  readonly second: ScenarioOption;
  /** Share of the requests the first takes; null: the first takes what it can carry, the second the overflow. */
  readonly shareOfFirst: Assumption | null;
}
