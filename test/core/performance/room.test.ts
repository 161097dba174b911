import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usableMemoryBytes } from '../../../src/core/memory/usable.ts';
import { weightsBytes } from '../../../src/core/memory/weights.ts';
import { decodeCeiling, transferSeconds } from '../../../src/core/performance/ceiling.ts';
import { loadSeconds } from '../../../src/core/performance/load-time.ts';
import { roomFor } from '../../../src/core/performance/room.ts';
import { speculationGain } from '../../../src/core/performance/speculative.ts';
import { modelTraffic } from '../../../src/core/performance/traffic.ts';
import type { Device, EngineId, Model } from '../../../src/core/types.ts';
import { bytes, gb } from '../../../src/core/units.ts';
import { CARD, DENSE, deviceWith, EIGHT_BITS, WINDOWED } from './round-figures.ts';

interface Asked {
  readonly device?: Device;
  readonly devices?: number;
  readonly model?: Model;
  readonly engine?: EngineId;
  readonly contextTokens?: number;
}
const room = ({ device, devices, model = DENSE, engine, contextTokens }: Asked = {}) =>
  roomFor({
    device: device ?? deviceWith(),
    devices: devices ?? 1,
    model,
    quantization: EIGHT_BITS,
    engine: engine ?? 'vllm',
    traffic: modelTraffic(model, EIGHT_BITS),
    contextTokens: contextTokens ?? 1000,
  });

describe('weights as stored, by hand', () => {
  test('2,000 M at one byte, head and embedding of 100 M each at two', () => {
    expect(weightsBytes(DENSE, EIGHT_BITS)).toBe(2.4e9);
  });

  test('each part at its own bits: 2,000 M at 4, embedding at 6, head at 8', () => {
    const mixed = { ...EIGHT_BITS, coreBitsPerWeight: 4, embeddingBitsPerWeight: 6, headBitsPerWeight: 8 };
    expect(weightsBytes(DENSE, mixed)).toBe(1e9 + 0.075e9 + 0.1e9);
  });

  test('a tied table is stored once, as the head', () => {
    expect(weightsBytes({ ...DENSE, paramsTotal: 2.1e9, paramsActive: 2.1e9, tiedEmbeddings: true }, EIGHT_BITS)).toBe(
      2.2e9,
    );
  });

  test('a count smaller than its tables leaves no core rather than less than none', () => {
    expect(weightsBytes({ ...DENSE, paramsTotal: 1e6 }, EIGHT_BITS)).toBe(0.4e9);
  });
});

describe('room on a card of 40 GB, by hand', () => {
  test('a server claims 92 %, less 0.5 GB of each device', () => {
    expect(room().usableBytes).toBeCloseTo(36.3e9, 0);
    expect(room({ devices: 4 }).usableBytes).toBeCloseTo(4 * 36.3e9, 0);
    const shared = deviceWith({ hardware: { ...CARD, memoryArchitecture: 'unified' } });
    expect(room({ device: shared, engine: 'sglang' }).usableBytes).toBeCloseTo(36.3e9, 0);
  });

  test('an engine of one machine may fill what the memory calculator says of one device', () => {
    const eight = deviceWith({ count: 8 });
    const one = usableMemoryBytes(deviceWith(), 'llama.cpp') - 0.5e9;
    expect(room({ device: eight, engine: 'llama.cpp' }).usableBytes).toBeCloseTo(one, 0);
    expect(room({ device: eight, devices: 8, engine: 'llama.cpp' }).usableBytes).toBeCloseTo(8 * one, 0);
  });

  test('sequences of a million tokens: (36.3 − 2.4) ÷ 8 GB are 4.2375', () => {
    expect(room({ contextTokens: 1e6 })).toMatchObject({
      weightBytes: 2.4e9,
      sequenceBytes: 8e9,
      maxSequences: 4,
      boundBy: 'memory',
      shortfallBytes: 0,
    });
    expect(room({ contextTokens: 1e6 }).sequencesHeld).toBeCloseTo(4.2375, 9);
  });

  test('more than an engine schedules run as many as it does', () => {
    expect(room()).toMatchObject({ maxSequences: 256, boundBy: 'engine' });
    expect(room().sequencesHeld).toBeCloseTo(4237.5, 6);
  });

  test.each([
    ['llama.cpp', 64],
    ['ollama', 16],
    ['mlx', 32],
    ['vllm', 256],
    ['sglang', 1024],
    ['tensorrt-llm', 4096],
  ] as const)('%s schedules %d', (engine, most) => {
    expect(room({ engine, contextTokens: 10 }).maxSequences).toBe(most);
  });

  test('just as many as it schedules is the engine’s bound, one fewer that of memory', () => {
    const fits = (sequences: number) => {
      const memory = ((2.4e9 + sequences * 8e6 + 0.5e9) / 0.92) * (1 + 1e-12);
      return room({ device: deviceWith({ memoryBytes: bytes(memory) }) });
    };
    expect(fits(256)).toMatchObject({ maxSequences: 256, boundBy: 'engine' });
    expect(fits(255)).toMatchObject({ maxSequences: 255, boundBy: 'memory' });
  });

  test('windowed layers keep their window, a state is kept whole', () => {
    const model = { ...WINDOWED, linearStateBytesPerSequence: bytes(1e6) };
    expect(room({ model, contextTokens: 300 }).sequenceBytes).toBe(300 * 3200 + 100 * 4800 + 1e6);
    expect(room({ model, contextTokens: 50 }).sequenceBytes).toBe(50 * 8000 + 1e6);
    expect(room({ model: { ...model, slidingWindow: null }, contextTokens: 300 }).sequenceBytes).toBe(300 * 8000 + 1e6);
  });

  test('what misses: weights and one sequence, 2.408 GB, in 92 % of 2 GB less 0.5', () => {
    const small = room({ device: deviceWith({ memoryBytes: gb(2) }) });
    expect(small).toMatchObject({ maxSequences: 0, sequencesHeld: 0, boundBy: 'memory' });
    expect(small.shortfallBytes).toBeCloseTo(2.408e9 - 1.34e9, 0);
  });

  test('sequences without a cache do not divide by nothing', () => {
    expect(room({ contextTokens: 0 }).sequencesHeld).toBeCloseTo(33.9e9, 0);
  });

  test('more memory never holds fewer, longer contexts never more', () => {
    const memory = fc.integer({ min: 3, max: 500 });
    const context = fc.integer({ min: 1, max: 1e6 });
    fc.assert(
      fc.property(memory, memory, context, context, (a, b, c, d) => {
        const at = (memoryGb: number, contextTokens: number): number =>
          room({ device: deviceWith({ memoryBytes: gb(memoryGb) }), contextTokens }).sequencesHeld;
        expect(at(Math.max(a, b), c)).toBeGreaterThanOrEqual(at(Math.min(a, b), c));
        expect(at(a, Math.max(c, d))).toBeLessThanOrEqual(at(a, Math.min(c, d)));
      }),
    );
  });
});

describe('from disk to ready', () => {
  const weights = weightsBytes(DENSE, EIGHT_BITS);
  const load = (change: Partial<Device>) => loadSeconds(deviceWith(change), DENSE, EIGHT_BITS);

  test('3 GB/s from the disk, then 16 lanes of PCIe 4 to the card', () => {
    const { diskSeconds, linkSeconds, totalSeconds } = load({});
    expect(diskSeconds).toBeCloseTo(weights / 3e9, 9);
    expect(linkSeconds).toBeCloseTo(weights / 31.52e9, 9);
    expect(totalSeconds).toBeCloseTo(diskSeconds + linkSeconds, 12);
  });

  test('several cards take their parts side by side; a bridge between them plays no part', () => {
    expect(load({ count: 4 }).linkSeconds).toBeCloseTo(weights / 4 / 31.52e9, 9);
    expect(load({ count: 4 }).diskSeconds).toBeCloseTo(weights / 3e9, 9);
    const bridged = { ...CARD, interconnect: 'NVLink 900GB/s' };
    expect(load({ hardware: bridged }).linkSeconds).toBeCloseTo(weights / 31.52e9, 9);
  });

  test('8 lanes of PCIe 3 take four times as long as 16 of 4', () => {
    const slow = { ...CARD, pcieGeneration: 3, pcieLanes: 8 };
    expect(load({ hardware: slow }).linkSeconds).toBeCloseTo(weights / 7.88e9, 9);
  });

  test('memory that is shared needs no crossing', () => {
    const shared = load({ hardware: { ...CARD, memoryArchitecture: 'unified' } });
    expect(shared.linkSeconds).toBe(0);
    expect(shared.totalSeconds).toBe(shared.diskSeconds);
  });
});

describe('ceilings', () => {
  test('14 GB at 1,008 GB/s are read 72 times a second, and cross 32 GB/s in 0.4375 s', () => {
    expect(decodeCeiling({ weightsBytes: 14e9, memoryBytesPerSecond: 1008e9 })).toBe(72);
    expect(transferSeconds(14e9, 32e9)).toBe(0.4375);
  });

  test.each([0, -1, Number.NaN])('%d bytes have none', (size) => {
    expect(() => decodeCeiling({ weightsBytes: size, memoryBytesPerSecond: 1 })).toThrow(
      new RangeError('a ceiling needs weights to read'),
    );
  });
});

describe('drafting', () => {
  const gain = (acceptanceRate: number, draftTokens: number, draftCostShare = 0, checkRatio = 1): number =>
    speculationGain({ acceptanceRate, draftTokens, draftCostShare }, checkRatio);

  test('what is always taken gives a token for each draft and one more', () => {
    expect(gain(1, 4)).toBe(5);
    expect(gain(1, 4, 0.25)).toBe(2.5);
  });

  test('two drafts taken half the time: 1 + ½ + ¼, over the check and two drafts', () => {
    expect(gain(0.5, 2)).toBeCloseTo(1.75, 12);
    expect(gain(0.5, 2, 0.1, 1.3)).toBeCloseTo(1.75 / 1.5, 12);
  });

  test('nothing drafted gains nothing; a dearer check costs', () => {
    expect(gain(0.5, 0)).toBeCloseTo(1, 12);
    expect(gain(0.5, 0, 0, 2)).toBeCloseTo(0.5, 12);
  });

  test('more acceptance never gains less', () => {
    const rate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 0, max: 16 }), (a, b, k) => {
        expect(gain(Math.max(a, b), k, 0.1)).toBeGreaterThanOrEqual(gain(Math.min(a, b), k, 0.1) - 1e-9);
      }),
    );
  });
});
