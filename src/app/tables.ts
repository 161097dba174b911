import {
  allApiPrices,
  allCarbonIntensities,
  allElectricityPrices,
  allHostParts,
  allRentalOffers,
  allSystems,
  catalogIdentity,
} from '../catalog/index.ts';
import type { Tables } from '../scenario/context.ts';
import { currentSurroundings } from './measured/current.ts';

/** The shipped catalog as the resolver reads it: each table parsed when first asked for. */
export const BUILTIN_TABLES: Tables = {
  systems: allSystems,
  rentals: allRentalOffers,
  apiPrices: allApiPrices,
  electricity: allElectricityPrices,
  carbon: allCarbonIntensities,
  hostParts: allHostParts,
  get thisMachine() {
    return currentSurroundings().thisMachine;
  },
  measuredWatts: (device) => currentSurroundings().evidence?.wattsOf(device) ?? null,
  get asOf() {
    return catalogIdentity().asOf;
  },
};
