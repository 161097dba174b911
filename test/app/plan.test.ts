import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const json = async (argv: readonly string[]) => JSON.parse((await runInMemory([...argv, '--json'])).stdout);
const folder = mkdtempSync(join(tmpdir(), 'hwroi-plan-'));

/** Two weeks: 900 requests an hour at work, 20 otherwise, one spike of 6,000; a day left out, one row twice. */
function trace(): string {
  const rows = ['timestamp,requests'];
  for (let day = 1; day <= 14; day++) {
    if (day === 9) continue;
    for (let hour = 0; hour < 24; hour++) {
      const at = `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;
      const office = hour >= 9 && hour < 17 && day % 7 !== 0 && day % 7 !== 6;
      rows.push(`${at},${day === 3 && hour === 11 ? 6000 : office ? 900 : 20}`);
    }
  }
  rows.push('2026-03-14T23:00:00Z,-5');
  const path = join(folder, 'load.csv');
  writeFileSync(path, rows.join('\n'));
  return path;
}

describe('plan', () => {
  const options = ['own:rtx-5090', 'rent:rtx-4090', 'api:qwen3.6-27b'];

  test('more growth fills the tier no later, and a load five times as large costs no less', async () => {
    const months = [];
    for (const growth of ['2%', '10%', '40%']) {
      const { result } = await json(['plan', ...options, '--growth', growth]);
      months.push(result.answer.full.month);
      const costs = result.rows.map((row: { usdPerMonth: number }) => row.usdPerMonth);
      expect(costs).toEqual([...costs].sort((a, b) => a - b));
    }
    expect(months).toEqual([...months].sort((a, b) => b - a));
  });

  test('the base of a trace costs no more than owning all or nothing; gaps and bad rows are counted', async () => {
    const { result } = await json(['plan', ...options, '--trace', trace()]);
    expect(result.best.usdPerMonth).toBeLessThanOrEqual(result.pureOwn.usdPerMonth);
    expect(result.best.usdPerMonth).toBeLessThanOrEqual(result.pureOverflow.usdPerMonth);
    expect(result.hours).toBe(14 * 24);
    expect(result.longestGapHours).toBe(24);
    expect(JSON.stringify(result.summary)).toContain('negative');
  });

  test('a trace with a repeat, another zone, no zone and nonsense says how many of each', async () => {
    const path = join(folder, 'odd.csv');
    const rows = ['2026-03-01T00:00:00Z,100', '2026-03-01T02:00:00+02:00,50', '2026-03-01 03:00:00,70'];
    const odd = ['2026-03-02T05:00:00Z,80', '2026-03-02T05:00:00Z,80', '2026-03-02T06:00:00Z,-5', 'soon,12'];
    writeFileSync(path, ['timestamp,requests', ...rows, ...odd].join('\n'));
    for (const command of ['plan', 'breakeven', 'compare']) {
      const { stdout } = await runInMemory([command, ...options.slice(0, 2), '--trace', path]);
      const said = stdout.replace(/\s+/g, ' ');
      expect(said, command).toContain('1 repeat of the same request; 1 entry with a time that cannot be read (line 8;');
      expect(said, command).toContain('1 entry with a negative count (line 7; wanted is 0 or more)');
      expect(stdout, command).toContain('1 time without a zone taken as UTC; 1 time of another zone turned to UTC');
    }
  });

  test('what comes when: each stage begins where the one before is no longer the cheapest', async () => {
    const { result } = await json(['plan', ...options, '--growth', '10%']);
    const [first] = result.stages;
    expect(first).toMatchObject({ month: 0, users: 5, label: result.today });
    const units = result.stages.filter((s: { units: number | null }) => s.units !== null);
    expect(units.length).toBeGreaterThan(2);
    for (const [index, stage] of result.stages.entries()) {
      const before = result.stages[index - 1];
      if (before === undefined) continue;
      expect(stage.month).toBeGreaterThan(before.month);
      expect([stage.option, stage.units]).not.toEqual([before.option, before.units]);
    }
  });

  test('a budget has a line for each part and they sum up', async () => {
    const { result } = await json(['plan', '--stage', 'seed']);
    const sum = result.lines.reduce((total: number, line: { upfrontUsd: number }) => total + line.upfrontUsd, 0);
    expect(result.upfrontUsd).toBeCloseTo(sum, 6);
    expect(result.lines.at(-1).line).toBe('buffer');
    expect(result.lines.length).toBeGreaterThanOrEqual(3);
  });

  test('a stage with investors counts on what a seller stands behind, in an office; a seed buys what is cheapest', async () => {
    const of = async (...more: readonly string[]) => (await json(['plan', ...more])).result;
    const [seed, a, b] = [
      await of('--stage', 'seed'),
      await of('--stage', 'series-a'),
      await of('--stage', 'series-b'),
    ];
    expect([seed.warranty, a.warranty, b.warranty]).toEqual([false, true, true]);
    for (const { pick } of [a, b]) expect(pick).not.toMatch(/rig-|desktop-|rtx-[345]0[5-9]0/);
    // the same people without a stage, at home, with whatever is cheapest
    expect((await of('--budget', '--users', '60')).pick).toMatch(/rig-/);
    const { stdout } = await runInMemory(['plan', '--stage', 'series-a']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'own machines at a site of kind office (`--site` says otherwise), and only what a seller',
    );
  });

  test('bad growth, factors and stage are reported together', async () => {
    const { exitCode, stderr } = await runInMemory(['plan', '--growth', 'fast', '--factors', '2,x', '--stage', 'ipo']);
    expect(exitCode).toBe(2);
    for (const key of ['--growth', '--factors', '--stage']) expect(stderr).toContain(key);
  });
});

describe('check', () => {
  test('every finding says what decides it, and open items say what to do', async () => {
    const { result } = await json(['check', 'coding-team']);
    for (const finding of result.findings) {
      expect(finding.value).not.toBe('');
      if (finding.status !== 'pass') expect(finding.fix).not.toBeNull();
    }
    expect(new Set(result.findings.map((f: { id: string }) => f.id)).size).toBe(result.findings.length);
  });

  test('a recorded answer ticks an item, a recorded no fails it', async () => {
    const path = join(folder, 'ticked.yaml');
    writeFileSync(
      path,
      'options: [own:rtx-5090, api:qwen3.6-27b]\nanswers:\n  speed-measured: 2026-11-01 by Ada\n  quantization-tested: false\n',
    );
    const { result } = await json(['check', path]);
    const by = new Map(result.findings.map((f: { id: string; status: string }) => [f.id, f.status]));
    expect(by.get('speed-measured')).toBe('pass');
    expect(by.get('quantization-tested')).toBe('fail');
    expect((await runInMemory(['check', path, '--strict'])).exitCode).toBe(1);
  });

  test('nothing compared is not signed off', async () => {
    const path = join(folder, 'alone.yaml');
    writeFileSync(path, 'options: [own:rtx-5090]\n');
    const { result } = await json(['check', path]);
    expect(result.findings).toContainEqual(expect.objectContaining({ id: 'documented', status: 'fail' }));
  });

  test('what recommend picks passes every check that can fail', async () => {
    for (const users of ['1', '30', '400']) {
      const { result } = await json(['recommend', '--users', users]);
      const [first, second] = result.rows;
      const path = join(folder, `pick-${users}.yaml`);
      writeFileSync(
        path,
        JSON.stringify({ options: [first.option, second.option], workloads: [{ users: Number(users) }] }),
      );
      const checked = (await json(['check', path])).result;
      expect(checked.findings.filter((f: { status: string }) => f.status === 'fail')).toEqual([]);
    }
  });
});

test('growth beyond 50 people keeps the peak of today, and says that compare flattens it', async () => {
  const machines = ['own:2xrtx-3090', 'api:qwen3.6-27b'];
  const grown = await json(['plan', ...machines, '--users', '40', '--factors', '3']);
  const said = grown.warnings.filter(({ message }: { message: string }) => message.includes('bursts even out'));
  expect(said).toHaveLength(1);
  const at = async (...more: string[]): Promise<number> =>
    (await json(['compare', ...machines, '--users', '120', ...more])).result.rows[0].usdPerMonth;
  expect(grown.result.rows[1].usdPerMonth).toBeGreaterThan(await at());
  expect(grown.result.rows[1].usdPerMonth).toBeCloseTo(await at('--peak-to-mean', '3'), 6);
  for (const silent of [
    ['--users', '10', '--growth', '1%'],
    ['--users', '40', '--peak-to-mean', '3'],
  ]) {
    const { warnings } = await json(['plan', ...machines, ...silent]);
    expect(JSON.stringify(warnings)).not.toContain('bursts even out');
  }
});
