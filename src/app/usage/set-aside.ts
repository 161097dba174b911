import type { UsageLog } from '../../logs/read.ts';
import { type FileSkipReason, SKIP_REASONS, type SkipReason } from '../../logs/skip.ts';

/** What is wrong with such an entry, and what would be right; null where nothing is to be mended. */
const ENTRIES: Readonly<Record<SkipReason, { readonly is: string; readonly wanted: string | null }>> = {
  'not-json': { is: 'no JSON', wanted: 'one object a line' },
  truncated: { is: 'cut off in the middle', wanted: null },
  'too-long': { is: 'longer than 16 Mi characters', wanted: null },
  'no-time': { is: 'without a time', wanted: '`2026-03-01T09:00:00Z`' },
  'bad-time': { is: 'with a time that cannot be read', wanted: '`2026-03-01T09:00:00Z`, or seconds since 1970' },
  'no-counts': { is: 'without a count', wanted: '`requests`, or `prompt_tokens` and `output_tokens`' },
  'bad-count': { is: 'with a count that is no number', wanted: 'a whole number, `120`' },
  'negative-count': { is: 'with a negative count', wanted: '0 or more' },
  'absurd-count': { is: 'with a count beyond belief', wanted: 'tokens or requests of that row alone' },
  'cache-above-prompt': { is: 'with more cached than prompted', wanted: 'cached tokens within the prompt tokens' },
  'wrong-columns': { is: 'with more or fewer cells than the first line names', wanted: 'one cell for each column' },
  'failed-request': { is: 'of a failed request', wanted: null },
  'answered-from-cache': { is: "answered from the proxy's own cache", wanted: null },
};

const FILES: Readonly<Record<FileSkipReason, string>> = {
  unreadable: 'that cannot be read',
  'unknown-format': 'of no format that is read here',
  empty: 'without anything in it',
  binary: 'that is no text',
  'link-loop': 'in a loop of links',
};

/** Everything that was not counted, most first: nothing is dropped in silence. */
export function setAside({ files, skippedFiles }: UsageLog): readonly string[] {
  const reasons = [...new Set(files.flatMap(({ skipped }) => keysOf(skipped)))];
  const entries = reasons.map((reason) => {
    const count = files.reduce((sum, { skipped }) => sum + (skipped[reason] ?? 0), 0);
    return {
      count,
      text: `${count} ${count === 1 ? 'entry' : 'entries'} ${ENTRIES[reason].is}${detail(reason, files)}`,
    };
  });
  const others = [...new Set(skippedFiles.map(({ reason }) => reason))].map((reason) => {
    const paths = skippedFiles.filter((file) => file.reason === reason).map(({ path }) => path);
    return { count: 0, text: `${paths.length} ${paths.length === 1 ? 'file' : 'files'} ${FILES[reason]}` };
  });
  return [...entries.toSorted((a, b) => b.count - a.count), ...others].map(({ text }) => text);
}

const keysOf = (skipped: UsageLog['files'][number]['skipped']): readonly SkipReason[] =>
  SKIP_REASONS.filter((reason) => skipped[reason] !== undefined);
/** ` (the first in line 7; wanted is …)`, with the file where there are several. */
function detail(reason: SkipReason, files: UsageLog['files']): string {
  const { wanted } = ENTRIES[reason];
  const first = files.find(({ firstSkipped }) => firstSkipped[reason] !== undefined);
  const line = first?.firstSkipped[reason] ?? 0;
  const total = files.reduce((sum, { skipped }) => sum + (skipped[reason] ?? 0), 0);
  const of = files.length > 1 && first !== undefined ? ` of ${first.path}` : '';
  const place = line > 0 ? `${total > 1 ? 'the first in line' : 'line'} ${line}${of}` : '';
  const parts = [place, wanted === null ? '' : `wanted is ${wanted}`].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}
