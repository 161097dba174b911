import { describe, expect, test } from 'vitest';
import { amdSmiReadings, rocmSmiReadings } from '../../../src/bench/power/amd.ts';
import { macmonReadings, mactopReadings, powermetricsReadings } from '../../../src/bench/power/mac.ts';
import { nvidiaReadings, throttleReasons } from '../../../src/bench/power/nvidia-smi.ts';
import { counterJoules, type Reading } from '../../../src/bench/power/provider.ts';

type Case = readonly [text: string, readings: readonly Reading[]];
const one = (device: string, watts: number): readonly Reading[] => [{ device, watts }];

describe('what a power meter prints', () => {
  test.for<Case>([
    ['0, 61.32', one('0', 61.32)],
    ['1, 402.10', one('1', 402.1)],
    ['0, 350.00, 0x0000000000000040', [{ device: '0', watts: 350, heldBackBy: ['thermal limit (hardware)'] }]],
    ['0, 350.00, [N/A]', [{ device: '0', watts: 350, heldBackBy: [] }]],
    ['0, [N/A]', []],
    ['0, [Not Supported]', []],
    ['0, ERR!', []],
    ['Failed to initialize NVML: Driver/library version mismatch', []],
    ['', []],
  ])('nvidia-smi: %s', ([line, readings]) => {
    expect(nvidiaReadings(line)).toEqual(readings);
  });

  test('throttle reasons are bits; idling is none', () => {
    expect(throttleReasons('0x0000000000000001')).toEqual([]);
    expect(throttleReasons('0x0000000000000024')).toEqual(['power limit', 'thermal limit (software)']);
    expect(throttleReasons('[N/A]')).toEqual([]);
  });

  test.for<Case>([
    ['[{"gpu":0,"power":{"socket_power":{"value":145,"unit":"W"}}}]', one('0', 145)],
    ['{"gpu_data":[{"gpu":0,"power":{"socket_power":{"value":99,"unit":"W"}}}]}', one('0', 99)],
    ['WARNING: User is missing the following groups\n[{"gpu":0,"power":{"socket_power":"250.0 W"}}]', one('0', 250)],
    ['[{"gpu":0,"power":{"average_socket_power":{"value":"N/A"},"current_socket_power":312}}]', one('0', 312)],
    ['[{"gpu":0,"power":{"socket_power":"N/A"}}]', []],
    ['AMD-SMI is not initialised', []],
    ['[{"gpu":0,"power":', []],
  ])('amd-smi: %s', ([text, readings]) => {
    expect(amdSmiReadings(text)).toEqual(readings);
  });

  test.for<Case>([
    ['{"card0": {"Average Graphics Package Power (W)": "19.0"}}', one('card0', 19)],
    ['{"card0": {"Current Socket Graphics Package Power (W)": "140.5"}}', one('card0', 140.5)],
    // The first die of an MI250 carries both.
    [
      '{"card0": {"Average Graphics Package Power (W)": "90.0"}, "card1": {"Average Graphics Package Power (W)": "N/A (Secondary die)"}}',
      one('card0', 90),
    ],
    ['{}', []],
  ])('rocm-smi: %s', ([text, readings]) => {
    expect(rocmSmiReadings(text)).toEqual(readings);
  });

  test.for<Case>([
    ['{"cpu_power":4.1,"gpu_power":31.5,"all_power":35.6,"sys_power":48.2}', one('system', 48.2)],
    ['{"cpu_power":4.1,"all_power":35.6}', one('system', 35.6)],
    // macOS 27 reports no processor power: what is left of the sum says nothing.
    ['{"cpu_power":0,"gpu_power":0,"all_power":0.2}', []],
    ['not json', []],
  ])('macmon: %s', ([line, readings]) => {
    expect(macmonReadings(line)).toEqual(readings);
  });

  test.for<Case>([
    ['[{"soc_metrics":{"cpu_power":3,"system_power":52.5,"total_power":40}}', one('system', 52.5)],
    [',{"soc_metrics":{"total_power":40}}', one('system', 40)],
    [']', []],
  ])('mactop: %s', ([line, readings]) => {
    expect(mactopReadings(line)).toEqual(readings);
  });

  test.for<Case>([
    ['Combined Power (CPU + GPU + ANE): 4100 mW', one('soc', 4.1)],
    ['Package Power: 9120 mW', one('soc', 9.12)],
    ['CPU Power: 947 mW', []],
    ['*** Sampled system activity (Wed Nov 19 10:12:13 2026) (504.51ms elapsed) ***', []],
  ])('powermetrics: %s', ([line, readings]) => {
    expect(powermetricsReadings(line)).toEqual(readings);
  });

  test('an energy counter goes on over its wrap', () => {
    expect(counterJoules(1_000_000, 3_000_000, undefined)).toBe(2);
    expect(counterJoules(262_143_000_000, 1_000_000, 262_143_328_850)).toBeCloseTo(1.32885, 5);
  });
});
