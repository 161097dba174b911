import { describe, expect, test } from 'vitest';
import { planMemory } from '../../../src/core/memory/plan.ts';
import { modelOfSize } from '../../../src/core/memory/shape.ts';
import { deviceOfSize } from '../../../src/scenario/memory-device.ts';
import { deviceOf, quantizationOf } from '../../helpers/models.ts';

const HEADROOM = 0.3;
const FORMATS = { fp16: 'f16', int8: 'q8-0', int4: 'q4-k-m' } as const;
const APPLE = { M1: 'm1-8c', M3: 'm3-10c', 'M3 Max': 'm3-max-40c', 'M3 Ultra': 'm3-ultra-80c' } as const;

/** What common buying guides claim to fit, and what does: weights at real bits, 30 % headroom, what the GPU may use. */
const CLAIMS = [
  ['G04-22', 'M1', 8, 7, 'int4', true],
  ['G04-23', 'M1', 8, 13, 'int4', false],
  ['G04-24', 'M3 Max', 36, 70, 'int8', false],
  ['G04-25', 'M3 Max', 36, 70, 'int4', false],
  ['G04-26', 'M3 Ultra', 192, 405, 'int8', false],
  ['G04-27', 'M3 Ultra', 192, 405, 'int4', false],
  ['G12-01', 'M3', 16, 7, 'fp16', false],
  ['G12-02', 'M3', 16, 13, 'int4', true],
  ['G12-03', 'M3', 16, 70, 'int4', false],
  ['G12-04', 'card', 12, 13, 'fp16', false],
  ['G12-05', 'card', 12, 70, 'int4', false],
  ['G12-06', 'card', 24, 70, 'fp16', false],
  ['G12-07', 'card', 24, 405, 'int4', false],
  ['G12-08', 'card', 80, 405, 'fp16', false],
  ['G12-09', 'card', 48, 405, 'fp16', false],
  ['G19-01', 'card', 14, 7, 'fp16', false],
] as const;

describe('claims about what fits', () => {
  test.for(CLAIMS)('%s: %s with %i GiB and %iB at %s: fits %s', ([, place, memory, paramsB, precision, fits]) => {
    const device = place === 'card' ? deviceOfSize(memory, {}) : deviceOf(APPLE[place], memory);
    const plan = planMemory({
      model: modelOfSize({ paramsB }),
      quantization: quantizationOf(FORMATS[precision]),
      contextTokens: 2048,
      sequences: 1,
      engine: 'llama.cpp',
      headroomShare: HEADROOM,
      device,
    });
    expect(plan.fits).toBe(fits);
  });
});
