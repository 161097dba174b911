import type { Assumption } from '../core/assumption.ts';
import { PUE, siteFor } from '../core/defaults/money.ts';
import { GRID_KG_CO2_PER_KILOWATT_HOUR } from '../core/defaults/power.ts';
import { CARBON_SPREAD, ELECTRICITY_SPREAD } from '../core/defaults/spread.ts';
import type { CarbonIntensity, ElectricityPrice, Sector, SiteKind } from '../core/types.ts';
import { medianWithRange } from '../core/uncertainty/quantile.ts';
import type { Head, Resolution } from './context.ts';
import { newest } from './dates.ts';

export const SITES: readonly SiteKind[] = ['home', 'office', 'colocation', 'own-room', 'datacenter'];
const isSite = (text: string): text is SiteKind => SITES.some((site) => site === text);
const SECTOR: Readonly<Record<SiteKind, Sector>> = {
  home: 'residential',
  office: 'commercial',
  colocation: 'industrial',
  'own-room': 'commercial',
  datacenter: 'industrial',
};
const US = 'US';

/** Where a machine stands: typed, or by its price. */
export function siteOf(resolution: Resolution, priceUsd: number): SiteKind {
  const text = resolution.text('site');
  if (text === undefined) return siteFor(priceUsd);
  const name = text.toLowerCase();
  if (isSite(name)) return name;
  resolution.invalid('site', text, 'is not a kind of site', `one of ${SITES.join(', ')}`);
  return siteFor(priceUsd);
}

export function pueOf(resolution: Resolution, site: SiteKind): Assumption {
  return resolution.numberOf('pue', site, PUE[site]);
}

/** Price of electricity: typed, or the region's newest for the site's sector; the range is the spread of the US states. */
export function electricityOf(resolution: Resolution, site: SiteKind): Assumption {
  const given = resolution.typedNumber('electricityPrice');
  if (given !== null) return given;
  const region = resolution.text('region');
  return resolution.once(`electricity ${SECTOR[site]} ${region ?? ''}`, () =>
    tariffOf(resolution, SECTOR[site], region),
  );
}

/** A region or a site nobody knows is a problem whatever the options are. */
export function judgePlace(resolution: Resolution): void {
  if (resolution.has('site')) siteOf(resolution, 0);
  if (resolution.has('region')) electricityOf(resolution, 'home');
}

function tariffOf(resolution: Resolution, sector: Sector, region: string | undefined): Assumption {
  const here = (region ?? US).toUpperCase();
  const rows = resolution.request.tables.electricity(
    (row) => isState(row, sector) || row.region?.toUpperCase() === here,
  );
  const row = electricityRow(rows, region ?? US, sector);
  if (row === undefined && region !== undefined) unknownRegion(resolution, region);
  const states = rows.filter((row) => isState(row, sector)).map((e) => e.usdPerKilowattHour);
  const spread = medianWithRange(states);
  const value = row?.usdPerKilowattHour ?? spread.median;
  const national = region === undefined;
  return {
    id: `electricityPrice.${sector}`,
    value,
    unit: 'USD/kWh',
    origin: 'catalog',
    low: national ? Math.min(value, spread.low) : value * ELECTRICITY_SPREAD.low,
    high: national ? Math.max(value, spread.high) : value * ELECTRICITY_SPREAD.high,
    source: row?.source ?? null,
    asOf: row?.asOf ?? null,
  };
}

const isState = (row: Head, sector: Sector): boolean =>
  row.region?.startsWith(`${US}-`) === true && row.sector === sector;

/** The region's row for the sector, else any sector of the region; a state falls back to its country. */
export function electricityRow(
  rows: readonly ElectricityPrice[],
  region: string,
  sector: Sector,
): ElectricityPrice | undefined {
  const wanted = region.toUpperCase();
  const here = rows.filter((row) => row.region.toUpperCase() === wanted);
  return newest(here.filter((row) => row.sector === sector)) ?? newest(here);
}

/** Carbon of the grid on one basis; the basis is named in the source. */
export function carbonOf(resolution: Resolution): Assumption {
  const region = resolution.text('region') ?? US;
  return resolution.once(`carbon ${region}`, () => gridOf(resolution, region));
}

function gridOf(resolution: Resolution, region: string): Assumption {
  const row = carbonRow(resolution.request.tables.carbon(isIn(region)), region);
  const value = row?.kgCo2PerKilowattHour ?? GRID_KG_CO2_PER_KILOWATT_HOUR.value;
  return {
    id: 'gridKgCo2PerKilowattHour',
    value,
    unit: 'kg/kWh',
    origin: row === undefined ? 'default' : 'catalog',
    low: row === undefined ? GRID_KG_CO2_PER_KILOWATT_HOUR.low : value * CARBON_SPREAD.low,
    high: row === undefined ? GRID_KG_CO2_PER_KILOWATT_HOUR.high : value * CARBON_SPREAD.high,
    source: row === undefined ? null : `${row.source ?? ''} (${row.basis})`,
    asOf: row?.asOf ?? null,
  };
}

/** Rows of the region, or of the country it is in. */
export function isIn(region: string): (row: Head) => boolean {
  const [country, wanted] = [region.split('-')[0]?.toUpperCase(), region.toUpperCase()];
  return (row) => row.region?.toUpperCase() === wanted || row.region?.toUpperCase() === country;
}

/** Bases differ by up to a factor of two: one for countries, one for US states, others only where these are missing. */
const CARBON_BASES: readonly string[] = ['egrid2023-generation', 'ember-generation'];

export function carbonRow(rows: readonly CarbonIntensity[], region: string): CarbonIntensity | undefined {
  const wanted = region.toUpperCase();
  const here = rows.filter((row) => row.region.toUpperCase() === wanted);
  const preferred = CARBON_BASES.map((basis) => newest(here.filter((row) => row.basis === basis)));
  const found = preferred.find((row) => row !== undefined) ?? newest(here);
  return found ?? (wanted.includes('-') ? carbonRow(rows, wanted.split('-')[0] ?? '') : undefined);
}

function unknownRegion(resolution: Resolution, region: string): void {
  const problem = resolution.problems.find((p) => p.kind === 'invalid-value' && p.key === '--region');
  if (problem === undefined) {
    resolution.invalid(
      'region',
      region,
      'has no electricity price in the catalog',
      'write a code such as US-CA or DE; `hwroi catalog list electricity` shows them',
    );
  }
}
