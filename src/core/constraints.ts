import { QUIET_WATTS } from './defaults/decide.ts';
import type { Evaluation } from './evaluation/types.ts';
import type { FineTuneMethod } from './memory/fine-tune.ts';
import { usableMemoryBytes } from './memory/usable.ts';
import type { MachineForm } from './types.ts';
import type { Bytes } from './units.ts';

/** What an answer must respect. Null: not limited. */
export interface Constraints {
  readonly budgetUsd: number | null;
  readonly budgetUsdPerMonth: number | null;
  /** Of own machines, all of them: a rental and an API draw nothing at one's site. */
  readonly maxWatts: number | null;
  /** Nothing leaves the house: no API, no rent; it works without a network. */
  readonly onPremises: boolean;
  /** Prompts reach no API: machines of one's own or rented. */
  readonly noApi: boolean;
  readonly noCapital: boolean;
  /** A machine one can sit beside. */
  readonly quiet: boolean;
  readonly forms: readonly MachineForm[] | null;
  /** Somebody sells it and stands behind it (`isUnsupported`). */
  readonly warranty: boolean;
  readonly minimumBitsPerWeight: number | null;
  /** What the machine must also hold: the model while it is trained. */
  readonly training: TrainingNeed | null;
}

export interface TrainingNeed {
  readonly method: FineTuneMethod;
  readonly bytes: Bytes;
}

export const FREE: Constraints = {
  budgetUsd: null,
  budgetUsdPerMonth: null,
  maxWatts: null,
  onPremises: false,
  noApi: false,
  noCapital: false,
  quiet: false,
  forms: null,
  warranty: false,
  minimumBitsPerWeight: null,
  training: null,
};

/** The service level is kept by all that does the work, or not known: it gives way in the search alone. */
export type ConstraintName = keyof Constraints | 'maxTimeToFirstTokenSeconds' | 'minTokensPerSecond';

export interface Violation {
  /** The limit that is exceeded. */
  readonly constraint: ConstraintName;
  /** What the option would need; null where the constraint is a yes or no. */
  readonly needs: number | null;
  /** How far beyond the limit, as a share of it; a yes or no gives way last. */
  readonly excess: number;
}

/** Money gives way before a principle does. */
const YES_OR_NO = 1000;
/** Published at 4 bits: no coarser than the original. */
const isOriginal = (family: string): boolean => family === 'mxfp4';

/**
 * What an option exceeds; of a mix, what either side does.
 *
 * @see docs/formulas/decide.md#recommend
 * @example violationsOf(a $4,000 machine, { ...FREE, budgetUsd: 3000 }) // budgetUsd, needs 4000
 */
export function violationsOf(e: Evaluation, limits: Constraints): readonly Violation[] {
  const sides = e.parts.length > 0 ? e.parts : [e];
  const has = (kinds: readonly string[]): boolean => sides.some((side) => kinds.includes(side.option.kind));
  return [
    ...above('budgetUsd', e.upfrontUsd, limits.budgetUsd),
    ...above('budgetUsdPerMonth', e.usdPerMonth, limits.budgetUsdPerMonth),
    ...above('maxWatts', e.energy?.loadWatts ?? 0, limits.maxWatts),
    ...yesOrNo('onPremises', limits.onPremises && has(['rent', 'api', 'flat'])),
    ...yesOrNo('noApi', limits.noApi && has(['api', 'flat'])),
    ...yesOrNo('noCapital', limits.noCapital && has(['own'])),
    ...sides.flatMap((side) => [
      ...tooLoud(side, limits),
      ...yesOrNo('forms', limits.forms !== null && !standsAs(side, limits.forms)),
      ...yesOrNo('warranty', limits.warranty && isUnsupported(side)),
      ...tooCoarse(side, limits.minimumBitsPerWeight),
    ]),
    ...cannotTrain(sides, limits.training),
  ];
}

function above(constraint: ConstraintName, value: number, limit: number | null): readonly Violation[] {
  if (limit === null || value <= limit * (1 + 1e-9)) return [];
  return [{ constraint, needs: value, excess: limit > 0 ? value / limit - 1 : value }];
}

const yesOrNo = (constraint: ConstraintName, broken: boolean): readonly Violation[] =>
  broken ? [{ constraint, needs: null, excess: YES_OR_NO }] : [];

/** Of one machine: several quiet ones stay quiet. A rack never is. */
function tooLoud({ option }: Evaluation, { quiet }: Constraints): readonly Violation[] {
  if (!quiet || option.kind !== 'own') return [];
  if (option.form === 'rack-server') return yesOrNo('quiet', true);
  return above('quiet', option.loadWatts.value, QUIET_WATTS.value);
}

const standsAs = ({ option }: Evaluation, forms: readonly MachineForm[]): boolean =>
  option.kind !== 'own' || (option.form !== null && forms.includes(option.form));

/** Cards sold for games: their makers' drivers are not licensed for datacenters, so renting them out is a private affair. */
const CONSUMER_CARD = /\b(GeForce|TITAN|Radeon RX)\b/i;

/** Nobody to turn to when it breaks: used, put together from parts, no longer listed; or a rented card made for games. */
function isUnsupported({ option }: Evaluation): boolean {
  if (option.kind === 'own') return option.supply !== 'new';
  return option.kind === 'rent' && CONSUMER_CARD.test(option.device.hardware.name);
}

function tooCoarse(e: Evaluation, limit: number | null): readonly Violation[] {
  const format = e.prepared?.choice.quantization;
  if (limit === null || format === undefined || isOriginal(format.family)) return [];
  const bits = format.coreBitsPerWeight;
  return bits >= limit - 0.01 ? [] : [{ constraint: 'minimumBitsPerWeight', needs: bits, excess: 1 - bits / limit }];
}

/** One side that holds the training is enough. */
function cannotTrain(sides: readonly Evaluation[], need: TrainingNeed | null): readonly Violation[] {
  if (need === null || sides.some((side) => memoryOf(side) >= need.bytes)) return [];
  return yesOrNo('training', true);
}

function memoryOf({ option, prepared }: Evaluation): number {
  if (option.kind !== 'own' && option.kind !== 'rent') return 0;
  return usableMemoryBytes(option.device, prepared?.choice.engine ?? 'llama.cpp');
}
