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
} from '../builtin.ts';
import type { HardwareRow } from '../rows/hardware.ts';
import type { ModelRow } from '../rows/model.ts';
import type { MeasuredPowerRow, ResaleRow } from '../rows/observed.ts';
import type { ApiPriceRow, RentalRow } from '../rows/prices.ts';
import type { QuantizationRow } from '../rows/quantization.ts';
import type { CarbonRow, EconomicsRow, ElectricityRow, HostPartRow, LinkRow } from '../rows/site.ts';
import type { SystemRow } from '../rows/system.ts';

/** The rows of a user's catalog or of a lock file, by table; the keys are those of the file. */
export interface CatalogRows {
  readonly hardware?: readonly HardwareRow[] | undefined;
  readonly systems?: readonly SystemRow[] | undefined;
  readonly models?: readonly ModelRow[] | undefined;
  readonly quantizations?: readonly QuantizationRow[] | undefined;
  readonly links?: readonly LinkRow[] | undefined;
  readonly rental?: readonly RentalRow[] | undefined;
  readonly api?: readonly ApiPriceRow[] | undefined;
  readonly electricity?: readonly ElectricityRow[] | undefined;
  readonly carbon?: readonly CarbonRow[] | undefined;
  readonly hostParts?: readonly HostPartRow[] | undefined;
  readonly power?: readonly MeasuredPowerRow[] | undefined;
  readonly resale?: readonly ResaleRow[] | undefined;
  readonly economics?: readonly EconomicsRow[] | undefined;
}
export type TableName = keyof CatalogRows;

/** Puts rows in front of ours, or instead of them: then a table the rows do not name is empty. */
export function useRows(
  rows: CatalogRows,
  how: { readonly collectedOn: string | null; readonly instead: boolean },
): void {
  allHardware.use(rows.hardware ?? [], how);
  allSystems.use(rows.systems ?? [], how);
  allModels.use(rows.models ?? [], how);
  allQuantizations.use(rows.quantizations ?? [], how);
  allLinks.use(rows.links ?? [], how);
  allRentalOffers.use(rows.rental ?? [], how);
  allApiPrices.use(rows.api ?? [], how);
  allElectricityPrices.use(rows.electricity ?? [], how);
  allCarbonIntensities.use(rows.carbon ?? [], how);
  allHostParts.use(rows.hostParts ?? [], how);
  allMeasuredPower.use(rows.power ?? [], how);
  allResalePoints.use(rows.resale ?? [], how);
  allEconomicsFacts.use(rows.economics ?? [], how);
}

/** Ours alone again. */
export function resetRows(): void {
  useRows({}, { collectedOn: null, instead: false });
}

/** Every row in use, as a file writes it. */
export function rowsInUse(): Required<CatalogRows> {
  return {
    hardware: allHardware.raw(),
    systems: allSystems.raw(),
    models: allModels.raw(),
    quantizations: allQuantizations.raw(),
    links: allLinks.raw(),
    rental: allRentalOffers.raw(),
    api: allApiPrices.raw(),
    electricity: allElectricityPrices.raw(),
    carbon: allCarbonIntensities.raw(),
    hostParts: allHostParts.raw(),
    power: allMeasuredPower.raw(),
    resale: allResalePoints.raw(),
    economics: allEconomicsFacts.raw(),
  };
}
