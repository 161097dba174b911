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

/**
 * How measurements correct an estimate (core/calibrate.ts). The spreads of log(measured ÷ predicted) are fitted
 * (`correction` in data/engines.json), with what two workloads share of them; those here stand in where a set of constants
 * has none.
 */
export const CORRECTION: Readonly<
  Record<
    | 'machine'
    | 'unfitted'
    | 'workload'
    | 'otherSetup'
    | 'common'
    | 'perSize'
    | 'perContext'
    | 'perLoad'
    | 'otherFormat'
    | 'otherKind'
    | 'run'
    | 'typed'
    | 'lengthScale'
    | 'contextFloor'
    | 'unusable'
    | 'fewRuns',
    Judgment
  >
> = {
  machine: {
    id: 'correction.machine-spread',
    value: 0.1,
    low: 0.03,
    high: 0.3,
    unit: 'log ratio',
    why: 'what all runs on one machine have in common; about that of the fitted classes',
    ...rest,
  },
  unfitted: {
    id: 'correction.unfitted-machine-spread',
    value: 0.55,
    low: 0.4,
    high: 0.9,
    unit: 'log ratio',
    why: 'the same of a processor: none was fitted, and its memory channels are often assumed; a factor of two either way',
    ...rest,
  },
  workload: {
    id: 'correction.workload-spread',
    value: 0.1,
    low: 0.05,
    high: 0.2,
    unit: 'log ratio',
    why: 'how far models and formats stray from what their machine and engine have in common',
    ...rest,
  },
  otherSetup: {
    id: 'correction.other-setup',
    value: 0.5,
    low: 0,
    high: 1,
    unit: 'ratio',
    why: 'another engine or backend reads the same memory with other kernels: about half of an error stays',
    ...rest,
  },
  common: {
    id: 'correction.common-share',
    value: 0.3,
    low: 0,
    high: 1,
    unit: 'ratio',
    why: 'what every run on a machine shares, as fitted where there are enough machines',
    ...rest,
  },
  perSize: {
    id: 'correction.per-size',
    value: 0.5,
    low: 0.1,
    high: 1,
    unit: '1',
    why: 'small models are held up by overhead, large ones by memory',
    ...rest,
  },
  perContext: {
    id: 'correction.per-context',
    value: 0.3,
    low: 0,
    high: 1,
    unit: '1',
    why: 'long contexts read the cache and compute attention',
    ...rest,
  },
  perLoad: {
    id: 'correction.per-load',
    value: 0.3,
    low: 0,
    high: 1,
    unit: '1',
    why: 'many streams are held up by arithmetic, one by memory',
    ...rest,
  },
  otherFormat: {
    id: 'correction.other-format',
    value: 0.5,
    low: 0,
    high: 1,
    unit: '1',
    why: 'each format has kernels of its own',
    ...rest,
  },
  otherKind: {
    id: 'correction.other-kind',
    value: 0.5,
    low: 0,
    high: 2,
    unit: '1',
    why: 'experts are read and multiplied by kernels of their own',
    ...rest,
  },
  run: {
    id: 'correction.run-spread',
    value: 0.03,
    low: 0.01,
    high: 0.06,
    unit: 'log ratio',
    why: 'repeatability of a run on a quiet machine from one day to the next; a run that scatters more counts for less',
    ...rest,
  },
  typed: {
    id: 'correction.typed-spread',
    value: 0.1,
    low: 0.05,
    high: 0.2,
    unit: 'log ratio',
    why: 'a figure read off a screen says nothing about its spread, nor exactly which lengths it was for',
    ...rest,
  },
  lengthScale: {
    id: 'correction.length-scale',
    value: 1.5,
    low: 0.7,
    high: 3,
    unit: 'log ratio',
    why: 'two lengths or loads of one model a factor of 4.5 apart share a third of what is its own',
    ...rest,
  },
  contextFloor: {
    id: 'correction.context-floor',
    value: 1024,
    low: 256,
    high: 4096,
    unit: 'tokens',
    why: 'below about a thousand tokens the cache is too small to matter to speed',
    ...rest,
  },
  unusable: {
    id: 'correction.unusable-coefficient',
    value: 0.15,
    low: 0.1,
    high: 0.25,
    unit: 'coefficient of variation',
    why: 'two busy loops on two cores give 0.22–0.30: such a run measures the other programs',
    ...rest,
  },
  fewRuns: {
    id: 'correction.few-runs',
    value: 0.05,
    low: 0.02,
    high: 0.1,
    unit: 'log ratio',
    why: 'spread taken for a benchmark that was repeated once and so shows none',
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
