import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomSource } from '../../src/core/uncertainty/random.ts';
import type { LivePayload } from '../../src/live/payload.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import { CHROMIUM, launch } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCENARIO = 'coding-team';
const POSITIONS = 200;
/** Of these the text is compared too, word for word. */
const TEXTS = 20;
const TOLERANCE = 1e-12;
const SHOTS = 'reports/browser';

interface Position {
  readonly indexes: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
}

/** Paths at which two results differ: numbers by more than the tolerance, all else at all. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b)) ? [] : [`${path}: ${a} ≠ ${b}`];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Object.is(a, b) ? [] : [`${path}: ${String(a)} ≠ ${String(b)}`];
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].flatMap((key) => differences(left.get(key), right.get(key), `${path}.${key}`));
}

function randomPositions(payload: LivePayload): readonly Position[] {
  const source = randomSource(7);
  const random = (): number => source.next();
  return Array.from({ length: POSITIONS }, () => {
    const moved = payload.sliders.filter(() => random() < 0.5);
    const at = moved.map((slider) => ({ slider, index: Math.floor(random() * slider.values.length) }));
    const away = at.filter(({ slider, index }) => index !== slider.printed);
    return {
      indexes: Object.fromEntries(at.map(({ slider, index }) => [slider.key, index])),
      flags: away.flatMap(({ slider, index }) => [slider.flag, String(slider.values[index])]),
    };
  });
}

/** Moves every slider in the page: those of the position, the rest back to the printed value. */
const move = (page: Page, { indexes }: Position): Promise<unknown> =>
  page.evaluate(`for (const input of document.querySelectorAll('#live input')) {
    const at = ${JSON.stringify(indexes)}[input.id.slice(5)];
    input.value = at === undefined ? input.defaultValue : String(at);
    input.dispatchEvent(new Event('input'));
  }`);

const TEXT = `['decision', 'details'].map((id) => document.getElementById(id).textContent).join('\\n')`;
const settled = (page: Page): Promise<unknown> => page.evaluate('new Promise((done) => setTimeout(done, 700))');

describe.skipIf(CHROMIUM === undefined)('the HTML report in Chromium', () => {
  let folder = '';
  let browser: Browser;
  let page: Page;
  let html = '';
  const complaints: string[] = [];
  const requests: string[] = [];

  const open = async (options: Parameters<Browser['newPage']>[0]): Promise<Page> => {
    const opened = await browser.newPage(options);
    await opened.goto(`file://${join(folder, 'report.html')}`);
    return opened;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hwroi-browser-'));
    mkdirSync(SHOTS, { recursive: true });
    html = (await runInMemory(['report', SCENARIO, '--html'])).stdout;
    writeFileSync(join(folder, 'report.html'), html);
    browser = await launch();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`file://${join(folder, 'report.html')}`);
    await settled(page);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is one file under a megabyte that shows its charts and its sliders', async () => {
    expect(html.length).toBeLessThan(1_000_000);
    expect(await page.locator('svg.chart').count()).toBeGreaterThanOrEqual(4);
    expect(await page.locator('#live input[type=range]').count()).toBe(7);
    expect(await page.locator('#live').isVisible()).toBe(true);
    expect(await page.locator('#live-status').textContent()).toBe('As printed.');
  });

  test(`shows what the command line answers, for ${POSITIONS} random slider positions`, async () => {
    const payload: LivePayload = JSON.parse((await page.locator('#live-data').textContent()) ?? '');
    const found: string[] = [];
    for (const [i, position] of randomPositions(payload).entries()) {
      await move(page, position);
      const shown = await page.evaluate<{ result: unknown }>('window.__hwroi()');
      const answered = await runInMemory(['report', SCENARIO, '--json', ...position.flags]);
      const { result } = JSON.parse(answered.stdout);
      found.push(...differences(shown.result, result).map((difference) => `${position.flags.join(' ')}${difference}`));
      if (i >= TEXTS) continue;
      const file = (await runInMemory(['report', SCENARIO, '--html', ...position.flags])).stdout;
      const other = await browser.newPage({ javaScriptEnabled: true });
      await other.setContent(file);
      expect(await page.evaluate(TEXT), position.flags.join(' ')).toBe(await other.evaluate(TEXT));
      await other.close();
    }
    expect(found).toEqual([]);
  });

  test('says what was changed and how to get it from the command line, and goes back', async () => {
    const before = await page.evaluate(TEXT);
    await page.reload();
    await settled(page);
    const printed = await page.evaluate(TEXT);
    await page.locator('#live-users').focus();
    await page.keyboard.press('ArrowRight');
    await settled(page);
    expect(await page.locator('#live-status').textContent()).toMatch(
      /^Changed\. .*hwroi report coding-team --users 6$/,
    );
    expect(await page.locator('#live-users').getAttribute('aria-valuetext')).toBe('6');
    expect(await page.evaluate(TEXT)).not.toBe(printed);
    await page.locator('#live-reset').press('Enter');
    await settled(page);
    expect(await page.locator('#live-status').textContent()).toBe('As printed.');
    expect(await page.evaluate(TEXT)).toBe(printed);
    expect(before).not.toBe('');
  });

  test('while a slider is dragged the point answer stands beside it, in the figures the page prints after', async () => {
    const during = `new Promise((done) => {
      const input = document.getElementById('live-users');
      input.value = String(Number(input.value) + 2);
      input.dispatchEvent(new Event('input'));
      setTimeout(() => setTimeout(() => done({
        text: document.getElementById('live-glance').textContent,
        busy: document.getElementById('details').getAttribute('aria-busy'),
      }), 0), 0);
    })`;
    const { text, busy } = await page.evaluate<{ text: string; busy: string }>(during);
    expect(busy).toBe('true');
    await settled(page);
    const after = await page.evaluate<string>(TEXT);
    const amounts = [...text.matchAll(/about (\$[\d,.]+) a month/g)].map(([, amount = '']) => amount);
    expect(amounts).toHaveLength(2);
    for (const amount of amounts) expect(after).toContain(amount);
    expect(await page.locator('#live-glance').textContent()).toBe('');
    expect(await page.locator('#details').getAttribute('aria-busy')).toBe('false');
    await page.locator('#live-reset').press('Enter');
    await settled(page);
  });

  test.for([1280, 390])('does not scroll sideways at %d px, as printed or moved', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const overflow = 'document.documentElement.scrollWidth - window.innerWidth';
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    await page.screenshot({ path: join(SHOTS, `report-${width}.png`), fullPage: true });
    await page.locator('#live-users').press('End');
    await settled(page);
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    await page.locator('#live-reset').press('Enter');
    await settled(page);
  });

  test('no table is cut at 1280 px', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    const cut = `[...document.querySelectorAll('.scroll')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.getAttribute('aria-label'))`;
    expect(await page.evaluate(cut)).toEqual([]);
  });

  test.for(['light', 'dark'] as const)('axe finds no serious violation in %s', async (colorScheme) => {
    const themed = await open({ colorScheme, viewport: { width: 1280, height: 900 } });
    await settled(themed);
    await themed.evaluate(AXE);
    const violations = await themed.evaluate(
      'axe.run().then((r) => r.violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.id + ": " + v.nodes[0].html))',
    );
    expect(violations).toEqual([]);
    await themed.screenshot({ path: join(SHOTS, `report-${colorScheme}.png`), fullPage: true });
    await themed.close();
  });

  test('without JavaScript the static report remains', async () => {
    const still = await open({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
    expect(await still.locator('#live').isVisible()).toBe(false);
    expect(await still.locator('noscript p').isVisible()).toBe(true);
    expect(await still.locator('#decision').textContent()).not.toBe('');
    expect(await still.locator('svg.chart').count()).toBeGreaterThanOrEqual(4);
    await still.close();
  });

  test('no word on the console, and no request but for the file itself', () => {
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(new Set(requests).size).toBe(1);
  });
});
