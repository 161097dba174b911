import { describe, expect, test } from 'vitest';
import { APPLE_MAXIMUM_WATTS, LOAD_SHARE, POWER } from '../../../src/core/defaults/power.ts';
import { type MachineWattsInput, machineWatts } from '../../../src/core/power/machine-watts.ts';
import type { Hardware, HardwareKind, MeasuredWatts, PowerScope, System } from '../../../src/core/types.ts';
import { bytes, watts } from '../../../src/core/units.ts';
import { CARD } from '../performance/round-figures.ts';

/** What the judgments say; the arithmetic with them is worked out here. */
const SUPPLY = POWER.psuEfficiency.value;
const HOST = POWER.hostLoadWatts.value;
const SERVER = POWER.serverLoadWattsPerCard.value;
const share = (kind: keyof typeof LOAD_SHARE, many = false): number =>
  many ? LOAD_SHARE[kind].batched.value : LOAD_SHARE[kind].single.value;

const rated = (kind: HardwareKind, tdp: number | null = 300, change: Partial<Hardware> = {}): Hardware => ({
  ...CARD,
  kind,
  tdpWatts: tdp === null ? null : watts(tdp),
  ...change,
});
const SYSTEM: System = {
  id: 'round-system',
  name: 'Round system',
  aliases: [],
  hardwareId: null,
  hardwareCount: 1,
  memoryBytes: bytes(0),
  systemRamBytes: null,
  prices: [],
  idleWattsWall: null,
  loadWattsWall: null,
  powerSource: null,
  psuWatts: null,
  formFactor: null,
  pcieLanes: null,
  pcieGeneration: null,
  noiseOrCooling: null,
  rackUnits: null,
  notes: null,
  source: null,
  asOf: null,
};
const of = (change: Partial<MachineWattsInput> = {}) =>
  machineWatts({ hardware: rated('discrete-gpu'), count: 1, system: null, concurrency: 1, ...change });
const load = (change: Partial<MachineWattsInput>): number => of(change).loadWatts;
const idle = (change: Partial<MachineWattsInput>): number => of(change).idleWatts;
const ids = (change: Partial<MachineWattsInput>): readonly string[] => of(change).assumptions.map(({ id }) => id);

describe('working, estimated', () => {
  test('cards and host through the supply', () => {
    expect(load({})).toBeCloseTo((300 * share('consumer-card') + HOST) / SUPPLY, 9);
    expect(load({ count: 4 })).toBeCloseTo((4 * 300 * share('consumer-card') + HOST) / SUPPLY, 9);
    expect(load({ hardware: rated('datacenter-gpu') })).toBeCloseTo(
      Math.max((300 * share('datacenter-card') + HOST) / SUPPLY, POWER.idleWattsPc.value),
      9,
    );
  });

  test('from four streams on a card draws as with many', () => {
    const many = (300 * share('consumer-card', true) + HOST) / SUPPLY;
    expect(load({ concurrency: 3 })).toBeCloseTo(load({}), 9);
    expect(load({ concurrency: 4 })).toBeCloseTo(many, 9);
    expect(load({ concurrency: 400 })).toBeCloseTo(many, 9);
  });

  test('from five cards on the host is a server, whose supply is counted with it', () => {
    const hardware = rated('datacenter-gpu', 1000);
    expect(load({ hardware, count: 5, concurrency: 9 })).toBeCloseTo(
      5 * (1000 * share('datacenter-card', true) + SERVER),
      9,
    );
    expect(load({ hardware, count: 4, concurrency: 9 })).toBeCloseTo(
      (4 * 1000 * share('datacenter-card', true) + HOST) / SUPPLY,
      9,
    );
  });

  test('without a rating what it typically draws stands in; without both it draws as idle', () => {
    const typical = rated('discrete-gpu', null, { typicalInferenceWatts: watts(200) });
    expect(load({ hardware: typical })).toBeCloseTo((200 * share('consumer-card') + HOST) / SUPPLY, 9);
    const both = rated('discrete-gpu', 300, { typicalInferenceWatts: watts(200) });
    expect(load({ hardware: both })).toBeCloseTo(load({}), 9);
    for (const hardware of [rated('discrete-gpu', null), null])
      expect(of({ hardware })).toMatchObject({
        loadWatts: POWER.idleWattsPc.value,
        idleWatts: POWER.idleWattsPc.value,
        loadSource: 'no rating known',
        assumptions: [{ id: 'idle.pc' }],
      });
  });

  test('of a machine that states it at the wall: that; of an Apple one its share of the maximum', () => {
    const system = { ...SYSTEM, loadWattsWall: watts(500) };
    expect(load({ system })).toBe(500);
    expect(ids({ system })).toEqual(['idle.pc']);
    const apple = { hardware: rated('apple-soc'), system };
    expect(load(apple)).toBeCloseTo(500 * share('apple'), 9);
    expect(load({ ...apple, concurrency: 8 })).toBeCloseTo(500 * share('apple', true), 9);
    expect(ids(apple)).toEqual(['idle.mac', 'load-share.apple']);
  });

  test('never less than idle', () => {
    expect(load({ system: { ...SYSTEM, loadWattsWall: watts(10), idleWattsWall: watts(20) } })).toBe(20);
  });

  describe('of an Apple chip without a machine', () => {
    const chip = (name: string, tdp: number | null = null) => rated('apple-soc', tdp, { name });

    test('the rating, where there is one', () => {
      expect(load({ hardware: chip('Apple M4', 100), count: 2 })).toBeCloseTo(2 * 100 * share('apple'), 9);
      expect(ids({ hardware: chip('Apple M4', 100) })).toEqual(['idle.mac', 'load-share.apple']);
    });

    test.each([
      ['Apple M4', 'base'],
      ['Apple M4 Pro', 'pro'],
      ['Apple M3 MAX 40-core', 'max'],
      ['Apple M2 Ultra', 'ultra'],
      ['Apple Maximum', 'base'],
      ['Apple Promax', 'base'],
    ] as const)('%s: the maximum of its size (%s)', (name, size) => {
      expect(load({ hardware: chip(name), count: 2 })).toBeCloseTo(
        2 * APPLE_MAXIMUM_WATTS[size].value * share('apple'),
        9,
      );
      expect(ids({ hardware: chip(name) })).toEqual(['idle.mac', 'load-share.apple', `apple-maximum.${size}`]);
    });
  });
});

describe('waiting, estimated', () => {
  test.each<[string, HardwareKind, number, number]>([
    ['a PC with one card', 'discrete-gpu', 1, POWER.idleWattsPc.value],
    ['a PC with a further two', 'discrete-gpu', 3, POWER.idleWattsPc.value + 2 * POWER.idleWattsFurtherCard.value],
    ['a PC with none', 'discrete-gpu', 0, POWER.idleWattsPc.value],
    ['six desktop cards', 'discrete-gpu', 6, POWER.idleWattsPc.value + 5 * POWER.idleWattsFurtherCard.value],
    ['four server cards', 'datacenter-gpu', 4, POWER.idleWattsPc.value + 3 * POWER.idleWattsFurtherCard.value],
    ['five server cards, of a server of eight', 'datacenter-gpu', 5, (POWER.idleWattsServer.value * 5) / 8],
    ['sixteen server cards', 'accelerator', 16, POWER.idleWattsServer.value * 2],
    ['three Macs', 'apple-soc', 3, POWER.idleWattsMac.value * 3],
    ['two machines of shared memory', 'apu', 2, POWER.idleWattsApu.value * 2],
  ])('%s', (_, kind, count, expected) => {
    expect(idle({ hardware: rated(kind), count })).toBeCloseTo(expected, 9);
  });

  test('of a machine that states it at the wall: that, on no judgment', () => {
    const system = { ...SYSTEM, idleWattsWall: watts(33), loadWattsWall: watts(99) };
    expect(of({ system })).toMatchObject({ idleWatts: 33, loadWatts: 99, assumptions: [] });
    expect(of({ system }).idleSource).toBe('machine, at the wall');
  });

  test('names the judgments it rests on, those of waiting first', () => {
    expect(ids({})).toEqual(['idle.pc', 'load-share.consumer', 'host-load.pc', 'psu-efficiency']);
    expect(ids({ hardware: rated('datacenter-gpu'), count: 8, concurrency: 9 })).toEqual([
      'idle.server',
      'load-share.datacenter-batched',
      'host-load.server',
    ]);
  });
});

describe('measured', () => {
  const at = (scope: PowerScope, change: Partial<MeasuredWatts> = {}): MeasuredWatts => ({
    id: 'run-1',
    asOf: '2026-11-20',
    loadWatts: 450,
    idleWatts: 45,
    scope,
    ...change,
  });

  test('at the wall: as it is, on no judgment', () => {
    const measured = at('wall');
    expect(of({ measured })).toEqual({
      loadWatts: 450,
      idleWatts: 45,
      loadSource: 'measured at the wall (run-1)',
      idleSource: 'measured at the wall (run-1)',
      loadMeasured: measured,
      idleMeasured: measured,
      assumptions: [],
    });
  });

  test('of the system: through the supply', () => {
    const measured = at('system');
    const found = of({ measured });
    expect([found.loadWatts, found.idleWatts]).toEqual([450 / SUPPLY, 45 / SUPPLY]);
    expect([found.loadMeasured, found.idleMeasured]).toEqual([measured, measured]);
    expect(ids({ measured })).toEqual(['psu-efficiency', 'psu-efficiency']);
  });

  test.each(['board', 'gpu', 'package', 'soc'] as const)('of a %s: what it does not see is added', (scope) => {
    const measured = at(scope);
    expect(load({ measured })).toBeCloseTo((450 + HOST) / SUPPLY, 9);
    expect(load({ measured, count: 4 })).toBeCloseTo((450 + HOST) / SUPPLY, 9);
    expect(load({ measured, count: 5 })).toBeCloseTo(450 + 5 * SERVER, 9);
    expect(load({ measured, hardware: rated('apple-soc') })).toBeCloseTo(450 + POWER.idleWattsMac.value, 9);
    expect(ids({ measured })).toEqual(['idle.pc', 'host-load.pc', 'psu-efficiency']);
    expect(ids({ measured, count: 5 })).toEqual(['idle.pc', 'host-load.server']);
    expect(ids({ measured, hardware: rated('apple-soc') })).toEqual(['idle.mac', 'idle.mac']);
    // Idle counts the whole machine: such a meter does not replace it.
    expect(of({ measured })).toMatchObject({ idleWatts: POWER.idleWattsPc.value, idleMeasured: null });
    expect(of({ measured }).loadMeasured).toBe(measured);
  });

  test('what was not measured is estimated', () => {
    const loadOnly = at('wall', { idleWatts: null });
    expect(of({ measured: loadOnly })).toMatchObject({ loadWatts: 450, idleWatts: POWER.idleWattsPc.value });
    expect(of({ measured: loadOnly }).idleMeasured).toBeNull();
    const idleOnly = at('wall', { loadWatts: null });
    expect(of({ measured: idleOnly })).toMatchObject({ loadWatts: load({}), idleWatts: 45, loadMeasured: null });
    expect(of({ measured: null })).toEqual(of());
  });

  test('wins over what the machine states', () => {
    const system = { ...SYSTEM, idleWattsWall: watts(33), loadWattsWall: watts(99) };
    expect(of({ system, measured: at('wall') })).toMatchObject({ loadWatts: 450, idleWatts: 45 });
  });
});
