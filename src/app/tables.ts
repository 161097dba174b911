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

/** The shipped catalog as the resolver reads it: each table parsed when first asked for. */
export const BUILTIN_TABLES: Tables = {
  systems: allSystems,
  rentals: allRentalOffers,
  apiPrices: allApiPrices,
  electricity: allElectricityPrices,
  carbon: allCarbonIntensities,
  hostParts: allHostParts,
  get asOf() {
    return catalogIdentity().asOf;
  },
};
