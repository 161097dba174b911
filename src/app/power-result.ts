/** What `hwroi power` says of one machine: watts at the wall, and what they cost, heat, need and emit. */
export interface PowerResult {
  readonly machine: string;
  readonly loadWatts: number;
  readonly idleWatts: number;
  readonly hoursPerDay: number;
  readonly pue: number;
  readonly averageWatts: number;
  readonly kilowattHoursPerYear: number;
  readonly usdPerKilowattHour: number;
  readonly usdPerYear: number;
  readonly usdPerMonth: number;
  /** While it works. */
  readonly btuPerHour: number;
  readonly amps120V: number;
  readonly amps230V: number;
  /** Null above 100 A. */
  readonly breakerAmps120V: number | null;
  readonly breakerAmps230V: number | null;
  readonly psuWatts: number;
  readonly kgCo2PerKilowattHour: number;
  readonly kgCo2PerYear: number;
  /** What the grid's figure counts, and its year. */
  readonly carbonBasis: string | null;
  readonly carbonAsOf: string | null;
  readonly joulesPerToken: number | null;
  readonly reasons: Readonly<Record<string, string>>;
  /** Ids of the stored measurements the watts were read from, where they were. */
  readonly measurements?: readonly string[];
}
