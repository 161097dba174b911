import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelById, quantizationById } from '../../../src/catalog/index.ts';
import { hostBytesPerSecond, hostBytesRead } from '../../../src/core/performance/offload.ts';
import { predictSpeed } from '../../../src/core/performance/predict.ts';
import { modelTraffic } from '../../../src/core/performance/traffic.ts';
import { gbPerSecond, gib } from '../../../src/core/units.ts';
import { ask, found } from '../../helpers/speed.ts';

const traffic = (id: string) => modelTraffic(found(modelById(id)), found(quantizationById('q4-k-m')));

describe('weights in the memory of the host', () => {
  test('of a mixture a token reads only its own share of the spilled experts', () => {
    const mixture = traffic('qwen3-30b-a3b');
    // 8 of 128 experts: a sixteenth of what was spilled
    expect(hostBytesRead(mixture, 4e9)).toBeCloseTo(4e9 / 16, -6);
  });

  test('of a dense model a token reads all that was spilled', () => {
    expect(hostBytesRead(traffic('llama-3.1-70b'), 10e9)).toBe(10e9);
  });

  test('more spilled is never read less', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 60e9, noNaN: true }),
        fc.double({ min: 0, max: 60e9, noNaN: true }),
        (a, b) => {
          const mixture = traffic('qwen3-30b-a3b');
          expect(hostBytesRead(mixture, Math.max(a, b))).toBeGreaterThanOrEqual(hostBytesRead(mixture, Math.min(a, b)));
        },
      ),
    );
  });

  test('a server’s eight channels read spilled weights faster than a desktop’s two', () => {
    const { device } = ask('rtx-4090');
    expect(hostBytesPerSecond({ ...device, hostBandwidth: gbPerSecond(307) })).toBeCloseTo(307e9 * 0.55, -6);
    const model = found(modelById('llama-3.1-70b'));
    const at = (hostBandwidth: number): number =>
      predictSpeed(
        ask('rtx-4090', {
          model,
          device: { ...device, systemRamBytes: gib(128), hostBandwidth: gbPerSecond(hostBandwidth) },
        }),
      ).decodeTokensPerSecond.expected;
    expect(at(307)).toBeGreaterThan(3 * at(64));
  });

  test('what is not known of the host widens the interval', () => {
    const model = found(modelById('llama-3.1-70b'));
    const { device } = ask('rtx-4090');
    const width = (systemRamGiB: number, memory = device.memoryBytes): number => {
      const speed = predictSpeed(
        ask('rtx-4090', { model, device: { ...device, memoryBytes: memory, systemRamBytes: gib(systemRamGiB) } }),
      ).decodeTokensPerSecond;
      return speed.high / speed.low;
    };
    expect(width(64)).toBeGreaterThan(1.5 * width(64, gib(80)));
  });
});
