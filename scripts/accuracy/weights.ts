/**
 * How near the formula for weights comes to real files: the section of docs/accuracy.md, and the two figures that
 * are held against a baseline. A file is scored without its own size being known.
 */

import { modelById, quantizationById } from '../../src/catalog/index.ts';
import { allWeightFiles, type WeightFile } from '../../src/catalog/weight-files.ts';
import { weightsBytes } from '../../src/core/memory/weights.ts';

export interface ScoredFile {
  readonly file: WeightFile;
  readonly predictedBytes: number;
  /** Signed share beyond what the source's rounding leaves open. */
  readonly error: number;
}

const NEAR = 0.01;

/** Every file by formula: its own size, and those of the same model and format, are off. */
export function scoreWeightFiles(): readonly ScoredFile[] {
  return allWeightFiles().map((file) => {
    const row = modelById(file.modelId);
    const quantization = quantizationById(file.quantizationId);
    if (row === undefined || quantization === undefined)
      throw new Error(`no row for ${file.modelId} ${file.quantizationId}`);
    const knownWeights = (row.knownWeights ?? []).filter((one) => one.quantizationId !== file.quantizationId);
    const predictedBytes = weightsBytes({ ...row, knownWeights }, quantization);
    const off = predictedBytes - file.bytes;
    const beyond = Math.max(0, Math.abs(off) - file.roundingBytes);
    return { file, predictedBytes, error: (Math.sign(off) * beyond) / file.bytes };
  });
}

export interface WeightFigures {
  readonly standardFiles: number;
  readonly shareWithinOnePercent: number;
  readonly worstError: number;
}

export function weightFigures(scored = scoreWeightFiles()): WeightFigures {
  const standard = scored.filter(({ file }) => file.otherRecipe === undefined);
  return {
    standardFiles: standard.length,
    shareWithinOnePercent: standard.filter(({ error }) => Math.abs(error) <= NEAR).length / standard.length,
    worstError: Math.max(...scored.map(({ error }) => Math.abs(error))),
  };
}

const percent = (value: number): string => `${value > 0 ? '+' : ''}${(100 * value).toFixed(2)} %`;

/** The section of docs/accuracy.md. */
export function weightsSection(): string {
  const scored = scoreWeightFiles();
  const { standardFiles, shareWithinOnePercent, worstError } = weightFigures(scored);
  const beyond = scored.filter(({ file, error }) => file.otherRecipe === undefined && Math.abs(error) > NEAR);
  const rows = [...scored]
    .sort((a, b) => Math.abs(b.error) - Math.abs(a.error))
    .map(
      ({ file, error }) =>
        `| ${file.modelId} | ${file.quantizationId} | ${percent(error)} | ${file.otherRecipe ?? ''} |`,
    );
  const outliers = beyond
    .map(({ file, error }) => `${file.modelId} ${file.quantizationId} (${percent(error)})`)
    .join(', ');
  return [
    '## Weights against real files',
    '',
    `By formula alone, ${(100 * shareWithinOnePercent).toFixed(1)} % of ${standardFiles} files of standard recipes are within 1 %${outliers === '' ? '' : `; not within it: ${outliers}`}. Over all ${scored.length} files the worst is ${(100 * worstError).toFixed(2)} % off. The size of a file is off when that file is scored; what the rounding of its source leaves open is not counted.`,
    '',
    'The 405B file is of the first release, which had 16 KV heads; the catalog has the later one with 8.',
    '',
    '| model | format | error | not a standard recipe |',
    '|---|---|---:|---|',
    ...rows,
    '',
  ].join('\n');
}
