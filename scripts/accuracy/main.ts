/**
 * `npm run accuracy` rewrites docs/accuracy.md, its pictures and the baseline; with `--check` it writes nothing and
 * fails when a class got worse than the committed baseline by more than the tolerance.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { hardwareFamily } from '../../src/core/performance/family.ts';
import { formatClass } from '../../src/core/performance/format-class.ts';
import { groupBy } from '../fit/group.ts';
import { openSpreads } from '../fit/open.ts';
import { fitAll, heldOut, intervalSample } from '../fit/pipeline.ts';
import { scoreOf } from '../fit/statistics.ts';
import { correctedMachines, correctionScores, correctionSection } from './correction.ts';
import { judge } from './judge.ts';
import { document } from './markdown.ts';
import { scatter } from './picture.ts';
import type { Judged } from './score-table.ts';
import { MORE_SECTIONS } from './sections.ts';
import { weightFigures } from './weights.ts';

const BASELINE = 'test/fixtures/accuracy-baseline.json';
const TOLERANCE_POINTS = 0.3;
const LEAST_FIGURES = 10;

const fit = fitAll();
const held = {
  hardware: heldOut(fit, 'hardware'),
  model: heldOut(fit, 'model'),
  pair: heldOut(fit, 'pair'),
  source: heldOut(fit, 'source'),
};
const sample = intervalSample(held);
const open = openSpreads(fit.problem, fit.theta);
const judged = {
  hardware: judge(held.hardware, sample, open),
  model: judge(held.model, sample, open),
  pair: judge(held.pair, sample, open),
  source: judge(held.source, sample, open),
};

const corrected = correctedMachines(held);

const className = (row: Judged): string => {
  const { quantity, stack } = row.bound.figure;
  return `${quantity} ${stack} ${row.bound.figure.row.model.experts > 0 ? 'moe' : 'dense'}`;
};

function scores(): Record<string, number> {
  const entries = Object.entries(judged).flatMap(([way, rows]) =>
    [...groupBy(rows, className)]
      .filter(([, members]) => members.length >= LEAST_FIGURES)
      .map(([name, members]): [string, number] => [
        `${way}: ${name}`,
        Number(scoreOf(members.map((row) => row.error)).mdape.toFixed(2)),
      ]),
  );
  const { shareWithinOnePercent, worstError } = weightFigures();
  const weights: [string, number][] = [
    ['weights: standard files beyond 1 %', Number((100 * (1 - shareWithinOnePercent)).toFixed(2))],
    ['weights: worst file', Number((100 * worstError).toFixed(2))],
  ];
  const all = [...entries, ...Object.entries(correctionScores(corrected)), ...weights];
  return Object.fromEntries(all.sort((a, b) => (a[0] < b[0] ? -1 : 1)));
}

function check(): number {
  const baseline: Record<string, number> = JSON.parse(readFileSync(BASELINE, 'utf8'));
  const now = scores();
  const worse = Object.entries(baseline).filter(
    ([name, value]) => now[name] === undefined || now[name] > value + TOLERANCE_POINTS,
  );
  for (const [name, value] of worse) process.stdout.write(`${name}: ${value} % → ${now[name] ?? 'gone'} %\n`);
  if (worse.length === 0)
    process.stdout.write(`accuracy: no class worse than the baseline by ${TOLERANCE_POINTS} points\n`);
  return worse.length > 0 ? 1 : 0;
}

async function write(): Promise<void> {
  for (const [quantity, rows] of groupBy(judged.hardware, (row) => row.bound.figure.quantity))
    writeFileSync(`docs/accuracy-${quantity}.svg`, scatter(`${quantity}, chip held out`, rows));
  const more: string[] = [];
  for (const section of MORE_SECTIONS) more.push(await section());
  more.unshift(correctionSection(corrected));
  const by = {
    class: className,
    generation: (row: Judged) => hardwareFamily(row.bound.figure.row.hardware).generation,
    engine: (row: Judged) => row.bound.figure.row.runtime ?? row.bound.figure.row.engine,
    format: (row: Judged) => formatClass(row.bound.figure.row.quantization),
    source: (row: Judged) => row.bound.figure.row.source,
  };
  writeFileSync('docs/accuracy.md', document({ fit, judged, by, more }));
  writeFileSync(BASELINE, `${JSON.stringify(scores(), null, 1)}\n`);
  process.stdout.write('docs/accuracy.md, docs/accuracy-*.svg and the baseline are written\n');
}

if (process.argv.includes('--check')) process.exitCode = check();
else await write();
