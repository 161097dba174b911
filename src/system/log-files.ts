import { createReadStream, promises as fs } from 'node:fs';
import { join } from 'node:path';
import { encodingOf } from './encoding.ts';

export interface FoundFile {
  readonly path: string;
  /** Null for a file that can be read. */
  readonly problem: 'unreadable' | 'link-loop' | null;
}

/**
 * Every file under a path, sorted, links followed once: a folder that was visited under another name is a loop and
 * a file reached twice is listed once. What cannot be read is listed with the reason, not thrown.
 */
export async function filesUnder(root: string): Promise<readonly FoundFile[]> {
  const seen = new Set<string>();
  const found: FoundFile[] = [];
  const visit = async (path: string): Promise<void> => {
    try {
      const real = await fs.realpath(path);
      const facts = await fs.stat(real);
      if (seen.has(real)) {
        if (facts.isDirectory()) found.push({ path, problem: 'link-loop' });
        return;
      }
      seen.add(real);
      if (facts.isFile()) found.push({ path, problem: null });
      if (!facts.isDirectory()) return;
      const names = await fs.readdir(real);
      for (const name of names.sort()) await visit(join(path, name));
    } catch (error) {
      found.push({ path, problem: isLoop(error) ? 'link-loop' : 'unreadable' });
    }
  };
  await visit(root);
  return found;
}

const isLoop = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ELOOP';

/** A file's text in chunks of 256 KiB, decoded (UTF-8, or UTF-16 by its mark): constant memory for a file of any size. */
export async function* textChunks(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, { encoding: encodingOf(path), highWaterMark: 256 * 1024 });
  for await (const chunk of stream) yield String(chunk);
}

/** When a file was last changed, in seconds since 1970; null where that cannot be told. */
export async function changedAtSeconds(path: string): Promise<number | null> {
  try {
    return (await fs.stat(path)).mtimeMs / 1000;
  } catch {
    return null;
  }
}

/** True where something is at the path. */
export async function pathExists(path: string): Promise<boolean> {
  try {
    await fs.stat(path);
    return true;
  } catch {
    return false;
  }
}
