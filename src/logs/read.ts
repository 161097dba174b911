import type { UsageEvent } from '../core/usage/event.ts';
import { changedAtSeconds, filesUnder, textChunks } from '../system/log-files.ts';
import { type Collector, createCollector, type FileCounts } from './collect.ts';
import { type Detected, detectFormat } from './detect.ts';
import { FORMATS } from './formats/index.ts';
import type { FormatReader, Sink } from './reader.ts';
import type { FileSkipReason } from './skip.ts';
import { jsonObjectSplitter } from './units/json-objects.ts';
import { csvSplitter, lineSplitter } from './units/lines.ts';
import type { Splitter } from './units/splitter.ts';

export interface UsageLog {
  /** Each request once, oldest first. */
  readonly events: readonly UsageEvent[];
  readonly files: readonly FileCounts[];
  readonly skippedFiles: readonly { readonly path: string; readonly reason: FileSkipReason }[];
}

/** The first characters of a file say what it is. */
const HEAD_CHARACTERS = 65_536;

/** Reads every file under the paths, streamed one after another. Nothing is written and nothing leaves the machine. */
export async function readUsage(paths: readonly string[]): Promise<UsageLog> {
  const collector = createCollector();
  const files: FileCounts[] = [];
  const skippedFiles: { path: string; reason: FileSkipReason }[] = [];
  for (const root of paths) {
    for (const { path, problem } of await filesUnder(root)) {
      const result = problem ?? (await readFile(path, collector));
      if (typeof result === 'string') skippedFiles.push({ path, reason: result });
      else files.push(result);
    }
  }
  return { events: collector.events(), files, skippedFiles };
}

async function readFile(path: string, collector: Collector): Promise<FileCounts | FileSkipReason> {
  let head = '';
  let open: OpenFile | null = null;
  try {
    for await (const chunk of textChunks(path)) {
      if (open !== null) {
        open.splitter.push(chunk);
        continue;
      }
      head += chunk;
      if (head.length < HEAD_CHARACTERS) continue;
      const started: OpenFile | FileSkipReason = await start(path, head, collector);
      if (typeof started === 'string') return started;
      open = started;
    }
    if (open === null) {
      const started = await start(path, head, collector);
      if (typeof started === 'string') return started;
      open = started;
    }
  } catch {
    if (open === null) return 'unreadable';
    open.sink.skip('truncated');
  }
  open.splitter.end();
  open.reader.end();
  return open.counts;
}

interface OpenFile {
  readonly counts: FileCounts;
  readonly sink: Sink;
  readonly splitter: Splitter;
  readonly reader: FormatReader;
}

/** Tells the format from the head and feeds the head to its reader. */
async function start(path: string, head: string, collector: Collector): Promise<OpenFile | FileSkipReason> {
  if (head.trim() === '') return 'empty';
  if (head.includes('\0')) return 'binary';
  const detected = detectFormat(head);
  if (detected === null) return 'unknown-format';
  const { counts, sink, atLine } = collector.file(path, detected.format);
  const reader = FORMATS[detected.format].open(sink, { changedAtSeconds: await changedAtSeconds(path) });
  const splitter = splitterOf(detected, {
    unit: (text, line) => {
      atLine(line);
      reader.unit(text);
    },
    tooLong: (line) => {
      atLine(line);
      sink.skip('too-long');
    },
  });
  splitter.push(head);
  return { counts, sink, splitter, reader };
}

function splitterOf(detected: Detected, handler: Parameters<typeof lineSplitter>[0]): Splitter {
  if (detected.units === 'csv') return csvSplitter(handler);
  return detected.units === 'json' ? jsonObjectSplitter(handler) : lineSplitter(handler);
}
