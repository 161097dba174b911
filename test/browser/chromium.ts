import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/snap/bin/chromium'];
// --no-sandbox: containers run as root. The rest keeps the browser itself from calling home.
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];

function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') return named;
  const onPath = spawnSync('sh', ['-c', NAMES.map((name) => `command -v ${name}`).join(' || ')]).stdout?.toString();
  const first = onPath?.trim().split('\n')[0];
  return first === undefined || first === '' ? PLACES.find((path) => existsSync(path)) : first;
}

/** A Chromium of this machine, or undefined. */
export const CHROMIUM = findChromium();
if (CHROMIUM === undefined) process.stderr.write('skipped: no Chromium on PATH; install one, or name it in CHROMIUM\n');

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGUMENTS });
