/** Runs each console block of README.md and writes what it really prints below the command. */
import { readFileSync, writeFileSync } from 'node:fs';
import { runConsole } from '../test/helpers/console-blocks.ts';

const path = 'README.md';
const text = readFileSync(path, 'utf8');
writeFileSync(path, await runConsole(text));
