import { availableParallelism, loadavg } from 'node:os';

/** Programs running or waiting to, over the last minute, and the cores they share; 0 where the system does not say. */
export const loadAverage = (): { readonly running: number; readonly cores: number } => ({
  running: loadavg()[0] ?? 0,
  cores: availableParallelism(),
});
