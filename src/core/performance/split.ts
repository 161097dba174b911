import { keptIn } from '../kept.ts';
import type { Hardware, Model } from '../types.ts';
import type { Resolved } from './constants.ts';
import { wholeLayers } from './layers.ts';

const BYTES_PER_GB = 1e9;
/** Bytes of an activation value that crosses a link. */
const ACTIVATION_BYTES = 2;
/** An all-reduce per layer after attention and one after the feed-forward part. */
const REDUCTIONS_PER_LAYER = 2;
/** Start-up of one all-reduce over the link, seconds: switched links and the PCIe bus. */
const SWITCHED_LATENCY_SECONDS = 8e-6;
const BUS_LATENCY_SECONDS = 25e-6;
/** Bytes/s of one PCIe lane, generation 3; doubles with each. */
const PCIE3_LANE_BYTES = 0.985e9;
/** Largest group whose devices share a fast link: one node. */
export const DEVICES_PER_NODE = 8;

export interface Link {
  readonly bytesPerSecond: number;
  readonly latencySeconds: number;
  readonly kind: 'switched' | 'bus';
}

/** Cards that a bridge joins, where the catalog does not say ("NVLink bridge 900GB/s, 2 or 4 cards"). */
const BRIDGED = 2;

/** What the catalog's wording says of a device, read once: it is asked for in every step of every prediction. */
interface Links {
  /** Devices that the stated link joins. */
  readonly joined: number;
  readonly stated: Link | null;
  readonly slot: Link;
}
const links = new WeakMap<Hardware, Links>();

function linksOf(hardware: Hardware): Links {
  return keptIn(links, hardware, () => {
    const { interconnect } = hardware;
    const bridged = /bridge/i.test(interconnect ?? '');
    const joined = bridged ? Number(/(\d) cards/i.exec(interconnect ?? '')?.[1] ?? BRIDGED) : Number.POSITIVE_INFINITY;
    return { joined, stated: statedLink(hardware), slot: slotLink(hardware) };
  });
}

/**
 * The path between so many devices of one machine, from the catalog's wording ("NVLink 900GB/s") or the PCIe slot. A bridge joins its
 * cards only: more of them pass on what they exchange through their slots, and the slowest link is the pace of all.
 */
export function deviceLink(hardware: Hardware, devices = BRIDGED): Link {
  const { joined, stated, slot } = linksOf(hardware);
  return devices > joined ? slot : (stated ?? slot);
}

function statedLink(hardware: Hardware): Link | null {
  const stated = /(?:NVLink|Infinity Fabric|ICI|NeuronLink)\D*(?:\d )?(\d+(?:\.\d+)?) ?(TB|GB)\/s/i.exec(
    hardware.interconnect ?? '',
  );
  if (stated === null) return null;
  const scale = stated[2] === 'TB' ? 1e12 : BYTES_PER_GB;
  return {
    bytesPerSecond: (Number(stated[1]) * scale) / 2,
    latencySeconds: SWITCHED_LATENCY_SECONDS,
    kind: 'switched',
  };
}

function slotLink(hardware: Hardware): Link {
  const lanes = hardware.pcieLanes ?? 16;
  const generation = hardware.pcieGeneration ?? 4;
  return {
    bytesPerSecond: lanes * PCIE3_LANE_BYTES * 2 ** (generation - 3),
    latencySeconds: BUS_LATENCY_SECONDS,
    kind: 'bus',
  };
}

/**
 * Seconds a tensor-parallel group spends exchanging activations in one pass.
 *
 *   layers × 2 × (latency + 2(n−1)/n × tokens × hidden × 2 B ÷ (link × efficiency))
 *
 * @see docs/formulas/speed.md#tensor-parallel-exchange
 */
export function exchangeSeconds(input: {
  readonly model: Model;
  readonly hardware: Hardware;
  readonly constants: Resolved;
  readonly devices: number;
  readonly tokens: number;
}): number {
  const { model, devices, tokens } = input;
  if (devices <= 1) return 0;
  const link = deviceLink(input.hardware, devices);
  const bytes = (2 * (devices - 1) * tokens * model.hiddenSize * ACTIVATION_BYTES) / devices;
  const once = link.latencySeconds + bytes / (link.bytesPerSecond * input.constants.linkEfficiency);
  return wholeLayers(model) * REDUCTIONS_PER_LAYER * once;
}

/** How many devices work as one group, and how many such groups there are. */
export interface Grouping {
  readonly groupSize: number;
  readonly groups: number;
  /** Stages of a pipeline, each of groupSize ÷ stages devices in tensor parallel; 1: tensor parallel alone. */
  readonly stages: number;
}

/** Every way to cut `count` devices into equal groups of a power of two within a node, smallest group first. */
export function groupings(count: number): readonly Grouping[] {
  const sizes = [1, 2, 4, DEVICES_PER_NODE].filter((size) => count % size === 0);
  const all = sizes.map((groupSize) => ({ groupSize, groups: count / groupSize, stages: 1 }));
  return all.some((g) => g.groupSize === count) || count > DEVICES_PER_NODE
    ? all
    : [...all, { groupSize: count, groups: 1, stages: 1 }];
}

/** Whether heads divide among the devices of a group: engines refuse to start otherwise. Heads not known, 0, hinder nobody. */
export function dividesHeads(model: Model, devices: number): boolean {
  return model.attentionHeads % devices === 0;
}

/**
 * Every way to cut `count` devices into equal groups that run as a pipeline, smallest first. Within a node each stage is
 * one device where the pipeline was asked for, else the largest tensor-parallel group that heads and devices allow; beyond
 * a node stages are nodes.
 */
export function pipelines(count: number, model: Model, asked: boolean): readonly Grouping[] {
  const sizes = Array.from({ length: count - 1 }, (_, i) => i + 2).filter((size) => count % size === 0);
  return sizes.map((groupSize) => {
    const widths = [DEVICES_PER_NODE, 4, 2].filter(
      (width) => width < groupSize && groupSize % width === 0 && dividesHeads(model, width),
    );
    const width = asked && groupSize <= DEVICES_PER_NODE ? 1 : (widths[0] ?? 1);
    return { groupSize, groups: count / groupSize, stages: groupSize / width };
  });
}

/** Seconds in which activations pass from stage to stage in one step: stages × (latency + tokens × hidden × 2 B ÷ link). */
export function hopSeconds(
  model: Model,
  hardware: Hardware,
  pipe: { readonly stages: number; readonly devices: number; readonly tokens: number },
): number {
  const { stages, devices, tokens } = pipe;
  if (stages <= 1) return 0;
  const link = deviceLink(hardware, devices);
  return stages * (link.latencySeconds + (tokens * model.hiddenSize * ACTIVATION_BYTES) / link.bytesPerSecond);
}
