import type { DetectResult } from '../../app/bench/detect.ts';
import type { BenchResult } from '../../app/bench/local.ts';
import type { Document } from '../document.ts';

/** Measurements, one row each. */
export function benchDocument(result: BenchResult): Document {
  return {
    sections: [
      {
        kind: 'table',
        primary: true,
        columns: [
          { key: 'id', label: 'measurement', priority: 1 },
          { key: 'engine', label: 'engine', priority: 3 },
          { key: 'depthTokens', label: 'depth', unit: 'tokens', align: 'right', format: 'integer', priority: 2 },
          { key: 'prefill', label: 'prefill', unit: 'tok/s', align: 'right', format: 'sig3', priority: 1 },
          { key: 'decode', label: 'decode', unit: 'tok/s', align: 'right', format: 'sig3', priority: 1 },
          { key: 'spread', label: 'CV', align: 'right', format: 'percent', priority: 2 },
        ],
        rows: result.rows.map((row) => ({
          id: row.id,
          engine: row.engine,
          depthTokens: row.depthTokens,
          prefill: row.prefillTokensPerSecond,
          decode: row.decodeTokensPerSecond,
          spread: row.coefficientOfVariation,
        })),
      },
      ...(result.complete
        ? []
        : [{ kind: 'text' as const, lines: ['Not complete: only what was finished is stored.'] }]),
    ],
  };
}

/** This machine, in facts. */
export function detectDocument(result: DetectResult): Document {
  const { machine } = result;
  return {
    sections: [
      {
        kind: 'facts',
        facts: [
          { label: 'hardware', value: result.hardwareName, note: result.hardwareId ?? 'not in the catalog' },
          { label: 'devices', value: result.hardwareCount },
          { label: 'memory', value: result.memoryBytes, format: 'gib', unit: 'GiB' },
          { label: 'processor', value: machine.cpuName, note: `${machine.cpuCores} cores` },
          { label: 'system', value: `${machine.platform} ${machine.arch}` },
          ...result.engines.map((one) => ({
            label: one.engine,
            value: one.version ?? 'version not told',
            note: one.path,
          })),
        ],
      },
    ],
  };
}
