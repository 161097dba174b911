import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const HWROI = join(import.meta.dirname, '..', '..', 'bin', 'hwroi.js');
const LINES = 20_000;
const MODELS = ['llama-3.1-8b', 'llama-3.1-70b', 'qwen3-30b-a3b'];
const CARDS = ['rtx-4090', 'rtx-3090', 'h100-sxm', 'm3-max-40c'];
const parallel = spawnSync('parallel', ['--version'], { encoding: 'utf8' });
const hasParallel = parallel.status === 0 && parallel.stdout.includes('GNU');

let folder = '';
let questions = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hwroi-shards-'));
  questions = join(folder, 'sweep.jsonl');
  const line = (i: number): string =>
    JSON.stringify({ id: i, model: MODELS[i % 3], hardware: CARDS[i % 4], context: 1024 + (i % 500) * 16 });
  writeFileSync(questions, `${Array.from({ length: LINES }, (_, i) => line(i)).join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bash = (text: string): string =>
  execFileSync('bash', ['-o', 'pipefail', '-c', text], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

describe('twenty thousand lines', () => {
  test.skipIf(!hasParallel)('cut up by GNU parallel give the answers of one process, in order', () => {
    const program = `node ${HWROI}`;
    const whole = bash(`${program} speed --batch sweep.jsonl`);
    const shards = bash(`parallel --will-cite --pipepart --block 512K -a sweep.jsonl -k ${program} speed --batch -`);
    expect(whole.split('\n')).toHaveLength(LINES + 1);
    expect(shards).toBe(whole);
  });

  test('end quietly when the reader goes away', () => {
    const head = bash(
      `set +o pipefail; node ${HWROI} speed --batch sweep.jsonl 2>err.txt | head -3; echo "\${PIPESTATUS[0]}"; cat err.txt`,
    );
    const lines = head.trim().split('\n');
    expect(lines.slice(0, 3).map((line) => JSON.parse(line).id)).toEqual([0, 1, 2]);
    expect(lines.slice(3)).toEqual(['0']);
  });
});
