import { describe, expect, test } from 'vitest';
import { openedScenario } from '../../src/app/evaluated.ts';
import { speedSource } from '../../src/app/measured/current.ts';
import { Alone } from '../../src/app/recommend/alone.ts';
import { NO_OPTION } from '../../src/app/recommend/search.ts';
import { allHardware } from '../../src/catalog/index.ts';
import type { Device } from '../../src/core/types.ts';

const MODELS = ['qwen3.6-27b', 'llama-3.1-8b', 'gpt-oss-120b'];
const COUNTS = [1, 2, 3, 4, 8];
/** One of seven, so that every vendor and generation has some. */
const CARDS = allHardware().filter(({ kind }, index) => kind.endsWith('-gpu') && index % 7 === 0);

describe('one request alone on some of the same devices', () => {
  test.each(MODELS)('%s: n times as many are at most n times as fast', (model) => {
    const opened = openedScenario({
      layers: [{ origin: 'flag', style: 'key', values: { model } }],
      options: NO_OPTION,
    });
    let bounded = 0;
    for (const hardware of CARDS) {
      const alone = new Alone(opened, speedSource());
      for (const memoryBytes of hardware.memoryOptionsBytes)
        for (const count of COUNTS) {
          const device: Device = { hardware, memoryBytes, count };
          const least = alone.leastSeconds(device);
          const seconds = alone.started(device)?.answerSecondsAlone ?? 0;
          expect(seconds, `${count} × ${hardware.id}`).toBeGreaterThanOrEqual(least * (1 - 1e-9));
          if (least > 0) bounded += 1;
        }
    }
    expect(bounded).toBeGreaterThan(5);
  });

  test('the same devices are asked once', () => {
    const opened = openedScenario({ layers: [], options: NO_OPTION });
    const alone = new Alone(opened, speedSource());
    const [hardware] = CARDS;
    if (hardware === undefined) throw new Error('no card');
    const device = { hardware, memoryBytes: hardware.memoryOptionsBytes[0] ?? 0, count: 1 } as Device;
    expect(alone.started({ ...device, systemRamBytes: null })).toBe(alone.started(device));
  });
});
