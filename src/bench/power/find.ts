import { runProcess } from '../../system/process.ts';
import { amdSmi, rocmSmi } from './amd.ts';
import { amdHwmon, rapl, raplIsLocked } from './kernel.ts';
import { macmon, mactop, powermetrics } from './mac.ts';
import { nvidiaSmi } from './nvidia-smi.ts';
import type { PowerMeter } from './provider.ts';
import { startSampler } from './sampler.ts';

export type FoundMeter =
  | { readonly meter: PowerMeter }
  | { readonly meter: null; readonly reason: string; readonly hint: string | null };

const TRIAL_MS = 1600;
const PROBE_SECONDS = 5;

/** Whether a meter gives a reading within a moment. Never asks for a password, never changes a setting. */
async function works(meter: PowerMeter): Promise<boolean> {
  const sampler = startSampler(meter);
  const deadline = Date.now() + TRIAL_MS + meter.intervalMs * 2;
  while (sampler.samples.length === 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await sampler.stop();
  return sampler.samples.length > 0;
}

async function exists(command: string): Promise<boolean> {
  const { end } = await runProcess({ command, args: ['--help'], timeoutSeconds: PROBE_SECONDS });
  return end.kind !== 'not-found' && end.kind !== 'not-started';
}

async function firstWorking(meters: readonly (PowerMeter | null)[]): Promise<PowerMeter | null> {
  for (const meter of meters) {
    if (meter === null) continue;
    if (meter.kind !== 'file' && !(await exists(meter.command))) continue;
    if (await works(meter)) return meter;
  }
  return null;
}

/** The best meter this machine has: of the whole system, then of the card, then of the processor package. */
export async function findMeter(platform: string): Promise<FoundMeter> {
  if (platform === 'darwin') {
    const meter = await firstWorking([macmon, mactop, powermetrics]);
    if (meter !== null) return { meter };
    return { meter: null, reason: 'no power meter was found', hint: '`brew install macmon` reads it without root' };
  }
  const meter = await firstWorking([...nvidiaSmi, await amdHwmon(), amdSmi, rocmSmi, await rapl()]);
  if (meter !== null) return { meter };
  const hint = (await raplIsLocked())
    ? 'the processor’s counters are for root only: `sudo chmod o+r /sys/class/powercap/intel-rapl:*/energy_uj`'
    : 'type what a wall meter shows: `--watts-idle <w> --watts-load <w>`';
  return { meter: null, reason: 'no power meter was found', hint };
}
