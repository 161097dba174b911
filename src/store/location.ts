import { posix, win32 } from 'node:path';

export interface Place {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

/**
 * The folder of stored measurements: `--store`, `HWROI_STORE`, or the user's data folder (XDG on Linux, Application
 * Support on macOS, LOCALAPPDATA on Windows).
 */
export function storeFolder(asked: string | undefined, place: Place): string {
  const { env, platform, home } = place;
  const { join, isAbsolute } = platform === 'win32' ? win32 : posix;
  const named = asked ?? env.HWROI_STORE;
  if (named !== undefined && named !== '') return named;
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'hwroi', 'measurements');
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'hwroi', 'Data', 'measurements');
  }
  // A relative path there is to be ignored (XDG Base Directory Specification).
  const data = env.XDG_DATA_HOME ?? '';
  return join(isAbsolute(data) ? data : join(home, '.local', 'share'), 'hwroi', 'measurements');
}
