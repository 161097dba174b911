import type { SpeedDetail } from '../../app/speed.ts';
import { hostBytesPerSecond } from '../../core/performance/offload.ts';
import type { Section } from '../document.ts';
import { significant } from '../format.ts';

const GB = 1e9;
const MS = 1e3;
const number = (value: number): string => significant(value, 3);
const ms = (seconds: number): string => `${number(seconds * MS)} ms`;

/** The chain from bytes to tokens/s with this run's numbers. */
export function explainSpeed(detail: SpeedDetail): Section {
  const { row, prediction } = detail;
  const title = `How it is computed: ${row.label}, ${row.model} ${row.quantization}`;
  if (prediction.step === null) return { kind: 'text', title, lines: ['  it does not fit, so nothing runs'] };
  return { kind: 'text', title, lines: [...decodeLines(detail), ...hostLines(detail), ...prefillLines(detail)] };
}

/** How the devices share: tensor parallel, or stages of a pipeline. */
function groupText({ groupSize, stages }: SpeedDetail['prediction']): string {
  if (groupSize <= 1) return '';
  return stages <= 1 ? `, ${groupSize} devices` : `, a pipeline of ${stages} stages of ${groupSize / stages}`;
}

/** Where part of the weights is in host memory: what it costs. */
function hostLines({ prediction, context }: SpeedDetail): readonly string[] {
  if (prediction.limitedBy !== 'system-ram') return [];
  const rate = hostBytesPerSecond(context.input.device);
  return [
    `  of the weights ${number(prediction.shortfallBytes / GB)} GB are in system memory, read at ${number(rate / GB)} GB/s by the processor`,
  ];
}

function decodeLines({ context, prediction, row }: SpeedDetail): readonly string[] {
  const { traffic, resolved, input } = context;
  const { step } = prediction;
  const decode = row.decodeTokensPerSecond?.expected ?? 0;
  if (step === null) return [];
  const bandwidth = input.device.hardware.memoryBandwidth ?? 0;
  const weights = traffic.fixedBytes + traffic.expertBytesPerToken;
  const lines = [
    `  weights read per step, one stream: ${number(weights / GB)} GB`,
    `  reading = bytes ÷ (bandwidth × efficiency) = ${ms(step.memorySeconds)}, at ${number(bandwidth / GB)} GB/s × ${number(resolved.weightEfficiency)}${groupText(prediction)}`,
  ];
  if (step.dequantSeconds > 0)
    lines.push(
      `  unpacking = active weights × ${number(resolved.dequantCost)} operations ÷ ${number(context.shaderFlops / 1e12)} TFLOPS = ${ms(step.dequantSeconds)} (overlaps with reading)`,
    );
  if (step.computeSeconds > 0) lines.push(`  arithmetic of the batch = ${ms(step.computeSeconds)}`);
  return [
    ...lines,
    `  cache and attention at this depth = ${ms(step.cacheSeconds)}`,
    `  overhead per layer and step = ${ms(step.overheadSeconds)}`,
    `  one step = ${ms(step.totalSeconds)}; each stream ${number(decode)} tok/s; longest part: ${prediction.limitedBy}`,
  ];
}

function prefillLines({ context, row }: SpeedDetail): readonly string[] {
  const prefill = row.prefillTokensPerSecond?.expected;
  if (prefill === undefined) return [];
  const { traffic, resolved, stack } = context;
  const rate = stack === 'local' ? context.matrixFlops : context.weightFlops;
  return [
    `  prefill = 2 × ${number(traffic.activeParams / GB)}B parameters × ${row.promptTokens} tokens ÷ (${number(rate / 1e12)} TFLOPS × ${number(resolved.prefillUtilization)}) + attention + overhead: ${number(prefill)} tok/s`,
    `  load = weights from disk, then over the slot: ${number(row.loadSeconds)} s; no other time does PCIe carry weights`,
  ];
}
