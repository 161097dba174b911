/** Why an entry was not counted. Each is counted and shown; none is dropped in silence. */
export const SKIP_REASONS = [
  'not-json',
  'truncated',
  'too-long',
  'no-time',
  'bad-time',
  'no-counts',
  'bad-count',
  'negative-count',
  'absurd-count',
  'cache-above-prompt',
  'wrong-columns',
  'failed-request',
  'answered-from-cache',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Why a whole file was not read. */
export type FileSkipReason = 'unreadable' | 'unknown-format' | 'empty' | 'binary' | 'link-loop';
