/**
 * One million batch lines through the built command: time, peak memory, order, and equality with ten thousand answers
 * computed one command line's worth at a time. `npm run million -- [lines] [command]`, after a build.
 */
import { COMMANDS } from '../src/cli/registry.ts';
import { questions } from './bench/lines.ts';
import { stream } from './bench/timing.ts';

const [wanted = '1000000', asked] = process.argv.slice(2);
const count = Number(wanted);
const command = asked ?? (COMMANDS.some((each) => each.name === 'speed') ? 'speed' : 'memory');
const SAMPLE = 10_000;
const step = Math.max(1, Math.floor(count / SAMPLE));

// First the sample alone, in its own process, then the million: the answers must be the same text.
const picked = [...questions(count, command)].filter((_, i) => i % step === 0);
const alone: string[] = [];
await stream(['bin/hwroi.js', command, '--batch', '-'], picked, (line) => alone.push(line));

let [different, disordered] = [0, 0];
const { seconds, linesOut, peakMebibytes, exitCode } = await stream(
  ['bin/hwroi.js', command, '--batch', '-'],
  questions(count, command),
  (line, i) => {
    if (!line.startsWith(`{"id":${i},`)) disordered += 1;
    if (i % step === 0 && line !== alone[i / step]) different += 1;
  },
);
console.log(
  `${linesOut} lines of ${command} in ${seconds.toFixed(1)} s (${Math.round(linesOut / seconds)} a second), peak ${peakMebibytes.toFixed(0)} MiB, exit ${exitCode}; ` +
    `${disordered} out of order; ${alone.length} compared with answers made apart, ${different} different`,
);
if (linesOut !== count || disordered + different > 0) process.exitCode = 1;
