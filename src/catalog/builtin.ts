import apiPricesText from '../../data/api-prices.json?raw';
import carbonText from '../../data/carbon.json?raw';
import economicsText from '../../data/economics.json?raw';
import electricityText from '../../data/electricity.json?raw';
import hardwareText from '../../data/hardware.json?raw';
import hostPartsText from '../../data/host-parts.json?raw';
import linksText from '../../data/links.json?raw';
import measuredPowerText from '../../data/measured-power.json?raw';
import modelsText from '../../data/models.json?raw';
import quantizationsText from '../../data/quantizations.json?raw';
import rentalPricesText from '../../data/rental-prices.json?raw';
import resaleText from '../../data/resale.json?raw';
import systemsText from '../../data/systems.json?raw';
import type { Model } from '../core/types.ts';
import { toHardware } from './rows/hardware.ts';
import { type ModelRow, toModel } from './rows/model.ts';
import { toMeasuredPower, toResalePoint } from './rows/observed.ts';
import { toApiPrice, toRentalOffer } from './rows/prices.ts';
import { toQuantization } from './rows/quantization.ts';
import { toCarbonIntensity, toEconomicsFact, toElectricityPrice, toHostPart, toLink } from './rows/site.ts';
import { toSystem } from './rows/system.ts';
import { idKey, lazyTable } from './table.ts';
import { withKnownWeights } from './weight-files.ts';

const toKnownModel = (row: ModelRow, collectedOn: string | null): Model =>
  withKnownWeights(toModel(row, collectedOn), collectedOn);
const regionAndSector = (row: { readonly region: string; readonly sector: string }): string =>
  `${row.region} ${row.sector}`;
const regionAndBasis = (row: { readonly region: string; readonly basis: string }): string =>
  `${row.region} ${row.basis}`;
const economicsKey = (row: { readonly key: string }): string => row.key;

/** For tables whose rows have no key: several dated prices of one part, several readings of one card. */
function serial(): () => string {
  let next = 0;
  return () => {
    next += 1;
    return String(next);
  };
}

/** The shipped tables, each parsed when first asked for. */
export const allHardware = lazyTable(hardwareText, { toDomain: toHardware, key: idKey, specification: true });
export const allSystems = lazyTable(systemsText, { toDomain: toSystem, key: idKey });
export const allModels = lazyTable(modelsText, { toDomain: toKnownModel, key: idKey, specification: true });
export const allQuantizations = lazyTable(quantizationsText, {
  toDomain: toQuantization,
  key: idKey,
  specification: true,
});
export const allLinks = lazyTable(linksText, { toDomain: toLink, key: idKey, specification: true });
export const allRentalOffers = lazyTable(rentalPricesText, { toDomain: toRentalOffer, key: idKey });
export const allApiPrices = lazyTable(apiPricesText, { toDomain: toApiPrice, key: idKey });
export const allElectricityPrices = lazyTable(electricityText, { toDomain: toElectricityPrice, key: regionAndSector });
export const allCarbonIntensities = lazyTable(carbonText, { toDomain: toCarbonIntensity, key: regionAndBasis });
export const allHostParts = lazyTable(hostPartsText, { toDomain: toHostPart, key: serial() });
export const allMeasuredPower = lazyTable(measuredPowerText, { toDomain: toMeasuredPower, key: serial() });
export const allResalePoints = lazyTable(resaleText, { toDomain: toResalePoint, key: serial() });
export const allEconomicsFacts = lazyTable(economicsText, { toDomain: toEconomicsFact, key: economicsKey });
