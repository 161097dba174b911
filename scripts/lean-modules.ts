/**
 * What the command line's bundle leaves out. commander loads node:child_process at its start, for subcommands that are
 * programs of their own; hwroi has none, and the module costs a start several milliseconds.
 */
import type { Plugin } from 'esbuild';

export function leanModules(): Plugin {
  return {
    name: 'lean-modules',
    setup(build) {
      build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
        /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'left-out' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
    },
  };
}
