/** What `hwroi power` says of one machine: watts at the wall, and what they cost, heat, need and emit. */
export interface PowerResult {
  /** The machine, or the watts that were typed. */
  readonly machine: string;
  /** Watts at the wall while it works. */
  readonly loadWatts: number;
  /** Watts at the wall while it waits. */
  readonly idleWatts: number;
  /** Hours a day it works. */
  readonly hoursPerDay: number;
  readonly pue: number;
  /** Mean over all hours of a day, before PUE. */
  readonly averageWatts: number;
  readonly kilowattHoursPerYear: number;
  readonly usdPerKilowattHour: number;
  readonly usdPerYear: number;
  /** Cost of that energy a month. */
  readonly usdPerMonth: number;
  /** Heat given to the room while it works. */
  readonly btuPerHour: number;
  readonly amps120V: number;
  /** Current on a 230 V circuit. */
  readonly amps230V: number;
  /** Smallest breaker of a 120 V circuit that carries it for hours; null above 100 A. */
  readonly breakerAmps120V: number | null;
  /** Smallest breaker of a 230 V circuit that carries it for hours; null above 100 A. */
  readonly breakerAmps230V: number | null;
  /** Power supply to buy for it. */
  readonly psuWatts: number;
  /** Carbon intensity of the grid. */
  readonly kgCo2PerKilowattHour: number;
  readonly kgCo2PerYear: number;
  /** What the grid's figure counts, and its year. */
  readonly carbonBasis: string | null;
  /** Date of that figure. */
  readonly carbonAsOf: string | null;
  /** Energy at the wall per output token; null where no speed is known. */
  readonly joulesPerToken: number | null;
  readonly reasons: Readonly<Record<string, string>>;
  /** Ids of the stored measurements the watts were read from, where they were. */
  readonly measurements?: readonly string[];
}
