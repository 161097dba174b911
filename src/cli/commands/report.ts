import type { Command } from 'commander';
import { DEFAULT_SEED, QUICK_DRAWS, THOROUGH_DRAWS } from '../../app/breakeven.ts';
import { catalogIdentity } from '../../app/catalog-identity.ts';
import { ALL_KEYS, flagOf } from '../../app/input-keys.ts';
import { type ReportAnswer, type Reproduce, report } from '../../app/report.ts';
import { locating, scenarioRequest } from '../../app/scenario-request.ts';
import { RequestError } from '../../core/failure.ts';
import { renderChartText } from '../../report/chart/index.ts';
import type { Document } from '../../report/document.ts';
import { renderHtml } from '../../report/html.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { safeDocument } from '../../report/safe-document.ts';
import { reportDocument } from '../../report/views/report.ts';
import { pathFacts, writeFileAtomic } from '../../system/files.ts';
import type { CommandLine, Outcome } from '../command.ts';
import { conclude } from '../finish.ts';
import type { Io } from '../io.ts';
import { isSet, textOption } from '../options.ts';
import { addScenarioOptions, sayExpired, seedOf, typedLayer } from '../scenario-options.ts';
import { addLogOption, restingOn, usageOf, usagePaths } from '../usage-option.ts';

export function configure(command: Command): void {
  command
    .argument('<scenario>', 'a built-in scenario, a file, or - for standard input')
    .argument('[option...]', 'options to compare instead of those of the scenario')
    .option('--html', 'one self-contained HTML page with sliders (also chosen by --output name.html)')
    .option('--force', 'overwrite an existing --output file')
    .option('--uncertainty', `odds from ${THOROUGH_DRAWS} draws instead of ${QUICK_DRAWS}`)
    .option('--seed <number>', `seed of the draws (default ${DEFAULT_SEED})`);
  addLogOption(command);
  addScenarioOptions(command);
  command.addHelpText('after', HELP);
}

const HELP = `
Markdown unless told otherwise, with charts in text. The HTML page computes everything again when a slider moves, offline.
An existing file is kept unless --force is given.

Examples:
  hwroi report coding-team > decision.md
  hwroi report coding-team --output decision.html
  hwroi report my-team.yaml --users 12 --output decision.html --force

Exit codes: 0 answered, 1 --fail-if holds, 2 wrong request, 3 the file could not be written
`;

/** Measurements correct what it says of devices. */
export const restsOnMeasurements = true;

export async function run(line: CommandLine, io: Io): Promise<Outcome | number> {
  const { options } = line;
  const output = textOption(options, 'output');
  if (output !== undefined && !isSet(options, 'force')) await keepExisting(output);
  const answer = await answerOf(line, io);
  const outcome = { answer, document: () => reportDocument(answer, catalogIdentity()) };
  if (['json', 'csv', 'table'].some((format) => isSet(options, format))) return outcome;
  const document = safeDocument(outcome.document());
  const html = isSet(options, 'html') || (output?.toLowerCase().endsWith('.html') && !isSet(options, 'markdown'));
  const text = html ? await page(document, answer) : markdown(document, !isSet(options, 'ascii'));
  if (output === undefined) await io.out.write(text);
  else await writeFileAtomic(output, text);
  return conclude(outcome, options, io);
}

/** The page with its sliders. The script is read only when a page is written. */
async function page(document: Document, answer: ReportAnswer): Promise<string> {
  const [{ script, hash }, { livePart }] = await Promise.all([import('virtual:live'), import('../../live/part.ts')]);
  return renderHtml(document, livePart(answer, { catalog: catalogIdentity(), draws: drawsOf(answer), script, hash }));
}

const drawsOf = ({ decision }: ReportAnswer): number => decision.uncertainty?.draws ?? QUICK_DRAWS;
/** Columns of a chart in a fence: as wide as most pages show code without scrolling. */
const CHART_COLUMNS = 78;

function markdown(document: Document, unicode: boolean): string {
  return renderMarkdown(document, (chart) => renderChartText(chart, { width: CHART_COLUMNS, unicode }));
}

async function answerOf(line: CommandLine, io: Io): Promise<ReportAnswer> {
  const [name, ...typedOptions] = line.positionals;
  const typed = typedLayer(line.options);
  const request = await scenarioRequest({ typed, options: typedOptions, scenario: name, stdin: io.stdin });
  const { usage, logged } = await usageOf(line.options, request);
  const { layers, options, workloads, scenario } = logged;
  const answer = locating(scenario, () =>
    report({
      layers,
      options,
      workloads,
      ...(request.name === null ? {} : { name: request.name }),
      mode: 'interactive',
      draws: isSet(line.options, 'uncertainty') ? THOROUGH_DRAWS : QUICK_DRAWS,
      thorough: true,
      seed: seedOf(line.options, DEFAULT_SEED),
      answers: scenario?.raw.answers ?? {},
      reproduce: reproduceOf(line, typed.values),
    }),
  );
  await sayExpired(logged, line, io);
  return restingOn(answer, usage, line.options);
}

function reproduceOf(line: CommandLine, values: Readonly<Record<string, unknown>>): Reproduce {
  const typed = ALL_KEYS.flatMap((key): readonly (readonly [string, string])[] => {
    const value = values[key.key];
    if (value === undefined) return [];
    return [[key.key, value === true ? flagOf(key) : `${flagOf(key)} ${quoted(String(value))}`]];
  });
  const text = (key: string): readonly (readonly [string, string])[] => {
    const value = textOption(line.options, key);
    return value === undefined ? [] : [[key, `--${key} ${quoted(value)}`]];
  };
  const logs = usagePaths(line.options).map((path, index) => [`from-${index}`, `--from ${quoted(path)}`] as const);
  const draws = isSet(line.options, 'uncertainty') ? [['uncertainty', '--uncertainty']] : [];
  return {
    words: ['hwroi report', ...line.positionals.map(quoted)],
    flags: Object.fromEntries([...typed, ...logs, ...draws, ...text('seed'), ...text('catalog')]),
  };
}

/** As a shell reads it back. */
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

async function keepExisting(output: string): Promise<void> {
  if ((await pathFacts(output)) === null) return;
  throw new RequestError([
    { kind: 'usage', message: `\`${output}\` exists already`, hint: 'give `--force` to overwrite it' },
  ]);
}
