/**
 * Writes docs/track-record.md from the catalog (`npm run track-record`), or with `--check` fails where the file would
 * change: the gate in CI.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { trackRecord } from '../src/explain/track-record/record.ts';
import { trackRecordMarkdown } from './track-record/markdown.ts';

const PATH = 'docs/track-record.md';
const text = trackRecordMarkdown(trackRecord());
if (!process.argv.includes('--check')) {
  writeFileSync(PATH, text);
  console.log(`wrote ${PATH}`);
} else if (readFileSync(PATH, 'utf8') !== text) {
  console.error(`${PATH} is not what the catalog and the defaults give now; run \`npm run track-record\``);
  process.exitCode = 1;
}
