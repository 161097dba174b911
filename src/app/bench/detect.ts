import { type FoundEngine, findEngines } from '../../detect/engines.ts';
import type { MachineFacts } from '../../detect/facts.ts';
import type { Answer } from '../answer.ts';
import { thisMachine } from './this-machine.ts';

export interface DetectResult {
  readonly hardwareId: string | null;
  readonly hardwareName: string;
  readonly hardwareCount: number;
  /** Memory the models may use. */
  readonly memoryBytes: number;
  /** The raw facts. */
  readonly machine: MachineFacts;
  /** Engines found here. */
  readonly engines: readonly FoundEngine[];
  readonly reasons: Readonly<Record<string, string>>;
}

/** This machine in catalog terms, and the engines on it. */
export async function detect(env: Readonly<Record<string, string | undefined>>): Promise<Answer<DetectResult>> {
  const [machine, engines] = await Promise.all([thisMachine(), findEngines({ env })]);
  const channels = machine.facts.memoryChannels === null ? { memoryChannels: 'not-readable' } : {};
  return {
    command: 'detect',
    inputs: {},
    assumptions: [],
    result: {
      hardwareId: machine.hardwareId,
      hardwareName: machine.device.hardware.name,
      hardwareCount: machine.device.count,
      memoryBytes: machine.device.memoryBytes,
      machine: machine.facts,
      engines,
      reasons: { ...channels, ...(machine.hardwareId === null ? { hardwareId: 'not-in-catalog' } : {}) },
    },
    warnings: machine.reason === null ? [] : [{ kind: 'note', text: machine.reason }],
    seed: 0,
  };
}
