/**
 * Quantity types: plain numbers at run time, distinct types to the compiler, so that bytes cannot be added to
 * dollars by mistake. Each has one constructor that rejects what the quantity cannot be. Arithmetic on a quantity
 * yields a plain number; re-entering a unit is a visible act: `usd(kilowattHours * usdPerKilowattHour)`.
 *
 * This file is the only one in src/ allowed a type assertion.
 */
declare const unit: unique symbol;
type Quantity<U extends string> = number & { readonly [unit]: U };

export type Bytes = Quantity<'B'>;
export type BytesPerSecond = Quantity<'B/s'>;
export type FlopsPerSecond = Quantity<'FLOP/s'>;
export type Tokens = Quantity<'token'>;
export type TokensPerSecond = Quantity<'token/s'>;
export type Seconds = Quantity<'s'>;
export type Months = Quantity<'month'>;
export type Watts = Quantity<'W'>;
export type KilowattHours = Quantity<'kWh'>;
export type Usd = Quantity<'USD'>;
export type UsdPerHour = Quantity<'USD/h'>;
export type UsdPerMonth = Quantity<'USD/month'>;
export type UsdPerKilowattHour = Quantity<'USD/kWh'>;
export type UsdPerMillionTokens = Quantity<'USD/1M token'>;
export type KgCo2PerKilowattHour = Quantity<'kg/kWh'>;
/** A share of a whole, 0–1 inside the program and `%` only in text. */
export type Share = Quantity<'share'>;

/** Bytes in a binary gibibyte: memory capacity of devices. */
export const BYTES_PER_GIB = 1024 ** 3;
/** Bytes in a decimal gigabyte: bandwidth and file sizes. */
export const BYTES_PER_GB = 1e9;
export const FLOPS_PER_TFLOP = 1e12;
/** A month is one twelfth of a 365-day year: 730 hours. */
export const HOURS_PER_MONTH = 730;
export const HOURS_PER_DAY = 24;
export const HOURS_PER_YEAR = 8760;
export const MONTHS_PER_YEAR = 12;
export const DAYS_PER_YEAR = 365;
export const DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR;
export const SECONDS_PER_HOUR = 3600;
export const WATTS_PER_KILOWATT = 1000;
export const TOKENS_PER_MILLION = 1e6;

function checked<U extends string>(value: number, name: string, low = 0, high = Number.MAX_VALUE): Quantity<U> {
  if (!Number.isFinite(value) || value < low || value > high) {
    throw new RangeError(`${name} must be a finite number from ${low} to ${high}, got ${value}`);
  }
  return value as Quantity<U>;
}

/** Exact bytes, from 0. */
export const bytes = (value: number): Bytes => checked(value, 'bytes');
/** Binary gibibytes to bytes. @example gib(24) // 25769803776 */
export const gib = (value: number): Bytes => checked(value * BYTES_PER_GIB, 'GiB');
/** Decimal gigabytes to bytes. @example gb(4.92) // 4920000000 */
export const gb = (value: number): Bytes => checked(value * BYTES_PER_GB, 'GB');
/** Bytes per second, from 0. */
export const bytesPerSecond = (value: number): BytesPerSecond => checked(value, 'bytes per second');
/** Decimal GB/s to bytes/s. @example gbPerSecond(1008) // 1.008e12 */
export const gbPerSecond = (value: number): BytesPerSecond => checked(value * BYTES_PER_GB, 'GB/s');
/** Floating-point (or integer) operations per second, from 0. */
export const flopsPerSecond = (value: number): FlopsPerSecond => checked(value, 'FLOP/s');
/** TFLOPS to FLOP/s. @example tflops(165.2) // 1.652e14 */
export const tflops = (value: number): FlopsPerSecond => checked(value * FLOPS_PER_TFLOP, 'TFLOPS');
/** Token counts, from 0; means may be fractional. */
export const tokens = (value: number): Tokens => checked(value, 'tokens');
export const tokensPerSecond = (value: number): TokensPerSecond => checked(value, 'tokens per second');
export const seconds = (value: number): Seconds => checked(value, 'seconds');
export const months = (value: number): Months => checked(value, 'months');
export const watts = (value: number): Watts => checked(value, 'watts');
export const kilowattHours = (value: number): KilowattHours => checked(value, 'kWh');
/** US dollars; may be negative (a saving, a loss). */
export const usd = (value: number): Usd => checked(value, 'USD', -Number.MAX_VALUE);
export const usdPerHour = (value: number): UsdPerHour => checked(value, 'USD per hour');
export const usdPerMonth = (value: number): UsdPerMonth => checked(value, 'USD per month', -Number.MAX_VALUE);
export const usdPerKilowattHour = (value: number): UsdPerKilowattHour => checked(value, 'USD per kWh');
export const usdPerMillionTokens = (value: number): UsdPerMillionTokens => checked(value, 'USD per 1M tokens');
export const kgCo2PerKilowattHour = (value: number): KgCo2PerKilowattHour => checked(value, 'kg CO2 per kWh');
/** A share of a whole, 0–1. @example share(0.7) */
export const share = (value: number): Share => checked(value, 'share', 0, 1);
