import { isHardwareAlone, findSystem as systemByName } from '../catalog/find-system.ts';
import { findHardware, findWidestHardware, hardwareById } from '../catalog/index.ts';
import type { Device, Hardware } from '../core/types.ts';
import { bytes, gib } from '../core/units.ts';
import { bad, chosen, good, type Judged, type Mode } from './memory-model.ts';
import { countAndName } from './options.ts';
import { isThis, THIS_NOT_RECOGNIZED } from './this-machine.ts';
import { typedHardware } from './typed-hardware.ts';

export interface DeviceRequest {
  readonly name: string;
  readonly mode: Mode;
  readonly count?: number;
  readonly memoryGib?: number;
  readonly systemRamGib?: number;
  /** What `this` stands for; null or absent where the machine was not looked at. */
  readonly thisDevice?: Device | null;
}

/** A device or a whole machine by name; `2xrtx-3090` and `count` say how many. */
export function deviceByName(request: DeviceRequest): Judged<Device> {
  const { count, name } = countAndName(request.name);
  const devices = request.count ?? count ?? undefined;
  if (isThis(name)) return thisDevice(request, devices);
  const machine = isHardwareAlone(name) ? null : systemByName(name);
  if (
    machine?.kind === 'found' &&
    hardwareById(machine.row.hardwareId ?? '') !== undefined &&
    machine.via !== 'derived'
  ) {
    const { row } = machine;
    const hardware = hardwareById(row.hardwareId ?? '');
    if (hardware !== undefined) {
      const inside = Math.max(1, row.hardwareCount);
      const memory = row.memoryBytes === null ? largestOption(hardware) : row.memoryBytes / inside;
      const ram = request.systemRamGib === undefined ? row.systemRamBytes : gib(request.systemRamGib);
      return good(deviceFrom(hardware, request, { memory, count: devices ?? inside, ram }));
    }
  }
  return hardwareDevice(request, name, devices ?? 1);
}

/** The machine the command runs on, with what was typed beside it. */
function thisDevice(request: DeviceRequest, count: number | undefined): Judged<Device> {
  const found = request.thisDevice ?? null;
  if (found === null) return bad(THIS_NOT_RECOGNIZED);
  const ram = request.systemRamGib === undefined ? (found.systemRamBytes ?? null) : gib(request.systemRamGib);
  const sizes = { memory: found.memoryBytes, count: count ?? found.count, ram };
  return good(deviceFrom(found.hardware, request, sizes));
}

function hardwareDevice(request: DeviceRequest, name: string, count: number): Judged<Device> {
  const hint = request.memoryGib === undefined ? {} : { memoryGiB: request.memoryGib };
  const found = chosen(name, request.mode === 'batch' ? findWidestHardware(name, hint) : findHardware(name, hint));
  if (found === null) return bad({ kind: 'unknown-hardware', name, nearest: nearestHardware(name) });
  if (found.value === null) return { ...found, value: null };
  const hardware = found.value;
  const memory = largestOption(hardware);
  if (memory === 0 && request.memoryGib === undefined) {
    return bad({
      kind: 'invalid-value',
      key: '--hardware',
      value: name,
      reason: 'has no memory of its own in the catalog',
      hint: 'say how much: `--memory-gib 64`',
    });
  }
  const ram = request.systemRamGib === undefined ? null : gib(request.systemRamGib);
  const device = deviceFrom(hardware, request, { memory, count, ram });
  return good(device, found.warnings);
}

function nearestHardware(name: string): readonly string[] {
  const found = findHardware(name);
  return found.kind === 'missing' ? found.nearest : [];
}

const largestOption = (hardware: Hardware): number => Math.max(0, ...hardware.memoryOptionsBytes);

interface Sizes {
  readonly memory: number;
  readonly count: number;
  readonly ram: number | null;
}

function deviceFrom(hardware: Hardware, request: DeviceRequest, sizes: Sizes): Device {
  return {
    hardware,
    memoryBytes: request.memoryGib === undefined ? bytes(sizes.memory) : gib(request.memoryGib),
    count: sizes.count,
    systemRamBytes: sizes.ram === null ? null : bytes(sizes.ram),
  };
}

/** A device known by its memory alone. */
export function deviceOfSize(
  memoryGib: number,
  options: { readonly count?: number; readonly unified?: boolean },
): Device {
  const memoryBytes = gib(memoryGib);
  const hardware = typedHardware({
    id: `custom-${memoryGib}-gib`,
    name: `${memoryGib} GiB ${options.unified ? 'of shared memory' : 'card'}`,
    memoryBytes,
    unified: options.unified === true,
    source: 'command line',
  });
  return { hardware, memoryBytes, count: options.count ?? 1 };
}
