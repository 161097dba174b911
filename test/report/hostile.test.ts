import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogIdentity } from '../../src/app/catalog-identity.ts';
import { report } from '../../src/app/report.ts';
import { requestOf } from '../../src/app/scenario-request.ts';
import { namedScenario } from '../../src/app/scenarios.ts';
import { livePart } from '../../src/live/part.ts';
import { renderChartText } from '../../src/report/chart/index.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { safeDocument } from '../../src/report/safe-document.ts';
import { renderChartSvg } from '../../src/report/svg.ts';
import { reportDocument } from '../../src/report/views/report.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const EVIL = [
  '=cmd|"/c calc"!A0',
  '</title></script><script>alert(1)</script><img src=x onerror=alert(1)>',
  '\u202e\u2066gnp.\u200b',
  '\u001b[2J\u001b]0;owned\u0007\u009b31m\u0000',
  '| a | b |\n```\n# heading\n[x](javascript:alert(1)) ![y](http://z)',
  `"'&amp;`,
  'long'.repeat(25_000),
].join(' ');
/** Control characters other than line ends, and what turns reading direction or hides. */
const ACTING = /(?![\r\n])\p{Cc}|[\u200b\u202a-\u202e\u2066-\u2069]/u;
const TAGS = new Set(
  'a body button circle code dd desc div dl dt figure g h1 h2 head html input label line main meta noscript output p polygon polyline rect script section small style svg table tbody td text th thead title tr'.split(
    ' ',
  ),
);

const BASE = {
  id: 'team',
  title: 'A team',
  workloads: [{ id: 'assistant', model: 'qwen3.6-27b', users: { value: 5, low: 3, high: 8, source: 'us' } }],
  options: [
    { option: 'own:2xrtx-3090', label: 'the box', vendor: 'a shop', priceUsd: { value: 3000, source: 'a quote' } },
    { option: 'rent:rtx-4090', label: 'the rent' },
    { option: 'api:qwen3.6-27b', label: 'the API' },
  ],
};
const [own, rent, api] = BASE.options;

/** Every field of a scenario that takes text of one's own, holding the worst of it. */
const SHOWN: readonly (readonly [field: string, file: object])[] = [
  ['id', { ...BASE, id: EVIL }],
  ['title', { ...BASE, title: EVIL }],
  ['description', { ...BASE, description: EVIL }],
  ['source', { ...BASE, source: EVIL }],
  ['workloads.id', { ...BASE, workloads: [{ ...BASE.workloads[0], id: EVIL }] }],
  [
    'workloads.users.source',
    { ...BASE, workloads: [{ ...BASE.workloads[0], users: { value: 5, low: 3, high: 8, source: EVIL } }] },
  ],
  [
    'workloads.users.asOf',
    { ...BASE, workloads: [{ ...BASE.workloads[0], users: { value: 5, low: 3, high: 8, asOf: EVIL } }] },
  ],
  ['options.label of own', { ...BASE, options: [{ ...own, label: EVIL }, rent, api] }],
  ['options.label of rent', { ...BASE, options: [own, { ...rent, label: EVIL }, api] }],
  ['options.label of api', { ...BASE, options: [own, rent, { ...api, label: EVIL }] }],
  ['options.vendor', { ...BASE, options: [{ ...own, vendor: EVIL }, rent, api] }],
  ['options.priceUsd.source', { ...BASE, options: [{ ...own, priceUsd: { value: 3000, source: EVIL } }, rent, api] }],
  ['site.electricityPrice.source', { ...BASE, site: { electricityPrice: { value: 0.2, source: EVIL } } }],
  ['finance.horizonMonths.source', { ...BASE, finance: { horizonMonths: { value: 24, source: EVIL } } }],
  ['answers', { ...BASE, answers: { 'speed-measured': EVIL, [EVIL.slice(0, 200)]: EVIL } }],
];

/** Fields whose text must be a name or a number: refused, and the refusal shows them harmlessly. */
const REFUSED: readonly (readonly [field: string, file: object])[] = [
  ['workloads.model', { ...BASE, workloads: [{ ...BASE.workloads[0], model: EVIL }] }],
  ['workloads.quantization', { ...BASE, workloads: [{ ...BASE.workloads[0], quantization: EVIL }] }],
  ['workloads.engine', { ...BASE, workloads: [{ ...BASE.workloads[0], engine: EVIL }] }],
  ['workloads.useCase', { ...BASE, workloads: [{ ...BASE.workloads[0], useCase: EVIL }] }],
  ['workloads.users', { ...BASE, workloads: [{ ...BASE.workloads[0], users: EVIL }] }],
  ['options.option', { ...BASE, options: [{ ...own, option: EVIL }, api] }],
  ['options as text', { ...BASE, options: [`own:${EVIL}`, 'api:qwen3.6-27b'] }],
  ['options.validUntil', { ...BASE, options: [{ ...own, validUntil: EVIL }, api] }],
  ['site.region', { ...BASE, site: { region: EVIL } }],
  ['site.kind', { ...BASE, site: { kind: EVIL } }],
  ['finance.horizonMonths', { ...BASE, finance: { horizonMonths: EVIL } }],
  ['an unknown key', { ...BASE, [EVIL]: EVIL }],
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hwroi-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(file: object): string {
  const path = join(folder, 'team.json');
  writeFileSync(path, JSON.stringify(file));
  return path;
}

async function rendered(file: object) {
  const scenario = await namedScenario(written(file), async function* () {});
  const request = requestOf(scenario, { origin: 'flag', style: 'flag', values: {} }, []);
  const answer = report({
    ...request,
    name: scenario.raw.id,
    mode: 'interactive',
    draws: 8,
    answers: scenario.raw.answers,
    reproduce: { words: ['hwroi report', EVIL], flags: {} },
  });
  const document = safeDocument(reportDocument(answer, catalogIdentity()));
  const live = livePart(answer, { catalog: catalogIdentity(), draws: 8, script: 'void 0', hash: 'sha256-x' });
  const draw = (unicode: boolean) => (chart: Parameters<typeof renderChartText>[0]) =>
    renderChartText(chart, { width: 78, unicode });
  const charts = document.sections.flatMap((section) => (section.kind === 'chart' ? [section.chart] : []));
  return {
    html: renderHtml(document, live),
    markdown: renderMarkdown(document, draw(true)),
    csv: renderCsv(document),
    svg: charts.map(renderChartSvg).join('\n'),
    text: charts.flatMap(draw(false)).join('\n'),
  };
}

/** Tags and attributes that nobody of us writes. */
function strange(markup: string): string[] {
  const body = markup.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '').replace(/<style>[\s\S]*?<\/style>/g, '');
  return [...body.matchAll(/<\/?([a-zA-Z][^\s>/]*)([^>]*)>/g)]
    .filter(
      ([, name = '', attributes = '']) =>
        !TAGS.has(name) ||
        (name === 'code' && attributes !== '') ||
        /(?:^|\s)on\w+\s*=(?=[^"]*(?:"[^"]*"[^"]*)*$)/.test(attributes),
    )
    .map(([tag]) => tag);
}

const cells = (line: string): number => line.replace(/\\./g, '').split('|').length;

describe('text of a scenario that means harm is text everywhere', () => {
  test.for(SHOWN)('%s', async ([, file]) => {
    const { html, markdown, csv, svg, text } = await rendered(file);
    for (const shown of [html, markdown, csv, svg, text]) expect(shown).not.toMatch(ACTING);

    expect(html.length).toBeLessThan(1_000_000);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(strange(html)).toEqual([]);
    expect(strange(svg)).toEqual([]);
    const data = /id="live-data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(() => JSON.parse(data)).not.toThrow();
    expect(data).not.toMatch(/[<>&]/);
    for (const [table] of html.matchAll(/<table>[\s\S]*?<\/table>/g)) {
      const heads = table.match(/<th /g)?.length;
      for (const [row] of table.matchAll(/<tr><td[\s\S]*?<\/tr>/g)) expect(row.match(/<td[ >]/g)?.length).toBe(heads);
    }

    const prose = markdown.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
    expect(prose).not.toMatch(/(?<!\\)<|(?<!\\)```|(?<!\\)!?(?<!\\)\[[^\]]*\]\(/);
    for (const block of prose.split('\n\n').filter((part) => part.startsWith('|')))
      expect(new Set(block.trim().split('\n').map(cells)).size).toBe(1);

    const rows = papaparse.parse<string[]>(csv.trim()).data;
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    for (const cell of rows.flat()) expect(Number.isNaN(Number(cell)) ? cell : '').not.toMatch(/^[=+\-@\t\r]/);
  });

  test.for(REFUSED)('%s is refused in plain words', async ([, file]) => {
    const { exitCode, stdout, stderr } = await runInMemory(['report', written(file)]);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/error:/);
    expect(stderr).not.toMatch(ACTING);
  });
});
