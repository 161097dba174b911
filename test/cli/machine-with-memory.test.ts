import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

describe('a machine and its memory', () => {
  test.for([
    ['mac-studio-m3-ultra@256g', 'mac-studio-m3-ultra-256'],
    ['Mac mini M4 Pro@64GB', 'mac-mini-m4-pro-64'],
  ] as const)('own:%s is own:%s, though the name alone is of two chips', async ([typed, id]) => {
    const rows = async (machine: string) => {
      const { stdout } = await runInMemory(['compare', `own:${machine}`, 'own:rtx-4090', '--json']);
      const { rows: all } = JSON.parse(stdout).result;
      return all.map(({ option: _, ...row }: { option: string }) => row);
    };
    expect(await rows(typed)).toEqual(await rows(id));
  });
});
