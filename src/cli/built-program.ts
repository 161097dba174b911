import { homedir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, runCompiled } from '../system/compiled.ts';
import { COMMANDS } from './registry.ts';

const NAMES = ['complete', ...COMMANDS.map(({ name }) => name)];

/** Help needs little of a command; what is no command is told so and nothing of it is kept. */
function nameOf([first = '', ...rest]: readonly string[]): string | null {
  if (first === 'help' || rest.includes('--help') || rest.includes('-h')) return 'help';
  return NAMES.includes(first) ? first : null;
}

/** What the build puts in place of program.ts (scripts/program-module.ts): the same exports, from the file beside this one. */
export function builtProgram(folder: string): unknown {
  const args = process.argv.slice(2);
  const name = nameOf(args);
  const brief = !args.some((arg) => arg === '--batch' || arg.startsWith('--batch='));
  const place = { env: process.env, platform: process.platform, home: homedir() };
  return runCompiled({
    file: join(folder, 'program.cjs'),
    folder: name === null ? null : cacheFolder(place),
    name: `${name ?? ''}${brief ? '' : '.batch'}`,
    brief,
  });
}
