/** The catalog: dated facts and the finding of them by name. No zod, no file system; runs in a browser. */
export { bitsAlone, formatOfBits } from './bits-alone.ts';
export * from './builtin.ts';
export { ENGINES, type EngineInfo, type EngineName, findEngine } from './engines.ts';
export { findHardware, type HardwareHint, hardwareById } from './find-hardware.ts';
export { findModel, modelById } from './find-model.ts';
export { findQuantization, quantizationById } from './find-quantization.ts';
export { findSystem, systemById } from './find-system.ts';
export { catalogIdentity } from './identity.ts';
export { type Found, nameKey, type Via } from './names.ts';
export { nearestIds } from './nearest.ts';
export {
  findWidestHardware,
  findWidestModel,
  findWidestQuantization,
  type Widest,
  widest,
} from './widest.ts';
