import { describe, expect, test } from 'vitest';
import { builtinFile, builtinScenarios } from '../../../src/app/scenarios.ts';
import { loadScenario } from '../../../src/scenario/file/load.ts';
import { toFile } from '../../../src/scenario/file/to-raw.ts';
import { yamlText } from '../../../src/scenario/file/yaml-text.ts';

const problemsOf = (text: string): readonly string[] => {
  const loaded = loadScenario(text, 'team.yaml');
  if (loaded.kind === 'loaded') return [];
  return loaded.problems.map((p) => (p.kind === 'invalid-file' ? `${p.at ?? '-'} ${p.reason} | ${p.hint}` : p.kind));
};
const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]']
  .concat(['b', 'c', 'd', 'e', 'f'].map((key, i) => `${key}: &${key} [${`*${'abcde'[i]},`.repeat(10)}]`))
  .join('\n');

/** Each broken file and all that is said of it, in order. */
const BROKEN: readonly (readonly [name: string, text: string, told: readonly RegExp[]])[] = [
  ['nothing', '', [/^- is empty \| .*scenario init/]],
  ['only a comment', '# later\n', [/^- is empty/]],
  ['a list on top', '- own:rtx-5090\n', [/^1:1 a scenario file is sections .*, not a list \| for example `options:/]],
  ['a number on top', '42', [/^1:1 .*not a number/]],
  ['a text on top', '"team"', [/^1:1 .*not a text/]],
  ['a tab', 'workloads:\n\t- model: x\n', [/^2:1 is indented by a tab \| YAML indents by spaces/]],
  ['two documents', 'options: [a]\n---\noptions: [b]\n', [/^2:1 holds several documents/]],
  [
    'keys given twice',
    'options: [a]\nworkloads: [{users: 5, users: 6}]\noptions: [b]\n',
    [/^2:24 `users` stands twice/, /^3:1 `options` stands twice/],
  ],
  ['endless aliases', `${bomb}\noptions: *f\n`, [/^- unfolds its aliases .* too often/]],
  ['an alias of nothing', 'options: *nowhere\n', [/nowhere/]],
  ['nested without end', '['.repeat(5000), [/^\d+:\d+ is nested too deep/]],
  [
    'sections of the wrong kind',
    'workloads: {model: a}\noptions: own:a\n',
    [/^1:12 `workloads`: expected a list, got keys with values/, /^2:10 `options`: expected a list, got a text/],
  ],
  ['no workload', 'workloads: []\n', [/^1:12 `workloads` is empty/]],
  [
    'an option without an option, a list for a name',
    'workloads: [{model: [a, b]}]\noptions: [{}]\n',
    [/^1:21 `workloads\[0\].model`: expected a text, got a list/, /^2:11 `options\[0\].option` is missing/],
  ],
  ['an option that is a number', 'options: [5]\n', [/^1:11 `options\[0\]`: expected an option as a text/]],
  ['not a number', 'workloads: [{users: .nan}]\n', [/^1:21 `workloads\[0\].users`: expected a number/]],
  ['beyond any number', 'workloads: [{users: 1e400}]\n', [/^1:21 `workloads\[0\].users`: expected a number/]],
  ['nothing for a number', 'workloads: [{users: ~}]\n', [/^1:21 `workloads\[0\].users`: expected a number/]],
  [
    'keys every object has',
    '__proto__: {a: 1}\nconstructor: 3\nworkloads: [{toString: 2}]\n',
    [/^3:14 unknown key `workloads\[0\].toString`/, /^1:1 unknown key `__proto__`/, /^2:1 unknown key `constructor`/],
  ],
  [
    'days that are none',
    'options:\n  - {option: own:a, validUntil: tomorrow}\n  - {option: own:b, validUntil: 2026-13-01}\n  - {option: own:c, validUntil: 2026-02-29}\n',
    [/^2:33 `options\[0\].validUntil`: expected a day/, /^3:33 .*expected a day/, /^4:33 .*expected a day/],
  ],
  ['a warranty below zero', 'options: [{option: own:a, warrantyMonths: -1}]\n', [/^1:43 .*must be 0 or more/]],
  [
    'workloads of one name',
    'workloads:\n  - {id: a}\n  - {id: a}\n  - {}\n  - {id: work-3}\n',
    [/^3:10 `workloads\[1\].id`: `a` is another workload/, /^5:10 `workloads\[3\].id`: `work-3` is another workload/],
  ],
  [
    'values an option has no use for',
    'options:\n  - {option: "api:a", priceUsd: 5}\n  - {option: own:b, tokensPerSecond: 9}\n  - {option: rent:c, watts: 5}\n  - {option: "flat:20/month", usdPerHour: 1}\n',
    [
      /^2:33 .*priceUsd`: an API has no use for it/,
      /^3:38 .*tokensPerSecond`: an own machine has no use for it/,
      /^4:29 .*watts`: a rent has no use for it/,
      /^5:43 .*usdPerHour`: a subscription has no use for it/,
    ],
  ],
  ['a comma missing in JSON', '{"workloads": [{"users": 5}] "options": []}', [/^1:30 /, /^1:39 /]],
];

describe('a broken scenario file says all that is wrong with it', () => {
  test.for(BROKEN)('%s', ([, text, told]) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(told.length);
    for (const [index, expected] of told.entries()) expect(problems[index]).toMatch(expected);
  });

  test('noise is cut short', () => {
    const noise = Array.from({ length: 4000 }, (_, i) => String.fromCharCode(33 + ((i * 7919) % 94))).join('');
    const problems = problemsOf(`a: ${noise}\n`.repeat(30));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(9);
    for (const problem of problems) expect(problem.length).toBeLessThan(250);
  });
});

describe('what is odd and not wrong', () => {
  test.for([
    ['a byte order mark and carriage returns', '\uFEFFworkloads:\r\n  - users: 5\r\noptions:\r\n  - own:a\r\n'],
    ['anchors used with care', 'workloads: [{users: &n 5, outputTokens: *n}]\n'],
    ['a comma at the end of a list', '{"options": ["own:a",],}'],
    [
      'a mix with values of either side',
      'options: [{option: "mix:own:a+api:b", watts: 5, outputUsdPerMillionTokens: 3}]\n',
    ],
    ['a leap day', 'options: [{option: own:a, validUntil: 2028-02-29}]\n'],
  ])('%s', ([, text = '']) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

const builtin = await builtinScenarios();
describe.for([...builtin.keys()])('%s', (id) => {
  test('passes the check a user’s file passes, and shown and read again it is the same', async () => {
    const file = await builtinFile(id);
    const loaded = loadScenario(yamlText(file ?? {}), `${id}.yaml`);
    expect(loaded.kind === 'problems' ? loaded.problems : []).toEqual([]);
    const raw = builtin.get(id);
    if (raw === undefined) throw new Error('not built in');
    const again = loadScenario(yamlText(toFile(raw)), `${id}.yaml`);
    expect(again).toMatchObject({ kind: 'loaded', raw });
  });
});
