import { nameKey } from './names.ts';

/** Words drivers and shops add that do not tell two products apart. */
const NOISE = new Set(
  'nvidia geforce amd radeon intel apple corporation inc instinct tesla quadro graphics gpu cpu processor core cores generation edition integrated video card desktop with design'.split(
    ' ',
  ),
);

/** "12th Gen …", "… w/ Radeon 780M Graphics", "… @ 2.40GHz", "… 64-Core Processor": what /proc/cpuinfo adds. */
const CPU_CLUTTER = [
  /^\d+th-gen-/,
  /(?<=.)-(?:w|with)-radeon-.*$/,
  /-\d+-\d+ghz$/,
  /-(?:\d+|dual|quad|six|eight|twelve|sixteen)-cores?(?:-processor)?$/,
];

/** An Apple machine, with the size of its screen and the year it is of. */
const MACHINE =
  /(?:^|-)(?:\d\d-inch-)?(?:mac-(?:mini|studio|pro)|macbook(?:-(?:pro|air))?|ipad(?:-(?:pro|air))?|imac(?:-pro)?)(?:-(?:1[3-6]|24)(?:-inch)?)?(?=-|$)/;
const APPLE_CHIP = /(?:^|-)m\d{1,2}(?:-|$)/;

/** A machine's name without the machine, where it names a chip: "Mac mini M4 Pro" → "m4-pro". */
function chipOf(key: string): string {
  const chip = key.replace(MACHINE, '');
  if (chip === key || !APPLE_CHIP.test(chip)) return key;
  return chip
    .replace(/-20[12]\d(?=-|$)/, '')
    .replace(/-\d+-?c(?:ores?)?-cpu(?=-|$)/, '')
    .replace(/^-/, '');
}

/** The number of processor cores says nothing of an accelerator's: it goes, but only where an EPYC or a Core is meant. */
const cleaned = (key: string): string =>
  /epyc|ryzen|threadripper|xeon|\bcore\b.*\b(?:i\d|ultra)\b|-w-radeon-/.test(key)
    ? CPU_CLUTTER.reduce((rest, clutter) => rest.replace(clutter, ''), key)
    : key;

export interface Spelling {
  /** The telling words, squashed: vendor and packaging words out, "40c" and "40-core" alike. */
  readonly key: string;
  /** Memory named in the text, in GiB: "24gb", "80 GB". */
  readonly memoryGiB: number | null;
  readonly withoutMemory: string;
  /** Without memory and core count: the name a chip goes by. */
  readonly family: string;
  /** A bare number after an Apple chip, which may be its cores or its memory: "M4 Max 40". */
  readonly appleNumber: number | null;
}

/** A hardware name as its telling words. @example spellingOf('Mac mini M4 Pro 64GB').withoutMemory // 'm4pro' */
export const spellingOf = (name: string): Spelling => spelled(cleaned(chipOf(nameKey(name))));

function spelled(key: string): Spelling {
  const words = key
    .replace(/\b(\d+)-?(?:gib|gb)\b/g, '$1gb')
    .replace(/\b(\d+)-?cores?\b/g, '$1c')
    .split('-')
    .filter((word) => !NOISE.has(word))
    .map((word) => (word === 'mobile' ? 'laptop' : word));
  const memory = words.find((word) => /^\d+gb$/.test(word));
  const withoutMemory = words.filter((word) => word !== memory);
  const number = /^m\d{1,2}(?:-(?:pro|max|ultra))?-(\d{1,3})$/.exec(withoutMemory.join('-'))?.[1];
  return {
    key: words.join(''),
    memoryGiB: memory === undefined ? null : Number.parseInt(memory, 10),
    withoutMemory: withoutMemory.join(''),
    family: withoutMemory.filter((word) => !/^\d+c$/.test(word)).join(''),
    appleNumber: number === undefined ? null : Number(number),
  };
}

/** What a row is found by: its own names have no clutter to clear. A GeForce or Radeon RX by its number alone too ("3090 Ti", "7900 GRE"). */
export function hardwareSpellings(name: string): readonly string[] {
  const { key, withoutMemory, family } = spelled(nameKey(name));
  const keys = [key, withoutMemory, family];
  if (!/geforce|radeon rx/i.test(name)) return keys;
  return [...keys, ...keys.map((one) => one.replace(/^(?:rtx|gtx|rx)(?=\d{4})/, ''))];
}
