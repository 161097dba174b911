import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProcess, startProcess } from '../../src/system/process.ts';
import { noneLeft } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const node = (code: string, more: object = {}) => ({
  command: process.execPath,
  args: ['-e', code],
  timeoutSeconds: 20,
  ...more,
});

describe('a program that is run', () => {
  test('its lines arrive one by one, and its exit code and last lines are told', async () => {
    const lines: string[] = [];
    const result = await runProcess(
      node('process.stdout.write("a\\nb"); process.stderr.write("oops\\n"); process.exitCode = 4', {
        onStdout: (line: string) => lines.push(line),
      }),
    );
    expect(lines).toEqual(['a', 'b']);
    expect(result).toMatchObject({ end: { kind: 'exit', code: 4 }, stdoutTail: ['a', 'b'], stderrTail: ['oops'] });
  });

  test('one that does not exist is told as such', async () => {
    const { end } = await runProcess({ command: 'no-such-program-hwroi', args: [], timeoutSeconds: 5 });
    expect(end).toEqual({ kind: 'not-found' });
  });

  test('one that may not be run is told as such', async () => {
    const command = join(temporaryFolder(), 'text');
    writeFileSync(command, 'text', { mode: 0o644 });
    const { end } = await runProcess({ command, args: [], timeoutSeconds: 5 });
    expect(end.kind).toBe('not-started');
  });

  test('one that kills itself is told by its signal', async () => {
    const { end } = await runProcess(node('process.kill(process.pid, "SIGKILL")'));
    expect(end).toEqual({ kind: 'signal', signal: 'SIGKILL' });
  });

  test('arguments are never read by a shell', async () => {
    const { stdoutTail } = await runProcess({
      command: process.execPath,
      args: ['-e', 'console.log(process.argv[1])', '$(echo no); `echo no`'],
      timeoutSeconds: 20,
    });
    expect(stdoutTail).toEqual(['$(echo no); `echo no`']);
  });
});

describe('a program that does not end', () => {
  test('is stopped when its time is up, even when it ignores SIGTERM', async () => {
    const mark = 'hwroi-mark-stubborn';
    const code = `/* ${mark} */ process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)`;
    const { end } = await runProcess(node(code, { timeoutSeconds: 0.4 }));
    expect(end).toEqual({ kind: 'timeout', seconds: 0.4 });
    expect(await noneLeft(mark)).toEqual([]);
  });

  test('its children end with it', async () => {
    const mark = 'hwroi-mark-family';
    const code = `/* ${mark} */ require("child_process").spawn(process.execPath, ["-e", "/* ${mark} */ setInterval(() => {}, 1000)"], { stdio: "inherit" }); console.log("up"); setInterval(() => {}, 1000)`;
    const running = startProcess(node(code, { onStdout: () => void running.stop() }));
    expect((await running.done).end).toEqual({ kind: 'aborted' });
    expect(await noneLeft(mark)).toEqual([]);
  });

  test('a child that outlives its parent ends too, though it holds the pipe', async () => {
    const mark = 'hwroi-mark-heir';
    const code = `/* ${mark} */ require("child_process").spawn(process.execPath, ["-e", "/* ${mark} */ setInterval(() => {}, 1000)"], { stdio: "inherit" }).unref(); setTimeout(() => process.exit(0), 100)`;
    const { end } = await runProcess(node(code));
    expect(end).toEqual({ kind: 'exit', code: 0 });
    expect(await noneLeft(mark)).toEqual([]);
  });

  test('a signal aborts it', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 150);
    const { end } = await runProcess(node('setInterval(() => {}, 1000)', { signal: controller.signal }));
    expect(end).toEqual({ kind: 'aborted' });
  });
});

describe('a program that floods', () => {
  test('is stopped at the bound', async () => {
    const { end } = await runProcess(
      node('const s = "x".repeat(65536); for (;;) require("fs").writeSync(1, s)', { maxOutputBytes: 1e6 }),
    );
    expect(end.kind).toBe('flood');
  });

  test('a line without end is not held', async () => {
    const lines: string[] = [];
    const { stdoutTail } = await runProcess(
      node('process.stdout.write("x".repeat(5000) + "\\nok\\n")', {
        maxLineLength: 1000,
        onStdout: (line: string) => lines.push(line),
      }),
    );
    expect(lines).toEqual(['ok']);
    expect(stdoutTail).toEqual(['(a line of 5000 characters)', 'ok']);
  });
});
