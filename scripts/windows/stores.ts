import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Bed, must, same } from './bed.ts';
import { crlf } from './questions.ts';

/** Catalogs of one's own. */
export async function catalogChecks(bed: Bed): Promise<void> {
  bed.group('catalog');
  const into = ['--into', bed.at('My Plans', 'my catalog.json')];
  const [, file = ''] = into;
  await bed.check('add twice, validate, diff', async () => {
    await bed.ending(0, ['catalog', 'add', 'hardware', 'id=rtx-3090', 'price=650', ...into]);
    await bed.ending(0, ['catalog', 'add', 'hardware', 'id=rtx-3090', 'price=640', ...into]);
    same(JSON.parse(readFileSync(file, 'utf8')).hardware[0].prices.at(-1).usd, 640, 'price');
    await bed.ending(0, ['catalog', 'validate', file]);
    const { stdout } = await bed.ending(0, ['catalog', 'diff', file]);
    must(stdout.includes('640'), 'the price is not in the difference');
    return undefined;
  });
  await bed.check('HWROI_CATALOG with a drive letter', async () => {
    const { stdout } = await bed.ending(0, ['catalog', 'show', 'hardware', 'rtx-3090', '--json'], {
      env: { HWROI_CATALOG: file },
    });
    must(stdout.includes('640'), 'its price does not count');
    return undefined;
  });
  await bed.check('import of a CSV of CRLF, its provider by its folder', async () => {
    const path = join('lambda', 'vms.csv');
    const csv =
      'InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice\n' +
      'gpu_1x_h100_pcie,H100,1.0,26.0,200.0,2.49,us-west-3,,\n';
    mkdirSync(bed.at('lambda'));
    bed.write(path, crlf(csv));
    for (const name of [path, bed.at(path)]) {
      await bed.ending(0, ['catalog', 'import', `skypilot=${name}`, '--into', bed.at('imported.json')]);
      same(JSON.parse(bed.read('imported.json')).rental[0].provider, 'lambda', 'provider');
    }
    return undefined;
  });
  await bed.check('a lock, and the same answer with it', async () => {
    const lock = bed.at('My Plans', 'hwroi.lock.json');
    await bed.ending(0, ['catalog', 'lock', '--into', lock]);
    const line = ['breakeven', 'own:2xrtx-3090', 'rent:rtx-4090', 'api:qwen3.6-27b'];
    const [free, locked] = [await bed.ending(0, line), await bed.ending(0, [...line, '--catalog', lock])];
    same(locked.stdout, free.stdout, 'answer');
    return `${statSync(lock).size} bytes`;
  });
}

const ADD = ['bench', 'add', '--hardware', 'rtx-4090', '--model', 'llama-3.1-8b', '--quantization', 'Q4_K_M'];
const DATED = [...ADD, '--date', '2026-11-20', '--source', 'a colleague'];
const RUNS_AT_ONCE = 6;

/** Measurements on disk. */
export async function storeChecks(bed: Bed): Promise<void> {
  bed.group('store');
  const local = join(bed.home, 'AppData', 'Local', 'hwroi', 'Data', 'measurements');
  await bed.check('lies under LOCALAPPDATA', async () => {
    await bed.ending(0, [...DATED, '--decode', '120', '--prefill', '5000']);
    same(readdirSync(local).length, 1, 'files there');
    return local.slice(bed.home.length);
  });
  await bed.check('without LOCALAPPDATA too', async () => {
    const { stdout } = await bed.ending(0, ['bench', 'list', '--json'], { env: { LOCALAPPDATA: '' } });
    same(JSON.parse(stdout).result.rows.length, 1, 'rows');
    return undefined;
  });
  await bed.check('a measurement corrects its device', async () => {
    const line = ['speed', 'rtx-4090', 'llama-3.1-8b', '--quantization', 'Q4_K_M', '--json'];
    const of = async (...more: readonly string[]) =>
      JSON.parse((await bed.ending(0, [...line, ...more])).stdout).result.decodeTokensPerSecond.expected;
    must((await of()) < (await of('--no-measured')), 'it does not');
    return undefined;
  });
  await bed.check(`${RUNS_AT_ONCE} writers at once, none lost`, async () => {
    const store = ['--store', bed.at('My Plans', 'shared store')];
    const runs = Array.from({ length: RUNS_AT_ONCE }, (_, i) => [...DATED, '--decode', String(100 + i), ...store]);
    await Promise.all(runs.map((line) => bed.ending(0, line)));
    const rows = JSON.parse((await bed.ending(0, ['bench', 'list', '--json', ...store])).stdout).result.rows;
    same(
      new Set(rows.map((row: { decodeTokensPerSecond: number }) => row.decodeTokensPerSecond)).size,
      RUNS_AT_ONCE,
      'rows',
    );
    must(
      readdirSync(store[1] ?? '').every((name) => name.endsWith('.json')),
      'temporary files left',
    );
    return undefined;
  });
  await bed.check('export, import, compare, show, forget', async () => {
    const [from, into] = [
      ['--store', bed.at('My Plans', 'shared store')],
      ['--store', `${bed.at('second')}\\`],
    ];
    await bed.ending(0, ['bench', 'export', '--output', 'runs.json', ...from]);
    await bed.ending(0, ['bench', 'export', '--format', 'csv', '--output', 'runs.csv', ...from]);
    await bed.ending(0, ['bench', 'import', 'runs.json', ...into]);
    const { stdout } = await bed.ending(0, ['bench', 'list', '--json', ...into]);
    const rows: readonly { id: string }[] = JSON.parse(stdout).result.rows;
    same(rows.length, RUNS_AT_ONCE, 'rows imported');
    await bed.ending(0, [...ADD.map((word) => (word === 'rtx-4090' ? 'rtx-3090' : word)), '--decode', '90', ...into]);
    await bed.ending(0, ['bench', 'compare', 'rtx-4090', 'rtx-3090', ...into]);
    await bed.ending(0, ['bench', 'show', rows[0]?.id ?? '', ...into]);
    await bed.ending(0, ['bench', 'forget', rows[0]?.id ?? '', ...into]);
    must(!existsSync(bed.at('second', `${rows[0]?.id}.json`)), 'it is still there');
    await bed.ending(2, ['bench', 'forget', '..\\runs', ...into]);
    return undefined;
  });
  await bed.check('one answer written over by several at once', async () => {
    const lines = Array.from({ length: RUNS_AT_ONCE }, (_, i) => [
      'breakeven',
      '--users',
      String(i + 2),
      '--json',
      '--output',
      'shared.json',
    ]);
    await Promise.all(lines.map((line) => bed.ending(0, line)));
    must(typeof JSON.parse(bed.read('shared.json')).result === 'object', 'no whole answer');
    return undefined;
  });
}
