import type { Hardware } from '../types.ts';

/**
 * Which hardware behaves alike. Fitted constants are shared along this ladder: vendor, then architecture family,
 * then the chip itself. A device never seen gets what its family taught; a family never seen, what its vendor did.
 */
export interface HardwareFamily {
  readonly vendor: string;
  /** Architecture generation, for example `apple-m3`, `nvidia-ada`, `amd-rdna3`. */
  readonly generation: string;
  /** Size class inside the generation where that changes how memory is fed: `base`, `pro`, `max`, `ultra`, `datacenter`, `mobile`… */
  readonly tier: string;
}

type Rule = readonly [pattern: RegExp, generation: string];

const NVIDIA_RULES: readonly Rule[] = [
  [/^custom/, 'nvidia-unnamed'],
  [/(^|-)ada(-|$)/, 'nvidia-ada'],
  [/gb10|spark/, 'nvidia-gb10'],
  [/jetson.*thor/, 'nvidia-gb10'],
  [/jetson/, 'nvidia-jetson'],
  [/b200|b300|gb200|gb300|b100/, 'nvidia-blackwell-dc'],
  [/h100|h200|gh200|h800|h20(?!\d)/, 'nvidia-hopper'],
  [/a100(?!0)|a30(?!\d)|a800/, 'nvidia-ampere-dc'],
  [/v100|titan-v/, 'nvidia-volta'],
  [/p100(?!-100)/, 'nvidia-pascal-dc'],
  [/\bp40|\bp4\b|p\d000|gtx-10\d\d|titan-xp$|titan-x-pascal|p10[24]-100/, 'nvidia-pascal'],
  [/gtx-16\d\d|t1000|t600|t400|cmp-30hx/, 'nvidia-turing-16'],
  [/rtx-20\d\d|quadro-rtx|titan-rtx|(^|-)t4g?(-|$)/, 'nvidia-turing'],
  [/blackwell|rtx-50\d\d|rtx-pro-\d000/, 'nvidia-blackwell'],
  [/rtx-40\d\d|l40s?|(^|-)l4(-|$)|(^|-)l20(-|$)/, 'nvidia-ada'],
  [/rtx-30\d\d|rtx-a\d|(^|-)a(10g?|40|16|2)(-|$)/, 'nvidia-ampere'],
  [/gtx-9\d\d|gtx-titan-x|m40|m60/, 'nvidia-maxwell'],
];

const AMD_RULES: readonly Rule[] = [
  [/^custom/, 'amd-unnamed'],
  [/mi35\d/, 'amd-cdna4'],
  [/mi3\d\d/, 'amd-cdna3'],
  [/mi2\d\d/, 'amd-cdna2'],
  [/mi100/, 'amd-cdna1'],
  [/mi[56]0/, 'amd-gcn'],
  [/ryzen-ai-max|strix|8060s|8050s/, 'amd-strix-halo'],
  [/rx-90\d\d|r9700/, 'amd-rdna4'],
  [/rx-7\d\d\d|w7\d00/, 'amd-rdna3'],
  [/rx-6\d\d\d|w6\d00|v620/, 'amd-rdna2'],
  [/rx-5\d\d\d|v520/, 'amd-rdna1'],
  [/rx-[45]\d\d$|vega|radeon-(pro-)?vii|mi25/, 'amd-gcn'],
  [/\d+m(-|$)|ryzen|z1|z2|steam-deck/, 'amd-igpu'],
];

const INTEL_RULES: readonly Rule[] = [
  [/^custom/, 'intel-unnamed'],
  [/arc-(pro-)?b\d/, 'intel-battlemage'],
  [/arc-(pro-)?a\d/, 'intel-alchemist'],
  [/gaudi/, 'intel-gaudi'],
];

const APPLE_TIERS: readonly string[] = ['ultra', 'max', 'pro'];

function firstMatch(rules: readonly Rule[], id: string, otherwise: string): string {
  return rules.find(([pattern]) => pattern.test(id))?.[1] ?? otherwise;
}

function appleFamily(id: string): HardwareFamily {
  const generation = /^(?:apple-)?(m\d+)/.exec(id)?.[1] ?? 'unnamed';
  return {
    vendor: 'apple',
    generation: `apple-${generation}`,
    tier: APPLE_TIERS.find((tier) => id.includes(tier)) ?? 'base',
  };
}

function tierOf(hardware: Hardware): string {
  if (/laptop|mobile|(?<!pro-.*)max-?q|-m$/.test(hardware.id)) return 'mobile';
  if (hardware.kind === 'datacenter-gpu') return 'datacenter';
  return hardware.kind;
}

const known = new WeakMap<Hardware, HardwareFamily>();

/**
 * The ladder of a piece of hardware, from its vendor, kind and id. Never fails: an id no rule knows falls to
 * `<vendor>-other`, which has no constants of its own, so the vendor's apply.
 *
 * @example hardwareFamily(rtx4090).generation // 'nvidia-ada'
 */
export function hardwareFamily(hardware: Hardware): HardwareFamily {
  const kept = known.get(hardware);
  if (kept !== undefined) return kept;
  const family = familyOf(hardware);
  known.set(hardware, family);
  return family;
}

function familyOf(hardware: Hardware): HardwareFamily {
  const vendor = hardware.vendor.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const id = hardware.id.toLowerCase();
  if (hardware.kind === 'cpu') return { vendor: 'cpu', generation: `cpu-${vendor}`, tier: 'cpu' };
  if (vendor === 'apple') return appleFamily(id);
  const tier = tierOf(hardware);
  if (vendor === 'nvidia') return { vendor, generation: firstMatch(NVIDIA_RULES, id, 'nvidia-other'), tier };
  if (vendor === 'amd') return { vendor, generation: firstMatch(AMD_RULES, id, 'amd-other'), tier };
  if (vendor === 'intel') return { vendor, generation: firstMatch(INTEL_RULES, id, 'intel-igpu'), tier };
  return { vendor, generation: `${vendor}-other`, tier };
}

/**
 * Whether a device has no instruction that multiplies and adds four 8-bit numbers at once (dp4a, v_dot4): its unpacked
 * weights are multiplied one by one. Kepler, Maxwell and the P100, RDNA 1 of the first chip, GCN before Vega 20.
 *
 * @example lacksDotProduct(teslaP100) // true; of the P40, false
 */
export function lacksDotProduct(hardware: Hardware): boolean {
  const { generation } = hardwareFamily(hardware);
  if (generation === 'amd-gcn') return /^(?:mi25|rx-[45]\d\d|rx-vega)/.test(hardware.id);
  if (generation === 'amd-rdna1') return /^rx-5[67]00/.test(hardware.id);
  return WITHOUT_DOT_PRODUCT.has(generation);
}
const WITHOUT_DOT_PRODUCT = new Set(['nvidia-pascal-dc', 'nvidia-maxwell', 'nvidia-other']);

/** Known by its figures alone. */
export const isUnnamed = (hardware: Hardware): boolean => hardwareFamily(hardware).generation.endsWith('-unnamed');
