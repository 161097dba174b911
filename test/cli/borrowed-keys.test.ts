import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

/** Words every object answers to, though nobody put them there. */
const BORROWED = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];

describe.for(BORROWED)('%s is no name, wherever it is typed', (word) => {
  test.each([
    `memory --model llama-3.1-8b --kv-quantization ${word}`,
    `memory --model llama-3.1-8b --quantization ${word}`,
    `memory --model llama-3.1-8b --engine ${word}`,
    `memory --model ${word}`,
    `memory --model llama-3.1-8b --fine-tune ${word}`,
    `speed --hardware rtx-4090 --model llama-3.1-8b --kv-quantization ${word}`,
    `speed --hardware rtx-4090 --model llama-3.1-8b --backend ${word}`,
    `speed --hardware ${word} --model llama-3.1-8b`,
    `breakeven own:${word}`,
    `breakeven rent:${word}`,
    `breakeven rent:rtx-4090:${word}`,
    `breakeven --use-case ${word}`,
    `breakeven --region ${word}`,
    `breakeven --site ${word}`,
    `breakeven --scenario ${word}`,
    `breakeven --sweep ${word}=1..2`,
    `breakeven --currency ${word}=1@2026-01-01`,
    `compare own:rtx-4090 --metric ${word}`,
    `recommend --role ${word}`,
    `recommend --goal ${word}`,
    `recommend --profile ${word}`,
    `plan --stage ${word}`,
    `power ${word}`,
    `tco --part ${word}=abc`,
    `catalog list ${word}`,
    `catalog show hardware ${word}`,
    `explain ${word}`,
    `explain --code ${word}`,
    `completion ${word}`,
    word,
  ])('hwroi %s', async (line) => {
    const { exitCode, stderr } = await runInMemory(line.split(' '));
    expect(exitCode, stderr).toBe(2);
    expect(stderr).toMatch(/^error: [\s\S]*hint: /);
  });
});

test.each(BORROWED)('a batch line with the key %s says it is unknown', async (word) => {
  for (const command of ['speed', 'memory', 'breakeven', 'power', 'tco', 'compare']) {
    const { stdout } = await runInMemory([command, '--batch', '-'], { stdin: `{"id":1,${JSON.stringify(word)}:1}\n` });
    expect(stdout, command).toContain('"error"');
    expect(stdout, command).toContain(word);
  }
});
