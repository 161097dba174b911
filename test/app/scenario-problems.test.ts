import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-problems-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('a scenario with much wrong in it', () => {
  const path = file(
    'bad.yaml',
    `title: broken
workloads:
  - id: a
    model: qwen3.6-27bb
    usres: 5
    outputTokens: 5
  - id: b
    model: llama-9
    outputTokens: -4
options:
  - own:rtx-509
  - option: own:rtx-5090
    prce: 2000
finace: {years: 3}
site:
  electricityPrice: 30
`,
  );
  const expected = [
    ['5:5', 'usres', 'did you mean `users`?'],
    ['13:5', 'prce', 'did you mean `priceUsd`?'],
    ['14:1', 'finace', 'did you mean `finance`?'],
    ['4:12', 'qwen3.6-27bb', 'did you mean `qwen3.6-27b`'],
    ['8:12', 'llama-9', 'did you mean'],
    ['9:19', 'outputTokens -4', 'for example'],
    ['11:5', 'rtx-509', 'did you mean'],
    ['16:21', 'electricityPrice 30', 'that looks like cents'],
  ] as const;

  test.for(['breakeven', 'compare', 'tco', 'plan'])(
    '%s says all of it at once, each with its place',
    async (command) => {
      const { exitCode, stderr, stdout } = await runInMemory([command, '--scenario', path]);
      expect(exitCode).toBe(2);
      expect(stdout).toBe('');
      for (const [at, text, hint] of expected) {
        const line = stderr.split('\n').findIndex((one) => one.includes(`:${at}: `) && one.includes(text));
        expect(line, `${at} ${text}`).toBeGreaterThanOrEqual(0);
        expect(stderr.split('\n')[line + 1]).toContain(hint);
      }
      expect(stderr.match(/^error:/gm)).toHaveLength(expected.length);
    },
  );
});

test('an offer past its last day is said, and fails under --strict', async () => {
  const path = file(
    'old.yaml',
    'options:\n  - option: own:rtx-5090\n    vendor: Old Corp\n    priceUsd: 3500\n    validUntil: 2026-05-31\n    deliveryMonths: 2\n    warrantyMonths: 12\n',
  );
  const asked = await runInMemory(['compare', path, 'api:qwen3.6-27b']);
  expect(asked.exitCode).toBe(0);
  expect(asked.stderr).toContain('the quote for own RTX 5090 from Old Corp expired on 2026-05-31');
  expect(asked.stdout).toMatch(/Old Corp +\$3,500 +2026-05-31 +2 +12/);
  expect((await runInMemory(['compare', path, 'api:qwen3.6-27b', '--strict'])).exitCode).toBe(1);
});

test('what is signed for with an offer past its last day fails the checklist under --strict', async () => {
  const strictly = async (until: string): Promise<readonly [number, number]> => {
    const path = file(
      'signed.yaml',
      `options:\n  - {option: own:2xrtx-3090, priceUsd: {value: 3500, asOf: "2026-11-01"}, vendor: Acme, validUntil: "${until}"}\n  - api:qwen3.6-27b\n`,
    );
    const { exitCode, stdout } = await runInMemory(['check', path, '--strict', '--json']);
    return [exitCode, JSON.parse(stdout).result.counts.fail];
  };
  expect(await strictly('2027-01-31')).toEqual([0, 0]);
  expect(await strictly('2026-01-31')).toEqual([1, 0]);
});

describe('two offers of one machine', () => {
  const offer = (vendor: string, priceUsd: number, until: string): string =>
    file(
      `${vendor}.yaml`,
      `options:\n  - {option: own:2xrtx-3090, priceUsd: ${priceUsd}, vendor: ${vendor}, validUntil: ${until}}\n`,
    );
  const paths = [offer('Acme', 4000, '2027-01-31'), offer('Bolt', 3500, '2026-01-31')];

  test('keep their own vendor, price and last day', async () => {
    const { stdout, stderr } = await runInMemory(['compare', ...paths, 'api:qwen3.6-27b', '--json']);
    const rows = JSON.parse(stdout).result.rows;
    const quotes = rows.flatMap((row: { quote: object | null; option: string; label: string }) =>
      row.quote === null ? [] : [{ ...row.quote, option: row.option, label: row.label }],
    );
    expect(quotes).toEqual([
      expect.objectContaining({
        vendor: 'Bolt',
        priceUsd: 3500,
        validUntil: '2026-01-31',
        option: 'own:2xrtx-3090 #2',
      }),
      expect.objectContaining({ vendor: 'Acme', priceUsd: 4000, validUntil: '2027-01-31', option: 'own:2xrtx-3090' }),
    ]);
    expect(quotes[0].label).toBe('own 2 × RTX 3090 from Bolt');
    expect(stderr.match(/expired on/g)).toHaveLength(1);
  });

  test('of one scenario file are offers too', async () => {
    const path = file(
      'both.yaml',
      'options:\n  - {option: own:rtx-5090, priceUsd: 3000, vendor: Acme, validUntil: 2026-01-31}\n  - api:qwen3.6-27b\n',
    );
    const { stderr, exitCode } = await runInMemory(['compare', '--scenario', path, '--strict']);
    expect(stderr).toContain('the quote for own RTX 5090 from Acme expired on 2026-01-31');
    expect(exitCode).toBe(1);
  });

  test('at two prices typed are told apart by them, and the same twice is one', async () => {
    const { stdout, stderr } = await runInMemory([
      'compare',
      'own:rtx-5090=3000',
      'own:rtx-5090=3500',
      'own:rtx-5090=3000',
    ]);
    expect(stdout).toContain('own RTX 5090 at $3,000');
    expect(stdout).toContain('own RTX 5090 at $3,500');
    expect(stderr).toContain('own:rtx-5090=3000 is given twice and counted once');
  });
});

test('a recorded answer to no item, or to one that figures decide, is said with the nearest', async () => {
  const path = file(
    'answers.yaml',
    'options: [own:rtx-5090, api:qwen3.6-27b]\nanswers:\n  speed-measurd: true\n  memory-headroom: true\n  engineer-why: written\n',
  );
  const { stderr, exitCode } = await runInMemory(['check', path]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    /:3:18: `speed-measurd true` is no item of the checklist\nhint: did you mean `speed-measured`\?/,
  );
  expect(stderr).toContain(':4:20: `memory-headroom true` is decided by figures, not by an answer');
  expect(stderr).not.toContain('engineer-why written');
});

test('a file of one’s own is shown with everything it says', async () => {
  const text =
    'id: mine\nworkloads:\n  - model: qwen3.6-27b\n    users: 5\noptions:\n  - option: own:rtx-5090\n    label: ours\n    vendor: Acme\n    priceUsd: 3000\nsite:\n  kind: office\nanswers:\n  engineer-why: written\n';
  const path = file('mine.yaml', text);
  const shown = (await runInMemory(['scenario', 'show', path])).stdout;
  expect(parse(shown)).toEqual(parse(text));
});

test.for(['breakeven', 'compare', 'plan', 'tco'])(
  '%s: a scenario typed as an option is sent to its flag',
  async (command) => {
    const { exitCode, stderr } = await runInMemory([command, 'coding-team']);
    expect(exitCode).toBe(2);
    expect(stderr).toBe('error: `coding-team` is a scenario, no option\nhint: `--scenario coding-team` takes it\n');
  },
);

describe('every problem of a file at its own place', () => {
  const problemsOf = async (text: string): Promise<readonly string[]> => {
    const { stderr } = await runInMemory(['compare', '--scenario', file('wrong.yaml', text)]);
    return [...stderr.matchAll(/^error: \S*wrong\.yaml:(\d+:\d+): (.*)$/gm)].map(([, at, said]) => `${at} ${said}`);
  };

  test('a range that holds not, and a value with a range, of the second workload', async () => {
    const text =
      'workloads:\n  - {id: a, model: qwen3-8b, users: 5}\n' +
      '  - {id: b, model: qwen3-8b, users: {value: 5, low: 7, high: 3}, outputTokens: {value: -1}}\n';
    expect(await problemsOf(text)).toEqual([
      expect.stringMatching(/^3:37 `users 7…3` is a range that does not hold 5/),
      expect.stringMatching(/^3:80 `outputTokens -1` is outside/),
    ]);
  });

  test('a name within an option, and a site where no machine can be priced', async () => {
    const text = 'options:\n  - rent:2xh100@lambda:spot\n  - own:rtx-309\nsite:\n  kind: moon\n';
    expect(await problemsOf(text)).toEqual([
      expect.stringMatching(/^5:9 `site moon` is not a kind of site/),
      expect.stringMatching(/^2:5 `h100` could be/),
      expect.stringMatching(/^3:5 no hardware named `rtx-309`/),
    ]);
    const { stderr } = await runInMemory(['compare', 'own:rtx-3090', 'own:rtx-4090', '--site', 'moon']);
    expect(stderr.match(/moon/g)).toHaveLength(1);
  });

  test('a provider nobody knows is answered with those who rent it, one who rents it otherwise with how', async () => {
    const hintOf = async (option: string) => (await runInMemory(['compare', option])).stderr;
    expect(await hintOf('rent:h100-sxm@nobody')).toMatch(/rented out by AWS, .*Lambda.*; or give the rent/);
    expect(await hintOf('rent:h100-sxm@lambda:spot')).toContain('known only as `:on-demand`: add it');
  });
});
