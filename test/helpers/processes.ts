import { readdirSync, readFileSync } from 'node:fs';

/** Running processes whose command line holds `mark`; zombies do not count. Linux only: elsewhere none are seen. */
export function processesWith(mark: string): string[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names.filter((name) => {
    if (!/^\d+$/.test(name) || name === String(process.pid)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark);
    } catch {
      return false;
    }
  });
}

/** Waits until none is left, at most five seconds: an ended process leaves the table a moment later. */
export async function noneLeft(mark: string): Promise<string[]> {
  for (let i = 0; i < 100; i += 1) {
    if (processesWith(mark).length === 0) return [];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return processesWith(mark);
}
