import type { CommandModule } from './command.ts';

export type CommandGroup = 'decide' | 'measure' | 'calculate' | 'look up';

export interface CommandEntry {
  readonly name: string;
  readonly group: CommandGroup;
  readonly summary: string;
  /** Loaded when the command is run or asked for its help, never before. */
  readonly load: () => Promise<CommandModule>;
}

/** Every command, in the order `hwroi --help` shows them. One line each; the module is loaded when run. */
export const COMMANDS: readonly CommandEntry[] = [
  // decide
  {
    name: 'breakeven',
    group: 'decide',
    summary: 'when owning beats renting and the API: month, load, odds, what flips it',
    load: () => import('./commands/breakeven.ts'),
  },
  {
    name: 'compare',
    group: 'decide',
    summary: 'options at equal work: who can do it, for how many, at what cost; ratios, quotes, harness',
    load: () => import('./commands/compare.ts'),
  },
  {
    name: 'recommend',
    group: 'decide',
    summary: 'the best of the catalog for a workload, a budget and limits, and why',
    load: () => import('./commands/recommend.ts'),
  },
  {
    name: 'report',
    group: 'decide',
    summary: 'a decision document: Markdown, or one HTML file with charts',
    load: () => import('./commands/report.ts'),
  },
  {
    name: 'plan',
    group: 'decide',
    summary: 'growth: when this tier is full and what comes next; own base + burst; budgets',
    load: () => import('./commands/plan.ts'),
  },
  {
    name: 'check',
    group: 'decide',
    summary: 'checklists, common mistakes and sign-off criteria: pass, warn, fail, by hand',
    load: () => import('./commands/check.ts'),
  },
  // measure
  {
    name: 'bench',
    group: 'measure',
    summary: 'measure this machine with llama.cpp or MLX, or load an endpoint; store the figures',
    load: () => import('./commands/bench.ts'),
  },
  {
    name: 'detect',
    group: 'measure',
    summary: 'what this machine is, in catalog terms, and the engines on it',
    load: () => import('./commands/detect.ts'),
  },
  // calculate
  {
    name: 'speed',
    group: 'calculate',
    summary: 'prefill, decode, first token: by device, format, batch and depth',
    load: () => import('./commands/speed.ts'),
  },
  {
    name: 'power',
    group: 'calculate',
    summary: 'watts to kWh, cost, heat, circuit and carbon',
    load: () => import('./commands/power.ts'),
  },
  {
    name: 'memory',
    group: 'calculate',
    summary: 'weights, KV cache, overhead: what fits where, longest context, best format',
    load: () => import('./commands/memory.ts'),
  },
  {
    name: 'tco',
    group: 'calculate',
    summary: 'total cost, itemized by year and month; per token, request and user',
    load: () => import('./commands/tco.ts'),
  },
  // look up
  {
    name: 'scenario',
    group: 'look up',
    summary: 'built-in scenarios, a file of your own, and its schema',
    load: () => import('./commands/scenario.ts'),
  },
  {
    name: 'catalog',
    group: 'look up',
    summary: 'list, show and find hardware, machines, models, formats and prices',
    load: async () => (await import('./commands/catalog.ts')).catalogCommand,
  },
  {
    name: 'explain',
    group: 'look up',
    summary: 'short, true, with the numbers: break-even, memory, speed, power, logs, track-record',
    load: () => import('./commands/explain.ts'),
  },
  {
    name: 'completion',
    group: 'look up',
    summary: 'completion of commands, flags and catalog names for bash, zsh, fish or powershell',
    load: () => import('./commands/completion.ts'),
  },
];
