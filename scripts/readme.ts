/** Runs each console block of README.md and writes what it really prints below it; then a page for each command. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPages } from '../test/helpers/command-pages.ts';
import { runConsole } from '../test/helpers/console-blocks.ts';

const path = 'README.md';
const text = readFileSync(path, 'utf8');
writeFileSync(path, await runConsole(text));

const folder = join('docs', 'commands');
mkdirSync(folder, { recursive: true });
for (const [name, page] of await commandPages()) writeFileSync(join(folder, name), page);
