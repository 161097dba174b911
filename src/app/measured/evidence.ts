import { performanceConstants } from '../../catalog/performance.ts';
import { type DeviceCorrector, deviceCorrector } from '../../core/performance/measured.ts';
import type { Device, MeasuredWatts, Measurement } from '../../core/types.ts';
import { isOfDevice, measuredRun } from './runs.ts';

/** What the stored measurements say about devices, worked out for each when first asked for. */
export interface Evidence {
  readonly correctorOf: (device: Device) => DeviceCorrector | null;
  readonly wattsOf: (device: Device) => MeasuredWatts | null;
}

export function evidenceFrom(measurements: readonly Measurement[]): Evidence {
  const correctors = new Map<string, DeviceCorrector | null>();
  const ids = new Set(measurements.map((run) => run.hardwareId));
  const runsOf = (device: Device): readonly Measurement[] => measurements.filter((run) => isOfDevice(run, device));
  return {
    correctorOf: (device) => {
      const { hardware } = device;
      if (!ids.has(hardware.id) && !ids.has(null)) return null;
      const key = `${hardware.id}|${hardware.name}`;
      const known = correctors.get(key);
      if (known !== undefined) return known;
      const runs = runsOf(device).flatMap((run) => measuredRun(run, device) ?? []);
      const made = runs.length === 0 ? null : deviceCorrector(hardware, runs, performanceConstants());
      correctors.set(key, made);
      return made;
    },
    wattsOf: (device) => bestWatts(runsOf(device).filter((run) => run.hardwareCount === device.count)),
  };
}

/** The nearer to the wall, the more it knows; of equals the newest. */
const TRUST = ['wall', 'system', 'board', 'gpu', 'package', 'soc'] as const;

function bestWatts(runs: readonly Measurement[]): MeasuredWatts | null {
  const rank = (run: Measurement): number => (run.powerScope === null ? TRUST.length : TRUST.indexOf(run.powerScope));
  const [best] = runs
    .filter((run) => run.powerScope !== null && run.loadWatts !== null)
    .toSorted((a, b) => rank(a) - rank(b) || (a.takenAt < b.takenAt ? 1 : a.takenAt > b.takenAt ? -1 : 0));
  if (best === undefined || best.powerScope === null) return null;
  const { id, takenAt, loadWatts, idleWatts, powerScope } = best;
  return { id, asOf: takenAt.slice(0, 10), loadWatts, idleWatts, scope: powerScope };
}
