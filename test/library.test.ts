import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';

describe('the library', () => {
  test('answers the README’s example', () => {
    const answer = core.plainBreakEven({
      hardwareCost: 6000,
      annualOpex: 1382,
      years: 5,
      alternative: { kind: 'rent', usdPerHour: 3.5, hoursPerYear: 2000 },
      draws: 500,
      seed: 1,
    });
    expect(answer.breakEvenMonth).toBe(13);
  });

  test('has the calculators a script needs', () => {
    const names = [
      'planMemory',
      'predictSpeed',
      'unitCapacity',
      'energyUse',
      'ownFlow',
      'compareFlows',
      'totalCost',
      'npv',
      'irr',
      'uncertainty',
    ];
    for (const name of names) expect(core, name).toHaveProperty(name);
  });
});
