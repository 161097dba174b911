import type { Judgment } from './judgment.ts';

const rest = { source: null, asOf: null };

/** What a processor the catalog does not have is taken for, until it has been measured. */
export const THIS_CPU: { readonly bandwidth: Judgment; readonly flopsPerCore: Judgment } = {
  bandwidth: {
    id: 'this-cpu-bandwidth',
    value: 50,
    low: 15,
    high: 300,
    unit: 'GB/s',
    why: 'two channels of DDR4-3200; a guest machine gets a share, a server has up to twelve channels',
    ...rest,
  },
  flopsPerCore: {
    id: 'this-cpu-flops-per-core',
    value: 60,
    low: 20,
    high: 150,
    unit: 'GFLOP/s a core',
    why: 'AVX2 with two FMA units near 2 GHz does 64 in fp32; AVX-512 doubles it, a shared core halves it',
    ...rest,
  },
};

/** How measurements correct an estimate (core/calibrate.ts): spreads of log(measured ÷ predicted). */
export const CORRECTION: Readonly<Record<'machine' | 'workload' | 'run' | 'typed', Judgment>> = {
  machine: {
    id: 'correction.machine-spread',
    value: 0.2,
    low: 0.1,
    high: 0.4,
    unit: 'log ratio',
    why: 'what one device’s runs have in common: the spread of per-device errors where the device was not fitted',
    ...rest,
  },
  workload: {
    id: 'correction.workload-spread',
    value: 0.08,
    low: 0.04,
    high: 0.15,
    unit: 'log ratio',
    why: 'how far other models and formats on the same device stray from its common error',
    ...rest,
  },
  run: {
    id: 'correction.run-spread',
    value: 0.03,
    low: 0.01,
    high: 0.06,
    unit: 'log ratio',
    why: 'repeatability of a run on a quiet machine; a run that scatters more counts for less',
    ...rest,
  },
  typed: {
    id: 'correction.typed-spread',
    value: 0.1,
    low: 0.05,
    high: 0.2,
    unit: 'log ratio',
    why: 'a figure read off a screen says nothing about its spread',
    ...rest,
  },
};

/** How an endpoint is loaded where nothing else is said. */
export const LOAD: Readonly<Record<'requestsPerStream' | 'requestsAtLeast' | 'openSeconds' | 'failedShare', Judgment>> =
  {
    requestsPerStream: {
      id: 'load.requests-per-stream',
      value: 4,
      low: 2,
      high: 20,
      unit: 'requests',
      why: 'a level is full for three quarters of its time, and a CPU server is done in minutes',
      ...rest,
    },
    requestsAtLeast: {
      id: 'load.requests-at-least',
      value: 10,
      low: 5,
      high: 100,
      unit: 'requests',
      why: 'a median of ten is within a few percent on a quiet machine; a p99 needs hundreds',
      ...rest,
    },
    openSeconds: {
      id: 'load.open-loop-duration',
      value: 60,
      low: 10,
      high: 600,
      unit: 's',
      why: 'long enough for a queue to show at the rates one machine serves',
      ...rest,
    },
    failedShare: {
      id: 'load.failed-share',
      value: 0.01,
      low: 0,
      high: 0.05,
      unit: 'ratio',
      why: 'a level at which more than one request in a hundred fails is not held, whatever the rest took',
      ...rest,
    },
  };
