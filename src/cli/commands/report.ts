import type { Command } from 'commander';
import { DEFAULT_SEED, QUICK_DRAWS, THOROUGH_DRAWS } from '../../app/breakeven.ts';
import { catalogIdentity } from '../../app/catalog-identity.ts';
import { report } from '../../app/report.ts';
import { locating, scenarioRequest } from '../../app/scenario-request.ts';
import { RequestError } from '../../core/failure.ts';
import { renderHtml } from '../../report/html.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { safeDocument } from '../../report/safe-document.ts';
import { reportDocument } from '../../report/views/report.ts';
import { pathFacts, writeFileAtomic } from '../../system/files.ts';
import type { CommandLine, Outcome } from '../command.ts';
import { conclude } from '../finish.ts';
import type { Io } from '../io.ts';
import { isSet, textOption } from '../options.ts';
import { addScenarioOptions, seedOf, typedLayer } from '../scenario-options.ts';

export function configure(command: Command): void {
  command
    .argument('<scenario>', 'a built-in scenario, a file, or - for standard input')
    .argument('[option...]', 'options to compare instead of those of the scenario')
    .option('--html', 'one self-contained HTML page (also chosen by --output name.html)')
    .option('--force', 'overwrite an existing --output file')
    .option('--uncertainty', `odds from ${THOROUGH_DRAWS} draws instead of ${QUICK_DRAWS}`)
    .option('--seed <number>', `seed of the draws (default ${DEFAULT_SEED})`);
  addScenarioOptions(command);
  command.addHelpText('after', HELP);
}

const HELP = `
Markdown unless asked otherwise. An existing file is kept unless --force is given.

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
  const outcome = await outcomeOf(line, io);
  const asked = ['json', 'csv', 'table'].some((format) => isSet(options, format));
  if (asked) return outcome;
  const document = safeDocument(outcome.document({ explain: false }));
  const html = isSet(options, 'html') || (output?.toLowerCase().endsWith('.html') && !isSet(options, 'markdown'));
  const text = html ? renderHtml(document) : renderMarkdown(document);
  if (output === undefined) await io.out.write(text);
  else await writeFileAtomic(output, text);
  return conclude(outcome, options, io);
}

async function outcomeOf(line: CommandLine, io: Io): Promise<Outcome> {
  const [name, ...typedOptions] = line.positionals;
  const typed = typedLayer(line.options);
  const request = await scenarioRequest({ typed, options: typedOptions, scenario: name, stdin: io.stdin });
  const { layers, options, workloads, scenario } = request;
  const answer = locating(scenario, () =>
    report(
      {
        layers,
        options,
        workloads,
        ...(request.name === null ? {} : { name: request.name }),
        mode: 'interactive',
        draws: isSet(line.options, 'uncertainty') ? THOROUGH_DRAWS : QUICK_DRAWS,
        seed: seedOf(line.options, DEFAULT_SEED),
      },
      commandLine(line, typed.values),
    ),
  );
  return { answer, document: () => reportDocument(answer, catalogIdentity()) };
}

function commandLine(line: CommandLine, values: Readonly<Record<string, unknown>>): string {
  const kebab = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const flags = Object.entries(values).map(([key, value]) => (value === true ? kebab(key) : `${kebab(key)} ${value}`));
  const seed = textOption(line.options, 'seed');
  const draws = isSet(line.options, 'uncertainty') ? ['--uncertainty'] : [];
  const seeds = seed === undefined ? [] : [`--seed ${seed}`];
  return ['hwroi report', ...line.positionals, ...flags, ...draws, ...seeds].join(' ');
}

async function keepExisting(output: string): Promise<void> {
  if ((await pathFacts(output)) === null) return;
  throw new RequestError([
    { kind: 'usage', message: `\`${output}\` exists already`, hint: 'give `--force` to overwrite it' },
  ]);
}
