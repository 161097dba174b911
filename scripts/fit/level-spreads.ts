import { readFileSync } from 'node:fs';
import { levelOf, PARAMETERS, type Stack } from '../../src/core/performance/constants.ts';
import type { Figure } from './observations.ts';

/** How far effects stray from 1 and figures from their prediction, estimated by `npm run fit:spreads`. */
export interface LevelSpreads {
  /** Standard deviation of the logarithm of effects, by `stack parameter level`. */
  readonly effects: Readonly<Record<string, number>>;
  /** Robust scale of the log error of figures, by `stack quantity kind`. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Nothing estimated: every effect has the deviation of priors.ts, every figure the scale of observations.ts. */
export const NOTHING_ESTIMATED: LevelSpreads = { effects: {}, errors: {} };

export const SPREADS_FILE = 'scripts/fit/level-spreads.json';

export const readSpreads = (path = SPREADS_FILE): LevelSpreads => JSON.parse(readFileSync(path, 'utf8'));

/**
 * Effects that share a deviation: of one parameter at one level.
 *
 * @example effectClass(6, 'local/device:rtx-4090') // 'local layerSeconds device'
 */
export const effectClass = (parameter: number, key: string): string =>
  `${key.slice(0, key.indexOf('/'))} ${PARAMETERS[parameter]} ${levelOf(key)}`;

/** Figures that share a scale of their errors. */
export const errorClass = ({ stack, quantity, row }: Figure): string =>
  errorClassOf(stack, quantity, row.model.experts);

const errorClassOf = (stack: Stack, quantity: string, experts: number): string =>
  `${stack} ${quantity} ${experts > 0 ? 'moe' : 'dense'}`;
