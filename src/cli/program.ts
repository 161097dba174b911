/**
 * Everything but `--help` and `--version`: in the package one file beside the small one that answers these
 * (docs/decisions/0090-compiled-code-is-kept.md). Each part is run when first asked for.
 */
export const program = {
  runNamed: () => import('./run-named.ts'),
  complete: () => import('./complete.ts'),
  failures: () => import('./failures.ts'),
  fileError: () => import('../system/file-error.ts'),
} as const;
