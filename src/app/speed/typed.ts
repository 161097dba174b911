import { countAndName } from '../../scenario/options.ts';

/** `Q4_K_M,Q8_0` and `1,8` are several; 1,000 is one. */
export function parted(value: unknown): readonly unknown[] {
  if (typeof value !== 'string' || /^\d{1,3}(,\d{3})+$/.test(value)) return [value];
  return value.split(',').map((part) => part.trim());
}

/** `2xrtx-3090`, `m3-max-40c@128g`: count, name, memory. */
export function machineText(text: string): {
  readonly count: number | null;
  readonly name: string;
  readonly memoryGiB: number | undefined;
} {
  const { count, name } = countAndName(text);
  const memory = /^(.*)@(\d+(?:\.\d+)?)\s*g(?:i?b)?$/i.exec(name);
  if (memory === null) return { count, name, memoryGiB: undefined };
  return { count, name: memory[1] ?? name, memoryGiB: Number(memory[2]) };
}
