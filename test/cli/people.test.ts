import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-people-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const resultOf = async (...argv: readonly string[]) => JSON.parse((await runInMemory([...argv, '--json'])).stdout);
const quote = (name: string, users: number, offers: readonly string[]): string =>
  file(
    name,
    `workloads: [{id: w, model: llama-3.3-70b, users: ${users}}]\noptions:\n${offers.map((offer) => `  - ${offer}`).join('\n')}\n`,
  );

describe('a CTO with quotes', () => {
  const alpha = quote('alpha.yaml', 60, [
    '{option: own:8xh100-sxm, vendor: Alpha, priceUsd: 260000, validUntil: 2099-10-31}',
    '{option: own:4xl40s, vendor: Beta, priceUsd: 62000, validUntil: 2099-01-31}',
  ]);
  const gamma = quote('gamma.yaml', 30, [
    '{option: own:2xrtx-pro-6000-max-q, vendor: Gamma, priceUsd: 24000, validUntil: 2099-03-31}',
  ]);
  const costsOf = ({ result }: { readonly result: { readonly rows?: readonly object[] } }) =>
    new Map((result.rows ?? []).map((row) => Object.values(row)).map(([id, ...rest]) => [id, rest]));

  test('compares them at the work of the file, as breakeven and plan do', async () => {
    const compared = await resultOf('compare', alpha);
    const decided = await resultOf('breakeven', '--scenario', alpha);
    const months = (rows: readonly { readonly option: string; readonly usdPerMonth: number }[]) =>
      new Map(rows.map(({ option, usdPerMonth }) => [option, usdPerMonth]));
    expect(months(compared.result.rows)).toEqual(months(decided.result.options));
    expect(compared.result.rows.every((row: { usersServed: number }) => row.usersServed >= 60)).toBe(true);
    expect(costsOf(compared).size).toBe(2);
  });

  test('says whose work is used where they differ; a flag or a scenario stands before both', async () => {
    const note = `${gamma} tells of other work; that of ${alpha} is used`;
    const said = async (...argv: readonly string[]): Promise<string> => {
      const { warnings } = await resultOf(...argv);
      return warnings.map((one: { readonly message: string }) => one.message).join();
    };
    expect(await said('compare', alpha, gamma)).toContain(note);
    expect(await said('compare', alpha)).not.toContain('other work');
    expect(await said('compare', gamma, '--scenario', 'coding-team')).toContain('that of the scenario is used');
    const typed = await resultOf('compare', alpha, '--users', '5');
    expect(typed.result.rows[0].units).toBe(1);
  });

  test('is told that machines alone have nothing to break even against', async () => {
    const { stdout } = await runInMemory(['breakeven', '--scenario', alpha]);
    expect(stdout).toContain('nothing to rent or call is among these, so nothing breaks even');
  });
});

describe('somebody with a meter and a comma', () => {
  const hint = async (price: string): Promise<string> =>
    (await runInMemory(['breakeven', 'own:rtx-4090', 'api', '--electricity-price', price])).stderr;
  test.for([
    ['0,35', 'write 0.35'],
    ['0.35 EUR', 'amounts are in US dollars'],
    ['35', 'that looks like cents'],
  ])('%s: %s', async ([price = '', help = '']) => {
    expect(await hint(price)).toContain(help);
  });
});

test('who has the machine is told that a price holds for every machine looked at', async () => {
  const { stderr, stdout } = await runInMemory(['recommend', '--users', '1', '--hardware-cost', '0', '--top', '1']);
  expect(stderr + stdout).toContain('every machine looked at is counted at 0 USD');
});

describe('low use', () => {
  const finding = async (...argv: readonly string[]) => {
    const { result } = await resultOf('check', 'coding-team', ...argv);
    return result.findings.find((one: { readonly id: string }) => one.id === 'overbuying');
  };

  test('owning that would win at more load and loses at this one', async () => {
    const low = await finding('own:rtx-4090', 'api', '--users', '2', '--electricity-price', '0.35');
    expect(low).toMatchObject({
      status: 'warn',
      value: expect.stringMatching(/busy on the mean; owning wins from about/),
    });
  });

  test('owning that wins is not', async () => {
    expect(await finding('own:rtx-3090=0', 'api', '--users', '5')).toMatchObject({
      status: 'pass',
      value: expect.stringContaining('owning wins'),
    });
  });

  test('alone it is judged by how long it waits', async () => {
    expect((await finding('own:8xh100-sxm', '--users', '1')).status).toBe('warn');
    expect((await finding('own:rtx-3090', '--users', '5')).status).toBe('pass');
  });
});
