import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** How a text begins that Windows PowerShell 5.1 wrote (`hwroi scenario init > mine.yaml`): its `>` makes UTF-16. */
const UTF_16_LE = [0xff, 0xfe] as const;
const UTF_16_BE = [0xfe, 0xff] as const;

const begins = (bytes: Uint8Array, [first, second]: readonly [number, number]): boolean =>
  bytes[0] === first && bytes[1] === second;

/** Text of a whole file: UTF-8, or UTF-16 where its byte order mark says so; without the mark. */
export function decodeText(bytes: Uint8Array): string {
  const encoding = begins(bytes, UTF_16_LE) ? 'utf-16le' : begins(bytes, UTF_16_BE) ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** The encoding to stream a file with. What is no regular file is taken for UTF-8: looking would take its first bytes away. */
export function encodingOf(path: string): 'utf8' | 'utf16le' {
  try {
    if (!statSync(path).isFile()) return 'utf8';
    const file = openSync(path, 'r');
    try {
      const first = new Uint8Array(2);
      readSync(file, first);
      return begins(first, UTF_16_LE) ? 'utf16le' : 'utf8';
    } finally {
      closeSync(file);
    }
  } catch {
    // Whoever reads it next says why it cannot be read.
    return 'utf8';
  }
}
