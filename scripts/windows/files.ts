import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { architectureOf, specOf } from '../../test/helpers/architectures.ts';
import { ggufHeader } from '../../test/helpers/gguf.ts';
import { type Bed, must, same } from './bed.ts';
import { crlf, LINES, SCENARIO_JSON, SCENARIO_YAML, TRACE } from './questions.ts';

/** The same text as editors and shells of Windows save it. */
const SAVED: readonly (readonly [how: string, as: (text: string) => Uint8Array])[] = [
  ['CRLF', (text) => Buffer.from(crlf(text))],
  ['CRLF and a byte order mark', (text) => Buffer.from(`\ufeff${crlf(text)}`)],
  ['UTF-16 of PowerShell 5.1', (text) => Buffer.from(`\ufeff${crlf(text)}`, 'utf16le')],
];

/** Files as Windows writes them, read like any other. */
export async function textChecks(bed: Bed): Promise<void> {
  bed.group('text');
  const asked = async (args: readonly string[]): Promise<string> => (await bed.ending(0, args)).stdout;
  const batch = async (args: readonly string[], input = ''): Promise<string> =>
    (await bed.ending(2, args, { input })).stdout;
  const yaml = await asked(['breakeven', '--scenario', bed.write('plain.yaml', SCENARIO_YAML), '--json']);
  const json = await asked(['breakeven', '--scenario', bed.write('plain.json', SCENARIO_JSON), '--json']);
  const plan = await asked(['plan', '--trace', bed.write('plain.csv', TRACE), '--json']);
  const lines = await batch(['memory', '--batch', '-'], LINES);
  for (const [how, as] of SAVED) {
    await bed.check(`a scenario of ${how}, as YAML and as JSON`, async () => {
      bed.write('saved.yaml', as(SCENARIO_YAML));
      bed.write('saved.json', as(SCENARIO_JSON));
      // The name of a file is part of the answer.
      const unnamed = (text: string): string => text.replaceAll(/(saved|plain)\.(yaml|json)/g, '');
      same(unnamed(await asked(['breakeven', '--scenario', 'saved.yaml', '--json'])), unnamed(yaml), 'answer');
      same(unnamed(await asked(['breakeven', '--scenario', 'saved.json', '--json'])), unnamed(json), 'answer');
      return 'the answer of LF and UTF-8, byte for byte';
    });
    await bed.check(`a trace and a batch of ${how}`, async () => {
      bed.write('saved.csv', as(TRACE));
      bed.write('saved.jsonl', as(LINES));
      const unnamed = (text: string): string => text.replaceAll(/(saved|plain)\.csv/g, '');
      same(unnamed(await asked(['plan', '--trace', 'saved.csv', '--json'])), unnamed(plan), 'answer');
      same(await batch(['memory', '--batch', 'saved.jsonl']), lines, 'answers');
      return 'the answer of LF and UTF-8, byte for byte';
    });
  }
  await bed.check('standard input of CRLF and a byte order mark', async () => {
    same(await batch(['memory', '--batch', '-'], `\ufeff${crlf(LINES)}`), lines, 'answers');
    const { stdout } = await bed.ending(0, ['breakeven', '--scenario', '-', '--json'], { input: crlf(SCENARIO_YAML) });
    must(stdout.includes('"users": 7'), 'the scenario was not read');
    return undefined;
  });
}

/** Names of one file: relative, absolute, with slashes, of a share, by the home folder. */
function namesOf(bed: Bed, name: string): readonly string[] {
  const absolute = bed.at('My Plans', name);
  const rootless = absolute.slice(2);
  const shares = [`\\\\localhost\\${absolute[0]}$${rootless}`, `\\\\?\\${absolute}`].filter((path) => existsSync(path));
  return [
    `My Plans\\${name}`,
    `.\\My Plans\\${name}`,
    `My Plans/${name}`,
    `~\\..\\My Plans\\${name}`,
    absolute,
    absolute.replaceAll('\\', '/'),
    absolute.toUpperCase(),
    rootless,
    ...shares,
  ];
}

/** Paths as Windows writes them. */
export async function pathChecks(bed: Bed): Promise<void> {
  bed.group('paths');
  mkdirSync(bed.at('My Plans'));
  bed.write(`My Plans/jörg.yaml`, SCENARIO_YAML);
  const { llama } = { llama: architectureOf('llama-3.1-8b') };
  const small = { ...llama, layers: 2, hidden: 64, feedForward: 128, heads: 2, kvHeads: 2, headDim: 32, vocab: 256 };
  const { header, fileBytes } = ggufHeader(specOf(small));
  const gguf = new Uint8Array(fileBytes);
  gguf.set(header);
  for (const name of ['tiny.gguf', 'two-00001-of-00002.gguf', 'two-00002-of-00002.gguf'])
    bed.write(`My Plans/${name}`, gguf);
  for (const path of namesOf(bed, 'jörg.yaml')) {
    await bed.check(`a scenario named ${path}`, async () => {
      for (const args of [
        ['breakeven', '--scenario', path],
        ['check', path],
        ['compare', path],
        ['report', path],
      ])
        must((await bed.ending(0, args)).stdout.length > 200, 'no answer');
      return 'breakeven, check, compare, report';
    });
  }
  for (const path of namesOf(bed, 'tiny.gguf')) {
    await bed.check(`a GGUF named ${path}`, async () => {
      const { stdout } = await bed.ending(0, ['memory', path, '--context-tokens', '512', '--json']);
      must(JSON.parse(stdout).result.weightsBytes > 0, 'no weights');
      const more = ['--hardware', 'rtx-4090', '--explain'];
      const [typed, flag] = [
        await bed.ending(0, ['memory', path, ...more]),
        await bed.ending(0, ['memory', '--gguf-path', path, ...more]),
      ];
      same(typed.stdout, flag.stdout, 'by its word alone');
      return `launch: ${/llama-server .*/.exec(typed.stdout)?.[0] ?? 'none printed'}`;
    });
  }
  await bed.check('the shards of a GGUF, whichever is named', async () => {
    const of = async (n: number): Promise<number> => {
      const path = bed.at('My Plans', `two-0000${n}-of-00002.gguf`);
      return JSON.parse((await bed.ending(0, ['memory', path, '--json'])).stdout).result.weightsBytes;
    };
    same(await of(1), await of(2), 'weights');
    return undefined;
  });
  await bed.check('a folder where a file is asked for, a file that is not there, a name no file can have', async () => {
    for (const path of [bed.at('My Plans'), bed.at('no such.yaml'), 'C:\\no\\such\\x.yaml', 'a<b>|c.yaml'])
      await bed.ending(2, ['breakeven', '--scenario', path]);
    await bed.ending(2, ['breakeven', '--batch', bed.at('My Plans')]);
    return 'exit 2 each';
  });
  await bed.check('logs from a folder, also with a workload’s name in front', async () => {
    mkdirSync(bed.at('My Plans', 'logs', 'deep'), { recursive: true });
    const message = { role: 'assistant', usage: { input_tokens: 900, output_tokens: 90 }, model: 'claude-x' };
    const lines = Array.from({ length: 30 }, (_, i) => {
      const timestamp = new Date(Date.UTC(2026, 9, 1 + (i % 10), 8 + (i % 8))).toISOString();
      return JSON.stringify({ type: 'assistant', timestamp, sessionId: 's', message: { ...message, id: `m${i}` } });
    });
    writeFileSync(bed.at('My Plans', 'logs', 'deep', 'session.jsonl'), crlf(`${lines.join('\n')}\n`));
    const folder = bed.at('My Plans', 'logs');
    const of = async (...more: readonly string[]) => (await bed.ending(0, ['breakeven', ...more, '--json'])).stdout;
    must((await of('--from', folder)).includes('"origin": "log"'), 'nothing was read');
    const named = await of('--scenario', 'shared-server', '--from', `coding=${folder}`);
    must(named.includes('"origin": "log"'), 'nothing was read');
    return undefined;
  });
}

/** What is written, over what is there too. */
export async function writingChecks(bed: Bed): Promise<void> {
  bed.group('writing');
  const rest = (): readonly string[] => readdirSync(bed.setting.folder).filter((name) => name.endsWith('.tmp'));
  await bed.check('`scenario init` by a pipe, then used', async () => {
    const { stdout } = await bed.ending(0, ['scenario', 'init', 'coding-team']);
    await bed.ending(0, ['breakeven', '--scenario', bed.write('team.yaml', crlf(stdout)), '--users', '8']);
    return undefined;
  });
  await bed.check('`--output` writes, and writes over', async () => {
    for (const output of ['out.json', bed.at('My Plans', 'out.json'), 'My Plans\\öut.json'])
      for (const users of ['3', '4']) {
        await bed.ending(0, ['breakeven', '--users', users, '--json', '--output', output]);
        const path = output.startsWith(bed.setting.folder) ? output : bed.at(output);
        must(readFileSync(path, 'utf8').includes(`"users": "${users}"`), `${output} does not hold the last answer`);
      }
    same(rest().length, 0, 'temporary files left');
    return undefined;
  });
  await bed.check('`report` writes HTML once, and over it with --force', async () => {
    const line = ['report', 'coding-team', '--output', 'decision.html'];
    await bed.ending(0, line);
    must(bed.read('decision.html').startsWith('<!doctype html>'), 'is no page');
    await bed.ending(2, line);
    await bed.ending(0, [...line, '--force']);
    return `${bed.read('decision.html').length} characters`;
  });
  await bed.check('where nothing can be written it says so: exit 3', async () => {
    const codes: string[] = [];
    for (const output of [bed.at('My Plans'), bed.at('out.json', 'x.json'), bed.at('none', 'x.json'), 'a<b>|c.json']) {
      const { stderr } = await bed.ending(3, ['breakeven', '--output', output]);
      codes.push(stderr.split('\n')[0] ?? '');
    }
    same(rest().length, 0, 'temporary files left');
    return codes.map((line) => line.slice(line.lastIndexOf(': ') + 2)).join('; ');
  });
  await bed.check('a file marked read-only', async () => {
    chmodSync(bed.write('kept.json', 'kept'), 0o444);
    const { code, stderr } = await bed.hwroi(['breakeven', '--output', 'kept.json']);
    if (code === 0) return 'written over: nothing here minds the mark';
    same(code, 3, 'exit code');
    same(bed.read('kept.json'), 'kept', 'content');
    return `left as it is, exit 3: ${stderr.split('\n')[0]}`;
  });
  await bed.check('the null device takes an answer', async () => {
    await bed.ending(0, ['breakeven', '--output', 'NUL']);
    const { stderr } = await bed.ending(3, ['breakeven', '--output', 'aux.json']);
    must(!readdirSync(bed.setting.folder).some((name) => /^(nul|aux)/i.test(name)), 'a file of that name was made');
    return `as a name of a file another device is refused: ${stderr.split('\n')[0]}`;
  });
}
