import { nameKey } from './names.ts';

/** What servers, drivers and result tables add to a name. It tells no two products apart, so it goes where nothing else was found. */
const LOOSE = new Set(
  'hbm2 hbm2e hbm3 hbm3e gddr6 gddr6x gddr7 vram ram memory unified silicon oam superchip grace hopper gracehopper nvl2 nvl4 nvl36 nvl72 cts grid habana nps1 nps4 spx fe founders ws se server workstation developer devkit kit lite hash rate lhr'.split(
    ' ',
  ),
);
const RATED_WATTS = /^\d{2,4}w$/;

type Rewrite = readonly [pattern: RegExp, replacement: string];

/** Keys rewritten one after the other, each for a way of writing that the catalog's own names do not use. */
const REWRITES: readonly Rewrite[] = [
  // A share of a card, as virtual machines see it: "A40-48Q", "L40S-8C". An Apple chip has that many cores.
  [/^(?!(?:.*-)?m\d{1,2}-)(.+)-\d{1,3}[qcab]$/, '$1'],
  [/-(\d+)g(?=-|$)/, '-$1gb'],
  // "4080S", "4070 TiS", "RTX 4090M".
  [/^((?:[a-z]+-)*(?:[rg]tx-?)?\d{4}(?:-?ti)?)-?s$/, '$1-super'],
  [/([rg]tx-?\d{4}(?:-?ti)?)m(?=-|$)/, '$1-laptop'],
  [/-dual-slot(?=-|$)/, ''],
  // Servers of eight are of the socketed kind.
  [/^(?:nvidia-)?[dh]gx-(.+)$/, '$1-sxm'],
  // Only where one product is sold both ways does it tell them apart.
  [/^((?:nvidia-)?(?:l4|l40s?|l20|a1?[02]g?|a[346]0|t4|rtx-.*))-pcie(?=-|$)/, '$1'],
];

const tidied = (key: string): string =>
  REWRITES.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), key)
    .split('-')
    .filter((word) => !LOOSE.has(word) && !RATED_WATTS.test(word))
    .join('-');

const CORES = '(?:-?c(?:ores?)?)?';
/** Both counts of an Apple chip's cores: the GPU's is what its row is told apart by; of a bare pair it is the second. */
const APPLE_CORES: readonly Rewrite[] = [
  [/-\d+p-plus-\d+e(?=-|$)/, ''],
  [new RegExp(`-\\d{1,2}${CORES}-cpu(?:-cores?)?(?=-|$)`), ''],
  [new RegExp(`-(\\d{1,2})${CORES}-?g(?:pus?)?(?:-cores?)?(?=-|$)`), '-$1-core'],
  [new RegExp(`-\\d{1,2}${CORES}(?:-plus)?-(\\d{1,2})${CORES}(?=-|$)(?!-g)`), '-$1-core'],
];
const APPLE_CHIP = /(?:^|-)m\d{1,2}(?:-|$)/;

const graphicsCores = (key: string): string =>
  APPLE_CHIP.test(key)
    ? APPLE_CORES.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), key)
    : key;

/** "130V/140V" and "840M / 860M" are either; the second is the larger, and stands first. */
function eitherOf(text: string): readonly string[] {
  const pair = /^(.*?)(\S+)\s*\/\s*(\S+)(.*)$/.exec(text);
  if (pair === null) return [text];
  const [, before = '', first = '', second = '', after = ''] = pair;
  return [`${before}${second}${after}`, `${before}${first}${after}`, text];
}

/** "Intel DG2 [Arc A770]": lspci writes the product in brackets behind the chip. */
function bracketed(text: string): readonly string[] {
  const inside = /\[([^\]]+)\]/.exec(text)?.[1];
  return inside === undefined ? [text] : [text, inside];
}

/**
 * Other ways to read a name that led nowhere, most likely first.
 *
 * @example hardwareReadings('NVIDIA A40-48Q') // ['nvidia-a40']
 */
export function hardwareReadings(name: string): readonly string[] {
  const readings = bracketed(name)
    .flatMap(eitherOf)
    .map(nameKey)
    .flatMap((key) => [graphicsCores(key), tidied(key), graphicsCores(tidied(key))]);
  return [...new Set(readings)].filter((reading) => reading !== '' && reading !== nameKey(name));
}
