/** What Windows says while a virus scanner, an indexer or a reader still holds the file. */
const HELD: readonly unknown[] = ['EPERM', 'EACCES', 'EBUSY'];
const WAITS_MS = [10, 20, 50, 100, 200, 400];

/** Tries again for about a second where Windows says that a file is held; elsewhere, and of other failures, once. */
export async function patiently<T>(
  action: () => Promise<T>,
  platform: string = process.platform,
  waitsMs: readonly number[] = WAITS_MS,
): Promise<T> {
  const [wait, ...more] = waitsMs;
  if (platform !== 'win32' || wait === undefined) return action();
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && HELD.includes(error.code))) throw error;
    // node:timers/promises is not worth a load at every start.
    await new Promise((resolve) => setTimeout(resolve, wait));
    return patiently(action, platform, more);
  }
}
