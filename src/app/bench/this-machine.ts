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

/** A catalog row by its driver's name, among several the one sold with this memory; null where that decides nothing. */
function known(name: string, memoryBytes: number | null): Hardware | null {
  const hint = memoryBytes === null ? {} : { memoryGiB: Math.round(memoryBytes / BYTES_PER_GIB) };
  const found = findHardware(name, hint);
  if (found.kind === 'found') return found.row;
  return found.kind === 'ambiguous' && memoryBytes !== null ? soldWithAbout(found.candidates, memoryBytes) : null;
}

/** Firmware, graphics and the kernel keep up to about a tenth back: 123 GiB are reported of 128. */
const LEAST_REPORTED_SHARE = 0.88;

function soldWithAbout(rows: readonly Hardware[], reported: number): Hardware | null {
  const isOf = (option: number): boolean => reported <= option && reported >= option * LEAST_REPORTED_SHARE;
  const [only, ...others] = rows.filter((row) => row.memoryOptionsBytes.some(isOf));
  return only !== undefined && others.length === 0 ? only : null;
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

/** All memory of a machine that shares it: what the firmware set apart for graphics is missing in the system's figure. */
const sharedBytes = (facts: MachineFacts): number =>
  facts.accelerators
    .filter(({ vendor }) => vendor === 'amd')
    .reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), facts.memoryBytes);

function cardMachine(facts: MachineFacts, hardware: Hardware, alike: readonly Accelerator[]): ThisMachine {
  const unified = hardware.memoryArchitecture === 'unified';
  const memory = unified ? sharedBytes(facts) : (alike[0]?.memoryBytes ?? null);
  const device: Device = {
    hardware,
    memoryBytes: bytes(nearestOption(hardware, memory)),
    count: unified ? 1 : alike.length,
    systemRamBytes: unified ? null : bytes(facts.memoryBytes),
  };
  const reason = alike.some(({ isPartitioned }) => isPartitioned)
    ? 'the card is cut into instances (MIG): figures are of the whole card, an instance has a part of its memory and speed'
    : null;
  return { facts, device, label: hardware.name, hardwareId: hardware.id, reason };
}

/** Apple chips, APUs and processors are named by the processor, boards by their firmware. */
function fromProcessor(facts: MachineFacts): ThisMachine | null {
  const memory = sharedBytes(facts);
  const chip = facts.appleGpuCores === null ? facts.cpuName : `${facts.cpuName} ${facts.appleGpuCores}-core GPU`;
  const names = [...(facts.boardName === null ? [] : [facts.boardName]), chip, facts.cpuName];
  const [hardware = null] = names.map((name) => known(name, memory)).filter((row) => row !== null);
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
    vendor: 'Intel',
  } as const;
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
export const thisMachine = async (): Promise<ThisMachine> => machineOf(await machineFacts());

/** The machine of these facts: by its cards, else by its board or processor, else by assumptions. */
export function machineOf(facts: MachineFacts): ThisMachine {
  return fromCards(facts) ?? fromProcessor(facts) ?? unknownProcessor(facts);
}
