import { homedir } from 'node:os';
import { storeFolder } from '../../store/location.ts';

/** Where measurements are kept, for this user. */
export const storeOf = (asked: string | undefined, env: Readonly<Record<string, string | undefined>>): string =>
  storeFolder(asked, { env, platform: process.platform, home: homedir() });
