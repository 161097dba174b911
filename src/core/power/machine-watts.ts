import type { Assumption } from '../assumption.ts';
import { assumed, type Judgment } from '../defaults/judgment.ts';
import { APPLE_MAXIMUM_WATTS, LOAD_SHARE, POWER, type PowerClass, powerClassOf } from '../defaults/power.ts';
import type { Hardware, MeasuredWatts, PowerScope, System } from '../types.ts';

/** From here on a card counts as serving many streams. */
const MANY_STREAMS = 4;
/** From here on the host is a server, not a desktop. */
const SERVER_CARDS = 5;
const CARDS_OF_REFERENCE_SERVER = 8;

export interface MachineWatts {
  readonly loadWatts: number;
  readonly idleWatts: number;
  /** Where each figure comes from, for people. */
  readonly loadSource: string;
  readonly idleSource: string;
  /** The measurement a figure rests on; null where it is estimated. */
  readonly loadMeasured: MeasuredWatts | null;
  readonly idleMeasured: MeasuredWatts | null;
  readonly assumptions: readonly Assumption[];
}

export interface MachineWattsInput {
  readonly hardware: Hardware | null;
  readonly count: number;
  readonly system: System | null;
  /** Streams served at once while working: a card draws more with many. */
  readonly concurrency: number;
  /** What was measured on this machine: it replaces the estimates, as far as its scope reaches. */
  readonly measured?: MeasuredWatts | null;
}

/**
 * Watts of a whole machine at the wall, working and waiting.
 *
 *   discrete cards: load = (cards × rating × share + host) ÷ PSU efficiency;  server: cards × rating × share + cards × host share
 *   unified memory: the maker's maximum at the wall × share
 *   measured: at the wall as it is; system ÷ PSU efficiency; cards or package in place of cards × rating × share
 *
 * The machine's own wall figures win where the catalog has them. The rating itself (TDP) is never the answer: cards decode at 20–96 % of it.
 *
 * @returns null watts never: without any rating the class's typical inference watts stand in; without those, the idle figure, marked.
 * @see docs/formulas/power.md#machine
 * @see docs/formulas/bench.md#measured-watts
 */
export function machineWatts(input: MachineWattsInput): MachineWatts {
  const kind = classOf(input.hardware);
  const idle = idleFigure(input, kind);
  const load = measuredLoad(input, kind) ?? loadWatts(input, kind);
  const measured = input.measured ?? null;
  return {
    loadWatts: Math.max(load.watts, idle.watts),
    idleWatts: idle.watts,
    loadSource: load.source,
    idleSource: idle.source,
    loadMeasured: load.measured === true ? measured : null,
    idleMeasured: idle.measured === true ? measured : null,
    assumptions: [...idle.judgments, ...load.judgments].map(assumed),
  };
}

/** Those it draws when waiting, alone. @example machineIdleWatts({ hardware: a card, count: 2, system: null }) // 90 */
export const machineIdleWatts = (input: Omit<MachineWattsInput, 'concurrency'>): number =>
  idleFigure(input, classOf(input.hardware)).watts;

const classOf = (hardware: Hardware | null): PowerClass =>
  hardware === null ? 'consumer-card' : powerClassOf(hardware.kind);

const idleFigure = (input: Omit<MachineWattsInput, 'concurrency'>, kind: PowerClass): Figure =>
  measuredIdle(input) ?? idleWatts(kind, input.count, input.system);

interface Figure {
  readonly watts: number;
  readonly source: string;
  readonly judgments: readonly Judgment[];
  readonly measured?: true;
}

const SCOPE_WORDS: Readonly<Record<PowerScope, string>> = {
  wall: 'at the wall',
  system: 'of the system, before its power supply',
  board: 'of the card',
  gpu: 'of the card',
  package: 'of the processor package',
  soc: 'of the chip',
};

const measuredSource = ({ id, scope }: MeasuredWatts): string => `measured ${SCOPE_WORDS[scope]} (${id})`;

/** Load watts at the wall from what was measured: what the scope leaves out is added as the estimate has it. */
function measuredLoad(input: MachineWattsInput, kind: PowerClass): Figure | null {
  const measured = input.measured ?? null;
  if (measured === null || measured.loadWatts === null) return null;
  const figure = (watts: number, judgments: readonly Judgment[]): Figure => ({
    watts,
    source: measuredSource(measured),
    judgments,
    measured: true,
  });
  const { loadWatts: watts, scope } = measured;
  const { psuEfficiency, hostLoadWatts, serverLoadWattsPerCard, idleWattsMac } = POWER;
  if (scope === 'wall') return figure(watts, []);
  if (scope === 'system') return figure(watts / psuEfficiency.value, [psuEfficiency]);
  if (kind === 'apple') return figure(watts + idleWattsMac.value, [idleWattsMac]);
  if (input.count >= SERVER_CARDS)
    return figure(watts + serverLoadWattsPerCard.value * input.count, [serverLoadWattsPerCard]);
  return figure((watts + hostLoadWatts.value) / psuEfficiency.value, [hostLoadWatts, psuEfficiency]);
}

/** Idle watts count the whole machine: only a meter that sees all of it can replace them. */
function measuredIdle({ measured }: Pick<MachineWattsInput, 'measured'>): Figure | null {
  if (measured === undefined || measured === null || measured.idleWatts === null) return null;
  const common = { source: measuredSource(measured), measured: true as const };
  if (measured.scope === 'wall') return { ...common, watts: measured.idleWatts, judgments: [] };
  if (measured.scope !== 'system') return null;
  const { psuEfficiency } = POWER;
  return { ...common, watts: measured.idleWatts / psuEfficiency.value, judgments: [psuEfficiency] };
}

function idleWatts(kind: PowerClass, count: number, system: System | null): Figure {
  if (system?.idleWattsWall != null)
    return { watts: system.idleWattsWall, source: 'machine, at the wall', judgments: [] };
  const own = (judgment: Judgment, watts: number): Figure => ({ watts, source: judgment.why, judgments: [judgment] });
  if (kind === 'apple') return own(POWER.idleWattsMac, POWER.idleWattsMac.value * count);
  if (kind === 'apu') return own(POWER.idleWattsApu, POWER.idleWattsApu.value * count);
  if (kind === 'datacenter-card' && count >= SERVER_CARDS)
    return own(POWER.idleWattsServer, (POWER.idleWattsServer.value * count) / CARDS_OF_REFERENCE_SERVER);
  const further = POWER.idleWattsFurtherCard.value * (Math.max(1, count) - 1);
  return own(POWER.idleWattsPc, POWER.idleWattsPc.value + further);
}

function loadWatts(input: MachineWattsInput, kind: PowerClass): Figure {
  const { hardware, count, system, concurrency } = input;
  const share = concurrency >= MANY_STREAMS ? LOAD_SHARE[kind].batched : LOAD_SHARE[kind].single;
  if (system?.loadWattsWall != null) {
    // What systems print is a maximum; on unified machines a model draws a share of it.
    const watts = kind === 'apple' ? system.loadWattsWall * share.value : system.loadWattsWall;
    return { watts, source: 'machine, at the wall', judgments: kind === 'apple' ? [share] : [] };
  }
  const rating = hardware?.tdpWatts ?? hardware?.typicalInferenceWatts ?? null;
  if (kind === 'apple') return appleWatts(hardware, count, { rating, share });
  if (rating === null) return { watts: 0, source: 'no rating known', judgments: [] };
  const cards = rating * share.value * count;
  if (count >= SERVER_CARDS) {
    const host = POWER.serverLoadWattsPerCard;
    return { watts: cards + host.value * count, source: share.why, judgments: [share, host] };
  }
  const watts = (cards + POWER.hostLoadWatts.value) / POWER.psuEfficiency.value;
  return { watts, source: share.why, judgments: [share, POWER.hostLoadWatts, POWER.psuEfficiency] };
}

/** Where no machine states a maximum, the size of the chip stands in. */
function appleWatts(
  hardware: Hardware | null,
  count: number,
  known: { readonly rating: number | null; readonly share: Judgment },
): Figure {
  const { rating, share } = known;
  if (rating !== null) return { watts: rating * share.value * count, source: share.why, judgments: [share] };
  const size = /\b(pro|max|ultra)\b/i.exec(hardware?.name ?? '')?.[1]?.toLowerCase();
  const maximum = APPLE_MAXIMUM_WATTS[size === 'pro' || size === 'max' || size === 'ultra' ? size : 'base'];
  return { watts: maximum.value * share.value * count, source: maximum.why, judgments: [share, maximum] };
}
