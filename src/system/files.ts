import { rename, writeFile } from 'node:fs/promises';

/** Stand-in until the system layer lands: replaced whole by it. */
export async function writeFileAtomic(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}
