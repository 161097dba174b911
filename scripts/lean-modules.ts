/**
 * What the command line's bundle leaves out, or reaches only where it is needed. commander loads node:child_process at its
 * start, for subcommands that are programs of their own; hwroi has none, and the module costs a start several milliseconds.
 * cli-table3 asks string-width for every cell, which searches it for emoji: plain text is as wide as it is long.
 */
import type { Plugin } from 'esbuild';

/** Characters that take one column each, whatever stands beside them (test/lean-modules.test.ts). */
export const PLAIN = ' -~×–…→≥≤·';

const PLAIN_WIDTH = `
  let whole;
  module.exports = (text) => /^[${PLAIN}]*$/.test(text) ? text.length : (whole ??= require('string-width'))(text);
`;

export function leanModules(): Plugin {
  return {
    name: 'lean-modules',
    setup(build) {
      build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
        /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'left-out' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
      build.onResolve({ filter: /^string-width$/ }, ({ importer }) =>
        /[\\/]cli-table3[\\/]/.test(importer) ? { path: 'string-width', namespace: 'plain-width' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'plain-width' }, () => ({
        contents: PLAIN_WIDTH,
        resolveDir: process.cwd(),
        loader: 'js',
      }));
    },
  };
}

/**
 * What string-width takes for emoji, as the engine knows them (every Node from 20 on): the package's list of them, ten
 * kilobytes in escapes, ends with an older Unicode (test/lean-modules.test.ts holds the two together).
 */
export const EMOJI = '[\\p{RGI_Emoji}\\p{Emoji_Presentation}\\p{Emoji_Modifier_Base}]';

export function engineEmoji(): Plugin {
  return {
    name: 'engine-emoji',
    setup(build) {
      build.onLoad({ filter: /[\\/]emoji-regex[\\/]index\.js$/ }, () => ({
        contents: `module.exports = () => /${EMOJI}/gv;`,
        loader: 'js',
      }));
    },
  };
}
