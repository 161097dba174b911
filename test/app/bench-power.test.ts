import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dischargingBattery, drawsFromBattery, heldBackWarnings, slowdown } from '../../src/app/bench/conditions.ts';
import { type PowerLog, powerOf } from '../../src/app/bench/power.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const samples = (from: number, to: number, watts: number) =>
  Array.from({ length: (to - from) / 100 + 1 }, (_, i) => ({ atMs: from + i * 100, watts }));
const phases = {
  prefill: { segments: [[0, 1000] as const], tokensPerSecond: 2000 },
  decode: { segments: [[2000, 4000] as const], tokensPerSecond: 50 },
};
const log = (change: object = {}): PowerLog => ({
  kind: 'sampled',
  meter: 'nvidia-smi',
  scope: 'gpu',
  samples: [...samples(0, 1000, 400), ...samples(2000, 4000, 300)],
  idleWatts: 50,
  heldBackShare: new Map(),
  ...change,
});

describe('watts of a run', () => {
  test('joules a token are watts by tokens a second, gross and net of idle, each phase by itself', () => {
    // Decode: 300 W ÷ 50 tok/s = 6 J; net (300 − 50) ÷ 50 = 5 J. Prefill: 400 ÷ 2000 = 0.2 J, net 0.175 J.
    const power = powerOf(log(), phases);
    expect(power).toMatchObject({ loadWatts: 300, idleWatts: 50, powerScope: 'gpu' });
    expect(power.joulesPerToken?.decode?.gross).toBeCloseTo(6, 9);
    expect(power.joulesPerToken?.decode?.net).toBeCloseTo(5, 9);
    expect(power.joulesPerToken?.prefill?.gross).toBeCloseTo(0.2, 9);
    expect(power.joulesPerToken?.prefill?.net).toBeCloseTo(0.175, 9);
  });

  test('a phase too short for its meter has no energy, and says so', () => {
    const short = { ...phases, decode: { segments: [[2000, 2010] as const], tokensPerSecond: 50 } };
    expect(powerOf(log(), short).joulesPerToken?.decode).toBeNull();
    const none = powerOf(log({ samples: [], idleWatts: null }), phases);
    expect(none).toMatchObject({ loadWatts: null, reasons: { loadWatts: 'too-short-to-sample' } });
  });

  test('typed watts are those of the wall', () => {
    const power = powerOf({ kind: 'typed', idleWatts: 60, loadWatts: 420 }, phases);
    expect(power).toMatchObject({ powerScope: 'wall', loadWatts: 420, idleWatts: 60 });
    expect(power.joulesPerToken?.decode?.net).toBeCloseTo(7.2, 9);
  });

  test('without a meter every figure is null with the reason', () => {
    const power = powerOf({ kind: 'none', reason: 'no-power-meter', hint: null }, phases);
    expect(power).toMatchObject({ loadWatts: null, joulesPerToken: null, reasons: { powerScope: 'no-power-meter' } });
  });
});

describe('what makes a machine slower than it is', () => {
  test('repetitions that fall are seen, scatter and few repetitions are not', () => {
    // Medians 99.5 and 89.5.
    expect(slowdown([100, 99, 90, 89])).toBeCloseTo(99.5 / 89.5, 9);
    expect(slowdown([95, 100, 95, 100])).toBeCloseTo(1, 9);
    expect(slowdown([100, 80])).toBeNull();
  });

  test('pmset says what the power comes from', () => {
    expect(drawsFromBattery("Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)	85%; discharging")).toBe(
      true,
    );
    expect(drawsFromBattery("Now drawing from 'AC Power'")).toBe(false);
  });

  test('limits a driver reports are told with their share of the time, short ones are not', () => {
    const held = new Map([
      ['power limit', 0.62],
      ['thermal limit (software)', 0.03],
    ]);
    const warnings = heldBackWarnings(log({ heldBackShare: held })).map((one) => ('text' in one ? one.text : ''));
    expect(warnings).toEqual([expect.stringMatching(/^for 62% of the run .* power limit/)]);
    expect(heldBackWarnings({ kind: 'none', reason: 'no-power-meter', hint: null })).toEqual([]);
  });

  test.for<readonly [type: string, status: string, on: boolean]>([
    ['Battery', 'Discharging', true],
    ['Battery', 'Charging', false],
    ['Battery', 'Full', false],
    ['Mains', 'Discharging', false],
  ])('the kernel’s power supply %s %s: on battery %s', async ([type, status, on]) => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'BAT0'));
    writeFileSync(join(root, 'BAT0', 'type'), `${type}\n`);
    writeFileSync(join(root, 'BAT0', 'status'), `${status}\n`);
    expect(await dischargingBattery(root)).toBe(on);
  });

  test('a machine without power supplies is not on battery', async () => {
    expect(await dischargingBattery(join(temporaryFolder(), 'none'))).toBe(false);
  });
});
