import { describe, expect, test } from 'vitest';
import { evaluated } from '../../src/app/evaluated.ts';
import { type Constraints, FREE, violationsOf } from '../../src/core/constraints.ts';
import { gib } from '../../src/core/units.ts';

const { evaluations } = evaluated({
  layers: [{ origin: 'flag', style: 'flag', values: { model: 'llama-3.1-8b', useCase: 'chat', users: '5' } }],
  options: [
    'own:mac-studio-m5-max-64',
    'own:2xrtx-3090',
    'own:8xh100-sxm',
    'own:mac-studio-m1-max-32',
    'own:2xrtx-5090',
    'rent:rtx-4090',
    'rent:rtx-a6000',
    'api:llama-3.1-8b',
    'mix:own:2xrtx-3090+api:llama-3.1-8b@0.5',
  ],
});
const of = (id: string, limits: Partial<Constraints>) => {
  const found = evaluations.find((e) => e.option.id === id);
  if (found === undefined) throw new Error(id);
  return violationsOf(found, { ...FREE, ...limits }).map((violation) => violation.constraint);
};
const training = { method: 'lora' as const, bytes: gib(60) };

describe('what exceeds a limit', () => {
  test.for<[string, Partial<Constraints>, readonly string[]]>([
    ['own:mac-studio-m5-max-64', { quiet: true, onPremises: true, noApi: true }, []],
    ['own:2xrtx-3090', { quiet: true }, ['quiet']],
    ['own:8xh100-sxm', { quiet: true, forms: ['desktop'] }, ['quiet', 'forms']],
    ['own:8xh100-sxm', { forms: ['rack-server'], training }, []],
    ['own:2xrtx-3090', { training }, ['training']],
    ['rent:rtx-4090', { noApi: true, noCapital: true, budgetUsd: 0, quiet: true, forms: ['laptop'] }, []],
    ['rent:rtx-4090', { onPremises: true }, ['onPremises']],
    ['api:llama-3.1-8b', { noApi: true, onPremises: true }, ['onPremises', 'noApi']],
    ['api:llama-3.1-8b', { training }, ['training']],
    [
      'mix:own:2xrtx-3090+api:llama-3.1-8b@0.5',
      { noApi: true, noCapital: true, quiet: true },
      ['noApi', 'noCapital', 'quiet'],
    ],
    ['own:mac-studio-m5-max-64', { warranty: true }, []],
    ['own:8xh100-sxm', { warranty: true }, []],
    ['own:2xrtx-3090', { warranty: true }, ['warranty']],
    ['own:2xrtx-5090', { warranty: true }, ['warranty']],
    ['own:mac-studio-m1-max-32', { warranty: true }, ['warranty']],
    ['rent:rtx-4090', { warranty: true }, ['warranty']],
    ['rent:rtx-a6000', { warranty: true }, []],
    ['api:llama-3.1-8b', { warranty: true }, []],
    ['own:2xrtx-3090', { minimumBitsPerWeight: 8 }, ['minimumBitsPerWeight']],
  ])('%s under %o', ([id, limits, expected]) => {
    expect(of(id, limits)).toEqual(expected);
  });
});
