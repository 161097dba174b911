import { type Assumption, exactly } from '../core/assumption.ts';
import { POWER, PSU_LOAD_SHARE } from '../core/defaults/power.ts';
import { measurementIds } from '../core/evaluation/measured.ts';
import { RequestError } from '../core/failure.ts';
import { type MachineWatts, machineWatts } from '../core/power/machine-watts.ts';
import {
  amps,
  breakerAmps,
  btuPerHour,
  energyUse,
  joulesPerToken,
  kgCo2PerYear,
  psuRatingWatts,
  timeOfUsePrice,
} from '../core/power/power.ts';
import type { MeasuredWatts, Warning } from '../core/types.ts';
import { MONTHS_PER_YEAR } from '../core/units.ts';
import { POWER_KEYS } from '../scenario/calculator-keys.ts';
import { Resolution } from '../scenario/context.ts';
import type { Layer } from '../scenario/judge.ts';
import { resolveMachine } from '../scenario/machine.ts';
import { countAndName } from '../scenario/options.ts';
import { type RecordKeys, readRecord } from '../scenario/record.ts';
import { carbonOf, carbonRow, electricityOf, isIn, pueOf, siteOf } from '../scenario/site.ts';
import { parseTariff } from '../scenario/tariff.ts';
import type { Answer } from './answer.ts';
import type { BatchEvaluator } from './batch.ts';
import { nearestOf } from './input-keys.ts';
import type { PowerResult } from './power-result.ts';
import { BUILTIN_TABLES } from './tables.ts';

/** Volts of the two circuits shown. */
const VOLTS = { northAmerica: 120, europe: 230 } as const;
const SUPPLY_STEP_WATTS = 50;
const DEFAULT_HOURS = 8;
const DEFAULT_LIFE_YEARS = 5;

export interface PowerRequest {
  readonly layers: readonly Layer[];
  readonly mode: 'interactive' | 'batch';
}

const TEXT_KEYS = ['hardware', 'region', 'site', 'sleep', 'tariff'] as const;
const KEYS: RecordKeys = { known: new Set([...POWER_KEYS.map((spec) => spec.key), ...TEXT_KEYS]), aliases: {} };

/** Watts, energy, cost, heat, circuit and carbon of one machine. @throws RequestError with every problem. */
export function power(request: PowerRequest): Answer<PowerResult> {
  const resolution = new Resolution({
    name: 'power',
    layers: request.layers,
    options: [],
    mode: request.mode,
    tables: BUILTIN_TABLES,
    seed: 0,
  });
  resolution.judgeAll();
  const resolved = resolvePower(resolution);
  if (resolved === null || resolution.problems.length > 0) throw new RequestError(resolution.problems);
  return {
    command: 'power',
    inputs: Object.assign({}, ...[...request.layers].reverse().map((layer) => layer.values)),
    assumptions: resolved.assumptions,
    result: { ...powerResult(resolved), ...restsOn(resolved.assumptions) },
    warnings: [...resolution.warnings, ...resolved.warnings],
    seed: 0,
  };
}

export const powerRecord: BatchEvaluator = (record) => {
  const { layer, problems } = readRecord(record, nearestOf([...KEYS.known]), KEYS);
  if (problems.length > 0) throw new RequestError(problems);
  const { result, warnings } = power({ layers: [layer], mode: 'batch' });
  return { result, warnings };
};

interface ResolvedPower {
  readonly machine: string;
  readonly loadWatts: number;
  readonly idleWatts: number;
  readonly hoursPerDay: number;
  readonly onHoursPerDay: number;
  readonly sleepWatts: number;
  readonly pue: number;
  readonly usdPerKilowattHour: number;
  readonly kgCo2PerKilowattHour: number;
  readonly carbonBasis: string | null;
  readonly carbonAsOf: string | null;
  readonly tokensPerSecond: number | null;
  readonly embodiedKg: number;
  readonly lifeYears: number;
  readonly assumptions: readonly Assumption[];
  readonly warnings: readonly Warning[];
}

function resolvePower(resolution: Resolution): ResolvedPower | null {
  const watts = wattsOf(resolution);
  const site = siteOf(resolution, 0);
  const pue = resolution.has('pue') || resolution.has('site') ? pueOf(resolution, site) : onePue();
  const hours = resolution.typedNumber('hoursPerDay') ?? typedDefault('hoursPerDay', DEFAULT_HOURS, 'h/day');
  const flat = electricityOf(resolution, site);
  const carbon = carbonOf(resolution);
  const region = resolution.text('region') ?? 'US';
  const grid = carbonRow(resolution.request.tables.carbon(isIn(region)), region);
  if (watts === null) return null;
  const sleeps = resolution.isOn('sleep');
  return {
    ...watts,
    hoursPerDay: hours.value,
    onHoursPerDay: sleeps ? hours.value : 24,
    sleepWatts: resolution.typedNumber('sleepWatts')?.value ?? 0,
    pue: pue.value,
    usdPerKilowattHour: tariffPrice(resolution, flat.value, hours.value),
    kgCo2PerKilowattHour: carbon.value,
    carbonBasis: grid?.basis ?? null,
    carbonAsOf: grid?.asOf ?? null,
    tokensPerSecond: resolution.typedNumber('tokensPerSecond')?.value ?? null,
    embodiedKg: resolution.typedNumber('embodiedKg')?.value ?? 0,
    lifeYears: resolution.typedNumber('lifeYears')?.value ?? DEFAULT_LIFE_YEARS,
    assumptions: [...watts.assumptions, hours, pue, flat, carbon],
  };
}

const typedDefault = (id: string, value: number, unit: string) =>
  exactly({ id, value, unit, origin: 'default', source: null, asOf: null });
const onePue = (): Assumption => typedDefault('pue', 1, 'ratio');

/** With a tariff the working hours pay its bands; idle hours are taken at the same mean. */
function tariffPrice(resolution: Resolution, otherwise: number, hours: number): number {
  const text = resolution.text('tariff');
  if (text === undefined) return otherwise;
  const bands = parseTariff(text);
  if (bands === null) {
    resolution.invalid(
      'tariff',
      text,
      'is not a tariff',
      'write bands as `16-21=0.50,0-6=0.10`: hours and USD per kWh',
    );
    return otherwise;
  }
  return timeOfUsePrice({ bands, otherwise, startHour: resolution.typedNumber('startHour')?.value ?? 9, hours });
}

type Watts = Pick<ResolvedPower, 'machine' | 'loadWatts' | 'idleWatts' | 'assumptions' | 'warnings'>;

/** Typed watts, or the machine's own; typed idle watts beside a machine replace its. */
function wattsOf(resolution: Resolution): Watts | null {
  const typed = resolution.typedNumber('watts');
  const idle = resolution.typedNumber('idleWatts');
  const name = resolution.text('hardware');
  if (typed !== null && name === undefined) {
    const idleWatts = idle?.value ?? 0;
    const assumptions = [typed, idle ?? typedDefault('idleWatts', 0, 'W')];
    return { machine: `${typed.value} W`, loadWatts: typed.value, idleWatts, assumptions, warnings: idleNote(idle) };
  }
  if (name === undefined) {
    if (!resolution.has('watts')) missingMachine(resolution);
    return null;
  }
  return machineOf(resolution, name, { typed, idle });
}

function missingMachine(resolution: Resolution): void {
  resolution.problems.push({
    kind: 'usage',
    message: 'nothing says what draws power',
    hint: 'name hardware, for example `hwroi power rtx-4090`, or give `--watts 450`',
  });
}

const idleNote = (idle: Assumption | null): readonly Warning[] =>
  idle === null
    ? [
        {
          kind: 'assumed',
          what: '--idle-watts',
          value: '0 W',
          why: 'only load watts were given; a machine left on draws more',
        },
      ]
    : [];

function machineOf(
  resolution: Resolution,
  text: string,
  typed: { readonly typed: Assumption | null; readonly idle: Assumption | null },
): Watts | null {
  const { count, name } = countAndName(text);
  const devices = resolution.typedNumber('count')?.value ?? count;
  const machine = resolveMachine(resolution, { name, count: devices, memoryGiB: null });
  if (machine === null) return null;
  const { hardware } = machine.device;
  const concurrency = resolution.typedNumber('concurrency')?.value ?? 1;
  const measured = resolution.request.tables.measuredWatts?.(machine.device) ?? null;
  const found = machineWatts({
    hardware,
    count: machine.device.count,
    system: machine.system,
    concurrency,
    measured,
  });
  const units = machine.minimumUnits;
  return {
    machine: units > 1 ? `${units} × ${machine.label}` : machine.label,
    loadWatts: typed.typed?.value ?? found.loadWatts * units,
    idleWatts: typed.idle?.value ?? found.idleWatts * units,
    assumptions: [
      ...(typed.typed === null ? [] : [typed.typed]),
      ...(typed.idle === null ? [] : [typed.idle]),
      ...found.assumptions,
      ...measuredAssumptions(found),
    ],
    warnings: [],
  };
}

function restsOn(assumptions: readonly Assumption[]): Pick<PowerResult, 'measurements'> {
  const measurements = measurementIds(assumptions.filter((one) => one.origin === 'measured'));
  return measurements.length === 0 ? {} : { measurements };
}

/** Watts that a measurement gave, as assumptions of that origin. */
function measuredAssumptions(found: MachineWatts): readonly Assumption[] {
  const one = (id: string, value: number, source: string, by: MeasuredWatts | null): readonly Assumption[] =>
    by === null ? [] : [exactly({ id, value, unit: 'W', origin: 'measured', source, asOf: by.asOf })];
  return [
    ...one('load-watts', found.loadWatts, found.loadSource, found.loadMeasured),
    ...one('idle-watts', found.idleWatts, found.idleSource, found.idleMeasured),
  ];
}

function powerResult(p: ResolvedPower): PowerResult {
  const energy = energyUse({ ...p, loadHoursPerDay: p.hoursPerDay });
  const usdPerYear = energy.kilowattHoursPerYear * p.usdPerKilowattHour;
  const perToken =
    p.tokensPerSecond !== null && p.tokensPerSecond > 0 ? joulesPerToken(p.loadWatts, p.tokensPerSecond) : null;
  const breaker120 = breakerAmps(p.loadWatts, VOLTS.northAmerica);
  const breaker230 = breakerAmps(p.loadWatts, VOLTS.europe);
  const beyond = 'above-100-amps';
  // Components draw less than the wall by the supply's loss.
  const supply = psuRatingWatts(p.loadWatts * POWER.psuEfficiency.value, PSU_LOAD_SHARE.value);
  return {
    machine: p.machine,
    loadWatts: p.loadWatts,
    idleWatts: p.idleWatts,
    hoursPerDay: p.hoursPerDay,
    pue: p.pue,
    averageWatts: energy.averageWatts,
    kilowattHoursPerYear: energy.kilowattHoursPerYear,
    usdPerKilowattHour: p.usdPerKilowattHour,
    usdPerYear,
    usdPerMonth: usdPerYear / MONTHS_PER_YEAR,
    btuPerHour: btuPerHour(p.loadWatts),
    amps120V: amps(p.loadWatts, VOLTS.northAmerica),
    amps230V: amps(p.loadWatts, VOLTS.europe),
    breakerAmps120V: breaker120,
    breakerAmps230V: breaker230,
    psuWatts: Math.ceil(supply / SUPPLY_STEP_WATTS) * SUPPLY_STEP_WATTS,
    kgCo2PerKilowattHour: p.kgCo2PerKilowattHour,
    kgCo2PerYear: kgCo2PerYear({ ...energy, ...p }),
    carbonBasis: p.carbonBasis,
    carbonAsOf: p.carbonAsOf,
    joulesPerToken: perToken,
    reasons: {
      ...(p.carbonBasis === null ? { carbonBasis: 'no-grid-data' } : {}),
      ...(p.carbonAsOf === null ? { carbonAsOf: 'no-date' } : {}),
      ...(perToken === null ? { joulesPerToken: 'no-speed' } : {}),
      ...(breaker120 === null ? { breakerAmps120V: beyond } : {}),
      ...(breaker230 === null ? { breakerAmps230V: beyond } : {}),
    },
  };
}
