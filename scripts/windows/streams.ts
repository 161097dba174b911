import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { questions } from '../bench/lines.ts';
import { type Bed, must, same } from './bed.ts';

const BATCH_LINES = 20_000;

/** Streams that are no terminal, and readers that go away. */
export async function streamChecks(bed: Bed): Promise<void> {
  bed.group('streams');
  const started = (args: readonly string[], stdio: ('pipe' | 'ignore' | number)[]) =>
    spawn(process.execPath, [bed.setting.program, ...args], {
      cwd: bed.setting.folder,
      env: bed.surroundings(),
      stdio,
    });
  const ended = (child: ReturnType<typeof spawn>): Promise<number | null> =>
    new Promise((resolve, reject) => void child.on('close', resolve).on('error', reject));
  const lines = `${[...questions(BATCH_LINES, 'memory')].join('\n')}\n`;
  await bed.check(`${BATCH_LINES} lines of a batch by pipes`, async () => {
    const { stdout, seconds } = await bed.ending(0, ['memory', '--batch', '-'], { input: lines });
    const ids = stdout
      .trimEnd()
      .split('\n')
      .map((line) => Number(/^\{"id":(\d+)/.exec(line)?.[1]));
    must(ids.length === BATCH_LINES && ids.every((id, i) => id === i), 'lines lost or out of order');
    return `${seconds.toFixed(1)} s`;
  });
  await bed.check('a reader that goes away', async () => {
    bed.write('many.jsonl', lines);
    const child = started(['memory', '--batch', 'many.jsonl'], ['ignore', 'pipe', 'pipe']);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdout?.once('data', () => child.stdout?.destroy());
    const code = await ended(child);
    same(code, 0, `exit code (${stderr})`);
    same(stderr, '', 'standard error');
    return undefined;
  });
  await bed.check('a slow reader gets all', async () => {
    const child = started(['catalog', 'list', 'hardware', '--json'], ['ignore', 'pipe', 'ignore']);
    const code = ended(child);
    let text = '';
    for await (const chunk of child.stdout?.setEncoding('utf8') ?? []) {
      text += chunk;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    same(await code, 0, 'exit code');
    same(text, (await bed.ending(0, ['catalog', 'list', 'hardware', '--json'])).stdout, 'text');
    return `${text.length} characters`;
  });
  await bed.check('standard output to a file, standard input from one', async () => {
    const [input, output] = [openSync(bed.at('many.jsonl'), 'r'), openSync(bed.at('redirected.jsonl'), 'w')];
    const code = await ended(started(['memory', '--batch', '-'], [input, output, 'ignore']));
    closeSync(input);
    closeSync(output);
    same(code, 0, 'exit code');
    same(readFileSync(bed.at('redirected.jsonl'), 'utf8').trimEnd().split('\n').length, BATCH_LINES, 'lines');
    return undefined;
  });
  await bed.check('no standard streams at all', async () => {
    same(await ended(started(['breakeven', '--output', 'silent.txt'], ['ignore', 'ignore', 'ignore'])), 0, 'exit code');
    must(existsSync(bed.at('silent.txt')), 'nothing was written');
    return undefined;
  });
}

/** What npm installs: a batch file that starts the program, and the library. */
export async function packageChecks(bed: Bed): Promise<void> {
  bed.group('package');
  const { program } = bed.setting;
  const run = (command: string, args: readonly string[], verbatim = false) => {
    const options = { cwd: bed.setting.folder, env: bed.surroundings(), encoding: 'utf8' } as const;
    return spawnSync(command, [...args], { ...options, windowsVerbatimArguments: verbatim });
  };
  await bed.check('by the batch file npm makes, through cmd', async () => {
    const shim = bed.write(
      'hwroi.cmd',
      `@ECHO off\r\n"${process.execPath}"  "%~dp0${relative(bed.setting.folder, program)}" %*\r\n`,
    );
    const line = `"${shim}" breakeven "--fail-if" "breakEvenMonth > 1" --output "My Plans\\by cmd.txt"`;
    const { status, stderr } = run('cmd.exe', ['/d', '/s', '/c', `"${line}"`], true);
    same(status, 1, `exit code (${stderr})`);
    must(stderr.includes('holds') && existsSync(bed.at('My Plans', 'by cmd.txt')), stderr);
    return undefined;
  });
  await bed.check('the library, its catalog and its Node part', async () => {
    const url = (name: string): string => pathToFileURL(join(dirname(program), '..', 'dist', name)).href;
    const code =
      `const core = await import('${url('lib/index.js')}'); const { findHardware } = await import('${url('lib/catalog.js')}');` +
      `const node = await import('${url('node/node.js')}');` +
      'console.log(findHardware("RTX 4090").row.id, Object.keys(core).length > 50, Object.keys(node).length > 5);';
    const { stdout, stderr } = run(process.execPath, ['--input-type=module', '-e', code]);
    same(stdout.trim(), 'rtx-4090 true true', `what it exports (${stderr})`);
    return undefined;
  });
}

/** What V8 compiled is found again. */
export async function cacheChecks(bed: Bed): Promise<void> {
  bed.group('cache');
  await bed.check('lies under LOCALAPPDATA, is found again, and is left alone when it is full', async () => {
    const folder = join(bed.home, 'AppData', 'Local', 'hwroi', 'Cache');
    for (let run = 0; run < 4; run += 1) await bed.ending(0, ['breakeven']);
    const file = () => {
      const names = readdirSync(folder).filter((name) => name.startsWith('breakeven-'));
      must(
        names.length === 1 && !readdirSync(folder).some((name) => name.endsWith('.tmp')),
        `holds ${readdirSync(folder)}`,
      );
      return statSync(join(folder, names[0] ?? ''));
    };
    const before = file().mtimeMs;
    await bed.ending(0, ['breakeven']);
    same(file().mtimeMs, before, 'time of its last change');
    return `${file().size} bytes`;
  });
  await bed.check('several first runs at once', async () => {
    const home = { LOCALAPPDATA: bed.at('other local') };
    mkdirSync(bed.at('other local'));
    await Promise.all([1, 2, 3, 4].map(() => bed.ending(0, ['power', 'rtx-4090'], { env: home })));
    await bed.ending(0, ['power', 'rtx-4090'], { env: home });
    return undefined;
  });
}
