import { describe, expect, test } from 'vitest';
import { priceRatios, type RatioInput } from '../../../src/core/tco/ratios.ts';
import { gbPerSecond, gib, tflops } from '../../../src/core/units.ts';
import { deviceOf } from '../../helpers/models.ts';

const card = deviceOf('rtx-4090', 24);
/** Two cards of 24 GiB, 1,000 GB/s and 160 TFLOPS each, for 3,000. */
const PAIR: RatioInput = {
  usd: 3000,
  device: {
    count: 2,
    memoryBytes: gib(24),
    hardware: { ...card.hardware, memoryBandwidth: gbPerSecond(1000), fp16: tflops(160) },
  },
  decodeTokensPerSecond: 60,
  loadWatts: 900,
};

describe('what a price buys', () => {
  test('is counted over all devices of the machine', () => {
    const ratios = priceRatios(PAIR);
    expect(ratios.usdPerTflop).toBeCloseTo(3000 / 320, 9);
    expect(ratios.usdPerGiB).toBeCloseTo(62.5, 9);
    expect(ratios.usdPerGBps).toBeCloseTo(1.5, 9);
    expect(ratios.usdPerTokenPerSecond).toBeCloseTo(50, 9);
    expect(ratios.joulesPerToken).toBeCloseTo(15, 9);
  });

  test('one RTX 4090 for 1,500: 1.49 per GB/s of its 1,008', () => {
    const { usdPerGBps } = priceRatios({ usd: 1500, device: card, decodeTokensPerSecond: null, loadWatts: null });
    expect(usdPerGBps).toBeCloseTo(1500 / 1008, 9);
  });

  test('without a price there is no price of anything, and energy is still told', () => {
    expect(priceRatios({ ...PAIR, usd: null })).toEqual({
      usdPerTflop: null,
      usdPerGiB: null,
      usdPerGBps: null,
      usdPerTokenPerSecond: null,
      joulesPerToken: 15,
    });
  });

  test('what a source does not give, or a speed of zero, has no ratio', () => {
    const hardware = { ...PAIR.device.hardware, memoryBandwidth: null, fp16: null };
    expect(priceRatios({ ...PAIR, device: { ...PAIR.device, hardware } })).toMatchObject({
      usdPerTflop: null,
      usdPerGBps: null,
      usdPerGiB: 62.5,
    });
    expect(priceRatios({ ...PAIR, decodeTokensPerSecond: 0 })).toMatchObject({
      usdPerTokenPerSecond: null,
      joulesPerToken: null,
    });
    expect(priceRatios({ ...PAIR, loadWatts: null }).joulesPerToken).toBeNull();
  });
});
