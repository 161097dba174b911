import { isHardwareAlone } from '../catalog/find-system.ts';
import { allSystems, findHardware, findWidestHardware, hardwareById, nameKey, systemById } from '../catalog/index.ts';
import type { Device, Hardware, Problem, System } from '../core/types.ts';
import { bytes, gib } from '../core/units.ts';
import type { Resolution } from './context.ts';
import {
  builtPrice,
  type MachinePrice,
  newestSystemWith,
  quotedParts,
  systemPrice,
  unlistedPrice,
} from './price-own.ts';
import { isThis, THIS_NOT_RECOGNIZED } from './this-machine.ts';

/** A machine named in an option: what it computes with, how many at least, what it costs. */
export interface Machine {
  readonly device: Device;
  readonly label: string;
  readonly minimumUnits: number;
  readonly system: System | null;
  /** Null: no price known. */
  readonly price: MachinePrice | null;
  /** The same cards in a host of one's own, where a whole machine was priced. */
  readonly parts?: MachinePrice;
}

export interface MachineName {
  readonly name: string;
  readonly count: number | null;
  readonly memoryGiB: number | null;
}

/** A system or hardware name → the machine; problems are reported to the resolution and give null. */
export function resolveMachine(resolution: Resolution, wanted: MachineName): Machine | null {
  if (isThis(wanted.name)) return thisMachine(resolution, wanted);
  const system = systemNamed(resolution.request.tables.systems(), wanted);
  if (system !== undefined) return systemMachine(resolution, system, wanted);
  const hardware = resolveHardware(resolution, wanted.name, wanted.memoryGiB);
  return hardware === null ? null : hardwareMachine(resolution, hardware, wanted);
}

/** The machine the command runs on: what it cost is for its owner to say. */
function thisMachine(resolution: Resolution, wanted: MachineName): Machine | null {
  const found = resolution.request.tables.thisMachine ?? null;
  if (found === null) {
    resolution.problems.push(THIS_NOT_RECOGNIZED);
    return null;
  }
  return { device: found.device, label: found.label, minimumUnits: wanted.count ?? 1, system: null, price: null };
}

const squashed = (text: string): string => nameKey(text).replaceAll('-', '');

/** Every way to write a system, by its squashed form; ids stand before names. Once a table. */
const INDEXES = new WeakMap<readonly System[], ReadonlyMap<string, System>>();

function indexOf(systems: readonly System[]): ReadonlyMap<string, System> {
  const known = INDEXES.get(systems);
  if (known !== undefined) return known;
  const index = new Map<string, System>();
  const add = (name: string, system: System): void => {
    const key = squashed(name);
    if (!index.has(key)) index.set(key, system);
  };
  for (const system of systems) add(system.id, system);
  for (const system of systems) for (const name of [system.name, ...system.aliases]) add(name, system);
  INDEXES.set(systems, index);
  return index;
}

export function findSystem(systems: readonly System[], name: string): System | undefined {
  // Of the catalog's own, an id and the name of a card are known without the index of all names.
  if (systems === allSystems()) {
    const byId = systemById(name);
    if (byId !== undefined || isHardwareAlone(name)) return byId;
  }
  return indexOf(systems).get(squashed(name));
}

/** `mac-studio-m3-ultra@256g` is the machine sold with that much, where the name alone means none. */
function systemNamed(systems: readonly System[], { name, memoryGiB }: MachineName): System | undefined {
  const alone = findSystem(systems, name);
  return alone ?? (memoryGiB === null ? undefined : findSystem(systems, `${name}-${memoryGiB}`));
}

export function resolveHardware(resolution: Resolution, name: string, memoryGiB: number | null): Hardware | null {
  const hint = memoryGiB === null ? {} : { memoryGiB };
  if (resolution.request.mode === 'batch') {
    const found = findWidestHardware(name, hint);
    if (found.kind === 'missing') return miss(resolution, { kind: 'unknown-hardware', name, nearest: found.nearest });
    if (found.others.length > 0) {
      resolution.warnings.push({
        kind: 'ambiguous-name',
        name,
        chosen: found.row.id,
        others: found.others.map((row) => row.id),
      });
    }
    return found.row;
  }
  const found = findHardware(name, hint);
  if (found.kind === 'found') return found.row;
  if (found.kind === 'missing') return miss(resolution, { kind: 'unknown-hardware', name, nearest: found.nearest });
  return miss(resolution, { kind: 'ambiguous-name', name, candidates: found.candidates.map((row) => row.id) });
}

function miss(resolution: Resolution, problem: Problem): null {
  resolution.problems.push(problem);
  return null;
}

function systemMachine(resolution: Resolution, system: System, wanted: MachineName): Machine | null {
  const hardware = system.hardwareId === null ? undefined : hardwareById(system.hardwareId);
  if (hardware === undefined) return miss(resolution, { kind: 'unknown-hardware', name: wanted.name, nearest: [] });
  const count = Math.max(1, system.hardwareCount);
  const perDevice = system.memoryBytes === null ? largest(hardware) : system.memoryBytes / count;
  return {
    device: {
      hardware: inSlots(hardware, system),
      memoryBytes: bytes(perDevice),
      count,
      systemRamBytes: system.systemRamBytes,
    },
    label: shortName(system.name),
    minimumUnits: wanted.count ?? 1,
    system,
    price: systemPrice(system, hardware),
  };
}

/** Once a system: what is known of a device is kept by it. */
const SLOTTED = new WeakMap<System, Hardware>();

/** The card as its machine connects it: on risers of fewer lanes it has neither its own nor a bridge to its neighbour. */
function inSlots(hardware: Hardware, system: System): Hardware {
  const { pcieLanes, pcieGeneration } = system;
  if (pcieLanes === null) return hardware;
  const known = SLOTTED.get(system);
  if (known !== undefined) return known;
  const slotted = {
    ...hardware,
    pcieLanes,
    pcieGeneration: pcieGeneration ?? hardware.pcieGeneration,
    interconnect: null,
  };
  SLOTTED.set(system, slotted);
  return slotted;
}

/**
 * `2xrtx-3090` is one machine with two cards; two Macs are two machines. A machine sold with these cards gives the
 * price, unless somebody was quoted the cards themselves since.
 */
function hardwareMachine(resolution: Resolution, hardware: Hardware, wanted: MachineName): Machine {
  const unified = hardware.memoryArchitecture === 'unified';
  const count = unified ? 1 : (wanted.count ?? 1);
  const memoryBytes = wanted.memoryGiB === null ? largest(hardware) : gib(wanted.memoryGiB);
  const { systems, hostParts } = resolution.request.tables;
  const sold = { hardwareId: hardware.id, count, memoryBytes: unified ? memoryBytes : null };
  const parts = builtPrice(hardware, count, hostParts());
  const listed = newestSystemWith(systems(), sold) ?? null;
  const listedPrice = listed === null ? null : systemPrice(listed, hardware);
  const quoted = quotedParts(parts, listedPrice);
  const system = quoted === null ? listed : null;
  return {
    device: {
      hardware: system === null ? hardware : inSlots(hardware, system),
      memoryBytes: bytes(memoryBytes),
      count,
      systemRamBytes: listed?.systemRamBytes ?? null,
    },
    label: unified && system !== null ? shortName(system.name) : counted(count, hardware),
    minimumUnits: unified ? (wanted.count ?? 1) : 1,
    system,
    price: quoted ?? listedPrice ?? unlistedPrice(hardware, count, { systems: systems(), parts: hostParts() }),
    ...(system === null || parts === null ? {} : { parts }),
  };
}

/** A name as people say it: without the vendor's words and the remarks in brackets. */
export const shortName = (name: string): string => plainName(name.replace(/\s*\([^)]*\)/g, ''));

const plainName = (name: string): string =>
  name
    .replace(/^(NVIDIA|AMD|Intel|Apple)\s+/, '')
    .replace(/^(GeForce|Radeon)\s+/, '')
    .trim();

export const counted = (count: number, hardware: Hardware): string =>
  `${count > 1 ? `${count} × ` : ''}${shortName(hardware.name)}`;

/** With the remarks, which tell two chips of one name apart: `M3 Max (40-core GPU)`. */
export const countedInFull = (count: number, hardware: Hardware): string =>
  `${count > 1 ? `${count} × ` : ''}${plainName(hardware.name)}`;

const largest = (hardware: Hardware): number => Math.max(0, ...hardware.memoryOptionsBytes);
