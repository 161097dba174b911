import { findHardware } from '../../catalog/index.ts';
import { THIS_CPU } from '../../core/defaults/bench.ts';
import type { Device, Hardware } from '../../core/types.ts';
import { BYTES_PER_GIB, bytes, flopsPerSecond } from '../../core/units.ts';
import type { Accelerator, MachineFacts } from '../../detect/facts.ts';
import { machineFacts } from '../../detect/machine.ts';
import { THIS_CPU_ID } from '../measured/runs.ts';
import { customHardware } from '../speed/custom.ts';

/** This machine in catalog terms. */
export interface ThisMachine {
  readonly facts: MachineFacts;
  readonly device: Device;
  readonly label: string;
  /** Null where the catalog has no such row: its figures are then assumed. */
  readonly hardwareId: string | null;
  readonly reason: string | null;
}

/** A catalog row by its driver's name; null where there is none or several. */
function known(name: string, memoryBytes: number | null): Hardware | null {
  const hint = memoryBytes === null ? {} : { memoryGiB: Math.round(memoryBytes / BYTES_PER_GIB) };
  const found = findHardware(name, hint);
  return found.kind === 'found' ? found.row : null;
}

/** The capacity sold that is nearest to what a driver reports: drivers keep some back. */
function nearestOption(hardware: Hardware, reported: number | null): number {
  const options = hardware.memoryOptionsBytes;
  const largest = Math.max(0, ...options);
  if (reported === null) return largest;
  return options.reduce((best, one) => (Math.abs(one - reported) < Math.abs(best - reported) ? one : best), largest);
}

function fromCards(facts: MachineFacts): ThisMachine | null {
  for (const card of facts.accelerators) {
    const alike = facts.accelerators.filter((other) => other.name === card.name && other.vendor === card.vendor);
    const hardware = known(card.name, card.memoryBytes);
    if (hardware !== null && hardware.kind !== 'cpu') return cardMachine(facts, hardware, alike);
  }
  return null;
}

function cardMachine(facts: MachineFacts, hardware: Hardware, alike: readonly Accelerator[]): ThisMachine {
  const unified = hardware.memoryArchitecture === 'unified';
  const memory = unified ? facts.memoryBytes : (alike[0]?.memoryBytes ?? null);
  const device: Device = {
    hardware,
    memoryBytes: bytes(nearestOption(hardware, memory)),
    count: unified ? 1 : alike.length,
    systemRamBytes: unified ? null : bytes(facts.memoryBytes),
  };
  return { facts, device, label: hardware.name, hardwareId: hardware.id, reason: null };
}

/** Apple chips, APUs and processors are named by the processor. */
function fromProcessor(facts: MachineFacts): ThisMachine | null {
  const name = facts.appleGpuCores === null ? facts.cpuName : `${facts.cpuName} ${facts.appleGpuCores}-core GPU`;
  const hardware = known(name, facts.memoryBytes) ?? known(facts.cpuName, facts.memoryBytes);
  return hardware === null ? null : cardMachine(facts, hardware, []);
}

/** A processor the catalog does not have: its bandwidth and arithmetic are assumptions with wide ranges. */
function unknownProcessor(facts: MachineFacts): ThisMachine {
  const flops = flopsPerSecond(THIS_CPU.flopsPerCore.value * 1e9 * facts.cpuCores);
  const figures = {
    memoryGiB: facts.memoryBytes / BYTES_PER_GIB,
    bandwidth: THIS_CPU.bandwidth.value,
    fp16: undefined,
    unified: true,
  };
  const hardware: Hardware = {
    ...customHardware(figures),
    id: THIS_CPU_ID,
    name: `${facts.cpuName}, ${facts.cpuCores} cores`,
    vendor: /amd/i.test(facts.cpuName) ? 'AMD' : /intel/i.test(facts.cpuName) ? 'Intel' : 'other',
    kind: 'cpu',
    fp32: flops,
    fp16: flops,
    quality: 'low',
  };
  return {
    facts,
    device: { hardware, memoryBytes: bytes(facts.memoryBytes), count: 1 },
    label: hardware.name,
    hardwareId: null,
    reason: `the catalog has no \`${facts.cpuName}\`; bandwidth and arithmetic are assumed until \`hwroi bench\` has measured it`,
  };
}

/** The processor alone, for engines that use nothing else. */
export function processorOf(facts: MachineFacts): ThisMachine {
  const found = fromProcessor(facts);
  return found !== null && found.device.hardware.kind === 'cpu' ? found : unknownProcessor(facts);
}

/** The machine hwroi runs on. */
export async function thisMachine(): Promise<ThisMachine> {
  const facts = await machineFacts();
  return fromCards(facts) ?? fromProcessor(facts) ?? unknownProcessor(facts);
}
