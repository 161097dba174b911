import hardwareText from '../../data/hardware.json?raw';
import modelsText from '../../data/models.json?raw';
import quantizationsText from '../../data/quantizations.json?raw';
import { toHardware } from './rows/hardware.ts';
import { toModel } from './rows/model.ts';
import { toQuantization } from './rows/quantization.ts';
import { lazyTable } from './table.ts';

/** The shipped tables, each parsed when first asked for. */
export const allHardware = lazyTable(hardwareText, toHardware);
export const allModels = lazyTable(modelsText, toModel);
export const allQuantizations = lazyTable(quantizationsText, toQuantization);
