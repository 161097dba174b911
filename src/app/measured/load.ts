import { listDirectory } from '../../system/files.ts';
import type { Evidence } from './evidence.ts';

/** What is stored in a folder, as evidence; null where nothing is. A broken or unreadable file says nothing. */
export async function storedEvidence(folder: string): Promise<Evidence | null> {
  const names = await listDirectory(folder).catch(() => []);
  if (!names.some((name) => name.endsWith('.json'))) return null;
  const [{ readStore }, { evidenceFrom }] = await Promise.all([
    import('../../store/measurements.ts'),
    import('./evidence.ts'),
  ]);
  const { measurements } = await readStore(folder);
  return measurements.length === 0 ? null : evidenceFrom(measurements);
}
